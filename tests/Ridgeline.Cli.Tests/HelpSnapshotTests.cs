using System.CommandLine;

namespace Ridgeline.Cli.Tests;

/// <summary>What --help says: looked at, and kept.</summary>
public sealed class HelpSnapshotTests
{
    public static TheoryData<string> Verbs => [.. Program.Root().Subcommands.Select(verb => verb.Name).Prepend("")];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_says_what_it_said(string verb)
    {
        using var output = new StringWriter();
        string[] arguments = verb.Length > 0 ? [verb, "--help"] : ["--help"];
        Assert.Equal(0, Program.Root().Parse(arguments).Invoke(new InvocationConfiguration { Output = output }));
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Snapshot.Check(verb.Length > 0 ? $"help-{verb}" : "help", output.ToString());
    }
}
