using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Choices;

/// <summary>A criterion that weighs fit against degrees of freedom; smaller is better.</summary>
public enum InformationCriterion
{
    /// <summary>−2 log L + 2·df (Akaike 1974).</summary>
    Aic,

    /// <summary>AIC + 2·df(df + 1)/(n − df − 1) (Hurvich and Tsai 1989).</summary>
    Aicc,

    /// <summary>−2 log L + log(n)·df (Schwarz 1978).</summary>
    Bic,

    /// <summary>BIC + 2γ·log C(p, k) for k of p penalised columns chosen (Chen and Chen 2008, eq. 1.1).</summary>
    Ebic,

    /// <summary>(deviance/n)/(1 − df/n)² (Golub, Heath and Wahba 1979).</summary>
    Gcv,
}

/// <summary>How information criteria are computed.</summary>
public sealed record InformationOptions
{
    /// <summary>
    /// σ² of the squared loss, &gt; 0; default: null, estimated at each point. Known, −2 log L = n·log(2πσ²) + RSS/σ²; estimated, n·log(RSS/n), where the constant
    /// n(1 + log 2π) is left out and σ² isn't counted. The estimate fails where a path comes near to saturation, as with more columns than rows.
    /// </summary>
    public double? NoiseVariance
    {
        get;
        init => field = value is null or > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "σ² must be a finite number above 0");
    }

    /// <summary>γ of EBIC, 0 … 1; default 1, which is consistent for any number of columns that grows as a power of n (0 is BIC; ½ is enough for p of order n).</summary>
    public double Gamma
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "γ must be in 0 … 1");
    } = 1;
}

/// <summary>The criteria at one setting. NaN where one doesn't exist: no degrees of freedom or no residuals are left.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="DegreesOfFreedom">df, the intercept included.</param>
/// <param name="Deviance">n·2(mean loss − saturated mean loss); RSS of the squared loss. n is Σs of frequency weights, else the rows with weight.</param>
/// <param name="Aic">−2 log L + 2·df.</param>
/// <param name="Aicc">AIC with Hurvich and Tsai's correction.</param>
/// <param name="Bic">−2 log L + log(n)·df.</param>
/// <param name="Ebic">BIC with Chen and Chen's term.</param>
/// <param name="Gcv">(deviance/n)/(1 − df/n)².</param>
public sealed record InformationPoint(
    Setting Setting, double DegreesOfFreedom, double Deviance, double Aic, double Aicc, double Bic, double Ebic, double Gcv)
{
    /// <summary>The value of a criterion.</summary>
    /// <param name="criterion">Which.</param>
    public double Value(InformationCriterion criterion) => criterion switch
    {
        InformationCriterion.Aic => Aic,
        InformationCriterion.Aicc => Aicc,
        InformationCriterion.Bic => Bic,
        InformationCriterion.Ebic => Ebic,
        InformationCriterion.Gcv => Gcv,
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "not a criterion"),
    };
}

/// <summary>Information criteria along a path.</summary>
/// <param name="Points">A point a setting, the simplest first.</param>
public sealed record InformationCurve(ImmutableArray<InformationPoint> Points)
{
    /// <summary>The setting with the smallest value, ties to the simpler, as a position in <see cref="Points"/>; null if no point has one.</summary>
    /// <param name="criterion">By which criterion.</param>
    public int? Best(InformationCriterion criterion)
    {
        int? best = null;
        for (int k = 0; k < Points.Length; k++)
            if (!double.IsNaN(Points[k].Value(criterion)) && (best is not { } b || Points[k].Value(criterion) < Points[b].Value(criterion)))
                best = k;
        return best;
    }
}

/// <summary>AIC, AICc, BIC, EBIC and GCV of a path of linear models: choosing without a second fit. −2 log L is the deviance for all losses but the squared.</summary>
/// <remarks>Degrees of freedom of fits that chose among many columns are a first approximation; of heavy selection or p &gt; n, cross-validation or EBIC is the safer judge.</remarks>
public static class InformationCriteria
{
    /// <summary>The criteria of every point.</summary>
    /// <param name="sample">The rows that were fitted.</param>
    /// <param name="loss">ℓ, of one output.</param>
    /// <param name="penalty">P.</param>
    /// <param name="path">The path that was fitted with them.</param>
    /// <param name="options">σ² and γ.</param>
    /// <param name="stop">Asked at every point.</param>
    /// <exception cref="ArgumentException">The loss has several outputs, or the path another number of columns than the sample.</exception>
    public static InformationCurve Of(
        Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, InformationOptions? options = null, CancellationToken stop = default)
    {
        options ??= new InformationOptions();
        var curvatures = new PathCurvatures(sample, loss, penalty, path);
        var points = ImmutableArray.CreateBuilder<InformationPoint>(path.Points.Length);
        double n = sample.EffectiveRows, saturated = loss.SaturatedSum(sample.Target, sample.Weights);
        int[] choosable = [.. Enumerable.Range(0, sample.Design.Columns).Where(j => !sample.View.IsConstant(j) && penalty.Factor(j) is > 0 and < double.PositiveInfinity)];
        bool gaussian = ReferenceEquals(loss, Loss.Squared);
        for (int k = 0; k < path.Points.Length; k++)
        {
            stop.ThrowIfCancellationRequested();
            curvatures.Take(k);
            double df = curvatures.Leverages.Trace(curvatures.D);
            double deviance = n * 2 * (loss.Sum(sample.Target, curvatures.Eta, sample.Weights) - saturated) / sample.WeightSum;
            double fit = !gaussian ? deviance
                : options.NoiseVariance is { } variance ? n * Math.Log(2 * Math.PI * variance) + deviance / variance
                : deviance > 0 && df < n ? n * Math.Log(deviance / n) : double.NaN;
            int chosen = choosable.Count(j => path.Points[k].Model.Coefficients[j] != 0);
            double aic = fit + 2 * df, bic = fit + Math.Log(n) * df, rest = 1 - df / n;
            points.Add(new InformationPoint(
                path.Points[k].Setting, df, deviance, aic, n - df - 1 > 0 ? aic + 2 * df * (df + 1) / (n - df - 1) : double.NaN, bic,
                bic + 2 * options.Gamma * LogChoices(choosable.Length, chosen), rest > 0 ? deviance / n / (rest * rest) : double.NaN));
        }

        return new InformationCurve(points.MoveToImmutable());
    }

    /// <summary>σ² of the squared loss from all columns, unpenalised: RSS/(n − rank − intercept). NaN without residual degrees of freedom.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="stop">Asked as it is fitted.</param>
    public static double NoiseVariance(Sample sample, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.EffectiveRows <= sample.Design.Columns + (sample.View.Intercept ? 1 : 0))
            return double.NaN;
        var path = new LinearPathFitter(Loss.Squared, Penalty.L2).Fit(
            [sample], [Strength.Lambda(0).Setting], new FitOptions { Tolerance = 1e-12, Threads = 1 }, progress: null, stop)[0];
        var point = Of(sample, Loss.Squared, Penalty.L2, path, stop: stop).Points[0];
        return point.Deviance / (sample.EffectiveRows - point.DegreesOfFreedom);
    }

    /// <summary>log C(p, k).</summary>
    private static double LogChoices(int p, int k)
    {
        double sum = 0;
        for (int j = 1; j <= Math.Min(k, p - k); j++)
            sum += Math.Log((double)(p + 1 - j) / j);
        return sum;
    }
}
