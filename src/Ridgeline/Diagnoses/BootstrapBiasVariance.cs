using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>
/// How much of a family's error is bias and how much is variance, along its whole path and on real data: every row is predicted by the fits of the bootstrap draws that left it out
/// (Breiman 1996, <i>Out-of-bag estimation</i>; the leave-one-out bootstrap of Efron and Tibshirani 1997, eq. 17), and how those differ among themselves is variance.
/// </summary>
/// <remarks>
/// <para>Squared error: of a row with predictions ŷ₁ … ŷ_B variance is s² = 1/(B − 1) Σ(ŷᵦ − ȳ)² and bias² is (y − ȳ)² − s²/B, so that neither hangs on B and they add up to the mean of (y − ŷᵦ)²
/// (Geman, Bienenstock and Doursat 1992, eq. 2.4). Noise isn't known, so bias² includes it; where it is next to nothing bias² may come out below zero.</para>
/// <para>0-1 error: Domingos (2000), <i>A unified bias-variance decomposition</i>, theorems 2 and 3. The main prediction is the class said most often, ties to the first; bias B is whether it is wrong;
/// variance V is the share of predictions that are another. Where the main prediction is right V adds to the error (unbiased variance); where it is wrong only predictions that are right
/// take from it, V·P(ŷ = y | ŷ ≠ main) (biased variance; of two classes V itself). Error = bias + unbiased − biased variance, in every row and in the mean. Noise counts as none, so bias includes it.</para>
/// <para>A draw has about 63 % of the rows, so that what is told is of fits to somewhat fewer rows: bias and variance are, if anything, too large, most at the complex end. A row of frequency f is drawn with its copies, as everywhere.</para>
/// <para>Memory: two numbers a row, setting and output, or a count a class; of predictions no more than some draws' at a time.</para>
/// </remarks>
public sealed record BootstrapBiasVariance
{
    private const int MostTogether = 64;  // draws whose predictions are held at once
    private const int MostHeld = 1 << 23; // numbers of them

    private readonly OutOfBagSums _sums;

    private BootstrapBiasVariance(OutOfBagSums sums) => _sums = sums;

    /// <summary>Which error is taken apart.</summary>
    public required DecomposedError Error { get; init; }

    /// <summary>How often rows were drawn.</summary>
    public required int Draws { get; init; }

    /// <summary>A point a setting, the simplest first: means over the rows that have enough predictions, by their weight.</summary>
    public required ImmutableArray<BootstrapBiasVariancePoint> Points { get; init; }

    /// <summary>How many predictions each row has; 0 without a weight.</summary>
    public required ImmutableArray<int> Predictions { get; init; }

    /// <summary>The rows with a weight that too few draws left out, and that don't count.</summary>
    public required ImmutableArray<int> TooFew { get; init; }

    /// <summary>Where the setting with the best cross-validated score stands in <see cref="Points"/>; null where none was named.</summary>
    public int? CrossValidatedBest { get; init; }

    /// <summary>Where the one-standard-error choice stands.</summary>
    public int? CrossValidatedOneStandardError { get; init; }

    /// <summary>How many rows have a weight.</summary>
    private int Weighted { get; init; }

    /// <summary>The setting with the least error, ties to the simpler; as a position in <see cref="Points"/>.</summary>
    public int Best => Enumerable.Range(0, Points.Length).MinBy(at => Points[at].Error);

    /// <summary>What one row's error is made of.</summary>
    /// <param name="setting">A position in <see cref="Points"/>.</param>
    /// <param name="row">A row with at least two predictions.</param>
    public RowBiasVariance At(int setting, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(setting);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(setting, Points.Length);
        return _sums.CountOf(row) >= 2 ? _sums.Of(setting, row)
            : throw new ArgumentOutOfRangeException(nameof(row), row, $"the row has {Wording.Count(_sums.CountOf(row), "prediction")}; two are needed");
    }

