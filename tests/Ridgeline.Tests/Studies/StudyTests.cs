using System.Collections.Immutable;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Roles;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;
using static Ridgeline.Tests.Studies.SimulatedTables;

namespace Ridgeline.Tests.Studies;

public sealed class StudyTests
{
    private static readonly StudyOptions Quick = new() { Quick = true, Parts = [] };
    private static readonly StudyOptions LinearOnly = Quick with { Families = [Family.Linear] };
    private static readonly Lazy<StudyResult> BreastCancer = new(() => Study.Of(ReferenceData.Table("breast_cancer"), "target").Run());

    private static StudyResult Run(Table table, StudyOptions options, string target = "y") => Study.Of(table, target).With(options).Run();

    [Fact]
    public void Every_linear_fit_of_a_study_is_certified()
    {
        foreach (var path in BreastCancer.Value.Paths.Where(path => path.Family == Family.Linear))
            foreach (var certificate in path.Search.Path.Path.Points.Select(point => point.Certificate).Concat(path.Search.Search.Certificates.SelectMany(fits => fits)))
            {
                Assert.Equal(FitStatus.Converged, certificate!.Value.Status);
                Assert.InRange(certificate.Value.RelativeGap!.Value, -1e-13, 1e-8);
            }
    }

    [Fact]
    public void Breast_cancer_ends_in_a_model_whose_scores_on_folds_and_on_test_rows_agree()
    {
        var study = BreastCancer.Value;
        Assert.Equal(["lasso", "elastic net 0.5", "elastic net 0.1", "ridge", "tree", "network"], study.Paths.Select(path => path.Name));
        Assert.Equal((142, 427), (study.Data.TestRows, study.Data.TrainRows));
        var tree = study.Paths.Single(path => path.Family == Family.Tree);
        Assert.Equal(Verdict.Overfits, tree.Unregularized.Verdict);
        Assert.Equal(Family.Linear, study.Chosen!.Family);
        Assert.InRange(study.TestScores.Single(test => test.Score == Score.RocAuc).Value, 0.95, 1);
        Assert.True(study.Honest!.Lower <= study.TestScores[0].Upper && study.TestScores[0].Lower <= study.Honest.Upper);
        Assert.True(study.IsComplete && study.LeftOut.IsEmpty);
        var diagnosis = study.Diagnosis!;
        Assert.True(diagnosis is { Shuffled: not null, DegreesOfFreedom: not null, BiasVariance: not null, Learning: not null, Selection: not null, Intervals: not null, Advice: not null });
        Assert.False(diagnosis.Leaks.IsDefault || diagnosis.Importance.IsDefault);
    }

    [Fact]
    public void What_is_handed_over_is_the_simplest_that_can_t_be_told_from_the_winner()
    {
        var study = BreastCancer.Value;
        var (winner, simplest, _) = study.Choice!;
        var top = study.Paths[winner.Path].Curve.Points[winner.At];
        foreach (var path in study.Paths)
            Assert.True(path.Curve.Points[path.Best].Mean >= top.Mean);
        var own = study.Paths[simplest.Path];
        Assert.True(own.Curve.Points[simplest.At].Mean <= top.Mean + top.StandardError);
        int least = study.Paths.Where(path => path.Family == Family.Linear)
            .SelectMany(path => path.Curve.Points.Select((point, at) => (point.Mean, path.Search.Path.Path.Points[at].Model.Complexity))).Where(one => one.Mean <= top.Mean + top.StandardError).Min(one => one.Complexity);
        Assert.Equal(least, own.Search.Path.Path.Points[simplest.At].Model.Complexity);
        Assert.Equal(own.Curve.Points[simplest.At].Setting, study.Chosen!.Setting);
    }

    [Fact]
    public void Held_out_predictions_give_the_score_that_is_told()
    {
        var study = BreastCancer.Value;
        var sample = study.ChosenPath!.Search.Path.Sample;
        var point = study.ChosenPath.Curve.Points[study.Choice!.Simplest.At];
        double[] losses = [.. Enumerable.Range(0, sample.Rows).Where(row => sample.Weights[row] > 0).Select(row => -Math.Log(sample.Target[row] == 1 ? study.OutOfFold[row] : 1 - study.OutOfFold[row]))];
        Assert.Equal(427, losses.Length);
        Assert.Equal(point.Mean, losses.Average(), 1e-9);
        Assert.All(Enumerable.Range(0, sample.Rows).Where(row => study.Data.IsTest[row]), row => Assert.True(double.IsNaN(study.OutOfFold[row])));
    }

