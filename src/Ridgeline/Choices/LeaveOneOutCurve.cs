using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Choices;

/// <summary>Why an approximate leave-one-out value isn't to be relied on.</summary>
[Flags]
public enum LeaveOneOutDoubt
{
    /// <summary>There is no reason.</summary>
    None = 0,

    /// <summary>The leverage of a row that wasn't refitted is above 2/3: without it its residual triples, and what is off in the leverage is tripled too.</summary>
    Leverage = 1,

    /// <summary>Here or at a simpler setting the mean leverage, df/n, is above 1/2 under an L1 penalty: leaving a row out changes which columns are in, and that isn't seen. Nothing is computed then: numbers are NaN.</summary>
    Support = 2,

    /// <summary>The point itself isn't certified to be the optimum.</summary>
    Unconverged = 4,
}

/// <summary>Leave-one-out at one setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="MeanDeviance">Σ sᵢ·2(ℓ(yᵢ, η₋ᵢ) − saturated)/Σs; the mean squared error of the squared loss.</param>
/// <param name="StandardError">√(Σ sᵢ(mᵢ − m̄)²/Σs/(n − 1)) over rows.</param>
/// <param name="DegreesOfFreedom">df, the intercept included.</param>
/// <param name="Gcv">Generalised cross-validation: (deviance/n)/(1 − df/n)²; NaN where df reaches n.</param>
/// <param name="LargestLeverage">The largest share of its own prediction that a row has, 0 … 1, of the rows that weren't refitted.</param>
/// <param name="Doubt">Why the value isn't to be relied on; none for exact values.</param>
/// <param name="Links">η₋ᵢ of every row, NaN in rows without weight; default if not asked for.</param>
public sealed record LeaveOneOutPoint(
    Setting Setting, double MeanDeviance, double StandardError, double DegreesOfFreedom, double Gcv, double LargestLeverage, LeaveOneOutDoubt Doubt, ImmutableArray<double> Links)
{
    /// <summary>Whether the value can be relied on.</summary>
    public bool IsTrusted => Doubt == LeaveOneOutDoubt.None;
}

/// <summary>Leave-one-out along a path.</summary>
/// <param name="Points">A point a setting, the simplest first.</param>
/// <param name="Refitted">Rows whose values come from a fit without them.</param>
public sealed record LeaveOneOutCurve(ImmutableArray<LeaveOneOutPoint> Points, ImmutableArray<int> Refitted)
{
    /// <summary>The setting with the smallest mean deviance among those that can be relied on, ties to the simpler, as a position in <see cref="Points"/>; null if there is none.</summary>
    public int? Best
    {
        get
        {
            int? best = null;
            for (int k = 0; k < Points.Length; k++)
                if (Points[k].IsTrusted && double.IsFinite(Points[k].MeanDeviance) && (best is not { } b || Points[k].MeanDeviance < Points[b].MeanDeviance))
                    best = k;
            return best;
        }
    }

    /// <summary>The simplest trusted setting whose mean deviance isn't above the best's by more than the best's standard error (inclusive); null if there is no best.</summary>
    public int? OneStandardError
    {
        get
        {
            if (Best is not { } best)
                return null;
            double limit = Points[best].MeanDeviance + (double.IsFinite(Points[best].StandardError) ? Points[best].StandardError : 0);
            for (int k = 0; k < best; k++)
                if (Points[k].IsTrusted && Points[k].MeanDeviance <= limit)
                    return k;
            return best;
        }
    }
}
