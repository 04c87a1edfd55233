using CsCheck;
using Ridgeline.Numerics;
using static Ridgeline.Tests.Numerics.KernelSums;

namespace Ridgeline.Tests.Numerics;

/// <summary>The kernels against loops written out: every length around a vector's, at any alignment, and nothing written beside the target.</summary>
public sealed class ColumnKernelsFacts
{
    /// <summary>Lengths up to four vectors and a tail, and where the first number lies.</summary>
    private static readonly Gen<(ulong Seed, int Length, int Offset)> Shapes = Gen.Select(Gen.ULong, Gen.Int[0, 70], Gen.Int[0, 9]);

    private static readonly Gen<(int Left, int Right, int Gap)> Blocks = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 13], Gen.Int[0, 5]);

    [Fact]
    public void Products_of_columns_with_columns_are_their_sums() => Gen.Select(Shapes, Blocks).Sample((shape, blocks) =>
    {
        var (seed, length, offset) = shape;
        var (lefts, count, gap) = blocks;
        var random = new RandomStream(seed);
        int stride = length + gap;
        double[] values = Drawn(random, offset + lefts * stride + length), right = Drawn(random, offset + count * stride + length), target = Guarded(random, lefts * count);
        nint[] at = [.. Enumerable.Range(0, lefts).Select(_ => (nint)(offset + random.NextBelow(lefts * stride + 1)))];
        double[] expected = [.. target], sizes = new double[target.Length];
        for (int a = 0; a < lefts; a++)
            for (int b = 0; b < count; b++)
                for (int i = 0; i < length; i++)
                    Add(expected, sizes, 1 + a * count + b, values[at[a] + i] * right[offset + b * stride + i]);
        ColumnKernels.AddProducts(at, values, right.AsSpan(offset), stride, count, length, target.AsSpan(1, lefts * count));
        Near(expected, sizes, target);
    });

    [Fact]
    public void Four_columns_are_added_with_their_factors() => Shapes.Sample((seed, length, offset) =>
    {
        var random = new RandomStream(seed);
        double[][] columns = [.. Enumerable.Range(0, 4).Select(k => Drawn(random, offset + k + length))];
        double[] a = Drawn(random, 4), target = Guarded(random, length), expected = [.. target], sizes = new double[target.Length];
        for (int k = 0; k < 4; k++)
            for (int i = 0; i < length; i++)
                Add(expected, sizes, 1 + i, a[k] * columns[k][offset + k + i]);
        ColumnKernels.AddFourColumns(
            columns[0].AsSpan(offset), columns[1].AsSpan(offset + 1), columns[2].AsSpan(offset + 2), columns[3].AsSpan(offset + 3), a[0], a[1], a[2], a[3], target.AsSpan(1, length));
        Near(expected, sizes, target);
    });

    [Fact]
    public void Moments_are_sums_over_rows_with_weight() => Gen.Select(Shapes, Gen.Bool).Sample((shape, weighted) =>
    {
        var (seed, length, offset) = shape;
        var random = new RandomStream(seed);
        double[] x = Drawn(random, offset + length), weights = [.. Enumerable.Range(0, offset + length).Select(_ => random.NextBelow(3) * random.NextUniform())];
        double origin = Drawn(random, 1)[0], widest = 0;
        double[] expected = new double[3], sizes = new double[3];
        for (int i = offset; i < x.Length; i++)
        {
            double s = weighted ? weights[i] : 1, d = x[i] - origin;
            if (s == 0)
            {
                x[i] = 1e200; // counts for nothing, whatever it is
                continue;
            }

            Add(expected, sizes, 0, s);
            Add(expected, sizes, 1, s * d);
            Add(expected, sizes, 2, s * d * d);
            widest = Math.Max(widest, Math.Abs(d));
        }

        var (total, sum, squares, most) = ColumnKernels.Moments(x.AsSpan(offset), weighted ? weights.AsSpan(offset) : [], origin);
        Near(expected, sizes, [total, sum, squares]);
        Assert.Equal(widest, most);
    });
}
