using System.Numerics;
using Ridgeline.Designs;

namespace Ridgeline.Models;

/// <summary>Rows of a design side by side, standardised: what goes into a network, in training and in prediction alike.</summary>
internal static class StandardisedRows
{
    /// <summary>target[i·stride + j] = (xᵢⱼ − mⱼ)/sdⱼ; 0 where sdⱼ = 0.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="design">X.</param>
    /// <param name="rows">Which rows; empty: those from <paramref name="first"/> on.</param>
    /// <param name="first">See there.</param>
    /// <param name="means">mⱼ.</param>
    /// <param name="scales">sdⱼ.</param>
    /// <param name="column">Room for a number a row; as many rows are taken.</param>
    /// <param name="target">A row every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">See there.</param>
    public static void Fill<T>(Design design, ReadOnlySpan<int> rows, int first, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> column, Span<T> target, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < scales.Length; j++)
        {
            if (scales[j] == 0)
            {
                for (int i = 0; i < column.Length; i++)
                    target[i * stride + j] = T.Zero;
                continue;
            }

            if (rows.IsEmpty)
                design.CopyRows(j, first, column);
            else
            {
                column.Clear();
                design.AddCombinations([j], [1], 1, rows, column);
            }

            double mean = means[j] - design.Shift(j), scale = scales[j];
            for (int i = 0; i < column.Length; i++)
                target[i * stride + j] = T.CreateTruncating((column[i] - mean) / scale);
        }
    }
}