    [Fact]
    public void Nothing_but_the_test_score_depends_on_the_test_rows()
    {
        var table = Classes(seed: 5, rows: 200);
        ImmutableArray<bool> test = [.. Enumerable.Range(0, 200).Select(i => i >= 150)];
        var options = new StudyOptions { TestRows = test, Families = [Family.Linear, Family.Tree], Parts = [DiagnosisPart.BiasVariance, DiagnosisPart.Learning, DiagnosisPart.Stability] };
        var scrambled = new Table(table.Source,
            [.. table.Columns.Select(column => (Column)new NumberColumn(column.Name, (double[])[.. ((NumberColumn)column).Values.ToArray().Select((x, i) => !test[i] ? x : column.Name != "y" ? -1000 * x : i % 3 == 0 ? 1 - x : x)]))]);
        var (before, after) = (Run(table, options), Run(scrambled, options));
        Assert.Equal(before.Paths.SelectMany(Means), after.Paths.SelectMany(Means), (a, b) => Math.Abs(a - b) <= 1e-6);
        Assert.Equal(before.Choice, after.Choice);
        Assert.Equal(before.Honest!.Honest, after.Honest!.Honest, 1e-6);
        Assert.Equal(before.Diagnosis!.BiasVariance!.Points.Select(point => point.Error), after.Diagnosis!.BiasVariance!.Points.Select(point => point.Error), (a, b) => Math.Abs(a - b) <= 1e-6);
        Assert.Equal(before.Diagnosis.Selection!.Units.Select(unit => unit.Frequency).Order(), after.Diagnosis.Selection!.Units.Select(unit => unit.Frequency).Order());
        Assert.NotEqual(before.TestScores[0].Value, after.TestScores[0].Value);
    }

    /// <summary>A date, copies of rows, a column that tells the target but in test rows: all that a search for leaks and its prices might see of test rows.</summary>
    [Fact]
    public void No_part_of_a_diagnosis_sees_the_targets_of_test_rows()
    {
        const int rows = 240;
        var random = new Ridgeline.Numerics.RandomStream(17);
        double[] a = new double[rows], when = new double[rows], y = new double[rows], told = new double[rows];
        bool[] test = new bool[rows];
        double walk = 0;
        for (int i = 0; i < rows; i++)
        {
            walk += random.NextNormal();
            (when[i], a[i], test[i]) = (i * 7 % rows, random.NextNormal(), random.NextUniform() < 0.25);
            y[i] = 3 * Math.Sin(when[i] / 20) + a[i] + 0.3 * random.NextNormal();
            told[i] = test[i] ? random.NextNormal() : 2 * y[i] + 1;
        }

        StudyResult Of(double[] targets, params (string, double[])[] more) => Run(
            Of2(targets, more), new StudyOptions { TestRows = [.. test], Families = [Family.Linear], L1Ratios = [1], Folds = new TableFolds { Count = 4 } });
        Table Of2(double[] targets, (string, double[])[] more) => SimulatedTables.Of([("a", a), ("b", [.. a.Reverse()]), .. more, ("y", targets)]).With(new DateColumn("when", [.. when.Select(day => (DateTime?)new DateTime(2020, 1, 1).AddDays(day))]));
        double[] redrawn = [.. y.Select((value, i) => test[i] ? 1000 * random.NextNormal() : value)];
        foreach (var more in ((string, double[])[][])[[], [("told", told)]])
        {
            var (before, after) = (Of(y, more), Of(redrawn, more));
            Assert.Equal(before.Diagnosis!.LeakSummary, after.Diagnosis!.LeakSummary);
            Assert.Contains(before.Diagnosis.Leaks, leak => leak.Leak.Kind == (more.Length > 0 ? Ridgeline.Leaks.LeakKind.TellingColumn : Ridgeline.Leaks.LeakKind.TimeOrder));
            Assert.Equal(before.Diagnosis.Leaks.Select(leak => (leak.Leak.Evidence, leak.Price?.Sentence, leak.NoPrice)), after.Diagnosis.Leaks.Select(leak => (leak.Leak.Evidence, leak.Price?.Sentence, leak.NoPrice)));
            Assert.Equal(before.Paths.SelectMany(Means), after.Paths.SelectMany(Means));
            Assert.Equal(before.Diagnosis.Advice!.Summary, after.Diagnosis.Advice!.Summary);
            Assert.Equal((before.Diagnosis.Learning!.Sentence, before.Diagnosis.Shuffled!.Sentence, before.Diagnosis.BiasVariance!.Sentence, before.Diagnosis.Selection!.Sentence), (after.Diagnosis.Learning!.Sentence, after.Diagnosis.Shuffled!.Sentence, after.Diagnosis.BiasVariance!.Sentence, after.Diagnosis.Selection!.Sentence));
            Assert.NotEqual(before.TestScores[0].Value, after.TestScores[0].Value);
        }
    }

