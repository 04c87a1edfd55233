using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Designs;

/// <summary>Rows in another order are what a copy of them would be, as they are stored.</summary>
public sealed class RearrangedDesignFacts
{
    private static readonly Gen<Rearranged> Cases = Gen.Select(Gen.ULong, Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[1, 50], Gen.Bool).Select((seed, rows, columns, shown, sparse) => new Rearranged(seed, rows, columns, shown, sparse));

    [Fact]
    public void Every_product_is_that_of_a_copy_whatever_the_rows_and_their_repeats() => Cases.Sample(c =>
    {
        var random = new RandomStream(c.Seed, 2);
        int n = c.Shown, p = c.Columns;
        double[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextUniform() - 0.5)];
        double[] r = Drawn(3 * n), roots = Drawn(n), means = Drawn(p), divisors = [.. Drawn(p).Select(v => v + 1)], coefficients = Drawn(p * 3), scratch = [];
        int[] every = [.. Enumerable.Range(0, p)], some = [.. Enumerable.Range(0, n).Where(i => i == 0 || random.NextBelow(2) == 0)];
        double[] Of(Action<double[]> write, int length)
        {
            var target = new double[length];
            write(target);
            return target;
        }

        void Same(string what, int length, Action<Design, double[]> write)
        {
            double[] expected = Of(t => write(c.Copy, t), length), actual = Of(t => write(c.View, t), length);
            for (int at = 0; at < length; at++)
                Assert.True(Math.Abs(expected[at] - actual[at]) <= 1e-12 * (1 + Math.Abs(expected[at])), $"{what} {at}: {expected[at]} {actual[at]}");
        }

        for (int j = 0; j < p; j++)
        {
            Same("entries", n, (d, t) => Enumerable.Range(0, n).ToList().ForEach(i => t[i] = d[i, j]));
            Same("rows", n - n / 2, (d, t) => d.CopyRows(j, n / 2, t));
            Same("dot", 1, (d, t) => t[0] = d.Dot(j, r.AsSpan(0, n)));
            Same("added", n, (d, t) => d.AddColumn(j, 0.7, t));
            Same("scaled", n, (d, t) => d.ScaleColumn(j, roots, t));
            Same("moments", 2, (d, t) => (t[0], t[1]) = d.Moments(j, [.. roots.Select(root => Math.Abs(root) + 0.1)]));
            if (c.View.Shift(j) != 0)
                continue;
            Same("non-zeros", 2 * n + 1, (d, t) =>
            {
                var rows = new int[n];
                int found = d.NonZeros(j, rows, t.AsSpan(0, n));
                t[2 * n] = found;
                for (int k = 0; k < found; k++)
                    t[n + k] = rows[k];
            });
        }

        Same("products", 3 * p, (d, t) => d.Products(every, r, 3, t, ref scratch));
        Same("columns", n, (d, t) => d.AddColumns(every, coefficients.AsSpan(0, p), t));
        Same("combinations", 3 * n, (d, t) => d.AddCombinations(every, coefficients, 3, [], t));
        Same("combinations of rows", 3 * some.Length, (d, t) => d.AddCombinations(every, coefficients, 3, some, t));
        Same("Gram", p * p, (d, t) => d.Gram(every, roots, means, divisors, t, p, ref scratch));
        Same("kernel", n * n, (d, t) =>
        {
            d.Kernel([.. Enumerable.Range(0, n)], every, roots, means, divisors, t, n);
            for (int a = 0; a < n; a++)
                t.AsSpan(a * n + a + 1, n - a - 1).Clear(); // the lower triangle counts
        });
    }, iter: 200);

    /// <summary>A design, rows of it in some order, one column of them in another, and the same as a dense copy.</summary>
    private sealed record Rearranged(ulong Seed, int Rows, int Columns, int Shown, bool Sparse)
    {
        public Design View
        {
            get
            {
                var (of, rows, column, others) = Parts();
                return new RearrangedDesign(of, rows, [column], others);
            }
        }

        public Design Copy
        {
            get
            {
                var (of, rows, column, others) = Parts();
                var x = new double[Shown * Columns];
                for (int j = 0; j < Columns; j++)
                    for (int i = 0; i < Shown; i++)
                        x[j * Shown + i] = of[j == column ? others[i] : rows[i], j];
                return Design.OfCells(x, Shown);
            }
        }

        private (Design Of, int[] Rows, int Column, int[] Others) Parts()
        {
            var random = new RandomStream(Seed, 1);
            double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.NextBelow(3) == 0 ? 0 : random.NextUniform() - 0.5)];
            var of = Sparse ? Compressed(x) : Design.Dense([.. x.Select((value, at) => at < Rows ? value + 100 : value)], Rows); // the first column is stored shifted
            int[] rows = [.. Enumerable.Range(0, Shown).Select(_ => random.NextBelow(Rows))], others = [.. Enumerable.Range(0, Shown).Select(_ => random.NextBelow(Rows))];
            return (of, rows, random.NextBelow(Columns), others);
        }

        private Design Compressed(double[] x)
        {
            int[] filled = [.. Enumerable.Range(0, x.Length).Where(at => x[at] != 0)];
            int[] starts = [.. Enumerable.Range(0, Columns + 1).Select(j => filled.Count(at => at < j * Rows))];
            return Design.Sparse([.. filled.Select(at => x[at])], [.. filled.Select(at => at % Rows)], starts, Rows);
        }
    }
}
