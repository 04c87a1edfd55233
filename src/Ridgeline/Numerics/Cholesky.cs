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
