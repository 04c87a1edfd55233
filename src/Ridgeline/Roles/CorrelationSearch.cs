using System.Collections.Immutable;
using Ridgeline.Numerics;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>
/// Looks for groups of columns with |correlation| above <see cref="Least"/>, joined by single links, over the rows where both of a pair are there: with the columns
/// standardised and 0 where missing (z), the same squared (q) and 1 where they are there (m), all sums of a pair are products of columns, taken tile by tile.
/// </summary>
/// <remarks>At most 10,000 rows, spread over all, are looked at, and of many columns so many that products stay below <see cref="MostProducts"/>, but 1,000 at least: near 0.9 a correlation's standard error is then 0.002, or 0.006.</remarks>
internal sealed class CorrelationSearch
{
    /// <summary>The |correlation| above which columns go together.</summary>
    public const double Least = 0.9;

    private const int MostRows = 10_000, FewestRows = 1000, Tile = 64;
    private const int FewestPairs = 10; // with fewer rows, luck correlates columns
    private const long MostProducts = 50_000_000_000, MostNumbers = 1 << 26;
    private const double LeastVariance = 1e-10; // of z where the other is there: a column that hardly varies there has no correlation

    private readonly ImmutableArray<NumberColumn> _columns;
    private readonly int[] _rows;
    private readonly double[] _z;
    private readonly double[] _q;
    private readonly double[] _m;
    private readonly bool[] _isVarying;
    private readonly bool[] _isComplete;
    private readonly int[] _parent;
    private readonly (double Correlation, int One, int Other)[] _strongest;

    private CorrelationSearch(ImmutableArray<NumberColumn> columns, int[] rows, bool isComplete)
    {
        int p = columns.Length;
        (_columns, _rows) = (columns, rows);
        _z = new double[(long)p * rows.Length];
        (_q, _m) = isComplete ? ([], []) : (new double[_z.Length], new double[_z.Length]);
        (_isVarying, _isComplete) = (new bool[p], new bool[p]);
        _parent = [.. Enumerable.Range(0, p)];
        _strongest = new (double, int, int)[p];
        for (int j = 0; j < p; j++)
            Standardise(j);
    }

    /// <summary>The groups, and how many rows they were found from.</summary>
    public static (ImmutableArray<CorrelatedGroup> Groups, int Rows) Find(ImmutableArray<NumberColumn> columns, CancellationToken stop)
    {
        if (columns.Length < 2 || columns[0].Rows < FewestPairs)
            return ([], columns.IsEmpty ? 0 : columns[0].Rows);
        bool isComplete = columns.All(column => column.MissingCount == 0);
        long p = columns.Length, most = Math.Min(MostProducts / (p * p * (isComplete ? 1 : 6)), MostNumbers / (p * (isComplete ? 1 : 3)));
        int[] rows = RowSample.Of(columns[0].Rows, (int)Math.Clamp(most, FewestRows, MostRows));
        var search = new CorrelationSearch(columns, rows, isComplete);
        for (int left = 0; left < p; left += Tile)
            for (int right = left; right < p; right += Tile)
            {
                stop.ThrowIfCancellationRequested();
                search.Link(left, right);
            }

        return (search.Groups(), rows.Length);
    }

    private void Standardise(int j)
    {
        var values = _columns[j].Values;
        var z = _z.AsSpan(j * _rows.Length, _rows.Length);
        double sum = 0, squares = 0, shift = values[_rows[0]];
        int present = 0;
        shift = double.IsNaN(shift) ? 0 : shift;
        for (int k = 0; k < z.Length; k++)
        {
            z[k] = values[_rows[k]] - shift;
            if (double.IsNaN(z[k]))
                continue;
            (sum, present) = (sum + z[k], present + 1);
        }

        double mean = sum / present;
        foreach (double value in z)
            squares += double.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        double sd = Math.Sqrt(squares / present);
        _isComplete[j] = present == z.Length;
        _isVarying[j] = sd > 0 && double.IsFinite(sd);
        for (int k = 0; k < z.Length; k++)
        {
            bool isThere = !double.IsNaN(z[k]);
            z[k] = isThere && _isVarying[j] ? (z[k] - mean) / sd : 0;
            if (_m.Length > 0)
                (_q[j * z.Length + k], _m[j * z.Length + k]) = (z[k] * z[k], isThere ? 1 : 0);
        }
    }