    [Fact]
    public void Test_rows_that_are_given_keep_their_rows_where_times_put_these_in_order()
    {
        double[] when = [.. Enumerable.Range(0, 120).Select(i => (double)(i * 7 % 120))];
        var table = Classes(3, 120).With(new NumberColumn("when", when));
        var options = LinearOnly with { Roles = LinearOnly.Roles.Add("when", ColumnRole.Time) };
        var study = Run(table, options with { TestRows = [.. when.Select(time => time >= 90)] });
        Assert.Equal(30, study.Data.TestRows);
        Assert.All(Enumerable.Range(0, 120), row => Assert.Equal(study.Data.Table.Numbers("when").Values[row] >= 90, study.Data.IsTest[row]));
        Assert.Contains("aren't the last", Assert.Throws<ArgumentException>(() => Run(table, options with { TestRows = [.. when.Select(time => time < 30)] })).Message);
        Assert.Contains("none is marked", Assert.Throws<ArgumentException>(() => Run(table, options with { TestRows = [.. new bool[120]] })).Message);
    }

    [Fact]
    public void A_gap_stands_before_the_test_rows_too()
    {
        var study = Run(Classes(3, 200), LinearOnly with { Folds = new TableFolds { Count = 4, TimeOrdered = true, Gap = 20 }, Score = "brier" });
        Assert.Equal((50, 130), (study.Data.TestRows, study.Data.TrainRows));
        Assert.Equal(Enumerable.Range(0, 130), Enumerable.Range(0, 200).Where(row => study.Paths[0].Search.Path.Sample.Weights[row] > 0));
        Assert.Equal(Enumerable.Range(150, 50), Enumerable.Range(0, 200).Where(row => study.Data.IsTest[row]));
        Assert.EndsWith("20 rows before them are left out as a gap", study.Data.TestDescription);
    }

    [Fact]
    public void A_class_that_only_test_rows_have_is_refused()
    {
        var table = Classes(4, 120);
        double[] y = [.. Enumerable.Range(0, 120).Select(row => row < 100 ? table.Numbers("y").Values[row] : 2)];
        var late = new Table("t", [.. table.Columns.Where(column => column.Name != "y"), new NumberColumn("y", y)]);
        Assert.Contains("all rows of class '2' are in the test set", Assert.Throws<DataException>(() => Run(late, LinearOnly with { Folds = new TableFolds { Count = 3, TimeOrdered = true } })).Message);
    }

    [Fact]
    public void A_test_file_may_lack_what_isn_t_learned_from_and_needs_a_target()
    {
        var table = Classes(5, 80).With(new TextColumn("id", [.. Enumerable.Range(0, 80).Select(i => $"n{i}")]), new NumberColumn("same", [.. Enumerable.Repeat(1.0, 80)]));
        var test = Classes(6, 40).With(new TextColumn("id", [.. Enumerable.Range(0, 40).Select(i => $"m{i}")]), new NumberColumn("same", [.. Enumerable.Repeat(1.0, 40)]));
        var study = Run(table, LinearOnly with { Test = test });
        Assert.Equal((40, 80), (study.Data.TestRows, study.Data.TrainRows));
        Assert.Equal(ColumnRole.Id, study.Data.Roles["id"].Role);
        Assert.Equal(study.TestScores[0].Value, Run(Classes(5, 80), LinearOnly with { Test = Classes(6, 40) }).TestScores[0].Value);
        var unlabelled = new Table("u", [.. test.Columns.Where(column => column.Name != "y"), new NumberColumn("y", [.. Enumerable.Repeat(double.NaN, 40)])]);
        Assert.Contains("u: column 'y': no row has a target", Assert.Throws<DataException>(() => Run(table, LinearOnly with { Test = unlabelled })).Message);
    }

