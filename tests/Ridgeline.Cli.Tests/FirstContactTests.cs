namespace Ridgeline.Cli.Tests;

/// <summary>What somebody hears who doesn't know the command yet.</summary>
public sealed class FirstContactTests : IDisposable
{
    private const string Where = "ridgeline --help lists the commands, ridgeline COMMAND --help a command's options";

    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("help")]
    [InlineData("help study", "study", "--help")]
    public void Who_asks_for_nothing_or_for_help_gets_it(string asked, params string[] same)
    {
        var (run, help) = (_folder.Run(asked.Split(' ', StringSplitOptions.RemoveEmptyEntries)), _folder.Run(same.Length == 0 ? ["--help"] : same));
        Assert.Equal((0, help.Output, ""), run);
        Assert.Contains("ridgeline ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdy", "there is no command stdy; did you mean study?")]
    [InlineData("help stdy", "there is no command stdy; did you mean study?")]
    [InlineData("data.csv --target y", "there is no command data.csv")]
    [InlineData("--tarrget", "there is no option --tarrget here")]
    [InlineData("-x", "Unrecognized command or argument '-x'.")]
    [InlineData("compare", "compare needs A, the results.json of a study, or the folder that it is in", "compare needs B, the same of the study that it is compared with")]
    [InlineData("compare one", "compare needs B, the same of the study that it is compared with")]
    [InlineData("study --l1-ratios 2", "--l1-ratios 2: '2' isn't allowed; numbers from 0 to 1 are needed, separated by commas without spaces")]
    [InlineData("study --budget 5", "--budget 5: a time above 0 and of at most 1000 hours is needed, with its unit: 30s, 5min or 2h")]
    [InlineData("study --budget 1ms", "--budget 1ms: a time above 0 and of at most 1000 hours is needed, with its unit: 30s, 5min or 2h")]
    public void Who_errs_is_told_how_it_is_meant(string command, params string[] messages)
    {
        var run = _folder.Run(command.Split(' '));
        Assert.Equal(2, run.Code);
        Assert.Equal([.. messages.Select(message => $"ridgeline: {message}"), Where, ""], run.Error.ReplaceLineEndings("\n").Split('\n'));
    }

    [Theory]
    [InlineData("predict", "d.csv")]
    [InlineData("compare", "a.json")]
    public void Of_JSON_that_is_cut_off_the_line_is_told_as_editors_count_it(string command, string other)
    {
        _folder.Write("a.json", "{\n  \"format\": \"x\",\n");
        _folder.Write("d.csv", "y\n1\n");
        var run = _folder.Run(command, "a.json", other);
        Assert.Equal(3, run.Code);
        Assert.Matches(@"\(line [23]: [^|)]*\)", run.Error);
        Assert.DoesNotContain("LineNumber", run.Error, StringComparison.Ordinal);
    }
}
