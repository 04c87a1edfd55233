using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Ridgeline.Designs;

/// <summary>
/// A design seen through the means and scales of one weighting: zⱼ = (xⱼ − mⱼ)/tⱼ, never written down as a matrix.
/// </summary>
/// <remarks>
/// With row weights v, Σv = 1: mⱼ = Σ vᵢxᵢⱼ, tⱼ = √(Σ vᵢ(xᵢⱼ − mⱼ)²) (the 1/n standard deviation). Because the weights of held-out rows are 0,
/// what is learned here can't leak from them. Columns are centred only where an intercept absorbs it.
/// </remarks>
public sealed class DesignView
{
    private DesignView(Design design, bool intercept, double[] storedMeans, ImmutableArray<double> means, ImmutableArray<double> scales, ImmutableArray<double> penaltyScales) =>
        (Design, Intercept, StoredMeans, Means, Scales, PenaltyScales) = (design, intercept, storedMeans, means, scales, penaltyScales);

    /// <summary>The shared columns.</summary>
    public Design Design { get; }

    /// <summary>Whether an intercept is fitted, and the columns therefore centred.</summary>
    public bool Intercept { get; }

    /// <summary>mⱼ, the weighted mean of each column on its original scale.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>sdⱼ, the weighted 1/n standard deviation of each column; 0 for one that is constant where the weight is above 0.</summary>
    public ImmutableArray<double> Scales { get; }

    /// <summary>tⱼ: the penalty acts on wⱼ·tⱼ. The standard deviation, or 1 without standardisation.</summary>
    public ImmutableArray<double> PenaltyScales { get; }

    /// <summary>What is subtracted from a stored column: its weighted mean, or minus its shift without an intercept.</summary>
    internal double[] StoredMeans { get; }

    /// <summary>Whether column <paramref name="j"/> is constant under these weights; such a column takes no part in the fit.</summary>
    /// <param name="j">0 … p − 1.</param>
    public bool IsConstant(int j) => Scales[j] == 0;

    /// <summary>The view that <paramref name="weights"/> give.</summary>
    /// <param name="design">The shared columns.</param>
    /// <param name="weights">A weight per row, Σ &gt; 0.</param>
    /// <param name="standardize">Whether the penalty acts on wⱼ·sdⱼ (the default everywhere) or on wⱼ.</param>
    /// <param name="intercept">Whether an intercept is fitted.</param>
    public static DesignView Of(Design design, ReadOnlySpan<double> weights, bool standardize = true, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(design);
        bool even = weights.IndexOfAnyExcept(weights[0]) < 0; // scaling all weights changes nothing
        var stored = new double[design.Columns];
        var means = new double[design.Columns];
        var scales = new double[design.Columns];
        var penaltyScales = new double[design.Columns];
        for (int j = 0; j < design.Columns; j++)
        {
            var (mean, scale) = even && design.Unweighted is { } known ? known[j] : design.Moments(j, even ? [] : weights);
            (stored[j], means[j], scales[j]) = (intercept ? mean : -design.Shift(j), mean + design.Shift(j), scale);
            penaltyScales[j] = standardize && scale > 0 ? scale : 1;
        }

        return new DesignView(design, intercept, stored, [.. means], [.. scales], [.. penaltyScales]);
    }

    /// <summary>The views of the samples that leave one part of a division out.</summary>
    internal static DesignView[] Without(Division division)
    {
        var (whole, design) = (division.Whole, division.Whole.Design);
        int parts = division.Parts, columns = design.Columns;
        double[][] stored = Rows(), means = Rows(), scales = Rows(), penaltyScales = Rows();
        var moments = new DividedMoments(division);
        for (int j = 0; j < columns; j++)
        {
            moments.Take(j);
            for (int part = 0; part < parts; part++)
            {
                var (mean, scale) = moments.Without(part) ?? design.Moments(j, division.WeightsWithout(part));
                (stored[part][j], means[part][j], scales[part][j]) = (whole.View.Intercept ? mean : -design.Shift(j), mean + design.Shift(j), scale);
                penaltyScales[part][j] = whole.Standardize && scale > 0 ? scale : 1;
            }
        }

        return
        [
            .. Enumerable.Range(0, parts).Select(part => new DesignView(
                design, whole.View.Intercept, stored[part], ImmutableCollectionsMarshal.AsImmutableArray(means[part]), ImmutableCollectionsMarshal.AsImmutableArray(scales[part]),
                ImmutableCollectionsMarshal.AsImmutableArray(penaltyScales[part]))),
        ];
        double[][] Rows() => [.. Enumerable.Range(0, parts).Select(_ => new double[columns])];
    }

    /// <summary>The same view with the penalty scales of another.</summary>
    internal DesignView ScaledAs(DesignView other) => new(Design, Intercept, StoredMeans, Means, Scales, other.PenaltyScales);

    /// <summary>zᵢⱼ.</summary>
    /// <param name="i">0 … n − 1.</param>
    /// <param name="j">0 … p − 1.</param>
    public double this[int i, int j] => (Design[i, j] - StoredMeans[j]) / PenaltyScales[j];

    /// <summary>zⱼᵀ·r = (xⱼᵀ·r − mⱼ·Σr)/tⱼ.</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="r">A number per row.</param>
    /// <param name="sum">Σr.</param>
    public double Dot(int j, ReadOnlySpan<double> r, double sum) => (Design.Dot(j, r) - StoredMeans[j] * sum) / PenaltyScales[j];

    /// <summary>target += a·zⱼ, but for the constant −a·mⱼ/tⱼ in every row, which is returned.</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="a">A factor.</param>
    /// <param name="target">A number per row.</param>
    public double AddColumn(int j, double a, Span<double> target)
    {
        double scaled = a / PenaltyScales[j];
        Design.AddColumn(j, scaled, target);
        return -scaled * StoredMeans[j];
    }
}
