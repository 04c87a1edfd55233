using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ridgeline.Objectives;
using Ridgeline.Reports.Comparisons;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests.Comparisons;

/// <summary>What changed between two studies: nothing between a study and itself, and else what differs in their results.</summary>
public sealed class StudyComparisonTests
{
    public static TheoryData<string> Names => SampleStudies.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_study_is_the_same_as_itself(string name)
    {
        var comparison = Between(SampleStudies.Named(name), SampleStudies.Named(name));
        Assert.True(comparison.IsSame);
        Assert.Equal(ScoreComparability.SameFolds, comparison.Scores);
        Assert.Contains("Nothing changed", Written(comparison));
    }

    [Fact]
    public void Any_two_can_be_compared_both_ways_within_80_columns_and_one_s_before_is_the_other_s_after()
    {
        string[] names = [.. SampleStudies.Names.Select(row => row.Data)];
        foreach (string one in names)
            foreach (string other in names)
            {
                var (there, back) = (Between(SampleStudies.Named(one), SampleStudies.Named(other)), Between(SampleStudies.Named(other), SampleStudies.Named(one)));
                Assert.All(Written(there).Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
                Assert.Equal(there.Scores, back.Scores);
                Assert.Equal(Values(there, back: false), Values(back, back: true));
            }

        static IEnumerable<string> Values(StudyComparison comparison, bool back) => comparison.Changes
            .Select(change => (change.Topic, What: change.What.Replace(" gone", "", StringComparison.Ordinal).Replace(" new", "", StringComparison.Ordinal), change.Before, change.After))
            .Where(change => !change.What.Contains(" of what is ", StringComparison.Ordinal) && !change.What.StartsWith("best ", StringComparison.Ordinal) && change.Topic != "honest score") // which are called by the second study's score
            .Select(change => back ? $"{change.Topic} {change.What} {change.After} {change.Before}" : $"{change.Topic} {change.What} {change.Before} {change.After}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void On_the_same_folds_scores_are_compared_fold_by_fold()
    {
        var (one, other) = (SampleStudies.Of("numbers", Linear(1)), SampleStudies.Of("numbers", Linear(0)));
        var comparison = Between(one, other);
        Assert.Equal(ScoreComparability.SameFolds, comparison.Scores);
        var mean = Assert.Single(comparison.Changes, change => change.What == "mean squared error of what is handed over");
        Assert.Equal(one.ChosenPath!.Curve.Points[one.Choice!.Simplest.At].Mean, mean.Before.Number);
        Assert.Equal(other.ChosenPath!.Curve.Points[other.Choice!.Simplest.At].Mean, mean.After.Number);
        var paired = Diagnoses.PairedDifference.OfCurves(other.ChosenPath.Curve, other.Choice.Simplest.At, one.ChosenPath.Curve, one.Choice.Simplest.At);
        Assert.Equal($"{(paired.Mean > 0 ? "better" : "worse")} by {Math.Abs(mean.After.Number!.Value - mean.Before.Number!.Value):G3} ± {paired.StandardError:G2}, fold by fold (p = {2 * Math.Min(paired.P, 1 - paired.P):0.00#})", mean.Note);
        Assert.Equal(["lasso"], comparison.Changes.Where(change => change.What == "paths gone").Select(change => change.Before.Text));
        Assert.Equal(["ridge"], comparison.Changes.Where(change => change.What == "paths new").Select(change => change.After.Text));
        Assert.Contains(comparison.Changes, change => change is { Topic: "options", What: "l1 ratios" } && change.Before.Text == "1" && change.After.Text == "0");
    }

    [Fact]
    public void Coefficients_that_came_went_or_turned_are_told_first()
    {
        var (one, other) = (SampleStudies.Of("numbers", Linear(1) with { Folds = new TableFolds { Count = 3, Seed = 1 } }), SampleStudies.Of("numbers", Linear(0)));
        var comparison = Between(one, other);
        Assert.Equal(ScoreComparability.SameData, comparison.Scores);
        var (before, after) = (Coefficients(one), Coefficients(other));
        var told = comparison.Changes.Where(change => change.Topic == "coefficients").ToArray();
        Assert.Equal(before.Keys.Union(after.Keys).Where(column => before.GetValueOrDefault(column) != after.GetValueOrDefault(column)).Order(StringComparer.Ordinal), told.Select(change => change.What).Order(StringComparer.Ordinal));
        Assert.All(told, change => Assert.Equal((before.GetValueOrDefault(change.What), after.GetValueOrDefault(change.What)), (change.Before.Number ?? 0, change.After.Number ?? 0)));
        Assert.All(told, change => Assert.Equal(change.Before.Number is null ? "came" : change.After.Number is null ? "went" : null, change.Note is "came" or "went" ? change.Note : null));

        static Dictionary<string, double> Coefficients(StudyResult study) => JsonDocument.Parse(SampleStudies.Json(study)).RootElement.GetProperty("model").GetProperty("linear").GetProperty("coefficients")[0].GetProperty("columns")
            .EnumerateObject().ToDictionary(column => column.Name, column => column.Value[1].GetDouble());
    }

    [Fact]
    public void Other_data_targets_and_scores_are_told_for_what_they_are()
    {
        Assert.Equal(ScoreComparability.SameScore, Between(SampleStudies.Named("numbers"), SampleStudies.Named("groups")).Scores);
        Assert.Equal(ScoreComparability.None, Between(SampleStudies.Named("numbers"), SampleStudies.Named("two")).Scores);
        Assert.Equal(ScoreComparability.None, Between(SampleStudies.Named("two"), SampleStudies.Named("hostile")).Scores);
        var changes = Between(SampleStudies.Named("numbers"), SampleStudies.Named("two")).Changes;
        Assert.Contains(changes, change => change is { Topic: "data", What: "columns new" } && change.After.Text == "tell");
        Assert.Contains(changes, change => change is { Topic: "data", What: "hash", Note: "the cells aren't the same" });
        Assert.DoesNotContain(changes, change => change.Topic == "honest score");
        var leaks = Between(SampleStudies.Named("hostile"), SampleStudies.Named("two")).Changes.Where(change => change.Topic == "leaks").ToArray();
        Assert.Contains(leaks, change => change is { What: "tellingColumn: tell", Note: "appeared" } && change.After.Text == "alarm");
    }

    [Fact]
    public void The_same_words_about_other_rows_are_not_the_same_folds()
    {
        StudyResult Tested(int first) => SampleStudies.Of("numbers", Linear(0) with { TestRows = [.. Enumerable.Range(0, 90).Select(row => row >= first && row < first + 20)] });
        var (one, other) = (Tested(0), Tested(70));
        Assert.Equal((one.Data.TestDescription, one.Data.FoldsDescription, one.Data.TestRows), (other.Data.TestDescription, other.Data.FoldsDescription, other.Data.TestRows));
        var comparison = Between(one, other);
        Assert.Equal(ScoreComparability.SameData, comparison.Scores);
        Assert.Contains(comparison.Changes, change => change.What == "hash of folds");
        Assert.DoesNotContain(comparison.Changes, change => change.Note?.Contains("fold by fold", StringComparison.Ordinal) == true);
        Assert.Equal(ScoreComparability.SameFolds, Between(one, Tested(0)).Scores);
        Assert.Equal(ScoreComparability.SameData, Between(Tested(0), SampleStudies.Of("numbers", Linear(0) with { Folds = new TableFolds { Count = 4, Seed = 7 } })).Scores);
    }

    [Theory]
    [InlineData("mse", ScoreComparability.SameFolds)]
    [InlineData("deviance", ScoreComparability.None)]
    public void Another_loss_is_another_score_where_the_score_is_the_loss_s(string score, ScoreComparability comparability)
    {
        string one = Encoding.UTF8.GetString(SampleStudies.Json(SampleStudies.Of("numbers", Linear(0) with { Score = score })));
        var other = System.Text.Json.Nodes.JsonNode.Parse(one)!;
        Assert.Equal("squared", (string?)other["loss"]);
        other["loss"] = "poisson";
        var comparison = Of(one, other.ToJsonString());
        Assert.Equal(comparability, comparison.Scores);
        Assert.Equal(["loss"], comparison.Changes.Select(change => change.What));
    }

    [Fact]
    public void What_can_t_be_compared_isn_t_set_side_by_side_anywhere()
    {
        string results = Encoding.UTF8.GetString(SampleStudies.Json(SampleStudies.Named("two")));
        var root = JsonDocument.Parse(results).RootElement;
        var (choosing, another) = (root.GetProperty("scores")[0].GetProperty("name").GetString()!, root.GetProperty("scores")[1].GetProperty("name").GetString()!);
        Assert.NotEqual(choosing, root.GetProperty("scores")[0].GetProperty("title").GetString());
        string byAnother = results.Replace("\"chooses\": true", "\"chooses\": never", StringComparison.Ordinal).Replace("\"chooses\": false", "\"chooses\": true", StringComparison.Ordinal).Replace("\"chooses\": never", "\"chooses\": false", StringComparison.Ordinal);
        string better = byAnother.Replace("\"value\": 0.", "\"value\": 0.1", StringComparison.Ordinal);
        Assert.NotEqual(byAnother, better);
        var comparison = Of(results, better);
        Assert.Equal(ScoreComparability.None, comparison.Scores);
        Assert.DoesNotContain(comparison.Changes, change => change.Topic is "test set" or "honest score");
        Assert.Equal($"Scores can't be compared: {Title(0)} chooses in the first, {Title(1)} in the second.", comparison.ScoresSentence);
        Assert.DoesNotContain($"{choosing} ", Written(comparison), StringComparison.Ordinal); // one name for a score everywhere, its title

        string Title(int at) => root.GetProperty("scores")[at].GetProperty("title").GetString()!;
    }

    [Fact]
    public void Rows_that_count_by_other_weights_are_no_ground_to_compare_scores()
    {
        var table = SampleStudies.Named("two");
        string results = Encoding.UTF8.GetString(SampleStudies.Json(table));
        string column = JsonDocument.Parse(results).RootElement.GetProperty("data").GetProperty("roles").EnumerateArray().First(role => role.GetProperty("role").GetString() == "number").GetProperty("column").GetString()!;
        string weighted = Regex.Replace(results, $"(\"column\": \"{Regex.Escape(column)}\",\\s*\"role\": )\"number\"", "$1\"weight\"");
        Assert.NotEqual(results, weighted);
        Assert.Equal((ScoreComparability.None, $"Scores can't be compared: all rows count the same in the first, rows count by '{column}' in the second."), (Of(results, weighted).Scores, Of(results, weighted).ScoresSentence));
        Assert.Equal(ScoreComparability.SameFolds, Of(weighted, weighted).Scores);
    }

    [Fact]
    public void What_has_members_is_told_in_words()
    {
        string results = Encoding.UTF8.GetString(SampleStudies.Json(SampleStudies.Named("numbers")));
        Assert.Contains("\"roles\": {}", results, StringComparison.Ordinal);
        string given = results.Replace("\"roles\": {}", "\"roles\": { \"wt\": \"weight\", \"day\": \"time\" }", StringComparison.Ordinal);
        var change = Assert.Single(Of(results, given).Changes);
        Assert.Equal(("options", "roles", "–", "wt: weight, day: time"), (change.Topic, change.What, change.Before.ToString(), change.After.ToString()));
    }

    [Fact]
    public void A_difference_is_set_against_both_intervals()
    {
        string text = Encoding.UTF8.GetString(SampleStudies.Json(SampleStudies.Named("many")));
        var root = JsonDocument.Parse(text).RootElement;
        var test = root.GetProperty("testScores")[0];
        (double value, double lower, double upper) = (test.GetProperty("value").GetDouble(), test.GetProperty("lower").GetDouble(), test.GetProperty("upper").GetDouble());
        string Note(double newValue, double newLower, double newUpper)
        {
            string own = text.Replace(test.GetRawText(), $$"""{"score":"log-loss","value":{{newValue:R}},"lower":{{newLower:R}},"upper":{{newUpper:R}}}""", StringComparison.Ordinal);
            return Assert.Single(Of(text, own).Changes, change => change.Topic == "test set").Note!;
        }

        double far = upper - lower + 1;
        Assert.EndsWith("the intervals are apart", Note(value + far, lower + far, upper + far), StringComparison.Ordinal);
        Assert.StartsWith("worse by", Note(value + far, lower + far, upper + far), StringComparison.Ordinal);
        Assert.EndsWith("each is within the other's interval", Note(value - 1e-6, lower, upper), StringComparison.Ordinal);
        Assert.StartsWith("better by", Note(value - 1e-6, lower, upper), StringComparison.Ordinal);
        Assert.EndsWith("the intervals overlap", Note(upper + 1, lower, upper + 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_change_with_its_numbers()
    {
        var comparison = Between(SampleStudies.Named("two"), SampleStudies.Named("tree"));
        using var stream = new MemoryStream();
        StudyComparisonJson.Write(stream, comparison);
        var root = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal("ridgeline-comparison", root.GetProperty("format").GetString());
        Assert.Equal(comparison.Changes.Select(change => change.What), root.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("what").GetString()));
        foreach (var (change, json) in comparison.Changes.Zip(root.GetProperty("changes").EnumerateArray()))
            if (change.After is { Number: { } number, Lower: null })
                Assert.Equal(number, json.GetProperty("after").GetDouble());
    }

    [Theory]
    [InlineData("nonsense", "b: isn't JSON")]
    [InlineData("[]", "b: has no \"format\"")]
    [InlineData("{\"format\":\"ridgeline-model\",\"version\":3}", "b: is a model file; a results.json is needed")]
    [InlineData("{\"format\":\"other\",\"version\":3}", "b: is of the format 'other'")]
    [InlineData("{\"format\":\"ridgeline-results\",\"version\":2}", "b: holds results of version 2; this program compares version 1")]
    [InlineData("{\"format\":\"ridgeline-results\"}", "b: holds results of version that isn't said")]
    [InlineData("{\"format\":\"ridgeline-results\",\"version\":1}", "b: isn't whole")]
    [InlineData("{\"format\":\"ridgeline-results\",\"version\":1,\"complete\":true,\"scores\":[],\"data\":{\"hash\":\"x\"},\"folds\":{\"count\":3},\"options\":{\"folds\":{}}}", "b: isn't whole")]
    [InlineData("{\"format\":\"ridgeline-results\",\"version\":1,\"complete\":true,\"scores\":[1],\"data\":{\"hash\":\"x\"},\"options\":{\"folds\":{}}}", "b: isn't whole")]
    public void What_is_no_results_file_is_named(string content, string message)
    {
        string results = Encoding.UTF8.GetString(SampleStudies.Json(SampleStudies.Named("begun")));
        Assert.StartsWith(message, Assert.Throws<DataException>(() => Of(results, content)).Message, StringComparison.Ordinal);
    }

    private static StudyOptions Linear(double ratio) => new() { Families = [Family.Linear], L1Ratios = [ratio], Quick = true, Folds = new TableFolds { Count = 4 } };

    private static StudyComparison Between(StudyResult one, StudyResult other) => Of(Encoding.UTF8.GetString(SampleStudies.Json(one)), Encoding.UTF8.GetString(SampleStudies.Json(other)));

    private static StudyComparison Of(string one, string other)
    {
        using MemoryStream before = new(Encoding.UTF8.GetBytes(one)), after = new(Encoding.UTF8.GetBytes(other));
        return StudyComparison.Of(before, after, "a", "b");
    }

    private static string Written(StudyComparison comparison)
    {
        using var console = new TestConsole().Width(80);
        StudyComparisonConsole.Write(console, comparison);
        return console.Output;
    }
}