    [Fact]
    public void The_positive_class_is_the_one_that_is_asked_for()
    {
        var (one, other) = (Run(Classes(7, 120), LinearOnly with { Score = "average-precision" }), Run(Classes(7, 120), LinearOnly with { Score = "average-precision", Positive = "0" }));
        Assert.Equal(["0", "1"], one.Data.Classes);
        Assert.Equal(["1", "0"], other.Data.Classes);
        var y = other.Data.Table.Numbers("y").Values.ToArray();
        double Said(StudyResult study, double of) => Enumerable.Range(0, 120).Where(row => y[row] == of && !double.IsNaN(study.OutOfFold[row])).Average(row => study.OutOfFold[row]);
        Assert.True(Said(one, 1) > Said(one, 0) + 0.1 && Said(other, 0) > Said(other, 1) + 0.1);
    }

    [Fact]
    public void A_constant_is_simpler_than_any_model_of_any_family()
    {
        var study = Run(Classes(8, 120, signal: 0), Quick with { Families = [Family.Tree, Family.Linear] });
        var (path, at) = study.Choice!.Simplest;
        Assert.True((study.Paths[path].Family, study.Paths[path].Search.Path.Path.Points[at].Model.Complexity) is (Family.Linear, 0) or (Family.Tree, 1));
    }

