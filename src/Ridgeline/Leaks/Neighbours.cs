using System.Numerics.Tensors;
using Ridgeline.Numerics;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>Each row's nearest row, as far as it may be near: of few rows all are compared; of many those that share a cell of two random projections, and then all with a few.</summary>
internal sealed class Neighbours
{
    /// <summary>Which neighbour's distance says what is usual.</summary>
    public const int K = 10;

    private const int MostCompared = 3000, Asked = 400, MostColumns = 48;
    private const double MedianOfGamma = 0.958; // of the mean of K − 2 exponential numbers of mean 1

    private readonly int _width;
    private readonly double[] _z; // row after row
    private readonly double _unit; // the distance that rounding alone makes of equal rows

    private Neighbours(NumberColumn[] columns, int[] rows)
    {
        int[] used = RowSample.Of(columns.Length, MostColumns);
        (_width, _z) = (used.Length, new double[(long)used.Length * rows.Length]);
        Ratios = new double[rows.Length];
        Array.Fill(Ratios, double.PositiveInfinity);
        Nearest = new int[rows.Length];
        double squares = 0;
        for (int j = 0; j < used.Length; j++)
        {
            double[] values = [.. rows.Select(row => columns[used[j]].Values[row])];
            double mean = values.Average(), sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
            for (int i = 0; i < values.Length; i++)
                _z[i * _width + j] = sd > 0 ? (values[i] - mean) / sd : 0;
            squares += sd > 0 ? Math.Pow(SmallestStep(values) / sd, 2) / 6 : 0; // two roundings, each of variance 1/12
        }

        _unit = Math.Sqrt(squares);
    }

    /// <summary>ρ of each row; ∞ where it isn't small.</summary>
    public double[] Ratios { get; }

    /// <summary>The nearest of each row whose ρ is known.</summary>
    public int[] Nearest { get; }

    /// <summary>m, the dimensions that rows fill around each other.</summary>
    public double Dimension { get; private set; }

    public static Neighbours Of(NumberColumn[] columns, int[] rows, CancellationToken stop)
    {
        var found = new Neighbours(columns, rows);
        int n = rows.Length;
        int[] asked = n <= MostCompared ? [.. Enumerable.Range(0, n)] : RowSample.Of(n, Asked);
        double[][] distances = found.Ask(asked, stop);
        double[] spreads = [.. distances.Where(own => own[1] > 0).Select(own => Enumerable.Range(1, K - 2).Average(k => Math.Log(own[K - 1] / own[k])))];
        Array.Sort(spreads);
        found.Dimension = spreads.Length == 0 || spreads[spreads.Length / 2] <= 0 ? columns.Length : Math.Min(columns.Length, MedianOfGamma / spreads[spreads.Length / 2]);
        if (n > MostCompared)
        {
            double[] first = [.. distances.Select(own => own[0])];
            Array.Sort(first);
            found.Ask(found.Candidates(first[first.Length / 2] / 4, stop), stop);
        }

        return found;
    }

    private ReadOnlySpan<double> Row(int i) => _z.AsSpan(i * _width, _width);

    /// <summary>The least difference of two values that aren't equal; 0 if there are none.</summary>
    internal static double SmallestStep(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double least = double.PositiveInfinity;
        for (int k = 1; k < sorted.Length; k++)
            if (sorted[k] > sorted[k - 1])
                least = Math.Min(least, sorted[k] - sorted[k - 1]);
        return double.IsFinite(least) ? least : 0;
    }

