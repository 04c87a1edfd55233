using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Stability;

/// <summary>
/// Bootstrap intervals of a linear model's coefficients at one setting, and what they claim: the model is fitted on B draws of as many rows, with replacement.
/// </summary>
/// <remarks>
/// <para>Without a penalty, and under L2 alone, they are studentised and symmetric: ŵ ± q·se, q the quantile of |ŵ* − c|/se* over draws (Hall 1992, §3.6: the error of their
/// coverage is of order n⁻²) and never less than Student's t with the degrees of freedom that the fit leaves; se are the jackknife's errors to first order, which hold whatever the variance
/// of each row is. c is ŵ, and under L2 the mean of the ŵ*, whose distance from ŵ is the penalty's pull on fewer different rows.</para>
/// <para>Why so, measured at 90% (1000 data sets): with a quantile for either side they cover in 87.4% with skewed noise and in 85.7% where the variance grows with a column (40 and 50 rows of 3
/// columns), symmetric ones in 91.6% and 92.2%; of 40 rows of 6 columns both only in 88%, as the residuals that draws are made of are smaller than the noise where leverage is high: hence Student's t.</para>
/// <para>Under a penalty with an L1 part, or where a limit binds, they are the quantiles of the ŵ* and claim nothing: such an estimate isn't asymptotically normal, and its bootstrap isn't
/// consistent (Knight and Fu 2000; Chatterjee and Lahiri 2010).</para>
/// <para>Rows are drawn as they are independent: of frequency weights every copy by itself, so that weight 2 is the row twice; other weights go with their row. A draw without a
/// coefficient counts as beyond either end. Columns that are constant or left out have no interval. Errors cost p²·n and p³ a draw: of very many columns fewer draws are enough to wait for.</para>
/// </remarks>
/// <param name="Setting">Where the knob stood.</param>
/// <param name="Claim">What the intervals are about.</param>
/// <param name="Because">Why no more is claimed, in words; empty where the parameter is.</param>
/// <param name="Level">The share of samples in which each covers.</param>
/// <param name="Draws">B.</param>
/// <param name="Separable">The draws whose classes the columns separate, so that they have no finite fit.</param>
/// <param name="Intervals">One a coefficient, class after class, in the columns' order.</param>
public sealed record CoefficientIntervals(
    Setting Setting, IntervalClaim Claim, string Because, double Level, int Draws, int Separable, ImmutableArray<CoefficientInterval> Intervals)
{
    private const int Together = 32; // draws held at a time

    /// <summary>The intervals at one setting.</summary>
    /// <param name="fitter">Loss and penalty.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="setting">λ or C; λ = 0 is without a penalty.</param>
    /// <param name="options">Level, draws, seed.</param>
    /// <param name="fit">How models are fitted; the tolerance should be small beside what a draw changes.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">All rows have no unique fit: they are separable, or without a penalty the columns depend on each other.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CoefficientIntervals Of(
        LinearPathFitter fitter, Sample sample, Setting setting, IntervalOptions? options = null, FitOptions? fit = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        (options, fit) = (options ?? new IntervalOptions(), (fit ?? new FitOptions { Tolerance = 1e-8 }) with { StopWhenSaturated = false });
        var groups = options.RowGroups.IsDefault ? [] : options.RowGroups.AsSpan();
        var drawn = new DrawnWeights(sample, options.Seed, groups, stratified: false);
        bool isSmooth = fitter.Penalty.L1Ratio == 0 || IsWithoutPenalty(fitter, sample, setting);
        var draws = new DrawnCoefficients(fitter.Penalty, sample, isSmooth ? new Sandwich(sample, groups, fitter.Penalty) : null, Strength.Of(setting), options.Draws);
        fitter.Walk([sample], [setting], fit, (_, point) => draws.TakeWhole(point), null, stop);
        for (int from = 0; from < options.Draws; from += Together)
        {
            int begin = from;
            Sample[] samples = [.. Enumerable.Range(begin, Math.Min(Together, options.Draws - begin)).Select(b => sample.Reweighted(drawn.WithReplacement(b)))];
            fitter.Walk(samples, [setting], fit, (k, point) =>
            {
                draws.Take(begin + k, samples[k], point);
                progress?.Report(new FitProgress(draws.Done, options.Draws));
            }, null, stop);
        }

        bool limited = draws.AtLimit;
        var (claim, because) = !isSmooth ? (IntervalClaim.SpreadOnly, "an L1 penalty sets coefficients to 0, and such an estimate isn't distributed as its draws are")
            : limited ? (IntervalClaim.SpreadOnly, "a limit binds, and such an estimate isn't distributed as its draws are")
            : IsWithoutPenalty(fitter, sample, setting) ? (IntervalClaim.Parameter, "")
            : (IntervalClaim.ExpectedEstimate, "the penalty draws the coefficients to 0: what is covered is their mean over samples, not the parameter");
        return new CoefficientIntervals(setting, claim, because, options.Level, options.Draws, draws.Separable, draws.Intervals(claim, options.Level));
    }

    /// <summary>The intervals in words, with the numbers that they rest on.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            int away = Intervals.Count(interval => interval.ExcludesZero);
            string count = $"{away} of {Wording.Count(Intervals.Length, "coefficient")} {(away == 1 || Intervals.Length == 1 ? "has" : "have")}";
            string level = string.Create(CultureInfo.InvariantCulture, $"{Level:0.## %}");
            string what = Claim switch
            {
                IntervalClaim.Parameter => $"{count} an interval away from 0, which covers the parameter in {level} of samples",
                IntervalClaim.ExpectedEstimate => $"{count} an interval away from 0, which covers the estimate's mean E[ŵ] in {level} of samples; {Because}",
                _ => $"{count} {level} of the draws on one side of 0; this is the spread of the estimate and covers nothing: {Because}",
            };
            int undefined = Intervals.IsEmpty ? 0 : Intervals.Max(interval => interval.Undefined);
            string without = undefined == 0 ? "" : $"; {undefined} of them had no coefficient{(Separable == 0 ? "" : $" ({Separable} are separable)")} and count as beyond either end";
            return $"{what} ({Wording.Count(Draws, "bootstrap draw")}{without})";
        }
    }

    private static bool IsWithoutPenalty(LinearPathFitter fitter, Sample sample, Setting setting) =>
        Strength.Of(setting).LambdaOn(sample) == 0 || Enumerable.Range(0, sample.Design.Columns).All(j => fitter.Penalty.Factor(j) is 0 or double.PositiveInfinity || sample.View.IsConstant(j));
}
