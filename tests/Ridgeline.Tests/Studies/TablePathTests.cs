using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Studies;

public sealed class TablePathTests
{
    private static readonly TablePathOptions Few = new() { Linear = new LinearOptions { Grid = new LambdaGrid { Count = 5, Ratio = 0.1 } }, Fitting = new FitOptions { Tolerance = 1e-10 } };

    private static readonly Gen<(double[] A, double[] B, int[] Y)> Rows = Gen.Select(Gen.Double[-2, 2].Array[24], Gen.Double[-2, 2].Array[24], Gen.Int[0, 2].Array[24])
        .Select((a, b, y) => (a, b, y.Select((value, i) => i < 6 ? i % 3 : value).ToArray())); // every class twice at least

    public static TheoryData<string> Losses => [.. TablePathOptions.LossNames];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_row_of_weight_0_is_a_row_that_isn_t_there_whatever_its_target(string loss) => Rows.Sample(rows =>
    {
        int[] y = [.. rows.Y.Select(value => loss is "logistic" or "squared-hinge" ? value % 2 : value)];
        var here = TableOf(rows.A, rows.B, [.. y.Select(value => (double)value)], []);
        var beside = TableOf([.. rows.A, 9, -9], [.. rows.B, 8, 7], [.. y.Select(value => (double)value), -5, 77], [.. Enumerable.Repeat(1.0, 24), 0, 0]);
        var (one, other) = (TablePath.Fit(here, "y", Few with { Loss = loss }), TablePath.Fit(beside, "y", Few with { Loss = loss, WeightsColumn = "w" }));
        Assert.Equal(one.Classes, other.Classes);
        Assert.Equal(one.Loss.Delta, other.Loss.Delta);
        foreach (var (p, q) in one.Path.As<LinearModel>().Points.Zip(other.Path.As<LinearModel>().Points))
        {
            Assert.Equal(p.Setting.Value, q.Setting.Value, 1e-9 * p.Setting.Value);
            foreach (var (v, w) in p.Model.Coefficients.Concat(p.Model.Intercepts).Zip(q.Model.Coefficients.Concat(q.Model.Intercepts)))
                Assert.Equal(v, w, 1e-4);
        }
    }, iter: 20);

    [Fact]
    public void Options_of_another_family_are_refused_as_they_would_be_ignored()
    {
        var table = TableOf([1, 2, 3, 4], [4, 2, 3, 1], [0, 1, 0, 1], []);
        var options = new TablePathOptions();
        foreach (var family in Enum.GetValues<Family>())
            foreach (var (own, given) in new[]
                {
                    (Family.Linear, options with { Linear = new LinearOptions { L1Ratio = 0 } }), (Family.Tree, options with { Tree = new TreeOptions { MaxDepth = 3 } }),
                    (Family.Network, options with { Network = Network.Layers(2) with { Epochs = 1 } }),
                })
            {
                var error = Record.Exception(() => TablePath.Fit(table, "y", given with { Family = family, SettingCount = family == Family.Network ? 2 : null }));
                if (own == family)
                    Assert.Null(error);
                else
                    Assert.Contains($"{own} options go with Family = Family.{own}, and the family is {family}", Assert.IsType<ArgumentException>(error).Message);
            }
    }

    [Fact]
    public void Naming_the_first_class_positive_turns_every_sign() => Rows.Sample(rows =>
    {
        var table = TableOf(rows.A, rows.B, [.. rows.Y.Select(value => (double)(value % 2))], []);
        var (second, first) = (TablePath.Fit(table, "y", Few), TablePath.Fit(table, "y", Few with { Positive = "0" }));
        Assert.Equal(["1", "0"], first.Classes);
        foreach (var (p, q) in second.Path.As<LinearModel>().Points.Zip(first.Path.As<LinearModel>().Points))
            foreach (var (v, w) in p.Model.Coefficients.Concat(p.Model.Intercepts).Zip(q.Model.Coefficients.Concat(q.Model.Intercepts)))
                Assert.Equal(v, -w, 1e-4);
    }, iter: 20);

    [Fact]
    public void Classes_are_inferred_up_to_20_whole_numbers_among_the_rows_that_count()
    {
        static TablePath Of(Func<int, double> y, double[]? weights = null) => TablePath.Fit(
            TableOf([.. Enumerable.Range(0, 63).Select(i => i * 7 % 11 + 0.5)], [.. Enumerable.Range(0, 63).Select(i => i * 5 % 13 + 0.0)], [.. Enumerable.Range(0, 63).Select(y)], weights ?? []),
            "y", Few with { WeightsColumn = weights is null ? null : "w", Settings = [Strength.Lambda(1).Setting] });
        Assert.Equal("multinomial", Of(i => i % 20).Loss.Name);
        Assert.Equal("squared", Of(i => i % 21).Loss.Name);
        Assert.Equal("logistic", Of(i => i % 2 - 7).Loss.Name);
        Assert.Equal("squared", Of(i => i % 2 + 0.5).Loss.Name);
        var weighted = Of(i => i % 21, [.. Enumerable.Range(0, 63).Select(i => i % 21 < 2 ? 2.0 : 0)]);
        Assert.Equal(("logistic", 6, 12), (weighted.Loss.Name, weighted.Sample.RowsWithWeight, weighted.Sample.WeightSum));
        Assert.Equal(["0", "1"], weighted.Classes);
    }

