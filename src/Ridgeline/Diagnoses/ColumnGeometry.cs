using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Diagnoses;

/// <summary>How the columns of a sample lie to each other, standardised and under its weights.</summary>
/// <param name="Columns">p, those that aren't constant.</param>
/// <param name="Looked">How many of them were looked at: of very many some, spread over all.</param>
/// <param name="Condition">√(λ_max/λ_min) of their correlations, a level of each category that has all of its levels left out (<see cref="LeftOut"/>); ∞ where other columns depend on each other exactly or there are as many as rows; NaN where not all were looked at.</param>
/// <param name="Correlated">Columns that have a correlation of more than 0.9, of either sign, with another.</param>
/// <param name="Groups">How many groups these make, joined by such correlations.</param>
/// <param name="Largest">The largest |correlation| of two columns; 0 of a single one.</param>
public sealed record ColumnGeometry(int Columns, int Looked, double Condition, ImmutableArray<int> Correlated, int Groups, double Largest)
{
    /// <summary>The |correlation| above which columns go together.</summary>
    public const double LeastCorrelation = 0.9;

    private const double SameShare = 1e-9;
    private const int MostColumns = 1000;
    private const double MostCondition = 1e7; // beyond, rounding decides what the least eigenvalue is

    /// <summary>
    /// How many columns the condition number leaves out: of neighbouring columns of 0 and 1 of which every row has one, the most frequent. The others say it, whatever the rows are, so an
    /// unpenalised fit's predictions don't depend on it.
    /// </summary>
    public int LeftOut { get; init; }

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
        int[] kept = looked == p ? WithoutLevels(sample, columns, correlations) : [.. Enumerable.Range(0, looked)];
        if (p - looked + kept.Length >= sample.RowsWithWeight)
            condition = double.PositiveInfinity;
        else if (looked == p)
        {
            double[] among = [.. kept.SelectMany(a => kept.Select(b => correlations[Math.Max(a, b) * looked + Math.Min(a, b)]))];
            var (least, greatest) = new Tridiagonal(among, kept.Length, kept.Length).Extremes();
            double ratio = least > 0 ? Math.Sqrt(greatest / least) : double.PositiveInfinity;
            condition = ratio <= MostCondition ? ratio : double.PositiveInfinity;
        }

        return new ColumnGeometry(p, looked, condition, correlated, groups, largest) { LeftOut = looked - kept.Length };
    }

    /// <summary>Positions of all columns but the most frequent level of each category that has all of its levels: neighbours that never meet in a row, and whose means sum to 1.</summary>
    private static int[] WithoutLevels(Sample sample, int[] columns, double[] correlations)
    {
        var centred = DesignView.Of(sample.Design, sample.Weights);
        double[] means = [.. columns.Select(j => centred.Means[j])], scales = [.. columns.Select(j => centred.Scales[j])];
        bool IsOfLevel(int a) => means[a] is > 0 and < 1 && Math.Abs(scales[a] * scales[a] - means[a] * (1 - means[a])) <= SameShare;
        bool IsApart(int a, int b) => Math.Abs(correlations[b * columns.Length + a] * scales[a] * scales[b] + means[a] * means[b]) <= SameShare; // a before b: the lower triangle
        var left = new HashSet<int>();
        for (int from = 0; from < columns.Length; from++)
        {
            double sum = 0;
            for (int to = from; to < columns.Length && IsOfLevel(to) && Enumerable.Range(from, to - from).All(a => IsApart(a, to)); to++)
            {
                sum += means[to];
                if (Math.Abs(sum - 1) > SameShare)
                    continue;
                double most = means[from..(to + 1)].Max();
                left.Add(Enumerable.Range(from, to - from + 1).First(a => means[a] >= most - SameShare)); // of equals the first, whatever rounding says
                from = to;
                break;
            }
        }

        return [.. Enumerable.Range(0, columns.Length).Where(a => !left.Contains(a))];
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
