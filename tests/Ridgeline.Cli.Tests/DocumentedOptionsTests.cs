using System.CommandLine;
using System.Text.RegularExpressions;

namespace Ridgeline.Cli.Tests;

/// <summary>The options that the documents name are those that the command has.</summary>
public sealed partial class DocumentedOptionsTests
{
    private static readonly Command Root = Program.Root();
    private static readonly string[] Documents = [Repository.PathOf("README.md"), .. Directory.EnumerateDirectories(Repository.PathOf(), "docs").SelectMany(docs => Directory.EnumerateFiles(docs, "*.md", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_option_that_is_shown_is_one_of_the_command_that_it_is_shown_with()
    {
        string[] misses = [.. Documents.SelectMany(Misses)];
        Assert.True(misses.Length == 0, $"{misses.Length} options in documents that their command doesn't have:\n{string.Join('\n', misses)}");
    }

    [Fact]
    public void Every_option_of_every_verb_is_named_in_a_document()
    {
        var named = Documents.SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToHashSet();
        string[] misses = [.. Root.Subcommands.SelectMany(verb => verb.Options.Where(option => !option.Hidden && !named.Contains(option.Name)).Select(option => $"ridgeline {verb.Name} {option.Name}"))];
        Assert.True(misses.Length == 0, $"{misses.Length} options that no document names:\n{string.Join('\n', misses)}");
    }

    [Theory]
    [InlineData("ridgeline study d.csv --target y --lambda 1", "--lambda")]
    [InlineData("ridgeline predict m.json d.csv --target y | ridgeline describe d.csv --target y", "--target")]
    [InlineData("dotnet run -c Release --project src/Ridgeline.Cli -- path d.csv --nested # but --json", "--nested")]
    [InlineData("ridgeline cv d.csv \\\n  --nestled", "--nestled")]
    [InlineData("ridgeline study d.csv --target y --json && dotnet pack --output x", "")]
    [InlineData("dotnet tool install --tool-path x Ridgeline.Cli", "")]
    public void A_wrong_option_is_found(string commands, string wrong) => Assert.Equal(wrong, string.Join(' ', Wrong(commands)));

    private static IEnumerable<string> Misses(string file)
    {
        string text = File.ReadAllText(file), name = Path.GetRelativePath(Repository.PathOf(), file);
        foreach (Match block in Fence().Matches(text))
            foreach (string wrong in Wrong(block.Groups["code"].Value))
                yield return $"{name}, line {Line(text, block.Index)} and below: {wrong}";
        string prose = Fence().Replace(text, match => new string('\n', match.Value.Count(one => one == '\n')));
        foreach (Match span in Span().Matches(prose))
        {
            string code = span.Groups["code"].Value;
            bool isCommand = Called().IsMatch(code);
            foreach (string wrong in isCommand ? Wrong(code) : code.StartsWith("--", StringComparison.Ordinal) ? Word().Matches(code).Select(match => match.Value).Where(word => !Root.Subcommands.Any(verb => Has(verb, word))) : [])
                yield return $"{name}, line {Line(prose, span.Index)}: {wrong}";
        }
    }

    private static int Line(string text, int at) => 1 + text.AsSpan(0, at).Count('\n');

    /// <summary>The options of commands of ridgeline, a line or a part of a pipe each, that these don't have.</summary>
    private static IEnumerable<string> Wrong(string commands)
    {
        foreach (string part in commands.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').SelectMany(line => Comment().Replace(line, "").Split("&&").SelectMany(half => half.Split('|'))))
            if (Called().Match(part) is { Success: true } called)
            {
                var verb = Root.Subcommands.FirstOrDefault(command => command.Name == called.Groups["verb"].Value);
                foreach (Match word in Word().Matches(part[(called.Index + called.Length)..]))
                    if (verb is null ? word.Value is not ("--help" or "--version") : !Has(verb, word.Value))
                        yield return word.Value;
            }
    }

    private static bool Has(Command verb, string option) => verb.Options.Concat(Root.Options.Where(shared => shared.Recursive)).Any(own => own.Name == option || own.Aliases.Contains(option));

    [GeneratedRegex(@"(?<![\w-])--[A-Za-z][A-Za-z0-9-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?:\bridgeline|--project \S*Ridgeline\.Cli --)(?: +(?<verb>[a-z]+))?(?= |$)")]
    private static partial Regex Called();

    [GeneratedRegex(@"\s#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^```[a-z]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    private static partial Regex Span();
}
