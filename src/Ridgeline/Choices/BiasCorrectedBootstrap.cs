using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Resampling;

namespace Ridgeline.Choices;

/// <summary>
/// The honest score without another fit: the search's out-of-fold predictions are bootstrapped by rows. In each draw the choice is made anew on the rows drawn, and the setting chosen is scored on
/// the rows not drawn; the mean over draws is the honest score, their 2.5 % and 97.5 % quantiles its interval.
/// </summary>
/// <remarks>
/// <para>BBC-CV: Tsamardinos, Greasidou, Borboudakis: <i>Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation</i> (Machine Learning 107, 2018), §3.
/// A row's predictions are drawn together: of all settings and of all repeats. With repeats a setting's score is the mean of its scores in each repeat.</para>
/// <para>Predictions of all folds are scored together, as there; but rows of different folds aren't compared for the areas under the ROC curve, unless a fold lacks a class: predictions of
/// different models aren't on one scale, and pooled the area falls below ½ where there is nothing to learn (Parker, Günter, Bedo: <i>Stratification bias in low signal microarray studies</i>,
/// BMC Bioinformatics 8:326, 2007). Such an area is the mean over the folds that have both classes, weighted by their weight.</para>
/// <para>One standard error, in a draw, is the one that the search found for the draw's best setting: rows drawn twice would spread the folds' scores √2 times as far.</para>
/// <para>About 0.37·n rows aren't drawn, so that the interval is wider than it need be; the models were fitted without their fold, and are that much worse than the one fitted on all rows.
/// What makes a setting look good by chance is in the rows drawn and in the others alike: of pure noise about a third of the optimism stays. <see cref="NestedCrossValidation"/> leaves none.</para>
/// </remarks>
public static class BiasCorrectedBootstrap
{
    private const int MostDraws = 1000, FewestDraws = 200; // 200 leave an end of the interval a tenth of its width unsure
    private const double Work = 4e8;                       // predictions looked at; counted, never timed

