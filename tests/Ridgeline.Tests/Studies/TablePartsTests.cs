using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

/// <summary>Tables of texts, gaps and dates, from the table to the model file.</summary>
public sealed class TablePartsTests : IDisposable
{
    private const int Rows = 90;

    private static readonly string[] Towns = ["Bonn", "Kiel", "Ulm", "Jena"];
    private readonly string _file = Path.GetTempFileName();

    private static readonly TableCrossValidationOptions Options = new()
    {
        Path = new TablePathOptions { Linear = new LinearOptions { L1Ratio = 0.5 }, Settings = [Strength.Lambda(0.5).Setting, Strength.Lambda(0.05).Setting, Strength.Lambda(0.005).Setting], Fitting = new FitOptions { Tolerance = 1e-11 } },
        Folds = new TableFolds { Count = 4 },
        Honest = null,
    };

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Every_fold_learns_its_own_means_and_rare_levels()
    {
        var table = Drawn(seed: 1);
        var run = TableCrossValidation.Run(table, "y", Options);
        var parts = run.Path.Roles;
        Assert.Equal(["x", "town", "since"], parts.Learned);
        Assert.Equal("constant: 7 in every row", parts["seven"].Reason);
        var learnable = new Table("t", [.. parts.Learned.Select(name => table[name])]);
        var sample = run.Path.Sample;
        var columns = (RecipeColumns)sample.Columns!;
        var means = new HashSet<double>();
        for (int k = 0; k < 4; k++)
        {
            double[] weights = run.Search.Resamples.TrainingWeights(sample, k), held = run.Search.Resamples.HeldOutWeights(sample, k);
            var learned = columns.Recipe.Learn(learnable, weights);
            Assert.Equal(sample.Design.Names, learned.Columns);
            var design = learned.Apply(learnable).Design;
            means.Add(Enumerable.Range(0, Rows).Where(row => table["x"].IsMissing(row)).Select(row => design[row, 0] + design.Shift(0)).First());
            var path = new LinearPathFitter(run.Path.Loss, Penalty.ElasticNet(0.5)).Fit([Sample.Of(design, sample.Target, weights)], [.. run.Path.Path.Points.Select(point => point.Setting)], Options.Path.Fitting)[0];
            for (int at = 0; at < 3; at++)
            {
                var link = new double[Rows];
                path.Points[at].Model.Link(design, link);
                double mse = Enumerable.Range(0, Rows).Sum(row => held[row] * Math.Pow(sample.Target[row] - link[row], 2)) / held.Sum();
                Assert.Equal(mse, run.Search.Curves[0].Points[at].PerFold[k], 1e-8 * (1 + mse));
            }
        }

        Assert.Equal(4, means.Count);
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_counted_and_decide_nothing()
    {
        var table = Drawn(seed: 2);
        Table Without(double x, string town) => new("t",
        [
            new NumberColumn("x", [.. ((NumberColumn)table["x"]).Values, x, double.NaN]), new TextColumn("town", [.. ((TextColumn)table["town"]).Values, town, null]),
            new DateColumn("since", [.. Enumerable.Range(0, Rows).Select(row => ((DateColumn)table["since"])[row]), new DateTime(2020, 1, 1), null]),
            new NumberColumn("seven", [.. Enumerable.Repeat(7.0, Rows + 2)]), new NumberColumn("y", [.. ((NumberColumn)table["y"]).Values, double.NaN, double.NaN]),
        ]);
        var options = new TablePathOptions { Settings = [Strength.Lambda(0.01).Setting], Linear = new LinearOptions { L1Ratio = 0 } };
        TablePath one = TablePath.Fit(Without(0.5, "Bonn"), "y", options), other = TablePath.Fit(Without(-1e9, "Ulm"), "y", options);
        Assert.Equal((2, Rows), (one.Roles.RowsWithoutTarget, one.Sample.RowsWithWeight));
        Assert.Equal(((LinearModel)one.Path.Points[0].Model).Coefficients, ((LinearModel)other.Path.Points[0].Model).Coefficients);
        var study = Study.Of(Without(0.5, "Bonn"), "y").Run();
        Assert.Equal((2, Rows), (study.Data.Roles.RowsWithoutTarget, study.Data.Rows));
        Assert.Equal(study.TestScores.Select(test => test.Value), Study.Of(Without(-1e9, "Ulm"), "y").Run().TestScores.Select(test => test.Value));
    }

    [Fact]
    public void A_model_file_takes_raw_rows_and_says_what_is_unlike_those_it_was_fitted_on()
    {
        var table = Drawn(seed: 3);
        var path = TablePath.Fit(table, "y", new TablePathOptions { Settings = [Strength.Lambda(0.01).Setting], Roles = ImmutableSortedDictionary<string, ColumnRole>.Empty.Add("seven", ColumnRole.Id) });
        path.ModelAt(0).Save(_file);
        var model = Model.Load(_file);
        Assert.Equal(ColumnRole.Id, model.Roles["seven"]);
        Assert.Equal([("x", ColumnKind.Number), ("town", ColumnKind.Text), ("since", ColumnKind.Date)], model.Needs);
        var all = model.Predict(table);
        Assert.Empty(all.Warnings);
        var link = new double[Rows];
        path.Path.Points[0].Model.Link(path.Sample.Design, link);
        for (int row = 0; row < Rows; row++)
            Assert.Equal(link[row], all.Means[row], 1e-12 * (1 + Math.Abs(link[row])));
        Assert.Equal(all.Means[30..60], model.Predict(table.Take([.. Enumerable.Range(30, 30)])).Means);

        var odd = new Table("odd", [new TextColumn("town", ["Köln", "Bonn"]), new NumberColumn("x", [99, double.NaN]), new DateColumn("since", [new DateTime(2001, 5, 6), new DateTime(2001, 5, 6)])]) { FirstRow = 10 };
        Assert.Equal(
            [("x", DataWarningKind.OutsideRange, 1L, 10L), ("town", DataWarningKind.UnseenLevel, 1L, 10L)],
            model.Predict(odd).Warnings.Select(warning => (warning.Column, warning.Kind, warning.Count, warning.FirstRow)));
        var complete = new Table("t", [new NumberColumn("x", [.. ((NumberColumn)table["x"]).Values.ToArray().Select(x => double.IsNaN(x) ? 0.5 : x)]), table["y"]]);
        TablePath.Fit(complete, "y", new TablePathOptions { Settings = [Strength.Lambda(0.01).Setting] }).ModelAt(0).Save(_file);
        var plain = Model.Load(_file);
        double mean = ((NumberColumn)complete["x"]).Values.ToArray().Average();
        var gappy = plain.Predict(new Table("gappy", [new NumberColumn("x", [1, double.NaN])]));
        Assert.Equal(plain.Predict(new Table("t", [new NumberColumn("x", [mean])])).Means[0], gappy.Means[1], 1e-12);
        var warning = Assert.Single(gappy.Warnings);
        Assert.Contains("1 row has no value", warning.ToString());
        Assert.Equal("gappy", warning.Source);
        Assert.Contains("'since'", Assert.Throws<DataException>(() => model.Predict(new Table("t", [table["x"], table["town"]]))).Message);
        Assert.Contains("row 1, column 'x'", Assert.Throws<DataException>(() => model.Predict(new Table("t", [new TextColumn("x", ["much"]), new TextColumn("town", ["Bonn"]), new DateColumn("since", [null])]))).Message);
    }

    [Fact]
    public void Rows_go_in_the_order_of_a_column_of_times()
    {
        var table = Drawn(seed: 4);
        int[] order = [.. Enumerable.Range(0, Rows).OrderBy(row => ((NumberColumn)table["x"]).Values[row] is double.NaN ? 1 : 0).ThenBy(row => row * 37 % Rows)];
        var times = new NumberColumn("when", [.. Enumerable.Range(0, Rows).Select(row => (double)Array.IndexOf(order, row))]);
        var mixed = new Table("t", [.. table.Columns, times]);
        var options = Options with { Path = Options.Path with { Roles = ImmutableSortedDictionary<string, ColumnRole>.Empty.Add("when", ColumnRole.Time) } };
        var sorted = mixed.Take(order);
        var (one, other) = (TableCrossValidation.Run(mixed, "y", options), TableCrossValidation.Run(sorted, "y", options));
        Assert.Equal(one.Curve.Points.SelectMany(point => point.PerFold), other.Curve.Points.SelectMany(point => point.PerFold));
        Assert.Contains("time order", one.FoldsDescription);
    }

    private static Table Drawn(ulong seed)
    {
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() < 0.15 ? double.NaN : 2 * random.NextUniform())];
        string?[] town = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() < 0.1 ? null : Towns[random.NextUniform() < 0.05 ? 3 : random.NextBelow(3)])];
        DateTime?[] since = [.. Enumerable.Range(0, Rows).Select(_ => (DateTime?)new DateTime(2000, 1, 1).AddDays(random.NextBelow(900)))];
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => (double.IsNaN(x[i]) ? 1 : x[i]) + (town[i] == "Kiel" ? 1.5 : 0) + since[i]!.Value.Month / 12.0 + random.NextUniform())];
        return new Table("t", [new NumberColumn("x", x), new TextColumn("town", town), new DateColumn("since", since), new NumberColumn("seven", [.. Enumerable.Repeat(7.0, Rows)]), new NumberColumn("y", y)]);
    }
}
