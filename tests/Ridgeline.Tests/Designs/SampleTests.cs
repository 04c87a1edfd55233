using CsCheck;
using Ridgeline.Designs;

namespace Ridgeline.Tests.Designs;

public sealed class SampleTests
{
    private static readonly Gen<(double[] X, double[] Weights)> Columns =
        Gen.Select(Gen.Double[-3, 3], Gen.Int[0, 3]).Array[3, 30].Where(rows => rows.Count(r => r.Item2 > 0) >= 2)
            .Select(rows => (rows.Select(r => r.Item1).ToArray(), rows.Select(r => (double)r.Item2).ToArray()));

    [Fact]
    public void Means_and_scales_are_the_weighted_ones_and_a_held_out_row_does_not_count() => Gen.Select(Columns, Gen.Double[-1e6, 1e6]).Sample((c, origin) =>
    {
        double[] x = [.. c.X.Select(v => v + origin)];
        double total = c.Weights.Sum(), mean = x.Zip(c.Weights, (v, s) => s * (v - origin)).Sum() / total + origin;
        double scale = Math.Sqrt(x.Zip(c.Weights, (v, s) => s * (v - mean) * (v - mean)).Sum() / total);
        var view = Sample.Of(Design.Dense(x, x.Length), new double[x.Length], c.Weights).View;
        Assert.Equal(mean, view.Means[0], 1e-9 * (1 + Math.Abs(origin)) * 1e-3);
        Assert.Equal(scale, view.Scales[0], 1e-9);
        double[] without = [.. x.Select((v, i) => c.Weights[i] == 0 ? v + 1000 : v)];
        var other = Sample.Of(Design.Dense(without, x.Length), new double[x.Length], c.Weights).View;
        Assert.Equal(view.Scales[0], other.Scales[0], 1e-9);
    });

    [Fact]
    public void Weights_repeat_rows_and_their_scale_changes_nothing() => Columns.Sample(c =>
    {
        var view = Sample.Of(Design.Dense(c.X, c.X.Length), new double[c.X.Length], c.Weights).View;
        double[] repeated = [.. c.X.SelectMany((v, i) => Enumerable.Repeat(v, (int)c.Weights[i]))];
        var copies = Sample.Of(Design.Dense(repeated, repeated.Length), new double[repeated.Length]).View;
        var scaled = Sample.Of(Design.Dense(c.X, c.X.Length), new double[c.X.Length], [.. c.Weights.Select(s => 7.3 * s)]).View;
        foreach (var other in new[] { copies, scaled })
        {
            Assert.Equal(view.Means[0], other.Means[0], 1e-12);
            Assert.Equal(view.Scales[0], other.Scales[0], 1e-12);
        }
    });

    [Fact]
    public void The_articles_scaler_is_found_again_from_row_weights()
    {
        var article = ReferenceData.Golden("seed_article").RootElement;
        var table = ReferenceData.Table("breast_cancer");
        var weights = new double[569];
        foreach (var row in article.GetProperty("split").GetProperty("train_rows").EnumerateArray())
            weights[row.GetInt32()] = 1;
        var view = Sample.Of(Design.Of(table, article.GetProperty("x_columns").EnumerateArray().Select(n => n.GetString()!)), table.Numbers("target").Values, weights).View;
        double[] means = Numbers("mean"), scales = Numbers("scale");
        for (int j = 0; j < 30; j++)
        {
            Assert.Equal(means[j], view.Means[j], 1e-12 * Math.Abs(means[j]));
            Assert.Equal(scales[j], view.Scales[j], 1e-12 * scales[j]);
        }

        double[] Numbers(string name) => [.. article.GetProperty("scaler").GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Fact]
    public void A_column_far_from_zero_keeps_its_scale()
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => 1e9 + i % 2)];
        var view = Sample.Of(Design.Dense(x, 1000), new double[1000]).View;
        Assert.Equal(0.5, view.Scales[0], 1e-12);
        Assert.Equal(1e9 + 0.5, view.Means[0]);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void A_scale_whose_square_is_no_number_is_kept(double unit)
    {
        var view = Sample.Of(Design.Dense([1 * unit, 2 * unit, 3 * unit, 4 * unit], 4), new double[4]).View;
        Assert.Equal(Math.Sqrt(1.25), view.Scales[0] / unit, 1e-12);
    }

    [Fact]
    public void A_column_that_varies_only_where_the_weight_is_0_is_constant()
    {
        var sample = Sample.Of(Design.Dense([0.1, 0.1, 0.1, 5], 4), [0, 1, 0, 1], [1, 1, 1, 0]);
        Assert.True(sample.View.IsConstant(0));
    }

    [Fact]
    public void What_is_not_finite_is_found_wherever_it_is_and_nothing_is_written() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 4], Gen.Int[0, 159], Gen.OneOf(Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity)), Gen.OneOf(Gen.Const(0.0), Gen.Const(5.0), Gen.Const(1e9), Gen.Const(1e308))).Sample((rows, columns, place, bad, level) =>
        {
            int at = place % (rows * columns);
            double[] values = [.. Enumerable.Range(0, rows * columns).Select(k => k % 3 == 0 ? level : level + k % 2)];
            values[at] = bad;
            double[] before = [.. values];
            string message = Assert.Throws<ArgumentException>(() => { Design.Adopt(values, rows); }).Message;
            Assert.StartsWith($"row {at % rows + 1}, column 'x{at / rows + 1}': {bad} is not a finite number", message);
            Assert.Equal(before, values);
        });

    [Fact]
    public void What_is_not_finite_or_negative_is_refused_with_its_row()
    {
        Assert.Contains("row 2, column 'x1'", Assert.Throws<ArgumentException>(() => Design.Dense([1, double.NaN], 2)).Message);
        var design = Design.Dense([1, 2], 2);
        Assert.Contains("row 2", Assert.Throws<ArgumentException>(() => Sample.Of(design, [1, double.PositiveInfinity])).Message);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => Sample.Of(design, [1, 2], [-1, 1])).Message);
        Assert.Throws<ArgumentException>(() => Sample.Of(design, [1, 2], [0, 0]));
        Assert.Contains("row 2: 1.5", Assert.Throws<ArgumentException>(() => Sample.Of(design, [1, 2], [1, 1.5], WeightKind.Frequency)).Message);
        Assert.Contains("row 1: 0.5", Assert.Throws<ArgumentException>(() => Sample.Of(design, [1, 2], [1, 2], WeightKind.Frequency).Reweighted([0.5, 1])).Message);
        Assert.Throws<ArgumentException>(() => Sample.Of(design, [1]));
    }

    [Fact]
    public void Frequency_and_importance_weights_count_rows_differently()
    {
        var design = Design.Dense([1, 2, 3], 3);
        Assert.Equal(5, Sample.Of(design, [0, 0, 1], [2, 3, 0], WeightKind.Frequency).EffectiveRows);
        Assert.Equal(2, Sample.Of(design, [0, 0, 1], [2, 3, 0]).EffectiveRows);
    }
}
