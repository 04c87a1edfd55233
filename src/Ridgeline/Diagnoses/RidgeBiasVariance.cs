using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Diagnoses;

/// <summary>
/// What a ridge fit is expected to get wrong, exactly, where the truth is known: E(y* − ŷ)² = (E ŷ − f)² + Var ŷ + σ² at every λ of a path (Geman, Bienenstock and Doursat 1992, eq. 2.4), over targets
/// y = f + σε drawn anew at the same rows. No target is drawn: the fit is linear in them (Hastie, Tibshirani and Friedman 2009, §7.3).
/// </summary>
/// <remarks>
/// The objective is the usual one: row weights, offset, intercept, standardisation and penalty factors as the sample and the penalty have them. Each row's noise has the same σ whatever its importance; a
/// row of frequency f is the mean of f draws. Columns are orthogonalised, never squared, so that λ may be as small as rounding lets the problem itself be told; λ = 0 is the limit from above.
/// The cost is that of a singular value decomposition of n × p, once.
/// </remarks>
/// <param name="Noise">σ², which no fit can do without.</param>
/// <param name="Points">A point a setting, the simplest first.</param>
public sealed record RidgeBiasVariance(double Noise, ImmutableArray<RidgeBiasVariancePoint> Points)
{
    /// <summary>The setting with the least expected error, ties to the simpler; as a position in <see cref="Points"/>.</summary>
    public int Best => Enumerable.Range(0, Points.Length).MinBy(at => Points[at].ExpectedError);

    /// <summary>Where the least expected error is and what it is made of, beside the ends of the path.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            var (best, simplest, last) = (Points[Best], Points[0], Points[^1]);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"expected error is least at {VerdictWords.Of(best.Setting)}: {best.ExpectedError:G4} = bias² {best.BiasSquared:G3} + variance {best.Variance:G3} + noise {Noise:G3}, with {best.DegreesOfFreedom:0.0} degrees of freedom; "
                + $"at {VerdictWords.Of(simplest.Setting)} bias² is {simplest.BiasSquared:G3} and variance {simplest.Variance:G3}, at {VerdictWords.Of(last.Setting)} {last.BiasSquared:G3} and {last.Variance:G3}");
        }
    }

    /// <summary>A choice beside the best: what its expected error is above the least, without the noise that no setting can do without.</summary>
    /// <param name="at">The position of the setting that was chosen, by cross-validation perhaps.</param>
    public string Beside(int at)
    {
        using var plain = PlainNumbers.Begin();
        var (best, chosen) = (Points[Best], Points[at]);
        double least = best.BiasSquared + best.Variance, own = chosen.BiasSquared + chosen.Variance;
        string name = VerdictWords.Of(chosen.Setting);
        if (at == Best)
            return $"{name} is where the expected error is least";
        string how = chosen.BiasSquared - best.BiasSquared > chosen.Variance - best.Variance ? "held back too much" : "held back too little";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is {how}: bias² {chosen.BiasSquared:G3} + variance {chosen.Variance:G3} = {own:G4}, {(own - least) / least:P0} above the least, {least:G4} at {VerdictWords.Of(best.Setting)}");
    }

    /// <summary>Bias², variance and degrees of freedom at every setting.</summary>
    /// <param name="sample">The rows that would be fitted; their targets aren't looked at.</param>
    /// <param name="penalty">L2, with factors or without.</param>
    /// <param name="truth">f, the expected target of each row, its offset included.</param>
    /// <param name="noise">σ ≥ 0, the standard deviation of a target.</param>
    /// <param name="test">The rows that are predicted, with the sample's columns.</param>
    /// <param name="truthAtTest">f of each of those.</param>
    /// <param name="settings">Settings of λ or C; answered the simplest first, repeats once.</param>
    /// <param name="testOffset">The offset of each row of <paramref name="test"/>; none if left out.</param>
    /// <param name="stop">Asked at every setting.</param>
    /// <exception cref="ArgumentException">The penalty isn't L2 alone or has limits, a length isn't that of its rows, or a number isn't finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RidgeBiasVariance Of(
        Sample sample, Penalty penalty, ReadOnlySpan<double> truth, double noise, Design test, ReadOnlySpan<double> truthAtTest, ImmutableArray<Setting> settings,
        ReadOnlySpan<double> testOffset = default, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(penalty);
        ArgumentNullException.ThrowIfNull(test);
        if (!(noise >= 0 && noise < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "the noise must be a finite number of at least 0");
        if (test.Columns != sample.Design.Columns)
            throw new ArgumentException($"{Wording.Count(test.Columns, "column")} to predict from, where {sample.Design.Columns} are fitted", nameof(test));
        Check(truth, sample.Rows, nameof(truth));
        Check(truthAtTest, test.Rows, nameof(truthAtTest));
        if (!testOffset.IsEmpty)
            Check(testOffset, test.Rows, nameof(testOffset));
        var ordered = Setting.SimplestFirst(settings);
        double[] lambdas = [.. ordered.Select(setting => Strength.Of(setting).LambdaOn(sample))];
        var smoother = new RidgeSmoother(sample, penalty);
        double[] reduced = smoother.Reduced(truth), filtered = new double[smoother.Count];
        double[][] rows = [.. Enumerable.Range(0, test.Rows).Select(row => smoother.Row(test, row))];
        var points = ImmutableArray.CreateBuilder<RidgeBiasVariancePoint>(ordered.Length);
        for (int at = 0; at < ordered.Length; at++)
        {
            stop.ThrowIfCancellationRequested();
            double[] biases = new double[rows.Length], variances = new double[rows.Length];
            for (int t = 0; t < rows.Length; t++)
            {
                smoother.Filtered(rows[t], lambdas[at], filtered);
                biases[t] = TensorPrimitives.Dot<double>(filtered, reduced) - (truthAtTest[t] - (testOffset.IsEmpty ? 0 : testOffset[t]));
                variances[t] = noise * noise * smoother.Variance(filtered);
            }

            points.Add(new RidgeBiasVariancePoint(
                ordered[at], lambdas[at], biases.Average(bias => bias * bias), variances.Average(), noise * noise, smoother.DegreesOfFreedom(lambdas[at]), [.. biases], [.. variances]));
        }

        return new RidgeBiasVariance(noise * noise, points.MoveToImmutable());
    }

    private static void Check(ReadOnlySpan<double> values, int rows, string name)
    {
        if (values.Length != rows || rows == 0)
            throw new ArgumentException($"{name} has {Wording.Count(values.Length, "number")} for {Wording.Count(rows, "row")}", name);
        for (int i = 0; i < rows; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}, row {i + 1}: {values[i]} is not a finite number", name);
    }
}

/// <summary>What a ridge fit at one λ is expected to get wrong.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Lambda">λ that it is on these rows.</param>
/// <param name="BiasSquared">The mean of (E ŷ − f)² over the rows predicted.</param>
/// <param name="Variance">The mean of Var ŷ.</param>
/// <param name="Noise">σ².</param>
/// <param name="DegreesOfFreedom">The trace of the hat matrix, 1 for the intercept and 1 for every unpenalised column included.</param>
/// <param name="Biases">E ŷ − f of each row predicted, with its sign.</param>
/// <param name="Variances">Var ŷ of each.</param>
public sealed record RidgeBiasVariancePoint(
    Setting Setting, double Lambda, double BiasSquared, double Variance, double Noise, double DegreesOfFreedom, ImmutableArray<double> Biases, ImmutableArray<double> Variances)
{
    /// <summary>bias² + variance + noise: the mean of E(y* − ŷ)².</summary>
    public double ExpectedError => BiasSquared + Variance + Noise;
}
