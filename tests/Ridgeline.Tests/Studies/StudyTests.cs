using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

public sealed class StudyTests
{
    private static readonly Lazy<StudyResult> BreastCancer = new(() => Study.Run(ReferenceData.Table("breast_cancer"), "target"));

    [Fact]
    public void Every_penalised_fit_of_a_study_is_certified_to_1e_minus_10()
    {
        var study = BreastCancer.Value;
        foreach (var row in study.CSweep.Rows.Concat(study.LambdaPath.Rows))
            foreach (var certificate in row.FoldCertificates.Append(row.Certificate))
            {
                Assert.Equal(FitStatus.Converged, certificate.Status);
                Assert.InRange(certificate.RelativeGap!.Value, -1e-13, 1e-10);
            }
    }

    [Fact]
    public void The_tree_memorises_breast_cancer_and_the_chosen_model_does_well_on_rows_nothing_has_seen()
    {
        var study = BreastCancer.Value;
        Assert.Equal(1, study.Overfit.Gap.Train);
        Assert.InRange(study.Overfit.Gap.HeldOut, 0.88, 0.96);
        Assert.True(study.Overfit.Gap.Memorises);
        Assert.Equal(142, study.Data.TestRows);
        Assert.InRange(study.TestScores.Single(test => test.Score == Score.RocAuc).Value, 0.97, 1);
        Assert.True(study.LambdaPath.OneStandardError <= study.LambdaPath.Best);
        Assert.True(study.LambdaPath.Best < study.LambdaPath.Rows.Length - 1);
        Assert.Equal(study.LambdaPath.Rows[study.LambdaPath.OneStandardError].Lambda, study.Linear.Linear!.Lambda);
        Assert.InRange(study.LinearTestScores.Single(test => test.Score == Score.RocAuc).Value, 0.97, 1);
    }

    [Fact]
    public void Nothing_but_the_test_score_depends_on_the_test_rows()
    {
        var table = Simulated(seed: 5, rows: 200);
        ImmutableArray<bool> test = [.. Enumerable.Range(0, 200).Select(i => i >= 150)];
        var options = new StudyOptions { TestRows = test };
        var scrambled = new Table(table.Source,
            [.. table.Columns.Select(column => (Column)new NumberColumn(column.Name, (double[])[.. ((NumberColumn)column).Values.ToArray().Select((x, i) => !test[i] ? x : column.Name != "y" ? -1000 * x : i % 3 == 0 ? 1 - x : x)]))]);
        var (before, after) = (Study.Run(table, "y", options), Study.Run(scrambled, "y", options));
        Assert.Equal(before.Overfit.Gap, after.Overfit.Gap);
        Assert.Equal(before.LambdaPath.Rows.Select(r => r.Shown.Mean), after.LambdaPath.Rows.Select(r => r.Shown.Mean));
        Assert.Equal(((LinearModel)before.Linear.Fitted).Coefficients, ((LinearModel)after.Linear.Fitted).Coefficients, (a, b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(a)));
        Assert.Equal(before.Families.SelectMany(Means), after.Families.SelectMany(Means), (a, b) => Math.Abs(a - b) <= 1e-6);
        Assert.Equal(before.FamilyChoice, after.FamilyChoice);
        Assert.NotEqual(before.LinearTestScores[0].Value, after.LinearTestScores[0].Value);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var table = Simulated(seed: 6, rows: 150);
        var (one, four) = (Study.Run(table, "y", new StudyOptions { Fitting = new FitOptions { Tolerance = 1e-10, Threads = 1 } }), Study.Run(table, "y", new StudyOptions { Fitting = new FitOptions { Tolerance = 1e-10, Threads = 4 } }));
        Assert.Equal(((LinearModel)one.Linear.Fitted).Coefficients, ((LinearModel)four.Linear.Fitted).Coefficients);
        Assert.Equal(one.Families.SelectMany(Means), four.Families.SelectMany(Means));
        Assert.Equal(one.Chosen.Predict(table).Links, four.Chosen.Predict(table).Links);
        Assert.Equal(one.LambdaPath.Rows.SelectMany(r => r.Score.PerFold), four.LambdaPath.Rows.SelectMany(r => r.Score.PerFold));
    }

