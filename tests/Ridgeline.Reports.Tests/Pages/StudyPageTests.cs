using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Reports.Pages;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests.Pages;

/// <summary>The page of a study, as it is written; tests/Ridgeline.Browser.Tests has it in a browser.</summary>
public sealed class StudyPageTests
{
    private static readonly Lazy<StudyResult> Whole = new(() => Study.Of(Simulated(columns: 5, classes: true), "y").With(new StudyOptions { Families = [Family.Linear, Family.Tree], L1Ratios = [1, 0] }).Run());

    [Fact]
    public void It_refers_to_nothing_outside_itself()
    {
        string html = Markup(Written(Whole.Value));
        Assert.All(Regex.Matches(html, " (?:src|href|action|data|srcset|poster)=\"([^\"]*)\"").Select(match => match.Groups[1].Value), target => Assert.StartsWith("#", target));
        Assert.DoesNotMatch("@import|url\\(", html);
        Assert.Contains("default-src 'none'", WebUtility.HtmlDecode(html));
    }

    [Fact]
    public void Its_sections_stand_in_the_order_of_the_question_and_every_link_leads_somewhere()
    {
        string html = Markup(Written(Whole.Value));
        string[] ids = [.. Regex.Matches(html, "<section[^>]* id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(["verdict", "paths", "families", "bias-variance", "learning", "stability", "importance", "leaks", "advice", "data", "model", "made", "terms"], ids);
        string[] all = [.. Regex.Matches(html, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Empty(Regex.Matches(html, "(?:href=\"#|popovertarget=\"|aria-labelledby=\"|for=\")([^\"]*)\"").Select(match => match.Groups[1].Value).Except(all));
    }

    [Fact]
    public void Headings_go_down_one_level_at_a_time()
    {
        int[] levels = [.. Regex.Matches(Markup(Written(Whole.Value)), "<h([1-6])").Select(match => match.Groups[1].Value[0] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.Equal(1, levels.Count(level => level == 1));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.InRange(pair.Second, 2, pair.First + 1));
    }

    [Fact]
    public void The_verdict_has_the_numbers_of_the_study()
    {
        var study = Whole.Value;
        string verdict = Regex.Match(Markup(Written(study)), "<p class=\"lead\">.*?<dl").Value;
        var digits = ScoreDigits.Of(study.ChosenPath!.Curve);
        foreach (double number in new[] { study.ChosenPath.Unregularized.Train, study.ChosenPath.Unregularized.HeldOut, study.ChosenPath.Curve.Points[study.Choice!.Simplest.At].Mean, study.Honest!.Honest, study.Honest.Lower, study.TestScores[0].Value, study.TestScores[0].Upper })
            Assert.Contains(digits.Of(number), verdict);
        Assert.Contains(study.ChosenPath.Name, verdict);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("many")]
    public void What_the_data_are_is_said_as_on_the_console(string name)
    {
        var study = SampleStudies.Named(name);
        using var console = new TestConsole().Width(10_000);
        StudyConsole.Write(console, study, []);
        string html = WebUtility.HtmlDecode(Markup(Written(study)));
        string target = Regex.Match(console.Output, "Target 'y', (.+); loss").Groups[1].Value;
        Assert.NotEmpty(target);
        Assert.Contains(target, html);
        Assert.Contains(">9 (10 %)<", html); // what is missing of column c
    }

    [Fact]
    public void Its_data_are_the_coefficients_of_the_path_to_the_last_bit()
    {
        var study = Whole.Value;
        var paths = Data(Written(study)).GetProperty("paths").EnumerateArray().ToArray();
        for (int at = 0; at < study.Paths.Length; at++)
        {
            if (study.Paths[at].Family != Family.Linear)
                continue;
            var path = new PagePath(study, at);
            string[] columns = [.. paths[at].GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
            for (int stop = 0; stop < path.Kept.Length; stop++)
            {
                var model = (LinearModel)study.Paths[at].Search.Path.Path.Points[path.Kept[stop]].Model;
                double[] shown = [.. paths[at].GetProperty("coefficients")[stop].EnumerateArray().Select(number => number.GetDouble())];
                Assert.Equal(columns.Select(name => model.Coefficients[study.Paths[at].Search.Path.Columns.IndexOf(name)]), shown);
            }
        }
    }

    [Fact]
    public void Of_many_columns_the_200_largest_are_there_and_the_page_says_so()
    {
        var study = Study.Of(Simulated(columns: 400, classes: false), "y").With(new StudyOptions { Families = [Family.Linear], L1Ratios = [0], Parts = [DiagnosisPart.Leaks] }).Run();
        string html = Written(study);
        Assert.Equal(200, Data(html).GetProperty("paths")[0].GetProperty("columns").GetArrayLength());
        Assert.Contains("Of 400 columns that have a coefficient somewhere on the path the 200 with the largest are drawn and listed", html);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1_000_000, 6_000_000);
    }

    [Theory]
    [MemberData(nameof(SampleStudies.Names), MemberType = typeof(SampleStudies))]
    public void Any_study_has_a_page_and_one_that_was_stopped_says_so(string name)
    {
        var study = SampleStudies.Named(name);
        string html = Written(study), markup = Markup(html);
        Assert.Equal(!study.IsComplete, markup.Contains("The study was stopped."));
        Assert.Equal(study.Options.Quick && study.IsComplete, markup.Contains("A quick study."));
        Assert.Equal(study.Paths.Length, Data(html).GetProperty("paths").GetArrayLength());
        string[] ids = [.. Regex.Matches(markup, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Empty(Regex.Matches(markup, "(?:href=\"#|popovertarget=\"|aria-labelledby=\"|for=\")([^\"]*)\"").Select(match => match.Groups[1].Value).Except(ids));
        Assert.DoesNotContain(SampleStudies.Script, html);
        Assert.DoesNotContain("NaN", markup);
    }

    [Fact]
    public void A_quick_study_says_what_it_did_not_do()
    {
        string html = Written(Study.Of(Simulated(columns: 3, classes: true), "y").With(new StudyOptions { Quick = true, Families = [Family.Linear] }).Run());
        Assert.Contains("A quick study.", html);
        Assert.DoesNotContain("id=\"bias-variance\"", html);
    }

    [Fact]
    public void It_tells_how_the_model_is_used_and_what_the_study_was_made_of()
    {
        var study = Whole.Value;
        string html = WebUtility.HtmlDecode(Written(study));
        foreach (string said in new[] { "ridgeline predict model.json new.csv", "Model.Load(\"model.json\").Predict(table)", $"sha256:{study.Data.Hash}", $"Ridgeline {study.Version}" })
            Assert.Contains(said, html);
    }

    /// <summary>The page without what its scripts hold.</summary>
    private static string Markup(string html) => Regex.Replace(html, "(?<=<script[^>]*>)[^<].*?(?=</script>)", "", RegexOptions.Singleline);

    private static JsonElement Data(string html) => JsonDocument.Parse(Regex.Match(html, "<script type=\"application/json\" id=\"report-data\">(?<data>.*?)</script>", RegexOptions.Singleline).Groups["data"].Value).RootElement;

    private static string Written(StudyResult study)
    {
        using var stream = new MemoryStream();
        StudyPage.Write(stream, study);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Table Simulated(int columns, bool classes)
    {
        const int rows = 120;
        var random = new Random(5);
        double[][] x = [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => 2 * x[0][i] - x[1][i] + random.NextDouble())];
        Column target = classes ? new TextColumn("y", y.Select(value => value > 1 ? "yes" : "no")) : new NumberColumn("y", y);
        return new Table("simulated", [.. x.Select((values, j) => (Column)new NumberColumn($"x{j}", values)), target]);
    }
}
