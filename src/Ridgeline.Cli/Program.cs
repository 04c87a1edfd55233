using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using System.Text;
using Ridgeline.Files;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>The ridgeline command.</summary>
internal static class Program
{
    private const string HelpWord = "help";
    private const int MostLettersWrong = 2;

    private static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var root = Root();
        var parsed = root.Parse(AskedFor(args, root));
        if (parsed.Errors.Count == 0)
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        foreach (string message in Refused(parsed))
            Tell($"ridgeline: {message}");
        Tell("ridgeline --help lists the commands, ridgeline COMMAND --help a command's options");
        return ExitCode.Usage;
    }

    /// <summary>The command line; of nothing at all, and of help as a word, that of --help.</summary>
    private static string[] AskedFor(string[] args, Command root) => args switch
    {
        [] or [HelpWord] => ["--help"],
        [HelpWord, var name, ..] when root.Subcommands.Any(command => command.Name == name) => [name, "--help"],
        [HelpWord, .. var others] => others,
        _ => args,
    };

    /// <summary>What is wrong with a command line: what there isn't first, with what is nearest to it, and of what the parser says what isn't told by that.</summary>
    private static IEnumerable<string> Refused(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
        {
            yield return $"there is no command {word}{Nearest(word, command.Subcommands.Select(known => known.Name))}";
            yield break;
        }

        string? unknown = parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith("--", StringComparison.Ordinal));
        if (unknown is not null)
            yield return $"there is no option {unknown.Split('=')[0]} here{Nearest(unknown.Split('=')[0], command.Options.Select(known => known.Name))}";
        Argument[] missing = [.. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })];
        foreach (var argument in missing)
            yield return $"{command.Name} needs {argument.Name}, {argument.Description}";
        foreach (var error in parsed.Errors)
        {
            bool isOfUnknown = unknown is not null && parsed.UnmatchedTokens.Any(token => error.Message.EndsWith($"'{token}'.", StringComparison.Ordinal)); // what it took with it needn't be told
            bool isOfMissing = missing.Any(argument => error.SymbolResult is ArgumentResult result && result.Argument == argument);
            bool isOfNoCommand = command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0 && error.SymbolResult is CommandResult && !parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            if (!isOfUnknown && !isOfMissing && !isOfNoCommand)
                yield return error.Message;
        }
    }

    /// <summary>What may have been meant, if one is near.</summary>
    private static string Nearest(string name, IEnumerable<string> known) =>
        known.Where(one => Distance(name, one) <= MostLettersWrong).MinBy(one => Distance(name, one)) is { } nearest ? $"; did you mean {nearest}?" : "";

    /// <summary>The command with all of its verbs.</summary>
    public static Command Root()
    {
        // Not a RootCommand: that one is called as the assembly is, and Ridgeline.dll is the library.
        return new Command("ridgeline", "Does a model overfit, how strongly should it be regularized, and where is the fitted model?")
        {
            DescribeCommand.Create(), StudyCommand.Create(), PathCommand.Create(), CvCommand.Create(), DiagnoseCommand.Create(), FitCommand.Create(), PredictCommand.Create(), CompareCommand.Create(), DemoCommand.Create(), new HelpOption { Action = Help() }, new VersionOption(),
        };
    }

    private static GroupedHelp Help() => new(
        ("The rows", DataOptions.All),
        ("The problem", [.. StudyCommand.Problem, .. PathOptions.Common, RoleOptions.Role]),
        ("Linear models", [.. FitCommand.Strengths, .. LinearFlags.Strengths, .. LinearFlags.All]),
        ("Trees (--family tree)", TreeFlags.All),
        ("Networks (--family network)", NetworkFlags.All),
        ("Held-out rows", [.. FoldOptions.Folding, .. FoldOptions.StudyFolding, .. StudyCommand.Testing]),
        ("What is compared", StudyCommand.Compared),
        ("What is written", StudyCommand.Written),
        ("The diagnosis", DiagnoseCommand.Looks));

    /// <summary>Runs a command's work until it is done, fails or is interrupted, and turns how it ended into a message and an exit code.</summary>
    public static int Run(Action<CancellationToken> work)
    {
        using var source = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, source));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, source));
        try
        {
            work(source.Token);
            return ExitCode.Done;
        }
        catch (DataException error)
        {
            return Failed(ExitCode.Data, error.Message);
        }
        catch (WriteException error)
        {
            return Failed(ExitCode.CannotWrite, error.Message);
        }
        catch (IOException error) // files read and written have messages of their own: what is left is standard output
        {
            return Failed(ExitCode.CannotWrite, $"standard output can't be written ({error.Message})");
        }
        catch (StudyStoppedException error) when (error.Found is { } found)
        {
            return Failed(ExitCode.Cancelled, $"stopped ({found.StoppedAt}); the same command goes on from here, as long as no other study is made in that folder");
        }
        catch (OperationCanceledException)
        {
            return Failed(ExitCode.Cancelled, "stopped; nothing was written");
        }
#pragma warning disable CA1031 // The last resort: whatever else is thrown is a bug of ours, and is told as one.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failed(ExitCode.Bug, $"a bug of Ridgeline's, please report it: {error}");
        }
    }

    /// <summary>Writes a line to standard error. Where that can't be written, the exit code says what there is to say.</summary>
    public static void Tell(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // There is no other place to tell it.
        }
    }

    /// <summary>Writes a document and a line's end to standard output.</summary>
    public static void Print(Action<Stream> write)
    {
        using var output = Console.OpenStandardOutput();
        write(output);
        output.WriteByte((byte)'\n');
    }

    /// <summary>How many letters have to be put in, taken out or replaced (Levenshtein 1966).</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (one[i - 1] == other[j - 1] ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
        }

        return row[^1];
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource source)
    {
        context.Cancel = true;
        source.Cancel();
    }

    private static int Failed(int code, string message)
    {
        Tell($"ridgeline: {message}");
        return code;
    }
}