    /// <summary>The least error and what it is made of, where the choices of cross-validation fall, the ends of the path, and how many rows don't count.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            return string.Join("; ", Clauses()) + ".";
        }
    }

    private IEnumerable<string> Clauses()
    {
        string what = Error == DecomposedError.Squared ? "squared error" : "0-1 error";
        int main = CrossValidatedBest ?? Best;
        yield return $"at {VerdictWords.Of(Points[main].Setting)}{(CrossValidatedBest is null ? "" : ", the best by cross-validation,")} the out-of-bag {what} is {Points[main].Parts(Error)}";
        if (CrossValidatedOneStandardError is { } one && one != main)
            yield return $"at {VerdictWords.Of(Points[one].Setting)}, the choice within one standard error, {Points[one].Parts(Error)}";
        if (Best != main)
            yield return $"it is least at {VerdictWords.Of(Points[Best].Setting)}: {Points[Best].Parts(Error)}";
        if (main > 0)
            yield return $"at the simplest, {VerdictWords.Of(Points[0].Setting)}, {Points[0].Parts(Error)}";
        if (main < Points.Length - 1)
            yield return $"at the most complex, {VerdictWords.Of(Points[^1].Setting)}, {Points[^1].Parts(Error)}";
        yield return "noise isn't known and counts as bias";
        if (!TooFew.IsEmpty)
            yield return $"{Wording.Count(TooFew.Length, "row")} of {Weighted} {(TooFew.Length == 1 ? "has" : "have")} too few predictions to count";
    }

    /// <summary>Bias and variance along a path.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows; those without a weight aren't there.</param>
    /// <param name="settings">Settings of the family's knob; default: its automatic grid, thinned.</param>
    /// <param name="options">Draws, seed, groups, which error.</param>
    /// <param name="fit">How models are fitted; results don't depend on its threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">It isn't said which error a family without a loss has, the loss gives no probabilities whose squared error could be taken, or no row has enough predictions.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BootstrapBiasVariance Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, ImmutableArray<Setting> settings, BiasVarianceOptions options, FitOptions fit, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fit);
        var error = ErrorOf(fitter.Loss, options.Error);
        var ordered = settings.IsDefault ? Thinned(fitter.Settings(sample), options.MaxSettings, []) : Setting.SimplestFirst(settings);
        var draws = Resamples.Bootstrap(sample, options.Draws, options.Seed, options.Groups.IsDefault ? default : options.Groups.AsSpan());
        var everySetting = fit with { StopWhenSaturated = false };
        var told = new PartProgress(progress, options.Draws * ordered.Length);
        OutOfBagSums? sums = null;
        int together = Math.Clamp(MostHeld / Math.Max(1, ordered.Length * sample.Rows), 1, MostTogether);
        for (int first = 0; first < options.Draws; first += together)
        {
            int count = Math.Min(together, options.Draws - first), outputs = 1;
            Sample[] training = [.. Enumerable.Range(first, count).Select(b => sample.Reweighted(draws.TrainingWeights(sample, b)))];
            OutOfBagRows<TModel>[] parts = [.. training.Select((own, k) => new OutOfBagRows<TModel>(fitter, own, RowsOf(draws.HeldOutWeights(sample, first + k)), error))];
            fitter.Walk(training, ordered, everySetting, (k, point) =>
            {
                outputs = point.Model.Outputs;
                parts[k].Take(point.Model);
                if (parts[k].Taken == ordered.Length)
                    parts[k].End(sample);
            }, told, stop);
            sums ??= new OutOfBagSums(sample, error, ordered.Length, outputs);
            foreach (var part in parts) // in the draws' order, so that sums have the same bits whatever was fitted together
                sums.Take(part.Rows, part.Said);
            told.Pass(count * ordered.Length);
        }

        return Of(sums!, sample, ordered, error, options);
    }

    /// <summary>Bias and variance along a path that was cross-validated, and where its choices fall.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows that were cross-validated.</param>
    /// <param name="crossValidated">The path, whose settings are taken (thinned, with those it chose); its groups are drawn whole where <paramref name="options"/> name none.</param>
    /// <param name="options">Draws, seed, groups, which error: default of a family without a loss what the score looks at.</param>
    /// <param name="fit">How models are fitted; results don't depend on its threads.</param>
    /// <param name="curve">Which of <see cref="CrossValidated{TModel}.Curves"/> chooses.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The resamples are in time order, which draws don't keep; or as for <see cref="Of{TModel}"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BootstrapBiasVariance OfCrossValidated<TModel>(
        IPathFitter<TModel> fitter, Sample sample, CrossValidated<TModel> crossValidated, BiasVarianceOptions options, FitOptions fit, int curve = 0, IProgress<FitProgress>? progress = null,
        CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(crossValidated);
        ArgumentNullException.ThrowIfNull(options);
        if (crossValidated.Resamples.IsTimeOrdered)
            throw new ArgumentException($"{crossValidated.Resamples.Kind} can't be bootstrapped: rows drawn anew are in no order", nameof(crossValidated));
        var scores = crossValidated.Curves[curve];
        Setting best = scores.Points[scores.Best].Setting, one = scores.Points[scores.OneStandardError].Setting;
        var settings = Thinned([.. scores.Points.Select(point => point.Setting)], options.MaxSettings, [scores.Best, scores.OneStandardError]);
        var told = options with
        {
            Groups = options.Groups.IsDefault ? crossValidated.Resamples.Groups : options.Groups,
            Error = options.Error ?? (fitter.Loss is null ? scores.Score.Needs == ScoreNeeds.Values ? DecomposedError.Squared : DecomposedError.ZeroOne : null),
        };
        var found = Of(fitter, sample, settings, told, fit, progress, stop);
        return found with { CrossValidatedBest = settings.IndexOf(best), CrossValidatedOneStandardError = settings.IndexOf(one) };
    }

    private static BootstrapBiasVariance Of(OutOfBagSums sums, Sample sample, ImmutableArray<Setting> settings, DecomposedError error, BiasVarianceOptions options)
    {
        int[] weighted = RowsOf(sample.Weights), rows = [.. weighted.Where(row => sums.CountOf(row) >= options.LeastPredictions)];
        if (rows.Length == 0)
            throw new ArgumentException($"of {Wording.Count(options.Draws, "draw")} no row was left out {options.LeastPredictions} times; more draws are needed", nameof(options));
        return new BootstrapBiasVariance(sums)
        {
            Error = error,
            Draws = options.Draws,
            Points = [.. settings.Select((setting, at) => BootstrapBiasVariancePoint.Of(setting, rows, sample, row => sums.Of(at, row)))],
            Predictions = [.. Enumerable.Range(0, sample.Rows).Select(sums.CountOf)],
            TooFew = [.. weighted.Where(row => sums.CountOf(row) < options.LeastPredictions)],
            Weighted = weighted.Length,
        };
    }

    private static DecomposedError ErrorOf(Loss? loss, DecomposedError? said)
    {
        if (loss is null)
            return said ?? throw new ArgumentException("this family has no loss that says whether its error is squared or 0-1; Error must", nameof(said));
        bool ofClasses = Score.Accuracy.Suits(loss), ofProbabilities = Score.Brier.Suits(loss);
        if (said == DecomposedError.ZeroOne && !ofClasses)
            throw new ArgumentException($"the {loss.Name} loss is of numbers, which have no 0-1 error", nameof(said));
        if (said == DecomposedError.Squared && ofClasses && !ofProbabilities)
            throw new ArgumentException($"the {loss.Name} loss gives no probabilities whose squared error could be taken apart", nameof(said));
        return said ?? (ofClasses ? DecomposedError.ZeroOne : DecomposedError.Squared);
    }

    /// <summary>At most so many settings, evenly by position, the first, the last and those at <paramref name="kept"/> among them.</summary>
    private static ImmutableArray<Setting> Thinned(ImmutableArray<Setting> settings, int most, ReadOnlySpan<int> kept)
    {
        var positions = new SortedSet<int>();
        for (int k = 0; k < most; k++)
            positions.Add((int)((long)k * (settings.Length - 1) / (most - 1)));
        foreach (int at in kept)
            positions.Add(at);
        return [.. positions.Select(at => settings[at])];
    }

    private static int[] RowsOf(ReadOnlySpan<double> weights)
    {
        var rows = new List<int>();
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] > 0)
                rows.Add(i);
        return [.. rows];
    }
}
