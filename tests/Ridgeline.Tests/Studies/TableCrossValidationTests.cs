using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

public sealed class TableCrossValidationTests
{
    private static readonly TableCrossValidationOptions Few = new()
    {
        Path = new TablePathOptions { Loss = "squared", Linear = new LinearOptions { Grid = new LambdaGrid { Count = 6, Ratio = 0.05 } }, Fitting = new FitOptions { Tolerance = 1e-12 } },
        Folds = new TableFolds { Count = 4 },
    };

    private static readonly Gen<(double[] A, double[] B, double[] Y)> Rows = Gen.Select(Gen.Double[-2, 2].Array[24], Gen.Double[-2, 2].Array[24], Gen.Double[-2, 2].Array[24]);

    [Fact]
    public void The_readme_s_sample_runs()
    {
        var search = TableCrossValidation.Run(ReferenceData.Table("diabetes_raw"), "target", new TableCrossValidationOptions
        {
            Path = new TablePathOptions { Linear = new LinearOptions { L1Ratio = 0.5 } },
            Folds = new TableFolds { Count = 5, Repeats = 3 },
            Score = "mae",
        });
        var point = search.Curve.Points[search.Curve.OneStandardError];
        Assert.Equal((Score.Mae, 15), (search.Curve.Score, point.PerFold.Length));
        Assert.StartsWith("search says ", search.Honest!.Sentence);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        search.Path.ModelAt(search.Curve.OneStandardError).Save(file);
        Assert.Equal(point.Setting.Value, Model.Load(file).Linear!.Lambda);
        File.Delete(file);
    }

    [Fact]
    public void Folds_called_otherwise_are_the_same_folds() => Rows.Sample(rows =>
    {
        var numbered = TableCrossValidation.Run(TableOf(rows, () => new NumberColumn("f", [.. Enumerable.Range(0, 24).Select(k => (double)(k * 7 % 5))])), "y", Few with { Folds = new TableFolds { FoldColumn = "f" } });
        var named = TableCrossValidation.Run(TableOf(rows, () => new TextColumn("f", [.. Enumerable.Range(0, 24).Select(k => $"part {"abcde"[k * 7 % 5]}")])), "y", Few with { Folds = new TableFolds { FoldColumn = "f" } });
        Assert.Equal(numbered.Curve.Points.SelectMany(point => point.PerFold), named.Curve.Points.SelectMany(point => point.PerFold));
    }, iter: 10);

    [Fact]
    public void A_row_of_weight_0_is_a_row_that_isn_t_there() => Rows.Sample(rows =>
    {
        var here = TableOf(rows, () => new NumberColumn("f", [.. Enumerable.Range(0, 24).Select(k => (double)(k % 3))]));
        var beside = new Table("beside", [.. here.Columns.Select(column => column.Name == "f"
            ? (Column)new TextColumn("f", [.. Enumerable.Range(0, 24).Select(column.Text), ""])
            : new NumberColumn(column.Name, [.. ((NumberColumn)column).Values, 77])), new NumberColumn("w", [.. Enumerable.Repeat(1.0, 24), 0])]);
        var options = Few with { Folds = new TableFolds { FoldColumn = "f" } };
        var (one, other) = (TableCrossValidation.Run(here, "y", options), TableCrossValidation.Run(beside, "y", options with { Path = options.Path with { WeightsColumn = "w" } }));
        foreach (var (p, q) in one.Curve.Points.Zip(other.Curve.Points))
            Assert.Equal(p.PerFold, q.PerFold, (a, b) => Math.Abs(a - b) <= 1e-6 * (1 + a));
    }, iter: 10);