    [Fact]
    public void Given_strengths_are_never_stopped_early_and_automatic_ones_may_be()
    {
        double[] a = [.. Enumerable.Range(0, 40).Select(i => i * 7 % 11 + 0.5)];
        var table = TableOf(a, [.. a.Select((x, i) => x + i % 3)], [.. a.Select(x => 3 * x)], []);
        var automatic = TablePath.Fit(table, "y", new TablePathOptions { Loss = "squared" });
        Assert.True(automatic.EndedEarly);
        var whole = TablePath.Fit(table, "y", new TablePathOptions { Loss = "squared", Fitting = new FitOptions() });
        Assert.False(whole.EndedEarly);
        var given = TablePath.Fit(table, "y", new TablePathOptions { Loss = "squared", Settings = [.. whole.Path.Points.Reverse().Select(point => point.Setting)] });
        Assert.Equal(whole.Path.Points.Select(point => point.Setting), given.Path.Points.Select(point => point.Setting));
        Assert.Equal(whole.Path.As<LinearModel>().Points.Select(Coefficients), given.Path.As<LinearModel>().Points.Select(Coefficients));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused_before_any_work()
    {
        var table = TableOf([1, 2, 3], [3, 1, 2], [0.5, 1, 2], [1, 1, 1]);
        Assert.Throws<ArgumentException>(() => TablePath.Fit(table, "y", new TablePathOptions { Linear = new LinearOptions { Delta = 1 } }));
        Assert.Throws<ArgumentException>(() => TablePath.Fit(table, "y", new TablePathOptions { WeightsColumn = "y" }));
        Assert.Throws<ArgumentException>(() => TablePath.Fit(table, "y", new TablePathOptions { WeightsColumn = "w", OffsetColumn = "w" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TablePathOptions { Loss = "beauty" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TablePathOptions { Linear = new LinearOptions { L1Ratio = 1.1 } });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TablePathOptions { Linear = new LinearOptions { Delta = 0 } });
    }

    private static ImmutableArray<double> Coefficients(PathPoint<LinearModel> point) => point.Model.Coefficients;

    private static Table TableOf(double[] a, double[] b, double[] y, double[] weights)
    {
        ImmutableArray<Column> columns = [new NumberColumn("a", [.. a]), new NumberColumn("b", [.. b]), new NumberColumn("y", [.. y])];
        return new Table("simulated", weights.Length == 0 ? columns : columns.Add(new NumberColumn("w", [.. weights])));
    }

    /// <summary>Classes that are equally frequent are equally likely to a model without columns, to the last bit: else rounding would say which is predicted, another machine's another.</summary>
    [Fact]
    public void Without_columns_equally_frequent_classes_are_equally_likely() => Gen.Select(Gen.Int[1, 9].Array[2, 5], Gen.Int[1, 5], Gen.ULong).Sample((counts, twice, seed) =>
    {
        int[] frequencies = [.. counts, counts[twice % counts.Length]];
        var random = new RandomStream(seed);
        string[] rows = [.. frequencies.SelectMany((count, k) => Enumerable.Repeat($"class {k}", count)).OrderBy(_ => random.NextUniform())];
        var table = new Table("t", [new NumberColumn("x", [.. rows.Select(_ => random.NextNormal())]), new TextColumn("y", [.. rows])]);
        var model = (LinearModel)TablePath.Fit(table, "y", new TablePathOptions { Settings = [Strength.Lambda(1e6).Setting] }).Path.Points[0].Model;
        foreach (var (one, other) in from one in Enumerable.Range(0, frequencies.Length) from other in Enumerable.Range(0, one) where frequencies[one] == frequencies[other] select (one, other))
            Assert.Equal(model.Intercepts[one], model.Intercepts[other]);
        Assert.Equal(0, model.NonZeros);
        Assert.Equal(0, model.Intercepts.Sum(), 1e-12);
        for (int k = 1; k < frequencies.Length; k++)
            Assert.Equal(Math.Log((double)frequencies[k] / frequencies[0]), model.Intercepts[k] - model.Intercepts[0], 1e-12);
    });
}
