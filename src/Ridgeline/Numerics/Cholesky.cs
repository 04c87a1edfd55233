using System.Numerics.Tensors;

namespace Ridgeline.Numerics;

/// <summary>A = L·Lᵀ for a symmetric positive semi-definite A, in place; a column that depends on those before it is left out.</summary>
internal static class Cholesky
{
    /// <summary>A pivot below this share of its diagonal counts as zero: the column is a combination of those before it.</summary>
    public const double RankTolerance = 1e-13;

    /// <summary>Overwrites the lower triangle of A with L. A dependent column's row and column of L are zero, its diagonal too.</summary>
    /// <param name="a">A, size × size, row after row; only the lower triangle is read and written.</param>
    /// <param name="size">The order of A.</param>
    /// <returns>The rank: how many columns were kept.</returns>
    public static int Factor(Span<double> a, int size)
    {
        int rank = 0;
        for (int i = 0; i < size; i++)
        {
            var row = a.Slice(i * size, i + 1);
            double diagonal = row[i];
            for (int j = 0; j < i; j++)
            {
                double pivot = a[j * size + j];
                row[j] = pivot == 0 ? 0 : (row[j] - TensorPrimitives.Dot<double>(row[..j], a.Slice(j * size, j))) / pivot;
            }

            double rest = diagonal - TensorPrimitives.SumOfSquares<double>(row[..i]);
            bool kept = rest > RankTolerance * diagonal && double.IsFinite(rest);
            row[i] = kept ? Math.Sqrt(rest) : 0;
            if (kept)
                rank++;
            else
                row.Clear();
        }

        return rank;
    }

    /// <summary>
    /// Overwrites A with an L of full column rank, A = L·Lᵀ to rounding: Cholesky with pivots by what is left of each diagonal as a share of it (Higham 1990), so
    /// that rows of any size keep their own digits. What falls below rounding is dropped.
    /// </summary>
    /// <param name="a">A, both triangles; on return the columns of L, one after the other, each of its rows in the order that they had.</param>
    /// <param name="size">The order of A.</param>
    /// <returns>The rank: how many columns L has.</returns>
    public static int Root(Span<double> a, int size)
    {
        const double Rounding = 1e-15;
        double[] rest = new double[size], scales = new double[size];
        int[] pivots = new int[size];
        bool[] taken = new bool[size];
        for (int i = 0; i < size; i++)
            rest[i] = a[i * size + i];
        double largest = TensorPrimitives.Max<double>(rest);
        for (int i = 0; i < size; i++)
            scales[i] = Math.Max(rest[i], Rounding * largest);
        int rank = 0, next = largest > 0 ? TensorPrimitives.IndexOfMax<double>(rest) : -1; // of the largest row: no column of L is the same in every row
        while (next >= 0)
        {
            var column = a.Slice(next * size, size); // A's, as A is symmetric
            int q = 0;
            for (; q + 4 <= rank; q += 4)
            {
                ReadOnlySpan<double> c0 = Column(a, q), c1 = Column(a, q + 1), c2 = Column(a, q + 2), c3 = Column(a, q + 3);
                ColumnKernels.AddFourColumns(c0, c1, c2, c3, -c0[next], -c1[next], -c2[next], -c3[next], column);
            }

            for (; q < rank; q++)
            {
                ReadOnlySpan<double> before = Column(a, q);
                TensorPrimitives.MultiplyAdd(before, -before[next], column, column);
            }

            double root = Math.Sqrt(rest[next]);
            TensorPrimitives.Divide(column, root, column);
            (column[next], taken[next], pivots[rank++]) = (root, true, next);
            int last = next;
            next = -1;
            double most = Rounding;
            for (int i = 0; i < size; i++)
            {
                if (taken[i])
                {
                    column[i] = i == last ? root : 0;
                    continue;
                }

                rest[i] -= column[i] * column[i];
                if (rest[i] > most * scales[i])
                    (most, next) = (rest[i] / scales[i], i);
            }
        }

        for (int i = 0, to = 0; i < size; i++)
            if (taken[i])
                a.Slice(i * size, size).CopyTo(a[(to++ * size)..]);
        return rank;

        ReadOnlySpan<double> Column(Span<double> a, int q) => a.Slice(pivots[q] * size, size);
    }

    /// <summary>Solves L·Lᵀ·x = b over the kept columns; x is zero at the others.</summary>
    /// <param name="factor">L, from <see cref="Factor"/>.</param>
    /// <param name="size">The order of L.</param>
    /// <param name="target">b on entry, x on return.</param>
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> target)
    {
        for (int i = 0; i < size; i++)
        {
            double pivot = factor[i * size + i];
            target[i] = pivot == 0 ? 0 : (target[i] - TensorPrimitives.Dot(factor.Slice(i * size, i), target[..i])) / pivot;
        }

        for (int i = size - 1; i >= 0; i--)
        {
            double pivot = factor[i * size + i];
            if (pivot == 0)
                continue;
            double x = target[i] /= pivot;
            for (int j = 0; j < i; j++)
                target[j] -= factor[i * size + j] * x;
        }
    }
}