    [Fact]
    public void No_group_is_divided() => Rows.Sample(rows =>
    {
        var table = TableOf(rows, () => new TextColumn("g", [.. Enumerable.Range(0, 24).Select(k => $"{k * 5 % 7}")]));
        var run = TableCrossValidation.Run(table, "y", Few with { Folds = new TableFolds { Count = 3, GroupColumn = "g", Repeats = 2 } });
        for (int repeat = 0; repeat < 2; repeat++)
        {
            int[] folds = run.Search.Resamples.FoldOf(repeat).ToArray();
            Assert.All(Enumerable.Range(0, 24).GroupBy(k => k * 5 % 7), group => Assert.Single(group.Select(k => folds[k]).Distinct()));
        }
    }, iter: 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_nested_search_never_sees_its_fold(bool timeOrdered) => Rows.Sample(rows =>
    {
        var options = Few with { Honest = HonestMethod.Nested, Folds = new TableFolds { Count = 3, TimeOrdered = timeOrdered } };
        var run = TableCrossValidation.Run(TableOf(rows), "y", options);
        Assert.Equal(3, run.Nested!.Folds.Length);
        // The rows of the last fold held out, scrambled: its own search finds the same.
        double[] held = run.Search.Resamples.HeldOutWeights(run.Path.Sample, 2);
        var scrambled = TableCrossValidation.Run(TableOf((rows.A, rows.B, [.. rows.Y.Select((y, i) => held[i] > 0 ? 5 - 3 * y : y)])), "y", options);
        var (before, after) = (run.Nested.Folds[2], scrambled.Nested!.Folds[2]);
        Assert.Equal(before.Chosen.Setting.Value, after.Chosen.Setting.Value, 1e-9);
        Assert.Equal(((LinearModel)before.Chosen.Model).Coefficients, ((LinearModel)after.Chosen.Model).Coefficients, (a, b) => Math.Abs(a - b) <= 1e-6);
    }, iter: 10);

    [Fact]
    public void Threads_change_no_bit() => Rows.Sample(rows =>
    {
        TableCrossValidation Of(int threads) => TableCrossValidation.Run(TableOf(rows), "y", Few with { Path = Few.Path with { Fitting = Few.Path.Fitting with { Threads = threads } } });
        var (one, three) = (Of(1), Of(3));
        Assert.Equal(one.Curve.Points.SelectMany(point => point.PerFold), three.Curve.Points.SelectMany(point => point.PerFold));
        Assert.Equal(one.Honest, three.Honest);
    }, iter: 5);

    [Fact]
    public void Options_that_contradict_each_other_are_refused_before_any_work()
    {
        var table = TableOf(([.. Enumerable.Range(0, 24).Select(i => i * 7 % 5.0)], [.. Enumerable.Range(0, 24).Select(i => i * 5 % 7.0)], [.. Enumerable.Range(0, 24).Select(i => i / 2.0)]));
        foreach (var folds in new[]
        {
            new TableFolds { FoldColumn = "a", Repeats = 2 }, new TableFolds { TimeOrdered = true, GroupColumn = "a" }, new TableFolds { Gap = 2 }, new TableFolds { FoldColumn = "y" }, new TableFolds { FoldColumn = "a", GroupColumn = "a" },
        })
            Assert.Throws<ArgumentException>(() => TableCrossValidation.Run(table, "y", new TableCrossValidationOptions { Folds = folds }));
        Assert.Throws<ArgumentException>(() => new TableCrossValidationOptions { Score = "beauty" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TableFolds { Count = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TableFolds { Repeats = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TableFolds { Gap = -1 });
        Assert.Null(TableCrossValidation.Run(table, "y", Few with { Honest = null }).Honest);
        Assert.NotNull(TableCrossValidation.Run(table, "y", Few with { Folds = new TableFolds { Count = 3, TimeOrdered = true } }).NoHonest);
    }

    private static Table TableOf((double[] A, double[] B, double[] Y) rows, Func<Column>? more = null)
    {
        ImmutableArray<Column> columns = [new NumberColumn("a", [.. rows.A]), new NumberColumn("b", [.. rows.B]), new NumberColumn("y", [.. rows.Y])];
        return new Table("simulated", more is null ? columns : columns.Add(more()));
    }
}
