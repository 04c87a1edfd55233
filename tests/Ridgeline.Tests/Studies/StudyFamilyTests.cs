using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

/// <summary>Which family a study hands over, and how fine the networks' grid is.</summary>
public sealed class StudyFamilyTests
{
    private static readonly Gen<StudyFamily[]> Compared = Gen.Select(
        Gen.Select(Gen.Int[0, 20].Select(mean => mean / 20.0), Gen.Int[0, 4].Select(error => error / 20.0)).Array[2].Array[3],
        Gen.Shuffle(Enum.GetValues<Family>(), 1, 3),
        (curves, families) => families.Select((family, at) => FamilyOf(family, curves[at])).ToArray());

    [Fact]
    public void The_simplest_setting_of_the_simplest_family_within_the_best_ones_standard_error_is_handed_over() => Compared.Sample(families =>
    {
        var choice = FamilyChoice.Of([.. families]);
        var tops = families.Select(family => (family.Family, Point: family.Rows[family.Best].Score)).ToArray();
        double most = tops.Max(top => top.Point.Mean);
        var best = tops.Where(top => top.Point.Mean == most).MinBy(top => top.Family);
        Assert.Equal(best.Family, choice.Best);
        var near = families.OrderBy(family => family.Family).SelectMany(family => family.Rows.Select((row, at) => (family.Family, At: at, row.Score.Mean))).First(row => row.Mean >= best.Point.Mean - best.Point.StandardError);
        Assert.Equal((near.Family, near.At), (choice.Family, choice.At));
        Assert.Contains("handed over", choice.Sentence);
    });

    [Fact]
    public void The_order_in_which_families_are_named_changes_nothing() => Compared.Sample(families =>
        Assert.Equal(FamilyChoice.Of([.. families]), FamilyChoice.Of([.. families.Reverse()])));

