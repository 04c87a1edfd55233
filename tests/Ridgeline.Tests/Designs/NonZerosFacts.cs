using CsCheck;
using Ridgeline.Designs;

namespace Ridgeline.Tests.Designs;

public sealed class NonZerosFacts
{
    private static readonly Gen<double[]> Column = Gen.OneOf(Gen.Const(0.0), Gen.Double[-3, 3]).Array[1, 20];

    [Fact]
    public void They_are_what_the_column_was_made_of_dense_or_sparse() => Column.Sample(column =>
    {
        int[] filled = [.. Enumerable.Range(0, column.Length).Where(i => i % 3 == 0 || column[i] != 0)]; // some zeros are stored
        foreach (var design in new[] { Design.Dense(column, column.Length), Design.Sparse([.. filled.Select(i => column[i])], filled, [0, filled.Length], column.Length) })
        {
            var rows = new int[column.Length];
            var values = new double[column.Length];
            int count = design.NonZeros(0, rows, values);
            Assert.Equal(Enumerable.Range(0, column.Length).Where(i => column[i] != 0), rows[..count]);
            for (int k = 0; k < count; k++)
                Assert.Equal(column[rows[k]], values[k], 1e-14);
        }
    });
}
