using System.Numerics.Tensors;

namespace Ridgeline.Numerics;

/// <summary>A = U·diag(d)·Vᵀ by rotations of A's columns (Hestenes 1958), which find small d as exactly as the columns tell them (Demmel and Veselić 1992), where a Gram matrix has lost half the digits.</summary>
/// <remarks>For matrices of which the smaller side is at most a few hundred: m·k² operations a sweep, and six to twelve sweeps.</remarks>
internal sealed class SingularValues
{
    private const int MostSweeps = 60;
    private const double Unit = 2.220446049250313e-16; // 2⁻⁵²

    private readonly double[] _left, _right; // U and V, column after column

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">A, column after column; kept as it is.</param>
    /// <param name="rows">m.</param>
    /// <param name="columns">p.</param>
    public SingularValues(ReadOnlySpan<double> matrix, int rows, int columns)
    {
        (Rows, Columns, Count) = (rows, columns, Math.Min(rows, columns));
        bool turned = rows < columns;
        int tall = Math.Max(rows, columns);
        var work = new double[(long)tall * Count];
        for (int j = 0; j < Count; j++)
            for (int i = 0; i < tall; i++)
                work[(long)j * tall + i] = turned ? matrix[i * rows + j] : matrix[j * rows + i];
        double[] turns = new double[(long)Count * Count];
        for (int j = 0; j < Count; j++)
            turns[j * Count + j] = 1;
        for (int sweep = 0; sweep < MostSweeps && Sweep(work, tall, turns); sweep++)
        {
        }

        int[] order = [.. Enumerable.Range(0, Count)];
        double[] norms = [.. order.Select(j => TensorPrimitives.Norm<double>(work.AsSpan(j * tall, tall)))];
        Array.Sort(order, (a, b) => norms[a] == norms[b] ? a.CompareTo(b) : norms[b].CompareTo(norms[a]));
        Values = [.. order.Select(j => norms[j])];
        double[] slim = new double[work.Length], square = new double[turns.Length];
        for (int k = 0; k < Count; k++)
        {
            if (Values[k] > 0)
                TensorPrimitives.Divide(work.AsSpan(order[k] * tall, tall), Values[k], slim.AsSpan(k * tall, tall));
            turns.AsSpan(order[k] * Count, Count).CopyTo(square.AsSpan(k * Count));
        }

        (_left, _right) = turned ? (square, slim) : (slim, square);
    }

    /// <summary>m.</summary>
    public int Rows { get; }

    /// <summary>p.</summary>
    public int Columns { get; }

    /// <summary>min(m, p), how many values there are.</summary>
    public int Count { get; }

    /// <summary>d ≥ 0, the largest first.</summary>
    public double[] Values { get; }

    /// <summary>Up to where a value can't be told from 0.</summary>
    public double Least => Count == 0 ? 0 : Math.Max(Rows, Columns) * Unit * Values[0];

    /// <summary>The k-th column of U; 0 where d is.</summary>
    public ReadOnlySpan<double> Left(int k) => _left.AsSpan(k * Rows, Rows);

    /// <summary>The k-th column of V; 0 where d is and V is the long side.</summary>
    public ReadOnlySpan<double> Right(int k) => _right.AsSpan(k * Columns, Columns);

    /// <summary>Turns every pair of columns until they are orthogonal; whether any pair wasn't.</summary>
    private bool Sweep(double[] work, int tall, double[] turns)
    {
        bool turned = false;
        double slack = Math.Sqrt(tall) * Unit;
        for (int a = 0; a < Count - 1; a++)
            for (int b = a + 1; b < Count; b++)
            {
                Span<double> x = work.AsSpan(a * tall, tall), y = work.AsSpan(b * tall, tall);
                double xx = TensorPrimitives.SumOfSquares<double>(x), yy = TensorPrimitives.SumOfSquares<double>(y), xy = TensorPrimitives.Dot<double>(x, y);
                if (!(Math.Abs(xy) > slack * Math.Sqrt(xx) * Math.Sqrt(yy)))
                    continue;
                turned = true;
                double zeta = (yy - xx) / (2 * xy), tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
                double cosine = 1 / Math.Sqrt(1 + tangent * tangent);
                Turn(x, y, cosine, cosine * tangent);
                Turn(turns.AsSpan(a * Count, Count), turns.AsSpan(b * Count, Count), cosine, cosine * tangent);
            }

        return turned;
    }

    private static void Turn(Span<double> x, Span<double> y, double cosine, double sine)
    {
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
    }
}
