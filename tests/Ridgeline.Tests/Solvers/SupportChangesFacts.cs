using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Tests.Solvers;

/// <summary>Leverages that are followed from support to support against those of each support alone.</summary>
public sealed class SupportChangesFacts
{
    private static readonly Gen<Drawn> Cases =
        from seed in Gen.ULong
        from rows in Gen.Int[30, 150]
        from columns in Gen.Int[1, 60]
        from apart in Gen.Int[0, 4].Select(which => new[] { 1, 0.1, 0.02, 1e-4, 0 }[which]) // of each column's variation what isn't common; 0: copies among them
        from move in Gen.Int[0, 3].Select(which => new[] { 1, 3, 20, 60 }[which])
        from intercept in Gen.Bool
        from sparse in Gen.Bool
        from weighted in Gen.Bool
        select new Drawn(seed, rows, columns, apart, move, intercept, sparse, weighted);

    [Fact]
    public void What_changes_lead_to_is_what_each_support_says_alone() => Cases.Sample(c =>
    {
        var sample = c.Sample();
        var random = new RandomStream(c.Seed + 1);
        var coordinates = new Coordinates(new Problem(sample, Loss.Squared, Penalty.L1));
        int[] all = [.. Enumerable.Range(0, c.Columns).Where(j => !sample.View.IsConstant(j))];
        var supports = c.Supports(random, all);
        double[][] pulls = [.. supports.Select(_ => Enumerable.Range(0, c.Columns).Select(_ => random.NextUniform() - 0.5).ToArray())];
        var alone = new Leverages(coordinates, all);
        var followed = new Leverages(coordinates, all);
        if (all.Length == 0)
            return;
        Assert.True(SupportChanges.Serves(coordinates, followed));
        var changes = new SupportChanges(coordinates, followed, supports);
        double[] g = new double[c.Rows], expected = new double[c.Rows], products = new double[c.Rows], expectedProducts = new double[c.Rows];
        for (int k = 0; k < supports.Length; k++)
        {
            changes.Take(k, (at, q) => pulls[at].CopyTo(q, 0), g, products);
            alone.Take(supports[k], coordinates.RowWeights, 0);
            alone.Rows(expected, pulls[k], expectedProducts);
            double size = expectedProducts.Max(Math.Abs);
            for (int i = 0; i < c.Rows; i++)
            {
                Assert.Equal(expected[i], g[i], 1e-10 * expected[i] + 1e-14);
                Assert.Equal(expectedProducts[i], products[i], 1e-10 * size + 1e-14);
            }
        }
    }, iter: 400);

    [Fact]
    public void Columns_that_come_and_go_one_by_one_are_followed_all_the_way() => Gen.Select(Gen.ULong, Gen.Int[30, 150], Gen.Int[1, 14], Gen.Bool).Sample((seed, rows, columns, sparse) =>
    {
        var c = new Drawn(seed, rows, columns, 1, 1, Intercept: true, sparse, false);
        var sample = c.Sample();
        var coordinates = new Coordinates(new Problem(sample, Loss.Squared, Penalty.L1));
        int[] all = [.. Enumerable.Range(0, c.Columns).Where(j => !sample.View.IsConstant(j))];
        if (all.Length == 0)
            return;
        ImmutableArray<int[]> supports = [.. Enumerable.Range(0, 2 * all.Length).Select(k => k < all.Length ? all[..(k + 1)] : all[(k + 1 - all.Length)..])];
        var changes = new SupportChanges(coordinates, new Leverages(coordinates, all), supports);
        double[] g = new double[c.Rows];
        for (int k = 0; k < supports.Length; k++)
            changes.Take(k, null, g, []);
        Assert.Equal(0, changes.FoundAnew);
        Assert.All(g, value => Assert.Equal(1, value, 1e-10));
    }, iter: 100);

    private sealed record Drawn(ulong Seed, int Rows, int Columns, double Apart, int Move, bool Intercept, bool Sparse, bool Weighted)
    {
        public Sample Sample()
        {
            var random = new RandomStream(Seed);
            double[] common = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() - 0.5)], x = new double[Rows * Columns];
            for (int j = 0; j < Columns; j++)
                for (int i = 0; i < Rows; i++)
                    x[j * Rows + i] = Apart switch
                    {
                        1 when Sparse => random.NextUniform() < 0.2 ? random.NextUniform() : 0, // rows that few columns reach
                        0 => j % 3 == 2 ? x[(j - 2) * Rows + i] * 3 : random.NextUniform() - 0.5,
                        _ => common[i] + Apart * (random.NextUniform() - 0.5) + (Sparse ? 0 : j % 2 * 30), // dense columns are stored about their mean
                    };
            double[] weights = [.. Enumerable.Range(0, Rows).Select(_ => !Weighted ? 1 : random.NextUniform() < 0.1 ? 0 : random.NextUniform() * 3)];
            return Ridgeline.Designs.Sample.Of(Sparse ? Compressed(x) : Design.Dense(x, Rows), common, weights, intercept: Intercept);
        }

        /// <summary>Supports that grow, shrink and jump.</summary>
        public ImmutableArray<int[]> Supports(RandomStream random, int[] all)
        {
            var current = new SortedSet<int>();
            var supports = ImmutableArray.CreateBuilder<int[]>();
            for (int k = 0; k < 60; k++)
            {
                for (int m = random.NextBelow(Move + 1); m > 0 && all.Length > 0; m--)
                {
                    int c = all[random.NextBelow(all.Length)];
                    bool enters = random.NextUniform() < (k / 15 % 2 == 0 ? 0.9 : 0.2);
                    _ = enters ? current.Add(c) : current.Remove(c);
                }

                supports.Add([.. current.Take(Rows / 2)]);
            }

            return supports.ToImmutable();
        }

        private Design Compressed(double[] x)
        {
            List<double> values = [];
            List<int> rows = [], starts = [0];
            for (int j = 0; j < Columns; j++)
            {
                for (int i = 0; i < Rows; i++)
                    if (x[j * Rows + i] != 0)
                    {
                        values.Add(x[j * Rows + i]);
                        rows.Add(i);
                    }

                starts.Add(values.Count);
            }

            return Design.Sparse([.. values], [.. rows], [.. starts], Rows);
        }
    }
}