    /// <summary>The honest score of a search's choice.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="search">The search.</param>
    /// <param name="sample">Its rows. A row counts its weight as often as it is drawn; where rows are grouped, whole groups are drawn.</param>
    /// <param name="seed">The seed: draw b depends on it and b alone.</param>
    /// <param name="rule">How the search chose.</param>
    /// <param name="curve">By which of <see cref="CrossValidated{TModel}.Curves"/>.</param>
    /// <param name="draws">B, at least 2; default 1000.</param>
    /// <param name="threads">How many threads work, at least 1; default: one a core. The result doesn't depend on it.</param>
    /// <param name="stop">Asked before every draw.</param>
    /// <returns>The honest score; NaN if the score is undefined in every draw. Draws where it is (all rows were drawn, or one class only wasn't) don't count.</returns>
    /// <exception cref="ArgumentException">The search's folds are in time order or no partition, or the sample is of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static HonestScore Run<TModel>(
        CrossValidated<TModel> search, Sample sample, ulong seed, ChoiceRule rule = ChoiceRule.Best, int curve = 0, int draws = 1000, int? threads = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(search);
        return Among([search], [.. Enumerable.Range(0, search.Curves[curve].Points.Length).Select(at => (0, at))], sample, seed, rule, curve, draws, threads, stop);
    }

    /// <summary>The honest score of a choice among several searches of the same rows by the same folds.</summary>
    /// <typeparam name="TModel">What the families' models have in common.</typeparam>
    /// <param name="searches">The searches.</param>
    /// <param name="settings">The settings that are chosen from, the simplest first: the position of a search, and that of a setting on its path.</param>
    /// <param name="sample">The rows. A row counts its weight as often as it is drawn; where rows are grouped, whole groups are drawn.</param>
    /// <param name="seed">The seed: draw b depends on it and b alone.</param>
    /// <param name="rule">How the choice was made.</param>
    /// <param name="curve">By which of <see cref="CrossValidated{TModel}.Curves"/>.</param>
    /// <param name="draws">B, at least 2; default 1000.</param>
    /// <param name="threads">How many threads work, at least 1; default: one a core. The result doesn't depend on it.</param>
    /// <param name="stop">Asked before every draw.</param>
    /// <returns>As of one search.</returns>
    /// <exception cref="ArgumentException">There is no search or setting, the folds are in time order or no partition, or the sample is of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static HonestScore Among<TModel>(
        IReadOnlyList<CrossValidated<TModel>> searches, ImmutableArray<(int Search, int At)> settings, Sample sample, ulong seed, ChoiceRule rule = ChoiceRule.Best, int curve = 0, int draws = 1000,
        int? threads = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(searches);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        if (searches.Count == 0 || settings.IsDefaultOrEmpty)
            throw new ArgumentException("a choice needs a search with a setting", nameof(searches));
        foreach (var search in searches)
            Check(search.Resamples, sample);
        var folds = searches[0].Resamples;
        var scores = new ScoreCurve(searches[0].Curves[curve].Score, [.. settings.Select(one => searches[one.Search].Curves[curve].Points[one.At])]);
        DrawnScore[] parts = [.. searches.Select(search => DrawnScore.Of(search, sample, search.Curves[curve]))];
        double Value(int at, ReadOnlySpan<double> weights, Span<double> room) => parts[settings[at].Search].Value(settings[at].At, weights, room);
        var bootstrap = Resamples.Bootstrap(WithFolds(sample, folds), draws, seed, folds.Groups.AsSpan());
        var honest = new double[draws];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = stop };
        Parallel.For(0, draws, parallel, () => (Rows: new double[sample.Rows], Settings: new double[scores.Points.Length]), (b, _, room) =>
        {
            double[] weights = bootstrap.TrainingWeights(sample, b), others = bootstrap.HeldOutWeights(sample, b);
            int chosen = Chosen(scores, rule, Value, weights, room.Settings, room.Rows);
            honest[b] = chosen < 0 ? double.NaN : Value(chosen, others, room.Rows);
            return room;
        }, _ => { });

        double[] defined = [.. honest.Where(value => !double.IsNaN(value)).Order()];
        double[] all = WithFolds(sample, folds).Weights.ToArray(); // the search's own score, measured as the draws measure theirs
        return new HonestScore(
            scores.Score, HonestMethod.Bootstrap, Value(scores.Chosen(rule), all, new double[all.Length]),
            defined.Length == 0 ? double.NaN : honest.Where(value => !double.IsNaN(value)).Average(), Quantile(defined, 0.025), Quantile(defined, 0.975));
    }

    /// <summary>How many draws are worth their work: 1000, of very many rows and settings down to 200.</summary>
    /// <param name="rows">Rows with a weight.</param>
    /// <param name="settings">Settings that are chosen from.</param>
    /// <param name="repeats">Predictions of a row at a setting.</param>
    internal static int DrawsFor(double rows, int settings, int repeats) => (int)Math.Clamp(Work / (rows * settings * repeats), FewestDraws, MostDraws);

    private delegate double ScoreOf(int at, ReadOnlySpan<double> weights, Span<double> room);

    private static void Check(Resamples resamples, Sample sample)
    {
        if (resamples.IsTimeOrdered)
            throw new ArgumentException($"{resamples.Kind} can't be bootstrapped: rows drawn anew are in no order; use nested cross-validation with outer folds in time order", nameof(resamples));
        if (!resamples.IsPartition)
            throw new ArgumentException($"{resamples.Kind} can't be bootstrapped: every row needs one prediction a repeat; use folds, or nested cross-validation", nameof(resamples));
        if (resamples.Rows != sample.Rows)
            throw new ArgumentException($"a search over {Wording.Count(resamples.Rows, "row")} for a sample of {sample.Rows}", nameof(sample));
    }

    /// <summary>The rows that have a fold: others have no prediction and aren't drawn.</summary>
    private static Sample WithFolds(Sample sample, Resamples resamples)
    {
        var foldOf = resamples.FoldOf();
        var weights = sample.Weights.ToArray();
        bool all = true;
        for (int i = 0; i < weights.Length; i++)
            if (foldOf[i] == Resamples.None && weights[i] > 0)
                (weights[i], all) = (0, false);
        return all ? sample : sample.Reweighted(weights);
    }

    /// <summary>The setting that the rule chooses on the rows drawn; −1 if none has a score there.</summary>
    private static int Chosen(ScoreCurve scores, ChoiceRule rule, ScoreOf value, ReadOnlySpan<double> weights, Span<double> values, Span<double> room)
    {
        var score = scores.Score;
        int best = 0;
        for (int at = 0; at < values.Length; at++)
        {
            values[at] = value(at, weights, room);
            if (score.IsBetter(values[at], values[best]))
                best = at;
        }

        double slack = scores.Points[best].StandardError;
        if (double.IsNaN(values[best]))
            return -1;
        if (rule == ChoiceRule.Best || double.IsNaN(slack))
            return best;
        double limit = score.HigherIsBetter ? values[best] - slack : values[best] + slack;
        int simplest = 0;
        while (double.IsNaN(values[simplest]) || score.IsBetter(limit, values[simplest]))
            simplest++;
        return simplest;
    }

    /// <summary>The quantile of sorted values, between two of them in proportion (Hyndman and Fan 1996, definition 7).</summary>
    internal static double Quantile(double[] sorted, double probability)
    {
        if (sorted.Length == 0)
            return double.NaN;
        double at = probability * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 == sorted.Length || at == below || sorted[below] == sorted[below + 1] ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
