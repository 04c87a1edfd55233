using CsCheck;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>Splines against what defines them.</summary>
public sealed class SplineTests
{
    private static readonly Gen<double[]> Knots = Gen.Int[-20, 20].Select(k => k / 4.0).Array[2, 7].Select(knots => (double[])[.. knots.Order()]);

    [Fact]
    public void B_splines_are_never_negative_and_add_up_to_1() => Gen.Select(Knots, Gen.Int[0, 5], Gen.Double[-7, 7].Array[20]).Sample((knots, degree, xs) =>
    {
        var spline = new BSpline([.. knots], degree);
        Assert.Equal(knots.Length - 1 + degree, spline.Functions);
        foreach (double x in xs.Concat(knots))
        {
            double[] values = [.. Enumerable.Range(0, spline.Functions).Select(j => spline.Value(j, x))];
            Assert.True(values.All(value => value >= 0), $"negative at {x}");
            Assert.Equal(1, values.Sum(), 1e-12);
            Assert.True(values.Count(value => value > 0) <= degree + 1, $"more than {degree + 1} at {x}");
        }
    });

    [Fact]
    public void B_splines_are_the_divided_differences_of_truncated_powers() => Gen.Select(Gen.Int[0, 4], Gen.Double[0.01, 5.99].Array[20]).Sample((degree, xs) =>
    {
        double[] knots = [0, 0.75, 1.5, 2.75, 3.5, 4.25, 6];
        var spline = new BSpline([.. knots], degree);
        foreach (double x in xs.Where(x => Array.IndexOf(knots, x) < 0))
            for (int j = degree; j + degree + 1 < knots.Length + degree; j++) // those whose knots are all different
            {
                double[] own = [.. knots.Skip(j - degree).Take(degree + 2)]; // (t_last - t_first)·[t…](t - x)₊^d
                if (own.Length < degree + 2)
                    continue;
                double sum = own.Sum(t => (t > x ? Math.Pow(t - x, degree) : 0) / own.Where(other => other != t).Aggregate(1.0, (product, other) => product * (t - other)));
                Assert.Equal((own[^1] - own[0]) * sum, spline.Value(j, x), 1e-10);
            }
    });

    [Fact]
    public void Beyond_its_range_a_B_spline_stays_as_it_is_at_the_end()
    {
        var spline = new BSpline([1, 2, 4], 3);
        for (int j = 0; j < spline.Functions; j++)
        {
            Assert.Equal(spline.Value(j, 1), spline.Value(j, -100));
            Assert.Equal(spline.Value(j, 4), spline.Value(j, 1e9));
        }
    }

    [Fact]
    public void Natural_splines_are_lines_beyond_the_outer_knots_and_twice_differentiable_cubics_between() => Gen.Int[1, 8].Array[4, 7].Sample(gaps =>
    {
        double[] knots = [.. gaps.Select((_, k) => gaps.Take(k + 1).Sum() / 2.0)];
        var spline = new NaturalSpline([.. knots]);
        double span = knots[^1] - knots[0];
        for (int j = 0; j < spline.Functions; j++)
        {
            double F(double x) => spline.Value(j, x);
            Assert.Equal(0, F(knots[0]));
            Assert.Equal(0, F(knots[0] - 10));
            Assert.Equal(F(knots[^1]) + 2 * (F(knots[^1] + 5) - F(knots[^1])), F(knots[^1] + 10), 1e-9 * F(knots[^1] + 10));
            foreach (double knot in knots) // the truncated powers of the definition, on both sides of each knot
                foreach (double x in new[] { knot - 0.1, knot, knot + 0.1 })
                    Assert.Equal(ByDefinition(knots, j, x), F(x), 1e-10 * Math.Max(1, span));
        }
    });

    private static double ByDefinition(double[] t, int j, double x)
    {
        double Cube(double d) => d > 0 ? d * d * d : 0;
        double last = t[^1] - t[^2];
        return (Cube(x - t[j]) - Cube(x - t[^2]) * (t[^1] - t[j]) / last + Cube(x - t[^1]) * (t[^2] - t[j]) / last) / Math.Pow(t[^1] - t[0], 2);
    }

    [Fact]
    public void Knots_that_coincide_leave_columns_of_zeros()
    {
        var table = new Table("t", [new NumberColumn("x", [.. Enumerable.Range(0, 40).Select(i => i < 30 ? 1.0 : 2.0)])]);
        var learned = new Recipe().Splines(Columns.Numbers, knots: 6).Learn(table);
        Assert.Equal(["x", "x.spline1", "x.spline2", "x.spline3", "x.spline4"], learned.Columns);
        var values = RecipeFacts.Values(learned.DesignOf(table));
        Assert.All(values[1..], column => Assert.All(column, value => Assert.Equal(0, value)));
        var constant = new Table("t", [new NumberColumn("x", [5, 5, 5])]);
        Assert.All(RecipeFacts.Values(new Recipe().Splines(Columns.Numbers, knots: 3, SplineBasis.BSpline).Learn(constant).DesignOf(constant)), column => Assert.Single(column.Distinct()));
    }

    [Fact]
    public void Knots_stand_at_weighted_quantiles()
    {
        var table = new Table("t", [new NumberColumn("x", [.. Enumerable.Range(1, 100).Select(i => (double)i)])]);
        double[] weights = [.. Enumerable.Range(1, 100).Select(i => i <= 10 ? 9.0 : 1)];
        Assert.Contains("knots 1, 7, 40.5, 100", new Recipe().Splines(Columns.Numbers, knots: 2, SplineBasis.BSpline).Learn(table, weights).Describe()[0]);
    }
}