    [Fact]
    public void A_shuffled_target_scores_at_chance()
    {
        double[] aucs = [.. Enumerable.Range(0, 20).Select(seed => Study.Run(Simulated((ulong)seed, rows: 120, signal: 0), "y", new StudyOptions { Work = 1e8 }).TestScores[0].Value)];
        Assert.InRange(aucs.Average(), 0.42, 0.58);
    }

    [Fact]
    public void Any_score_of_classes_may_choose_and_is_reported_first()
    {
        var study = Study.Run(Simulated(3, 120), "y", new StudyOptions { Score = Score.Brier });
        Assert.Equal([Score.Brier, .. Study.ScoresFor(Loss.Logistic)], study.TestScores.Select(test => test.Score));
        Assert.Equal([Score.LogLoss, Score.RocAuc, Score.Accuracy], Study.Run(Simulated(3, 120), "y", new StudyOptions { Score = Score.LogLoss }).TestScores.Select(test => test.Score));
        Assert.StartsWith("t: column 'y': mse scores numbers, and the logistic loss is of classes", Assert.Throws<DataException>(() => Study.Run(Simulated(3, 120), "y", new StudyOptions { Score = Score.Mse })).Message);
        Assert.Equal(["deviance", "roc-auc", "accuracy", "log-loss"], Study.Run(Simulated(3, 120), "y", new StudyOptions { Score = Score.Deviance(Loss.Squared) }).TestScores.Select(test => test.Score.Name));
    }

    [Fact]
    public void A_test_table_is_used_whole_and_the_data_are_all_learned_from()
    {
        var study = Study.Run(Simulated(1, 100), "y", new StudyOptions { Test = Simulated(2, 60) });
        Assert.Equal((100, 60), (study.Data.TrainRows, study.Data.TestRows));
    }

    [Fact]
    public void Refitting_on_all_rows_keeps_the_setting_and_the_test_score_whatever_the_family()
    {
        var table = Simulated(3, 120);
        foreach (var family in Enum.GetValues<Family>())
        {
            var options = new StudyOptions { Families = [family] };
            var (plain, refitted) = (Study.Run(table, "y", options), Study.Run(table, "y", options with { RefitAll = true }));
            Assert.Equal(plain.TestScores, refitted.TestScores);
            Assert.Equal((family, plain.Chosen.Setting), (refitted.Chosen.Family, refitted.Chosen.Setting));
            Assert.Equal((90, 120), (plain.Chosen.Rows, refitted.Chosen.Rows));
            Assert.NotEqual(plain.Chosen.Predict(table).Links, refitted.Chosen.Predict(table).Links);
        }
    }

    [Fact]
    public void A_fit_cut_short_says_so_with_its_gap()
    {
        var study = Study.Run(Simulated(4, 120), "y", new StudyOptions { Fitting = new FitOptions { Tolerance = 1e-10, MaxIterations = 1 } });
        var cut = study.CSweep.Rows.First(row => !row.Converged);
        Assert.Equal(FitStatus.IterationLimit, cut.Certificate.Status);
        Assert.True(cut.WorstGap > 1e-10);
    }

