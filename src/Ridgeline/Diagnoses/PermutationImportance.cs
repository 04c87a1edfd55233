using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>
/// How much worse a model scores when the numbers of a column are shuffled among the rows (Breiman 2001, §10): what the model has from it beyond what other columns
/// tell. For any family; no column is copied, and nothing is fitted anew.
/// </summary>
/// <remarks>
/// Rows of frequency f are shuffled as f rows, so that weight 2 is the row twice; importance weights stay where they are. Columns that say nearly the same can each
/// look unimportant, as the other is still there.
/// </remarks>
/// <param name="Group">What was shuffled.</param>
/// <param name="Mean">By how much the score gets worse, in its own direction, a mean over the repeats and, of resamples, over them by the weight that they hold out. 0 where the model doesn't use the columns.</param>
/// <param name="StandardDeviation">Of the repeats and resamples, 1/(count − 1); NaN of a single one.</param>
/// <param name="Drops">Each of them, resample after resample. NaN where the score isn't defined (one class), and then the mean is too.</param>
public sealed record PermutationImportance(ColumnGroup Group, double Mean, double StandardDeviation, ImmutableArray<double> Drops)
{
    /// <summary>The importances for one model. On rows that it learned from they also show what it memorised; held-out rows show what helps.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Rows, with the design that the model was fitted on.</param>
    /// <param name="score">The score.</param>
    /// <param name="weights">The weights of the rows that are shuffled and scored, of the sample's kind; the sample's own if left out.</param>
    /// <param name="options">Groups, repeats, seed.</param>
    /// <param name="stop">Asked before every prediction.</param>
    /// <returns>One a group, in the groups' order.</returns>
    /// <exception cref="ArgumentException">The weights are of other rows, or a group has a column that isn't there.</exception>
    public static ImmutableArray<PermutationImportance> Of(
        IModel model, Sample sample, Score score, ReadOnlySpan<double> weights = default, PermutationOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(score);
        return Of([(model, new ShuffledRows(sample.Design, sample, weights.IsEmpty ? sample.Weights : weights))], score, options ?? new PermutationOptions(), stop);
    }

    /// <summary>The importances on held-out rows: each resample's model, fitted without them, is scored on the rows that it hasn't seen.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="resamples">Which of them are held out, and when.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="score">The score.</param>
    /// <param name="fit">How the models are fitted.</param>
    /// <param name="options">Groups, repeats, seed.</param>
    /// <param name="stop">Asked before every fit and prediction.</param>
    /// <returns>One a group, in the groups' order.</returns>
    /// <exception cref="ArgumentException">The resamples are of other rows, a resample holds none out, the score doesn't suit the loss, or a group has a column that isn't there.</exception>
    public static ImmutableArray<PermutationImportance> OfHeldOut<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Setting setting, Score score, FitOptions fit, PermutationOptions? options = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(fit);
        if (resamples.Rows != sample.Rows)
            throw new ArgumentException($"resamples of {Wording.Count(resamples.Rows, "row")} for a sample of {sample.Rows}", nameof(resamples));
        if (fitter.Loss is { } loss)
            score.Check(loss);
        var training = resamples.TrainingSamples(sample);
        var models = new IModel[training.Length];
        fitter.Walk(training, [setting], fit with { StopWhenSaturated = false }, (k, point) => models[k] = point.Model, null, stop);
        return Of([.. training.Select((own, k) => (models[k], new ShuffledRows(own.Design, sample, resamples.HeldOutWeights(sample, k))))], score, options ?? new PermutationOptions(), stop);
    }

    private static ImmutableArray<PermutationImportance> Of(ImmutableArray<(IModel Model, ShuffledRows Rows)> parts, Score score, PermutationOptions options, CancellationToken stop)
    {
        var groups = options.Groups.IsDefault ? ColumnGroup.Each(parts[0].Rows.Design) : options.Groups;
        foreach (var group in groups)
            foreach (int j in group.Columns)
                if (j < 0 || j >= parts[0].Rows.Design.Columns)
                    throw new ArgumentException($"the group '{group.Name}' has column {j}; the design's are 0 to {parts[0].Rows.Design.Columns - 1}", nameof(options));
        int repeats = options.Repeats, orders = parts.Length * repeats;
        var whole = new double[parts.Length];
        ResampleLoop.Run(parts.Length, options.Threads, k => whole[k] = parts[k].Rows.Score(parts[k].Model, [], parts[k].Rows.InOrder, score, stop));
        var drops = groups.Select(_ => new double[orders]).ToArray();
        ResampleLoop.Run(orders, options.Threads, at =>
        {
            var (model, rows) = parts[at / repeats];
            int[] order = rows.Shuffled(options.Seed, at / repeats, at % repeats);
            for (int g = 0; g < groups.Length; g++)
            {
                double shuffled = rows.Score(model, groups[g].Columns.AsSpan(), order, score, stop);
                drops[g][at] = score.HigherIsBetter ? whole[at / repeats] - shuffled : shuffled - whole[at / repeats];
            }
        });
        return [.. groups.Select((group, g) => new PermutationImportance(group, MeanOf(drops[g], parts, repeats), DeviationOf(drops[g]), [.. drops[g]]))];
    }

    private static double MeanOf(double[] drops, ImmutableArray<(IModel Model, ShuffledRows Rows)> parts, int repeats)
    {
        double total = parts.Sum(part => part.Rows.Weight), mean = 0;
        for (int at = 0; at < drops.Length; at++)
            mean += parts[at / repeats].Rows.Weight / total * (drops[at] / repeats);
        return mean;
    }

    private static double DeviationOf(double[] drops)
    {
        double mean = drops.Average();
        return Math.Sqrt(drops.Sum(drop => (drop - mean) * (drop - mean)) / (drops.Length - 1));
    }
}