    [Fact]
    public void No_family_and_families_judged_differently_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FamilyChoice.Of([]));
        var one = FamilyOf(Family.Tree, [(0.5, 0.1), (0.6, 0.1)]);
        Assert.Throws<ArgumentException>(() => FamilyChoice.Of([one, one with { Score = Score.Mse }]));
        Assert.Throws<ArgumentException>(() => new StudyOptions { Families = [] });
        Assert.Throws<ArgumentException>(() => new StudyOptions { Families = [Family.Tree, Family.Tree] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StudyOptions { Work = 0 });
    }

    [Fact]
    public void All_families_are_judged_on_the_same_folds_and_each_hands_over_its_own_model()
    {
        var table = ReferenceData.Table("diabetes_raw");
        var study = Study.Run(table, "target", new StudyOptions { Work = 2e9 });
        Assert.Equal(Enum.GetValues<Family>(), study.Families.Select(family => family.Family));
        foreach (var family in study.Families)
        {
            Assert.Equal(family.Family, family.Chosen.Family);
            Assert.Equal(family.Rows[family.OneStandardError].Setting, family.Chosen.Setting);
            Assert.Equal(family.Rows[family.OneStandardError].Complexity, family.Chosen.Fitted.Complexity);
            Assert.All(family.Rows, row => Assert.Equal(5, row.Score.PerFold.Length));
            Assert.InRange(family.Rows[family.Best].Score.Mean, 2500, 4500); // the target's variance is 5930
        }

        var only = Study.Run(table, "target", new StudyOptions { Families = [Family.Tree] });
        Assert.Equal(study.Families[1].Rows.Select(row => row.Score.Mean), only.Families.Single().Rows.Select(row => row.Score.Mean));
        Assert.Equal(Family.Tree, only.Chosen.Family);
        Assert.NotEqual(only.LinearTestScores, only.TestScores);
    }

    [Fact]
    public void More_work_never_makes_the_networks_grid_coarser_and_too_little_leaves_them_out()
    {
        var table = Simulated(120);
        int Trainings(double work) => Study.Run(table, "y", new StudyOptions { Work = work }).Families.FirstOrDefault(family => family.Family == Family.Network)?.Rows.Length ?? 0;
        int[] grids = [.. new[] { 1.0, 1e6, 1e7, 1e8, 1e10 }.Select(Trainings)];
        Assert.Equal(grids.Order(), grids);
        Assert.Equal((0, 9), (grids[0], grids[^1]));
        var without = Study.Run(table, "y", new StudyOptions { Work = 1 });
        Assert.StartsWith("No network was trained", without.FamilyNotes.Single());
        Assert.StartsWith("t: No network was trained", Assert.Throws<DataException>(() => Study.Run(table, "y", new StudyOptions { Work = 1, Families = [Family.Network] })).Message);
    }

    [Fact]
    public void A_score_that_trees_can_t_have_leaves_them_out_and_says_so()
    {
        var study = Study.Run(Simulated(120), "y", new StudyOptions { Score = Score.Deviance(Loss.Logistic), Work = 1e8 });
        Assert.Equal([Family.Linear, Family.Network], study.Families.Select(family => family.Family));
        Assert.Contains(study.FamilyNotes, note => note.StartsWith("No tree was compared: deviance", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tree_is_handed_over_where_only_questions_help()
    {
        var random = new Ridgeline.Numerics.RandomStream(3);
        double[][] x = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 400).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, 400).Select(i => (x[0][i] > 0.5) == (x[1][i] > 0.4) ? 1.0 : 0)];
        var study = Study.Run(Of([.. x.Select((values, j) => ($"x{j}", values)), ("y", y)]), "y", new StudyOptions { Families = [Family.Linear, Family.Tree] });
        Assert.Equal(Family.Tree, study.Chosen.Family);
        Assert.InRange(study.TestScores[0].Value, 0.9, 1);
        Assert.InRange(study.LinearTestScores[0].Value, 0.3, 0.75);
    }

    [Fact]
    public void Trees_take_gaps_and_levels_as_they_are_and_predict_rows_that_have_others()
    {
        var random = new Ridgeline.Numerics.RandomStream(8);
        string[] towns = ["Bonn", "Ulm", "Kiel", "Trier"];
        double[] age = [.. Enumerable.Range(0, 200).Select(i => i % 9 == 0 ? double.NaN : 20 + 60 * random.NextUniform())];
        string[] town = [.. Enumerable.Range(0, 200).Select(i => towns[i % 4])];
        string[] y = [.. Enumerable.Range(0, 200).Select(i => (i % 4 < 2) != (random.NextUniform() < 0.1) ? "yes" : "no")];
        var table = new Table("t", [new NumberColumn("age", [.. age]), new TextColumn("town", town), new TextColumn("y", y)]);
        var model = Study.Run(table, "y", new StudyOptions { Families = [Family.Tree] }).Chosen;
        Assert.Equal(["age", "town"], model.Columns);
        var predictions = model.Predict(new Table("new", [new NumberColumn("age", [double.NaN, 30]), new TextColumn("town", ["Ulm", "Oslo"])]));
        Assert.Equal("yes", predictions.Class(0));
        Assert.Contains(predictions.Warnings, warning => warning.Column == "town");
    }

    private static StudyFamily FamilyOf(Family family, (double Mean, double Error)[] points)
    {
        var knob = family switch { Family.Linear => Knob.Lambda, Family.Tree => Knob.Alpha, _ => Knob.Dropout };
        ImmutableArray<ScorePoint> scores = [.. points.Select((point, at) => new ScorePoint(new Setting(knob, 0.5 - at * 0.1), point.Mean, point.Mean, point.Error, [point.Mean], [point.Mean], [point.Mean], false))];
        var curve = new ScoreCurve(Score.RocAuc, scores);
        var model = new Model { Target = "y", Classes = [], Columns = [], Fitted = new LinearModel(Loss.Squared, [], [0], 0), Setting = scores[0].Setting, Rows = 1 };
        return new StudyFamily(family, Score.RocAuc, [.. scores.Select(score => new FamilyRow(score.Setting, 1, score))], curve.Best, curve.OneStandardError, model);
    }

    private static Table Of(params (string Name, double[] Values)[] columns) => new("t", [.. columns.Select(c => (Column)new NumberColumn(c.Name, [.. c.Values]))]);

    private static Table Simulated(int rows)
    {
        var random = new Ridgeline.Numerics.RandomStream(5);
        double[][] x = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => 2 * (x[0][i] - x[1][i]) + 2 * random.NextUniform() > 1 ? 1.0 : 0.0)];
        return Of([.. x.Select((values, j) => ($"x{j}", values)), ("y", y)]);
    }
}