    private void Link(int left, int right)
    {
        int rows = Math.Min(Tile, _columns.Length - left), count = Math.Min(Tile, _columns.Length - right);
        bool isComplete = _isComplete.AsSpan(left, rows).IndexOf(false) < 0 && _isComplete.AsSpan(right, count).IndexOf(false) < 0;
        double[] zz = Products(_z, left, rows, _z, right, count);
        double[] mm = isComplete ? [] : Products(_m, left, rows, _m, right, count), zm = isComplete ? [] : Products(_z, left, rows, _m, right, count);
        double[] mz = isComplete ? [] : Products(_m, left, rows, _z, right, count), qm = isComplete ? [] : Products(_q, left, rows, _m, right, count), mq = isComplete ? [] : Products(_m, left, rows, _q, right, count);
        for (int a = 0; a < rows; a++)
            for (int b = 0; b < count; b++)
            {
                int one = left + a, other = right + b, at = a * count + b;
                if (one >= other || !_isVarying[one] || !_isVarying[other])
                    continue;
                double correlation = isComplete ? zz[at] / _rows.Length : OfPairs(mm[at], zz[at], zm[at], mz[at], qm[at], mq[at]);
                if (Math.Abs(correlation) > Least)
                    Join(one, other, Math.Clamp(correlation, -1, 1));
            }
    }

    private static double OfPairs(double n, double zz, double zm, double mz, double qm, double mq)
    {
        if (n < FewestPairs)
            return 0;
        double mean = zm / n, otherMean = mz / n, variance = qm / n - mean * mean, otherVariance = mq / n - otherMean * otherMean;
        return variance > LeastVariance && otherVariance > LeastVariance ? (zz / n - mean * otherMean) / Math.Sqrt(variance * otherVariance) : 0;
    }

    /// <summary>Row a has Σ left column a · right column b for each b.</summary>
    private double[] Products(double[] left, int first, int count, double[] right, int from, int width)
    {
        int n = _rows.Length;
        double[] products = new double[count * width];
        nint[] starts = new nint[count];
        for (int block = 0; block < n; block += ColumnKernels.RowBlock)
        {
            for (int a = 0; a < count; a++)
                starts[a] = (nint)(first + a) * n + block;
            ColumnKernels.AddProducts(starts, left, right.AsSpan(from * n + block), n, width, Math.Min(ColumnKernels.RowBlock, n - block), products);
        }

        return products;
    }

    private void Join(int one, int other, double correlation)
    {
        int root = Root(one), joined = Root(other);
        (root, joined) = (Math.Min(root, joined), Math.Max(root, joined));
        var strongest = _strongest[root];
        if (Math.Abs(_strongest[joined].Correlation) > Math.Abs(strongest.Correlation))
            strongest = _strongest[joined];
        _strongest[root] = Math.Abs(correlation) > Math.Abs(strongest.Correlation) ? (correlation, one, other) : strongest;
        _parent[joined] = root;
    }

    private int Root(int column)
    {
        while (_parent[column] != column)
            column = _parent[column] = _parent[_parent[column]];
        return column;
    }

    private ImmutableArray<CorrelatedGroup> Groups() =>
        [.. Enumerable.Range(0, _columns.Length).GroupBy(Root).Where(group => group.Count() > 1).Select(group => new CorrelatedGroup(
            [.. group.Select(j => _columns[j].Name)], _strongest[group.Key].Correlation, _columns[_strongest[group.Key].One].Name, _columns[_strongest[group.Key].Other].Name))];
}
