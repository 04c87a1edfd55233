using System.Numerics;
using System.Runtime.Intrinsics;
using CsCheck;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

/// <summary>Products of matrices against loops written out, to the last bit and at every width of vectors; nothing is written beside the target.</summary>
public sealed class DenseKernelsFacts
{
    private static readonly Gen<(ulong Seed, int Rows, int Depth, int Columns, int Gap)> Shapes =
        Gen.Select(Gen.ULong, Gen.Int[0, 21], Gen.OneOf(Gen.Int[0, 20], Gen.Int[250, 600]), Gen.OneOf(Gen.Int[0, 40], Gen.Const(64)), Gen.Int[0, 3]);

    [Fact]
    public void A_product_is_the_same_chain_of_fused_steps_at_every_width_in_float() => Products<float>();

    [Fact]
    public void A_product_is_the_same_chain_of_fused_steps_at_every_width_in_double() => Products<double>();

    [Fact]
    public void Rows_against_rows_are_their_products_in_float() => Rows<float>(1e-6);

    [Fact]
    public void Rows_against_rows_are_their_products_in_double() => Rows<double>(1e-14);

    [Fact]
    public void A_transpose_has_every_entry_in_its_place_in_float() => Transposes<float>();

    [Fact]
    public void A_transpose_has_every_entry_in_its_place_in_double() => Transposes<double>();

    private static void Transposes<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gen.Select(Gen.ULong, Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[0, 3]).Sample((seed, rows, columns, gap) =>
        {
            T[] source = Drawn<T>(new RandomStream(seed), rows * (columns + gap)), target = Drawn<T>(new RandomStream(seed, 1), columns * (rows + gap)), expected = [.. target];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    expected[j * (rows + gap) + i] = source[i * (columns + gap) + j];
            DenseKernels.Transpose<T>(source, columns + gap, target, rows + gap, rows, columns);
            Assert.Equal(expected, target);
        }, iter: 200);

    private static void Products<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gen.Select(Shapes, Gen.Bool, Gen.Int[0, 2]).Sample((shape, transposed, begins) =>
        {
            var (seed, rows, depth, columns, gap) = shape;
            var random = new RandomStream(seed);
            var (row, step) = transposed ? (1, rows + gap) : (depth + gap, 1);
            int stride = columns + gap, startStride = begins == 1 ? 0 : stride;
            T[] left = Drawn<T>(random, (rows + gap) * (depth + gap) + gap), right = Drawn<T>(random, depth * stride), start = begins == 0 ? [] : Drawn<T>(random, rows * stride + columns);
            T[] target = Drawn<T>(random, rows * stride + 2), expected = [.. target];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                {
                    T sum = begins == 0 ? T.Zero : start[i * startStride + j];
                    for (int l = 0; l < depth; l++)
                        sum = T.FusedMultiplyAdd(left[i * row + l * step], right[l * stride + j], sum);
                    expected[1 + i * stride + j] = sum;
                }

            foreach (var multiply in new Multiplication<T>[] { DenseKernels.Multiply<T>, DenseKernels.Multiply<Vector512<T>, T>, DenseKernels.Multiply<Vector256<T>, T>, DenseKernels.Multiply<Vector128<T>, T> })
            {
                T[] own = [.. target];
                multiply(left, row, step, right, stride, start, startStride, own.AsSpan(1), stride, rows, depth, columns);
                Assert.Equal(expected, own);
            }
        }, iter: 300);

    private static void Rows<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gen.Select(Gen.ULong, Gen.Int[0, 21], Gen.Int[0, 8], Gen.Int[0, 5], Gen.Int[0, 3]).Sample((seed, rows, vectors, count, gap) =>
        {
            var random = new RandomStream(seed);
            int depth = vectors * Lanes.Widest, stride = depth + gap;
            T[] left = Drawn<T>(random, rows * stride), right = Drawn<T>(random, count * stride), start = Drawn<T>(random, count), target = Drawn<T>(random, count * (rows + gap)), before = [.. target];
            DenseKernels.MultiplyRows<T>(left, stride, right, stride, start, target, rows + gap, rows, depth, count);
            for (int k = 0; k < count; k++)
                for (int i = 0; i < rows + gap; i++)
                {
                    int at = k * (rows + gap) + i;
                    if (i >= rows)
                    {
                        Assert.Equal(before[at], target[at]);
                        continue;
                    }

                    double sum = double.CreateChecked(start[k]), size = Math.Abs(sum);
                    for (int j = 0; j < depth; j++)
                    {
                        double term = double.CreateChecked(left[i * stride + j]) * double.CreateChecked(right[k * stride + j]);
                        (sum, size) = (sum + term, size + Math.Abs(term));
                    }

                    Assert.InRange(double.CreateChecked(target[at]), sum - tolerance * size, sum + tolerance * size);
                }
        }, iter: 300);

    private delegate void Multiplication<T>(
        ReadOnlySpan<T> left, int row, int step, ReadOnlySpan<T> right, int stride, ReadOnlySpan<T> start, int startStride, Span<T> target, int targetStride, int rows, int depth, int columns);

    private static T[] Drawn<T>(RandomStream random, int count)
        where T : IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(4 * random.NextUniform() - 2))];
}
