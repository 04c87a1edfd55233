using CsCheck;
using Ridgeline.Numerics;
using static Ridgeline.Tests.Numerics.KernelSums;

namespace Ridgeline.Tests.Numerics;

/// <summary>Packing and products of strips against loops written out: whole and broken strips, more than go together, and nothing written beside the target.</summary>
public sealed class StripKernelsFacts
{
    private static readonly Gen<(ulong Seed, int Columns, int Depth, int Gap)> Shapes =
        Gen.Select(Gen.ULong, Gen.OneOf(Gen.Int[0, 40], Gen.Int[250, 290]), Gen.OneOf(Gen.Int[1, 20], Gen.Const(StripKernels.Depth)), Gen.Int[0, 5]);

    [Fact]
    public void A_lower_triangle_is_the_products_of_what_was_packed() => Shapes.Sample((seed, columns, depth, gap) =>
    {
        var random = new RandomStream(seed);
        int rows = depth + gap, stride = columns + gap;
        double[] values = Drawn(random, columns * rows + gap), others = Drawn(random, columns * rows + gap), means = Drawn(random, columns), roots = Drawn(random, depth);
        double[] target = Guarded(random, columns * stride), expected = [.. target], sizes = new double[target.Length];
        for (int a = 0; a < columns; a++)
            for (int b = 0; b <= a; b++)
                for (int i = 0; i < depth; i++)
                    Add(expected, sizes, 1 + a * stride + b, roots[i] * (values[gap + a * rows + i] - means[a]) * roots[i] * (others[gap + b * rows + i] - means[b]));
        double[] leftRoom = [], rightRoom = [];
        Span<double> left = StripKernels.Room(ref leftRoom, columns, depth), right = StripKernels.Room(ref rightRoom, columns, depth);
        Pack(values, left);
        Pack(others, right);
        for (int a = 0; a < columns; a++)
            for (int i = 0; i < depth; i++)
                Assert.Equal(roots[i] * (values[gap + a * rows + i] - means[a]), left[StripKernels.At(a, i, depth)]);
        StripKernels.AddLower(left, right, columns, depth, target.AsSpan(1, columns * stride), stride);
        for (int a = 0; a < columns; a++) // the upper triangle may be filled or not
            for (int b = a + 1; b < columns; b++)
                target[1 + a * stride + b] = expected[1 + a * stride + b];
        Near(expected, sizes, target);

        void Pack(double[] from, Span<double> strips)
        {
            for (int a = 0; a < columns; a += StripKernels.Width)
            {
                int width = Math.Min(StripKernels.Width, columns - a);
                nint[] starts = [.. Enumerable.Range(a, width).Select(k => (nint)(gap + k * rows))];
                StripKernels.Pack(from, starts, means.AsSpan(a, width), roots, strips[(a * depth)..]);
            }
        }
    }, iter: 200);
}
