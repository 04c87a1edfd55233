using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Diagnoses;

/// <summary>How the columns of a sample lie to each other, standardised and under its weights.</summary>
/// <param name="Columns">p, those that aren't constant.</param>
/// <param name="Looked">How many of them were looked at: of very many some, spread over all.</param>
/// <param name="Condition">√(λ_max/λ_min) of their correlations; ∞ where columns depend on each other exactly or there are as many as rows; NaN where not all were looked at.</param>
/// <param name="Correlated">Columns that have a correlation of more than 0.9, of either sign, with another.</param>
/// <param name="Groups">How many groups these make, joined by such correlations.</param>
/// <param name="Largest">The largest |correlation| of two columns; 0 of a single one.</param>
public sealed record ColumnGeometry(int Columns, int Looked, double Condition, ImmutableArray<int> Correlated, int Groups, double Largest)
{
    /// <summary>The |correlation| above which columns go together.</summary>
    public const double LeastCorrelation = 0.9;

    private const int MostColumns = 1000;
    private const double MostCondition = 1e7; // beyond, rounding decides what the least eigenvalue is

    /// <summary>Looks at the columns of a sample.</summary>
    /// <param name="sample">The rows.</param>
    public static ColumnGeometry Of(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var view = sample.View;
        int[] varying = [.. Enumerable.Range(0, view.Design.Columns).Where(j => !view.IsConstant(j))];
        int p = varying.Length, looked = Math.Min(p, MostColumns);
        int[] columns = [.. Enumerable.Range(0, looked).Select(k => varying[(int)((long)k * p / looked)])];
        if (looked == 0)
            return new ColumnGeometry(0, 0, double.NaN, [], 0, 0);
        double[] correlations = CorrelationsOf(sample, columns);
        var (correlated, groups, largest) = Joined(correlations, columns);
        double condition = double.NaN;
        if (p >= sample.RowsWithWeight)
            condition = double.PositiveInfinity;
        else if (looked == p)
        {
            var (least, greatest) = new Tridiagonal(correlations, looked, looked).Extremes();
            double ratio = least > 0 ? Math.Sqrt(greatest / least) : double.PositiveInfinity;
            condition = ratio <= MostCondition ? ratio : double.PositiveInfinity;
        }

        return new ColumnGeometry(p, looked, condition, correlated, groups, largest);
    }

    private static double[] CorrelationsOf(Sample sample, int[] columns)
    {
        var centred = DesignView.Of(sample.Design, sample.Weights);
        double[] roots = new double[sample.Rows], target = new double[columns.Length * columns.Length], scratch = [];
        for (int i = 0; i < roots.Length; i++)
            roots[i] = Math.Sqrt(sample.Weights[i] / sample.WeightSum);
        sample.Design.Gram(columns, roots, [.. columns.Select(j => centred.StoredMeans[j])], [.. columns.Select(j => centred.Scales[j])], target, columns.Length, ref scratch);
        return target;
    }

    private static (ImmutableArray<int> Correlated, int Groups, double Largest) Joined(double[] correlations, int[] columns)
    {
        int[] first = [.. Enumerable.Range(0, columns.Length)];
        int Root(int at)
        {
            while (first[at] != at)
                at = first[at] = first[first[at]];
            return at;
        }

        double largest = 0;
        for (int a = 1; a < columns.Length; a++)
            for (int b = 0; b < a; b++)
            {
                double own = Math.Min(1, Math.Abs(correlations[a * columns.Length + b]));
                largest = Math.Max(largest, own);
                if (own > LeastCorrelation)
                    first[Root(a)] = Root(b);
            }

        var groups = Enumerable.Range(0, columns.Length).GroupBy(Root).Where(group => group.Count() > 1).ToArray();
        return ([.. groups.SelectMany(group => group.Select(at => columns[at])).Order()], groups.Length, largest);
    }
}
