using System.Text;
using System.Text.Json;
using CsCheck;
using Ridgeline.Roles;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class DescriptionReportTests
{
    private const int Rows = 120;

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal_and_every_part_has_its_heading(int width)
    {
        string text = Written(Described(), width);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        foreach (string heading in new[]
        {
            "The data", "Learned from as numbers: 3 columns", "Learned from as categories: 2 columns", "Learned from as dates (year, month, weekday, days elapsed): 1 column",
            "Not learned from: 3 columns", "Numbers that go together (|correlation| above 0.9): 1 group", "Likely leaks", "To look at",
        })
            Assert.Contains(text.Split('\n'), line => line.TrimEnd() == heading);
    }

    [Fact]
    public void Every_column_is_named_with_its_part()
    {
        var description = Described();
        string text = Written(description, 120);
        foreach (var column in description.Columns.Where(column => !column.Role.IsLearned && column.Role.Role != ColumnRole.Target))
            Assert.Contains(text.Split('\n'), line => line.Contains(column.Name) && line.Contains(column.Role.Role.Name()) && line.Contains(column.Role.Reason));
        foreach (string name in description.Roles.Learned)
            Assert.Contains(text.Split('\n'), line => line.StartsWith($" {name} ", StringComparison.Ordinal));
        foreach (string warning in description.Warnings)
            Assert.Contains(warning, Written(description, 1000));
        Assert.Contains($"x, near: {description.CorrelatedGroups[0].Correlation:0.000}", text);
        Assert.Contains("leak: alone it ranks the two classes with an AUC of 1.", text);
        Assert.Contains("120 rows, 10 columns; 6 to learn from, 19.5 rows a column", text);
        Assert.Contains("Target 'y', two classes: no (58 rows, 49.6 %), yes (59 rows, 50.4 %)", text);
        Assert.Contains("12 (10 %)", text);
    }

    [Fact]
    public void Too_many_columns_to_show_are_counted_and_those_left_out_are_all_named()
    {
        var columns = Enumerable.Range(0, 130).SelectMany(j => (Column[])[Numbers($"n{j}", row => Math.Sin(row * (j + 1.3))), Numbers($"c{j}", _ => j)]);
        var description = Describe(new Table("wide.csv", [.. columns]), null);
        string text = Written(description, 100);
        Assert.Contains("… and 30 more; --json has them all.", text);
        foreach (string name in description.Roles.With(ColumnRole.Ignore))
            Assert.Matches($@"[ ']{name}[ ']", text.ReplaceLineEndings(" "));
        Assert.Contains("No target is named", text);
        Assert.Equal(260, Json(description).GetProperty("columns").GetArrayLength());
    }

    [Fact]
    public void Hostile_names_and_texts_are_printed_as_they_are()
    {
        var table = new Table("[red]x[/]", [new TextColumn("[bold]a", Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? "[blue]b[/]" : "two\nlines")), Numbers("[/]", row => Math.Sin(row))]);
        string text = Written(Describe(table, null), 120);
        foreach (string said in new[] { "[red]x[/]: 120 rows", "[bold]a", "[blue]b[/]", "two lines 50 %", "[/]" })
            Assert.Contains(said, text);
    }

    [Fact]
    public void Numbers_as_a_target_are_summed_up_and_what_was_given_is_marked()
    {
        var table = new Table("t.csv", [Numbers("x", row => 1 + row % 3), Numbers("y", row => row + 0.5)]);
        string text = Written(TableDescription.Of(table, TableRoles.Infer(table, "y", new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Category }), TestContext.Current.CancellationToken), 120);
        Assert.Contains("Target 'y', numbers from 0.5 to 119.5: median 60, mean 60, standard deviation 34.64", text);
        Assert.Contains(text.Split('\n'), line => line.StartsWith(" x", StringComparison.Ordinal) && line.Contains("given") && line.Contains("1 33.3 %"));
        Assert.Contains("Nothing else to look at", text);
    }

    [Fact]
    public void Json_has_the_description_to_the_last_digit()
    {
        var description = Described();
        var root = Json(description);
        Assert.Equal((120, 3, 6, description.RowsPerColumn), (root.GetProperty("rows").GetInt32(), root.GetProperty("rowsWithoutTarget").GetInt32(), root.GetProperty("learnedColumns").GetInt32(), root.GetProperty("rowsPerColumn").GetDouble()));
        Assert.Equal(["no 58", "yes 59"], root.GetProperty("target").GetProperty("classes").EnumerateArray().Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("rows").GetInt32()}"));
        foreach (var (column, json) in description.Columns.Zip(root.GetProperty("columns").EnumerateArray()))
        {
            Assert.Equal((column.Name, column.Role.Role.Name(), column.Role.Reason, column.Missing, column.Distinct),
                (json.GetProperty("name").GetString(), json.GetProperty("role").GetString(), json.GetProperty("reason").GetString(), json.GetProperty("missing").GetInt32(), json.GetProperty("distinct").GetInt32()));
            Assert.Equal(column.Numbers?.StandardDeviation, json.TryGetProperty("numbers", out var numbers) ? numbers.GetProperty("standardDeviation").GetDouble() : null);
            Assert.Equal(column.Dates?.Last, json.TryGetProperty("dates", out var dates) ? dates.GetProperty("last").GetDateTime() : null);
            Assert.Equal(column.Top.Select(one => one.Value), json.GetProperty("mostFrequent").EnumerateArray().Select(one => one.GetProperty("value").GetString()!));
        }

        Assert.Equal(["x", "near"], root.GetProperty("correlatedGroups")[0].GetProperty("columns").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(description.CorrelatedGroups[0].Correlation, root.GetProperty("correlatedGroups")[0].GetProperty("strongest").GetDouble());
        Assert.Equal(("leak", "roc-auc", 1.0), (root.GetProperty("likelyLeaks")[0].GetProperty("column").GetString(), root.GetProperty("likelyLeaks")[0].GetProperty("measure").GetString(), root.GetProperty("likelyLeaks")[0].GetProperty("value").GetDouble()));
        Assert.Equal(description.Warnings, root.GetProperty("warnings").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal(JsonValueKind.Null, Json(Describe(new Table("t", [Numbers("x", _ => 1)]), null)).GetProperty("target").ValueKind);
    }

    [Fact]
    public void Any_table_can_be_shown() =>
        Gen.Select(Gen.Int[1, 30], Gen.Char.Array[0, 40].Select(letters => new string(letters)).Array[1, 5]).Sample((rows, texts) =>
        {
            var table = new Table("t", [new TextColumn("x", Enumerable.Range(0, rows).Select(row => texts[row % texts.Length])), new NumberColumn("n", [.. Enumerable.Range(0, rows).Select(row => Math.Pow(-10, row * 10))])]);
            var description = Describe(table, "n");
            Written(description, 80);
            Json(description);
        });

    private static TableDescription Described()
    {
        var near = Numbers("near", row => Math.Sin(row) + 0.03 * Math.Sin(row * 17));
        var table = new Table("made.csv",
        [
            Numbers("x", row => Math.Sin(row)), near, Numbers("leak", row => row % 2 == 0 ? row : 1000.5 + row), new TextColumn("town", Texts(row => row % 10 == 3 ? null : $"{"abc"[row % 3]}")),
            Numbers("code", row => 1 + row % 5), new DateColumn("day", Enumerable.Range(0, Rows).Select(row => (DateTime?)new DateTime(2026, 1, 1).AddDays(row * 7 % 50))),
            new TextColumn("name", Texts(row => $"name {row}")), Numbers("constant", _ => 7), near.Renamed("near again"), new TextColumn("y", Texts(row => row < 3 ? null : row % 2 == 0 ? "no" : "yes")),
        ]);
        return Describe(table, "y");
    }

    private static IEnumerable<string?> Texts(Func<int, string?> text) => Enumerable.Range(0, Rows).Select(text);

    private static NumberColumn Numbers(string name, Func<int, double> value) => new(name, [.. Enumerable.Range(0, Rows).Select(value)]);

    private static TableDescription Describe(Table table, string? target) => TableDescription.Of(table, TableRoles.Infer(table, target), TestContext.Current.CancellationToken);

    private static string Written(TableDescription description, int width)
    {
        using var console = new TestConsole().Width(width);
        DescriptionConsole.Write(console, description);
        return console.Output;
    }

    private static JsonElement Json(TableDescription description)
    {
        using var stream = new MemoryStream();
        DescriptionJson.Write(stream, description);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }
}