    [Fact]
    public void The_saved_model_predicts_as_the_fitted_one_whatever_the_order_of_columns() => Gen.ULong[0, 1000].Sample(
        seed =>
        {
            var table = Simulated(seed, 80);
            var model = Study.Run(table, "y").Linear;
            string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
            model.Save(file);
            var loaded = Model.Load(file);
            File.Delete(file);
            var turned = new Table("turned", [.. table.Columns.Reverse()]);
            Assert.Equal(model.Predict(table).Probabilities, loaded.Predict(turned).Probabilities);
            Assert.Equal(model.Linear!.Certificate, loaded.Linear!.Certificate);
        },
        iter: 5);

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("""{"format":"ridgeline-model","version":99}""")]
    public void What_is_no_model_file_is_refused_by_name(string content)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        File.WriteAllText(file, content);
        Assert.StartsWith(file, Assert.Throws<DataException>(() => Model.Load(file)).Message);
        File.Delete(file);
    }

    [Fact]
    public void Data_that_allow_no_study_are_refused_with_the_place()
    {
        Assert.Equal("t: column 'y' has one class only ('1' in every row); two are needed", Refused(Of(("x", [1, 2, 3]), ("y", [1, 1, 1]))));
        Assert.StartsWith("t: class '1' of column 'y' has ", Refused(Of(("x", [1, 2, 3]), ("y", [1, 2, 3]))));
        Assert.EndsWith("or the squared loss, which takes the target as numbers", Refused(Of(("x", [1, 2, 3]), ("y", [1, 2, 3]))));
        Assert.Equal("t: column 'y' is 0.5 in every row; a target that varies is needed", Refused(Of(("x", [1, 2, 3]), ("y", [0.5, 0.5, 0.5]))));
        Assert.StartsWith("t: 3 rows to learn from, fewer than the 5 folds", Refused(Of(("x", [1, 2, 3, 4]), ("y", [0.5, 1, 2, 3]))));
        Assert.StartsWith("t: there are no columns to learn from beside 'y'", Refused(Of(("y", [0, 1, 1]))));
        Assert.StartsWith("t: class '1' of column 'y' has 1 row to learn from, fewer than the 5 folds", Refused(Of(("x", [1, 2, 3, 4, 5, 6, 7, 8]), ("y", [0, 0, 0, 0, 0, 0, 0, 1]))));
        Assert.Equal("t: there is no column 'z'; the columns are 'x', 'y'", Refused(Of(("x", [1, 2]), ("y", [0, 1])), "z"));
        var text = new Table("t", [new TextColumn("x", ["1", "oops", "3.5", "2"]), new NumberColumn("y", [0, 1, 0, 1])]);
        Assert.StartsWith("t: row 2, column 'x': 'oops' is not a number", Refused(text));
    }

    [Fact]
    public void Separable_classes_are_said_to_be_so_without_a_penalty()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => i + (i < 30 ? 0.0 : 5))];
        var study = Study.Run(Of(("x", x), ("y", [.. x.Select(v => v < 30 ? 0.0 : 1)])), "y");
        Assert.Equal(FitStatus.Separable, study.Unpenalised.Certificate.Status);
        Assert.Equal(double.PositiveInfinity, study.Unpenalised.Norm);
        Assert.All(study.LambdaPath.Rows, row => Assert.True(row.Converged));
    }

    [Fact]
    public void A_target_of_numbers_is_answered_by_the_linear_fit_without_a_penalty_and_ridge_over_alpha()
    {
        var table = ReferenceData.Table("diabetes_raw");
        var study = Study.Run(table, "target");
        Assert.Equal((Loss.Squared, Score.Mse, Score.R2), (study.Loss, study.Score, study.Shown));
        Assert.Null(study.Overfit.Tree);
        Assert.Equal(Score.Mse, study.Overfit.Score);
        Assert.Equal(study.Unpenalised.Score.PerFold, study.Overfit.Point.PerFold);
        Assert.Equal(study.Unpenalised.Score.Mean - study.Unpenalised.Score.Train, study.Overfit.Gap.Gap, 1e-9);
        Assert.False(study.Overfit.Gap.Memorises);
        Assert.Equal([1000, 100, 10, 1, 0.1, 0.01, 0.001], study.CSweep.Rows.Select(row => row.Alpha), (a, b) => Math.Abs(a - b) <= 1e-12 * a);
        Assert.All(study.CSweep.Rows, row => Assert.Equal(row.Alpha / study.Data.TrainRows, row.Lambda, 1e-12 * row.Lambda)); // α = λn
        Assert.StartsWith("As α fell from 1000 to 0.001, train R² rose from", study.Trend);
        Assert.Equal([Score.Mse, Score.Mae, Score.R2], study.TestScores.Select(test => test.Score));
        Assert.Equal(111, study.Data.TestRows);
        Assert.All(study.CSweep.Rows.Concat(study.LambdaPath.Rows), row => Assert.True(row.Converged));
    }

    [Fact]
    public void Many_columns_of_noise_memorise_numbers()
    {
        var random = new Ridgeline.Numerics.RandomStream(11);
        double[][] x = [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 200).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, 200).Select(i => x[0][i] + random.NextUniform())];
        var study = Study.Run(Of([.. x.Select((values, j) => ($"x{j}", values)), ("y", y)]), "y");
        Assert.True(study.Overfit.Gap.Memorises);
        Assert.StartsWith("Without a penalty the fit memorises the training data", study.Overfit.Sentence);
    }

    [Fact]
    public void A_fit_through_every_row_is_never_said_to_show_no_sign_of_memorising()
    {
        var study = Study.Run(ReferenceData.Table("synth_wide"), "y");
        Assert.Equal(1, study.Unpenalised.Shown.Train, 1e-9);
        Assert.True(study.Overfit.Gap.Memorises || study.Overfit.Sentence.StartsWith("Without a penalty the fit goes through every training row", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_classes_are_studied_by_the_multinomial_loss_and_a_tree()
    {
        var table = ReferenceData.Table("iris");
        var study = Study.Run(table, "species");
        Assert.Equal(("multinomial", Score.LogLoss, Score.Accuracy), (study.Loss.Name, study.Score, study.Shown));
        Assert.Equal([50, 50, 50], study.Data.ClassRows);
        Assert.NotNull(study.Overfit.Tree);
        Assert.Equal([Score.LogLoss, Score.Accuracy, Score.RocAuc], study.TestScores.Select(test => test.Score));
        Assert.InRange(study.TestScores[1].Value, 0.85, 1);
        var predictions = study.Chosen.Predict(table);
        Assert.InRange(Enumerable.Range(0, 150).Count(row => predictions.Class(row) == table["species"].Text(row)), 138, 150);
    }

    [Fact]
    public void Whole_numbers_are_numbers_where_that_is_asked_for_and_a_test_table_is_of_the_same()
    {
        Table Counts(ulong seed, int rows)
        {
            var random = new Ridgeline.Numerics.RandomStream(seed);
            double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextUniform())];
            return Of(("x", x), ("y", [.. x.Select(value => Math.Round(6 * value + random.NextUniform()))]));
        }

        var study = Study.Run(Counts(1, 90), "y", new StudyOptions { Loss = "squared", Test = Counts(2, 40), RefitAll = true });
        Assert.Equal((Loss.Squared, 90, 40, 130), (study.Loss, study.Data.TrainRows, study.Data.TestRows, study.Chosen.Rows));
        Assert.InRange(study.TestScores.Single(test => test.Score == Score.R2).Value, 0.5, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StudyOptions { Loss = "huber" });
    }

    private static IEnumerable<double> Means(StudyFamily family) => family.Rows.Select(row => row.Score.Mean);

    private static string Refused(Table table, string target = "y") => Assert.Throws<DataException>(() => Study.Run(table, target)).Message;

    private static Table Of(params (string Name, double[] Values)[] columns) => new("t", [.. columns.Select(c => (Column)new NumberColumn(c.Name, [.. c.Values]))]);

    private static Table Simulated(ulong seed, int rows, double signal = 2)
    {
        var random = new Ridgeline.Numerics.RandomStream(seed);
        double[][] x = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => signal * (x[0][i] - x[1][i]) + 2 * random.NextUniform() > 1 ? 1.0 : 0.0)];
        return Of([.. x.Select((values, j) => ($"x{j}", values)), ("y", y)]);
    }
}
