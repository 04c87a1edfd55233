using System.Text;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class PathReportTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal_and_the_end_is_told(int width)
    {
        string text = Written(TablePath.Fit(Simulated("y"), "y"), width);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        foreach (string said in new[] { "120 rows", "dev. ratio", "status", "fits converged", "The path" })
            Assert.Contains(said, text);
    }

    [Fact]
    public void C_has_a_column_for_classes_and_where_it_was_asked_for()
    {
        static bool HasC(string text) => text.Split('\n').Any(line => line.Contains("non-zeros") && line.Contains(" C "));
        Assert.True(HasC(Written(TablePath.Fit(Simulated("y"), "y"), 100)));
        Assert.False(HasC(Written(TablePath.Fit(Simulated("real"), "real"), 100)));
        Assert.True(HasC(Written(TablePath.Fit(Simulated("real"), "real", new TablePathOptions { Settings = [Strength.C(1).Setting] }), 100)));
    }

    [Fact]
    public void Fits_cut_short_are_named_and_only_the_first_of_them()
    {
        var path = TablePath.Fit(Simulated("y"), "y", new TablePathOptions { Fitting = new FitOptions { MaxIterations = 1, Tolerance = 1e-12 } });
        int missed = path.Path.Points.Count(point => !point.Certificate!.Value.Converged);
        Assert.InRange(missed, 6, 100);
        string text = Written(path, 1000);
        Assert.Contains($"{path.Path.Points.Length - missed} of {path.Path.Points.Length} fits converged. Not converged: λ = ", text);
        Assert.Contains($"and {missed - 5} more", text);
    }

    [Fact]
    public void A_rank_deficiency_is_told_and_a_full_rank_isn_t()
    {
        var path = TablePath.Fit(Simulated("real"), "real", new TablePathOptions { Settings = [Strength.Lambda(1).Setting, Strength.Lambda(0).Setting] });
        Assert.DoesNotContain("Rank deficient", Written(path, 1000));
        var last = path.Path.Points[^1];
        var deficient = path with { Path = new(path.Path.Points.SetItem(1, last with { Certificate = last.Certificate!.Value with { Dependent = 3 } })) };
        Assert.Contains("Rank deficient: 1 fit left up to 3 columns at 0", Written(deficient, 1000));
        Assert.Equal(3, Json(deficient).GetProperty("path")[1].GetProperty("dependent").GetInt32());
    }

    [Fact]
    public void What_only_rounding_brought_below_0_is_0_and_what_is_further_below_is_shown_as_it_is()
    {
        var path = TablePath.Fit(Simulated("real"), "real", new TablePathOptions { Settings = [Strength.Lambda(1).Setting] });
        var point = path.Path.Points[0];
        TablePath Below(double share) => path with
        {
            Path = new([point with
            {
                Certificate = point.Certificate!.Value with { Primal = 0, Dual = -share * point.Certificate!.Value.NullObjective },
                Model = (LinearModel)point.Model with { DevianceRatio = share },
            }]),
        };
        foreach (double share in new[] { -1e-16, -0.0 })
        {
            var shown = Json(Below(share)).GetProperty("path")[0];
            Assert.Equal(["0", "0"], [shown.GetProperty("relativeGap").GetRawText(), shown.GetProperty("devianceRatio").GetRawText()]);
            Assert.Contains("within 1.0E-12 of", Written(Below(share), 1000));
            Assert.Contains(" ≤1E-12 ", Written(Below(share), 1000));
        }

        Assert.Equal(-0.5, Json(Below(-0.5)).GetProperty("path")[0].GetProperty("relativeGap").GetDouble());
        Assert.Contains("-5.0E-1", Written(Below(-0.5), 1000));
    }

    [Fact]
    public void Hostile_names_are_printed_as_they_are()
    {
        var table = Simulated("y");
        var hostile = new Table("[red]x[/]", [table["a"], new NumberColumn("[bold]constant", [.. Enumerable.Repeat(3.0, 120)]), table["b"], new TextColumn("y", [.. Enumerable.Range(0, 120).Select(row => table["y"].Text(row) == "1" ? "[/]" : "\"[u]")])]);
        var path = TablePath.Fit(hostile, "y");
        string text = Written(path, 200);
        foreach (string name in new[] { "[red]x[/]", "[/]", "\"[u]", "[bold]constant" })
            Assert.Contains(name, text);
        Assert.Equal(["\"[u]", "[/]"], Json(path).GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("constant: 3 in every row", Json(path).GetProperty("roles").EnumerateArray().Single(column => column.GetProperty("column").GetString() == "[bold]constant").GetProperty("reason").GetString());
    }

    [Fact]
    public void Json_has_every_number_to_the_last_digit()
    {
        var path = TablePath.Fit(Simulated("real"), "real", new TablePathOptions { Linear = new LinearOptions { L1Ratio = 0.3 } });
        var points = Json(path).GetProperty("path").EnumerateArray().ToArray();
        Assert.Equal(path.Path.Points.Length, points.Length);
        foreach (var (point, json) in path.Path.As<LinearModel>().Points.Zip(points))
        {
            Assert.Equal(point.Model.Coefficients, json.GetProperty("coefficients").EnumerateArray().Select(w => w.GetDouble()));
            Assert.Equal(point.Model.Intercepts[0], json.GetProperty("intercept").GetDouble());
            Assert.Equal(Math.Max(0, point.Certificate!.Value.RelativeGap!.Value), json.GetProperty("relativeGap").GetDouble());
        }
    }

    private static string Written(TablePath path, int width)
    {
        using var console = new TestConsole().Width(width);
        PathConsole.Write(console, path);
        return console.Output;
    }

    private static JsonElement Json(TablePath path)
    {
        using var stream = new MemoryStream();
        PathJson.Write(stream, path);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }

    private static Table Simulated(string target)
    {
        double[] a = [.. Enumerable.Range(0, 120).Select(i => i * 37 % 120 / 10.0)], b = [.. Enumerable.Range(0, 120).Select(i => i * 53 % 97 / 10.0)];
        double[] real = [.. Enumerable.Range(0, 120).Select(i => a[i] + 3 * Math.Sin(i * i))];
        return new Table("simulated", [new NumberColumn("a", [.. a]), new NumberColumn("b", [.. b]), new NumberColumn(target, [.. target == "y" ? real.Select(value => value > 6 ? 1.0 : 0) : real])]);
    }
}