    [Fact]
    public void Test_rows_without_weight_are_no_test_rows_and_the_mean_counts_weights()
    {
        var table = Of(("a", [.. Enumerable.Range(0, 60).Select(i => i * 7 % 11 + 0.5 * (i % 3))]), ("w", [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.0 : i % 3)]), ("y", [.. Enumerable.Range(0, 60).Select(i => i * 7 % 11 + 0.1 * (i % 5))]));
        var study = Run(table, LinearOnly with { Roles = LinearOnly.Roles.Add("w", ColumnRole.Frequency), TestRows = [.. Enumerable.Range(0, 60).Select(i => i >= 45)] });
        Assert.Equal((10, 30), (study.Data.TestRows, study.Data.TrainRows));
        var (y, w) = (table.Numbers("y").Values.ToArray(), table.Numbers("w").Values.ToArray());
        Assert.Equal(Enumerable.Range(0, 45).Sum(i => w[i] * y[i]) / w[..45].Sum(), study.Data.Numbers!.Mean, 1e-12);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var table = Classes(seed: 6, rows: 150);
        var options = new StudyOptions { Parts = [DiagnosisPart.Shuffled, DiagnosisPart.BiasVariance, DiagnosisPart.Importance] };
        var (one, four) = (Run(table, options with { Fitting = options.Fitting with { Threads = 1 } }), Run(table, options with { Fitting = options.Fitting with { Threads = 4 } }));
        Assert.Equal(one.Paths.SelectMany(Means), four.Paths.SelectMany(Means));
        Assert.Equal(one.Chosen!.Predict(table).Links, four.Chosen!.Predict(table).Links);
        Assert.Equal(one.Honest, four.Honest);
        Assert.Equal(one.TestScores, four.TestScores);
        Assert.Equal(one.Diagnosis!.Shuffled!.Sentence, four.Diagnosis!.Shuffled!.Sentence);
        Assert.Equal(one.Diagnosis.BiasVariance!.Points, four.Diagnosis.BiasVariance!.Points);
    }

    [Fact]
    public void Of_few_draws_bias_and_variance_are_still_of_nearly_all_rows()
    {
        var found = TableDiagnosis.Run(Classes(1, 200), "y", new TableDiagnosisOptions { Draws = 20, Parts = [DiagnosisPart.BiasVariance] }).BiasVariance!;
        Assert.InRange(found.TooFew.Length, 0, 20);
        Assert.All(Enumerable.Range(0, 200).Except(found.TooFew), row => Assert.InRange(found.Predictions[row], 4, 20));
    }

    [Fact]
    public void A_target_that_no_column_tells_about_scores_at_chance()
    {
        double[] aucs = [.. Enumerable.Range(0, 20).Select(seed => Run(Classes((ulong)seed, rows: 120, signal: 0), LinearOnly).TestScores[1].Value)];
        Assert.InRange(aucs.Average(), 0.42, 0.58);
    }

    [Fact]
    public void Any_score_of_classes_may_choose_and_is_reported_first()
    {
        var table = Classes(3, 120);
        ImmutableArray<string> Told(string score) => [.. Run(table, LinearOnly with { Score = score }).TestScores.Select(test => test.Score.Name)];
        Assert.Equal(["brier", "log-loss", "roc-auc", "accuracy"], Told("brier"));
        Assert.Equal(["roc-auc", "log-loss", "accuracy"], Told("roc-auc"));
        Assert.Equal(["deviance", "log-loss", "roc-auc", "accuracy"], Told("deviance"));
        Assert.StartsWith("t: column 'y': mse scores numbers, and the logistic loss is of classes", Assert.Throws<DataException>(() => Told("mse")).Message);
        Assert.Throws<ArgumentException>(() => new StudyOptions { Score = "nonsense" });
    }

    [Fact]
    public void A_test_table_is_used_whole_and_the_data_are_all_learned_from()
    {
        var study = Run(Classes(1, 100), LinearOnly with { Test = Classes(2, 60) });
        Assert.Equal((100, 60), (study.Data.TrainRows, study.Data.TestRows));
        Assert.Equal(Run(Classes(1, 100), LinearOnly with { Test = Classes(3, 60) }).Paths.SelectMany(Means), study.Paths.SelectMany(Means));
        Assert.StartsWith("t: row 1, column 'y': '7' is not a class of t", Assert.Throws<DataException>(() => Run(Classes(1, 100), LinearOnly with { Test = Of(("x0", [1]), ("x1", [1]), ("x2", [1]), ("x3", [1]), ("y", [7])) })).Message);
    }

    [Fact]
    public void Refitting_on_all_rows_keeps_the_setting_and_the_test_score_whatever_the_family()
    {
        var table = Classes(3, 120);
        foreach (var family in Enum.GetValues<Family>())
        {
            var options = Quick with { Families = [family] };
            var (plain, refitted) = (Run(table, options), Run(table, options with { RefitAll = true }));
            Assert.Equal(plain.TestScores, refitted.TestScores);
            Assert.Equal((family, plain.Chosen!.Setting), (refitted.Chosen!.Family, refitted.Chosen.Setting));
            Assert.Equal((90, 120), (plain.Chosen.Rows, refitted.Chosen.Rows));
            Assert.NotEqual(plain.Chosen.Predict(table).Links, refitted.Chosen.Predict(table).Links);
        }
    }

    [Fact]
    public void A_fit_cut_short_is_counted()
    {
        var study = Run(Classes(4, 120), LinearOnly with { Fitting = new FitOptions { Tolerance = 1e-12, MaxIterations = 1 } });
        Assert.Contains(study.Paths, path => path.Search.Missed(FitStatus.IterationLimit) && path.Search.MissedCount > 0);
    }

    [Fact]
    public void Data_that_allow_no_study_are_refused_with_the_place()
    {
        Assert.Equal("t: column 'y' has one class only ('1' in every row); two are needed", Refused(Of(("x", [1, 2, 3]), ("y", [1, 1, 1]))));
        Assert.Equal("t: column 'y' is 0.5 in every row; a target that varies is needed", Refused(Of(("x", [1, 2, 3]), ("y", [0.5, 0.5, 0.5]))));
        Assert.StartsWith("t: 3 rows to learn from, fewer than the 5 folds", Refused(Of(("x", [1, 2, 3, 4]), ("y", [0.5, 1, 2, 3]))));
        Assert.StartsWith("t: there are no columns to learn from beside 'y'", Refused(Of(("y", [0, 1, 1]))));
        Assert.StartsWith("t: class '1' of column 'y' has ", Refused(Of(("x", [1, 2, 3, 4, 5, 6, 7, 8]), ("y", [0, 0, 0, 0, 0, 0, 0, 1]))));
        Assert.Equal("t: there is no column 'z'; the columns are 'x', 'y'", Refused(Of(("x", [1, 2]), ("y", [0, 1])), "z"));
        Assert.StartsWith("t: row 2, column 'x': 'oops' is not a number", Refused(new Table("t", [new TextColumn("x", ["1", "oops", "3.5", "2"]), new NumberColumn("y", [0, 1, 0, 1])])));
    }

    [Fact]
    public void Numbers_many_classes_and_counts_are_studied_by_the_loss_that_suits_them()
    {
        var numbers = Run(ReferenceData.Table("diabetes_raw"), Quick, "target");
        Assert.Equal((Loss.Squared, Score.Mse, 111), (numbers.Loss, numbers.Score, numbers.Data.TestRows));
        Assert.All(numbers.Paths, path => Assert.InRange(path.Curve.Points[path.Best].Mean, 2500, 4500)); // the target's variance is 5930
        var classes = Run(ReferenceData.Table("iris"), Quick, "species");
        Assert.Equal(("multinomial", Score.LogLoss), (classes.Loss.Name, classes.Score));
        Assert.Equal([50, 50, 50], classes.Data.ClassRows);
        Assert.InRange(classes.TestScores.Single(test => test.Score == Score.Accuracy).Value, 0.85, 1);
        Assert.Equal(150 * 3, classes.OutOfFold.Length);
        var x = Classes(7, 160);
        double[] first = [.. ((NumberColumn)x["x0"]).Values.ToArray()];
        var counts = Run(Of(("x", first), ("y", [.. first.Select((value, i) => Math.Floor(4 * value) + i % 2)])), Quick with { Loss = "poisson" });
        Assert.Equal((Loss.Poisson, Score.PoissonDeviance), (counts.Loss, counts.Score));
        Assert.Contains(counts.LeftOut, sentence => sentence.StartsWith("No tree was compared: trees are grown for squared errors", StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StudyOptions { Loss = "huber" });
    }

    [Fact]
    public void Groups_stay_whole_in_folds_and_test_set_and_rows_in_time_order_are_tested_last()
    {
        var table = Classes(8, 160).With(new NumberColumn("who", [.. Enumerable.Range(0, 160).Select(i => (double)(i % 40))]), new NumberColumn("when", [.. Enumerable.Range(0, 160).Select(i => (double)(i * 37 % 160))]));
        var grouped = Run(table, LinearOnly with { Roles = Roles(("who", ColumnRole.Group), ("when", ColumnRole.Ignore)) });
        Assert.All(Enumerable.Range(0, 160).GroupBy(row => row % 40), rows => Assert.Single(rows.Select(row => grouped.Data.IsTest[row]).Distinct()));
        Assert.Contains("'who'", grouped.Data.FoldsDescription);
        Assert.Contains("'who'", grouped.Data.TestDescription);
        var ordered = Run(table, LinearOnly with { Roles = Roles(("who", ColumnRole.Ignore), ("when", ColumnRole.Time)) });
        Assert.Equal(Enumerable.Range(0, 160).Select(row => (double)row), ((NumberColumn)ordered.Data.Table["when"]).Values.ToArray());
        Assert.Equal(Enumerable.Range(0, 160).Select(row => row >= 120), ordered.Data.IsTest);
        Assert.Null(ordered.Honest);
        Assert.NotNull(ordered.NoHonest);
    }

    [Fact]
    public void Weights_and_offsets_reach_every_stage()
    {
        var table = Classes(9, 160).With(new NumberColumn("w", [.. Enumerable.Range(0, 160).Select(i => i % 5 == 0 ? 0.0 : 1 + i % 3)]), new NumberColumn("o", [.. Enumerable.Range(0, 160).Select(i => i % 2 * 0.5)]));
        var weighted = Run(table, Quick with { Roles = Roles(("w", ColumnRole.Weight), ("o", ColumnRole.Ignore)) });
        Assert.Equal(128, weighted.Data.Rows);
        var scaled = Run(table.Scaled("w", 8), Quick with { Roles = Roles(("w", ColumnRole.Weight), ("o", ColumnRole.Ignore)) });
        Assert.Equal(weighted.TestScores, scaled.TestScores);
        Assert.Equal(weighted.Paths.SelectMany(Means), scaled.Paths.SelectMany(Means));
        var offset = Run(table, Quick with { Roles = Roles(("o", ColumnRole.Offset), ("w", ColumnRole.Ignore)) });
        Assert.Equal("o", offset.Chosen!.OffsetColumn);
        Assert.DoesNotContain(offset.Paths, path => path.Family == Family.Tree);
        Assert.Contains("No tree was compared: a tree has no linear predictor that an offset could be added to.", offset.LeftOut);
    }

    private static ImmutableSortedDictionary<string, ColumnRole> Roles(params (string Name, ColumnRole Role)[] roles) => roles.ToImmutableSortedDictionary(role => role.Name, role => role.Role, StringComparer.Ordinal);

    private static IEnumerable<double> Means(StudyPath path) => path.Curve.Points.Select(point => point.Mean);

    private static string Refused(Table table, string target = "y") => Assert.Throws<DataException>(() => Run(table, LinearOnly, target)).Message;
}
