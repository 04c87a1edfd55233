using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>The command that a study prints for the winner gives a model of its kind.</summary>
public sealed class WinnerCommandTests : IDisposable
{
    private const string Begin = "A model of the winner's kind, its setting chosen anew on all rows:";

    private readonly WorkingFolder _folder = new();

    public WinnerCommandTests()
    {
        using var reader = new StreamReader(Path.Combine(AppContext.BaseDirectory, "Reference", "data", "breast_cancer.csv"));
        var table = CsvFile.Parse(reader, "breast_cancer.csv");
        using var file = File.Create(_folder.PathOf("the patients' data.csv"));
        CsvFile.Write(file, table);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("linear", "elastic-net", "--families", "linear", "--l1-ratios", "0.5", "--max-iterations", "90", "--role", "mean_radius=ignore")]
    [InlineData("linear", "l2", "--families", "linear", "--l1-ratios", "0", "--loss", "logistic", "--score", "brier", "--folds", "4")]
    [InlineData("tree", null, "--families", "tree", "--seed", "3", "--loss", "squared")]
    [InlineData("tree", null, "--families", "tree", "--loss", "logistic", "--max-iterations", "90")]
    [InlineData("network", null, "--families", "network", "--seed", "1", "--threads", "2")]
    public void It_works_as_it_is_printed(string family, string? penalty, params string[] more)
    {
        var run = _folder.Run(["study", "the patients' data.csv", "--target", "target", "--quick", .. more]);
        Assert.True(run.Code == 0, run.Error);
        string[] command = [.. run.Output.Split('\n').SkipWhile(line => line != Begin).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.NotEmpty(command);
        Assert.All(command, line => Assert.InRange(line.Length, 0, 80));
        var fitted = _folder.Shell(string.Join('\n', command));
        Assert.True(fitted.Code == 0, $"{string.Join('\n', command)}\n{fitted.Error}");
        var model = JsonDocument.Parse(_folder.Read("winner.json")).RootElement;
        Assert.Equal(family, model.GetProperty("family").GetString());
        Assert.Equal(penalty, model.TryGetProperty("penalty", out var own) ? own.GetString() : null);
    }

    [Fact]
    public void Of_bundled_data_no_command_is_made_up()
    {
        var run = _folder.Run("study", "--quick", "--families", "linear");
        Assert.Contains("The winner: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Begin, run.Output, StringComparison.Ordinal);
    }
}
