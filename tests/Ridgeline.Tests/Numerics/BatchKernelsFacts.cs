using CsCheck;
using Ridgeline.Numerics;
using static Ridgeline.Tests.Numerics.KernelSums;

namespace Ridgeline.Tests.Numerics;

/// <summary>XC and XᵀR against loops written out; the same bits whatever is computed beside them and wherever ranges end.</summary>
public sealed class BatchKernelsFacts
{
    /// <summary>Rows around tiles and a block, columns around tiles and a group.</summary>
    private static readonly Gen<(ulong Seed, int Rows, int Columns, int Count)> Shapes =
        Gen.Select(Gen.ULong, Gen.OneOf(Gen.Int[1, 100], Gen.Int[1020, 1100]), Gen.OneOf(Gen.Int[1, 20], Gen.Int[125, 140]), Gen.Int[1, 10]);

    [Fact]
    public void Combinations_are_sums_over_columns() => Shapes.Sample((seed, rows, columns, count) =>
    {
        var random = new RandomStream(seed);
        double[] x = Drawn(random, rows * columns);
        double[][] coefficients = Several(random, count, columns), targets = Several(random, count, rows);
        BatchKernels.Combine(x, rows, [.. Enumerable.Range(0, columns)], 0, rows, coefficients, targets, count);
        for (int b = 0; b < count; b++)
        {
            double[] expected = new double[rows], sizes = new double[rows];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    Add(expected, sizes, i, x[j * rows + i] * coefficients[b][j]);
            Near(expected, sizes, targets[b]);
        }
    }, iter: 60);

    [Fact]
    public void Products_are_sums_over_rows() => Shapes.Sample((seed, rows, columns, count) =>
    {
        var random = new RandomStream(seed);
        double[] x = Drawn(random, rows * columns);
        double[][] right = Several(random, count, rows), targets = Several(random, count, columns);
        int[] picked = [.. Enumerable.Range(0, columns).Select(j => (j * 7 + (int)(seed % 5)) % columns)];
        BatchKernels.Multiply(x, rows, picked, 0, columns, right, targets, count);
        for (int b = 0; b < count; b++)
        {
            double[] expected = new double[columns], sizes = new double[columns];
            for (int j = 0; j < columns; j++)
                for (int i = 0; i < rows; i++)
                    Add(expected, sizes, j, x[picked[j] * rows + i] * right[b][i]);
            Near(expected, sizes, targets[b]);
        }
    }, iter: 60);

    [Fact]
    public void Bits_depend_on_nothing_beside() => Gen.Select(Shapes, Gen.Int[0, 5], Gen.Int[0, 40]).Sample((shape, rowCut, columnCut) =>
    {
        var (seed, rows, columns, count) = shape;
        var random = new RandomStream(seed);
        double[] x = Drawn(random, rows * columns);
        double[][] coefficients = Several(random, count, columns), right = Several(random, count, rows), combined = Several(random, count, rows), products = Several(random, count, columns);
        BatchKernels.Combine(x, rows, [.. Enumerable.Range(0, columns)], 0, rows, coefficients, combined, count);
        int[] all = [.. Enumerable.Range(0, columns)];
        BatchKernels.Multiply(x, rows, all, 0, columns, right, products, count);
        int row = Math.Min(rows, rowCut * BatchKernels.TileRows), column = Math.Min(columns, columnCut * BatchKernels.TileColumns);
        for (int b = 0; b < count; b++)
        {
            double[][] alone = [new double[rows]], own = [new double[columns]];
            BatchKernels.Combine(x, rows, [.. Enumerable.Range(0, columns)], 0, row / BatchKernels.TileRows * BatchKernels.TileRows, [coefficients[b]], alone, 1);
            BatchKernels.Combine(x, rows, [.. Enumerable.Range(0, columns)], row / BatchKernels.TileRows * BatchKernels.TileRows, rows, [coefficients[b]], alone, 1);
            BatchKernels.Multiply(x, rows, all, 0, column / BatchKernels.TileColumns * BatchKernels.TileColumns, [right[b]], own, 1);
            BatchKernels.Multiply(x, rows, all, column / BatchKernels.TileColumns * BatchKernels.TileColumns, columns, [right[b]], own, 1);
            Assert.Equal(combined[b], alone[0]);
            Assert.Equal(products[b], own[0]);
        }
    }, iter: 60);

    /// <summary>A number that is wanted has the bits that it has where all are.</summary>
    [Fact]
    public void Wanted_products_are_what_they_are_among_all() => Gen.Select(Shapes, Gen.Double[0, 1], Gen.Int[0, 70]).Sample((shape, share, more) =>
    {
        var (seed, rows, columns, count) = (shape.Seed, Math.Min(shape.Rows, 40), shape.Columns, shape.Count + more);
        var random = new RandomStream(seed);
        double[] x = Drawn(random, rows * columns);
        double[][] right = Several(random, count, rows), all = Several(random, count, columns), some = Several(random, count, columns);
        int[] picked = [.. Enumerable.Range(0, columns)];
        ulong[] wanted = new ulong[columns];
        for (int j = 0; j < columns; j++)
            for (int b = 0; b < 64; b++)
                wanted[j] |= random.NextUniform() < share ? 1UL << b : 0;
        BatchKernels.Multiply(x, rows, picked, 0, columns, right, all, count);
        BatchKernels.Multiply(x, rows, picked, 0, columns, right, some, count, wanted);
        for (int b = 0; b < count; b++)
            for (int j = 0; j < columns; j++)
                if ((wanted[j] >> b & 1) != 0)
                    Assert.Equal(all[b][j], some[b][j]);
    }, iter: 60);

    private static double[][] Several(RandomStream random, int count, int length) => [.. Enumerable.Range(0, count).Select(_ => Drawn(random, length))];
}