    /// <summary>The K least distances of some rows, ascending; their ρ and nearest rows are kept.</summary>
    private double[][] Ask(int[] asked, CancellationToken stop)
    {
        int n = Ratios.Length;
        double[][] all = new double[asked.Length][];
        Parallel.For(0, asked.Length, new ParallelOptions { CancellationToken = stop }, at =>
        {
            double[] least = new double[K];
            Array.Fill(least, double.PositiveInfinity);
            var own = Row(asked[at]);
            for (int i = 0; i < n; i++)
            {
                if (i == asked[at])
                    continue;
                double distance = Squares(own, Row(i), least[K - 1]);
                if (distance >= least[K - 1])
                    continue;
                int place = K - 1;
                for (; place > 0 && least[place - 1] > distance; place--)
                    least[place] = least[place - 1];
                least[place] = distance;
                if (place == 0)
                    Nearest[asked[at]] = i;
            }

            for (int k = 0; k < K; k++)
                least[k] = Math.Sqrt(least[k]);
            all[at] = least;
            Ratios[asked[at]] = Math.Max(least[0], _unit) / least[K - 1];
        });
        return all;
    }

    /// <summary>Σ(a − b)², or something above <paramref name="most"/> if it is above that.</summary>
    private static double Squares(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double most)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j += 8)
        {
            int length = Math.Min(8, a.Length - j);
            for (int k = 0; k < length; k++)
            {
                double d = a[j + k] - b[j + k];
                sum += d * d;
            }

            if (sum > most)
                return sum;
        }

        return sum;
    }

    /// <summary>
    /// Of rows that have another within a radius those that are nearest to theirs: rows that near are as near in any projection. Two projections find the pairs, and two more pass over nearly all of these
    /// before their rows are read.
    /// </summary>
    private int[] Candidates(double radius, CancellationToken stop)
    {
        int n = Ratios.Length;
        double[] one = Projected(0), other = Projected(1), keys = [.. one];
        int[] cells = new int[n], order = [.. Enumerable.Range(0, n)];
        double origin = other.Min();
        for (int i = 0; i < n; i++)
            cells[i] = (int)((other[i] - origin) / radius);
        Array.Sort(order, (a, b) => cells[a] != cells[b] ? cells[a].CompareTo(cells[b]) : one[a] != one[b] ? one[a].CompareTo(one[b]) : a.CompareTo(b));
        int[] starts = new int[cells.Max() + 2];
        foreach (int cell in cells)
            starts[cell + 1]++;
        for (int cell = 1; cell < starts.Length; cell++)
            starts[cell] += starts[cell - 1];
        for (int k = 0; k < n; k++)
            keys[k] = one[order[k]];
        double[] third = Projected(2), fourth = Projected(3), thirds = [.. order.Select(i => third[i])], fourths = [.. order.Select(i => fourth[i])];
        double[] least = new double[n];
        Parallel.For(0, n, new ParallelOptions { CancellationToken = stop }, i =>
        {
            least[i] = radius * radius;
            for (int cell = Math.Max(0, cells[i] - 1); cell <= Math.Min(starts.Length - 2, cells[i] + 1); cell++)
            {
                int from = keys.AsSpan(starts[cell], starts[cell + 1] - starts[cell]).BinarySearch(one[i] - radius);
                for (int k = starts[cell] + (from < 0 ? ~from : from); k < starts[cell + 1] && keys[k] <= one[i] + radius; k++)
                    if (Math.Abs(thirds[k] - third[i]) <= radius && Math.Abs(fourths[k] - fourth[i]) <= radius && order[k] != i)
                        least[i] = Math.Min(least[i], Squares(Row(i), Row(order[k]), least[i]));
            }
        });
        return [.. Enumerable.Range(0, n).Where(i => least[i] < radius * radius).OrderBy(i => least[i]).Take(Asked)];
    }

    /// <summary>Every row along a random direction of length 1.</summary>
    private double[] Projected(ulong stream)
    {
        var random = new RandomStream(seed: 0, stream: 64 + stream);
        double[] direction = [.. Enumerable.Range(0, _width).Select(_ => 2 * random.NextUniform() - 1)];
        double norm = Math.Sqrt(direction.Sum(value => value * value));
        double[] target = new double[Ratios.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] = TensorPrimitives.Dot(Row(i), direction) / norm;
        return target;
    }
}
