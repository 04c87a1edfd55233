using System.Text.Json;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline describe as a user runs it, and --role as every command reads it.</summary>
public sealed class DescribeCommandTests : IDisposable
{
    private static readonly string Birthwt = Path.Combine(AppContext.BaseDirectory, "Reference", "data", "birthwt.csv");
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Birth_weights_are_described()
    {
        var (code, output, error) = _folder.Run("describe", Birthwt, "--target", "low");
        Assert.Equal((0, ""), (code, error));
        foreach (string said in new[] { "189 rows, 10 columns; 9 to learn from", "two classes: 0 (130 rows, 68.8 %), 1 (59 rows, 31.2 %)", "Learned from as numbers: 8 columns", "whole numbers 1 to 3, like", "Likely leaks", "- bwt: ", "'race'" })
            Assert.Contains(said, output.ReplaceLineEndings(" "));
        Assert.Empty(_folder.Written());
    }

    [Fact]
    public void A_role_that_is_given_is_played()
    {
        var root = Json(Birthwt, "--target", "low", "--role", "race=number", "--role", "bwt=ignore", "--role", "lwt=weight");
        var columns = root.GetProperty("columns").EnumerateArray().ToDictionary(column => column.GetProperty("name").GetString()!, column => (column.GetProperty("role").GetString(), column.GetProperty("isGiven").GetBoolean()));
        Assert.Equal(("number", true), columns["race"]);
        Assert.Equal(("ignore", true), columns["bwt"]);
        Assert.Equal(("weight", true), columns["lwt"]);
        Assert.Equal(("number", false), columns["age"]);
        Assert.Equal(0, root.GetProperty("likelyLeaks").GetArrayLength());
        Assert.Equal(7, root.GetProperty("learnedColumns").GetInt32());
    }

    [Fact]
    public void A_name_may_hold_an_equals_sign()
    {
        _folder.Write("d.csv", "a=b,y\n1,2.5\n2,1.5\n4,0.5\n");
        Assert.Equal("id", Json("d.csv", "--role", "a=b=id").GetProperty("columns")[0].GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("--role race: NAME=ROLE is needed, the name of a column and one of number, category, date, ignore, weight, frequency, group, time, id, offset, fold", "--role", "race")]
    [InlineData("--role race=text: NAME=ROLE is needed", "--role", "race=text")]
    [InlineData("--role =number: NAME=ROLE is needed", "--role", "=number")]
    [InlineData("--role race=target: the column to predict is named by --target race", "--role", "race=target")]
    [InlineData("--role race=id: column 'race' has its role already (number); one a column is needed", "--role", "race=number", "--role", "race=id")]
    [InlineData("--target low and --role low=number exclude each other: the column to predict has no other part", "--role", "low=number")]
    [InlineData("--role age=weight and --role lwt=frequency exclude each other: one column at most is weight or frequency", "--role", "lwt=frequency", "--role", "age=weight")]
    [InlineData("--role age=fold and --role lwt=fold exclude each other: one column at most is fold", "--role", "lwt=fold", "--role", "age=fold")]
    [InlineData("there is no option --rolle here; did you mean --role?", "--rolle", "age=id")]
    public void What_contradicts_itself_is_usage(string said, params string[] more)
    {
        var (code, output, error) = _folder.Run(["describe", Birthwt, "--target", "low", .. more]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error);
    }

    [Theory]
    [InlineData("there is no column 'weight'; the columns are 'low'", "--role", "weight=number")]
    [InlineData("row 1, column 'lwt': '182' can't be a date; a date such as 2026-11-28", "--role", "lwt=date")]
    [InlineData("there is no column 'Low'", "--target", "Low")]
    public void What_the_data_do_not_allow_is_data(string said, params string[] more)
    {
        var (code, output, error) = _folder.Run(["describe", Birthwt, .. more]);
        Assert.Equal((3, ""), (code, output));
        Assert.Contains(said, error);
    }

    private JsonElement Json(params string[] arguments)
    {
        var (code, output, error) = _folder.Run(["describe", .. arguments, "--json"]);
        Assert.Equal((0, ""), (code, error));
        return JsonDocument.Parse(output).RootElement;
    }
}
