using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>
/// Cross-validation of a whole search. For each outer resample the grid, the inner cross-validation and the choice are made on its training rows alone; the model chosen, fitted on all
/// of them, is scored on the rows held out. Nothing of these rows reaches the choice, so the score is honest.
/// </summary>
/// <remarks>Varma, Simon: <i>Bias in error estimation when using cross-validation for model selection</i> (BMC Bioinformatics 7:91, 2006).</remarks>
public static class NestedCrossValidation
{
    /// <summary>Searches within each outer resample, one after the other, and scores what was chosen.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows; others have weight 0.</param>
    /// <param name="outer">Which rows are held out of each search.</param>
    /// <param name="inner">
    /// The resamples of one search: of the outer training rows (the others have weight 0), given the number of the outer resample. Where the outer resamples keep groups whole or are in time
    /// order, these must too.
    /// </param>
    /// <param name="settings">Settings of the family's knob; default: the automatic grid of each outer resample's training rows.</param>
    /// <param name="scores">The scores, the one that chooses first.</param>
    /// <param name="rule">How it chooses.</param>
    /// <param name="options">Tolerance, iterations, threads of the fits.</param>
    /// <param name="progress">Told after every search, how many of them are done; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">There is no score, one doesn't suit the loss, or the resamples are of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Nested<TModel> Run<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples outer, Func<Sample, int, Resamples> inner, ImmutableArray<Setting> settings, IReadOnlyList<Score> scores, ChoiceRule rule,
        FitOptions options, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(scores);
        var folds = ImmutableArray.CreateBuilder<NestedFold<TModel>>(outer.Count);
        var unseen = new List<Unseen>(outer.Count);
        for (int k = 0; k < outer.Count; k++)
        {
            var training = sample.Reweighted(outer.TrainingWeights(sample, k));
            var search = CrossValidation.Run(fitter, training, inner(training, k), settings, scores, options, null, stop);
            int at = search.Curves[0].Chosen(rule);
            folds.Add(new NestedFold<TModel>(search.Path.Points[at], at, search.Curves));
            unseen.Add(Unseen.Of(fitter, training, outer.HeldOutWeights(sample, k), folds[k].Chosen.Model));
            progress?.Report(new FitProgress(k + 1, outer.Count));
        }

        return new Nested<TModel>(outer, rule, folds.MoveToImmutable(), [.. scores.Select(score => ScoreOf(score, unseen, outer.Repeats))]);
    }

    private static NestedScore ScoreOf(Score score, List<Unseen> unseen, int repeats)
    {
        double[] perFold = [.. unseen.Select(rows => rows.Score(score))], means = new double[repeats];
        bool pooled = perFold.Any(double.IsNaN);
        int each = perFold.Length / repeats;
        double error = pooled ? double.NaN : 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var own = unseen.GetRange(repeat * each, each);
            if (pooled)
            {
                means[repeat] = Unseen.Together(own).Score(score);
                continue;
            }

            double total = own.Sum(rows => rows.Weight), squares = 0;
            for (int k = 0; k < each; k++)
                means[repeat] += own[k].Weight / total * perFold[repeat * each + k];
            for (int k = 0; k < each; k++)
                squares += own[k].Weight / total * Math.Pow(perFold[repeat * each + k] - means[repeat], 2);
            error += Math.Sqrt(squares / (each - 1)) / repeats;
        }

        return new NestedScore(score, means.Average(), error, [.. perFold], [.. means], pooled);
    }

    /// <summary>Rows that a search hasn't seen, m of them, and what its model says of them.</summary>
    private sealed record Unseen(double[] Y, double[] Weights, double[] Link, double[] Mean)
    {
        public double Weight { get; } = Weights.Sum();

        public static Unseen Of<TModel>(IPathFitter<TModel> fitter, Sample sample, double[] heldOut, TModel model)
            where TModel : IModel
        {
            int[] rows = [.. Enumerable.Range(0, heldOut.Length).Where(i => heldOut[i] > 0)];
            double[] y = new double[rows.Length], offset = new double[rows.Length], weights = [.. rows.Select(i => heldOut[i])];
            for (int i = 0; i < rows.Length; i++)
                (y[i], offset[i]) = (sample.Target[rows[i]], sample.Offset.IsEmpty ? 0 : sample.Offset[rows[i]]);
            double[] link = new double[rows.Length * model.Outputs], mean = new double[link.Length];
            if (rows.Length > 0) // no rows would be all rows
                fitter.Link(sample.Design, rows, [model], link);
            for (int from = 0; from < link.Length; from += rows.Length)
                TensorPrimitives.Add(link.AsSpan(from, rows.Length), offset, link.AsSpan(from, rows.Length));
            model.Mean(link, mean);
            return new Unseen(y, weights, link, mean);
        }

        public static Unseen Together(List<Unseen> parts)
        {
            int outputs = parts.Max(part => part.Y.Length == 0 ? 0 : part.Link.Length / part.Y.Length);
            double[] Joined(Func<Unseen, double[]> values) =>
                [.. Enumerable.Range(0, outputs).SelectMany(k => parts.SelectMany(part => values(part).Skip(k * part.Y.Length).Take(part.Y.Length)))];
            return new Unseen([.. parts.SelectMany(part => part.Y)], [.. parts.SelectMany(part => part.Weights)], Joined(part => part.Link), Joined(part => part.Mean));
        }

        public double Score(Score score) => Y.Length == 0 ? double.NaN : score.Value(Y, Link, Mean, Weights);
    }
}
