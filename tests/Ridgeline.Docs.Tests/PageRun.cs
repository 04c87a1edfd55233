using System.Diagnostics;
using System.Text;

namespace Ridgeline.Docs.Tests;

/// <summary>What came of running a page.</summary>
/// <param name="Errors">What isn't as the page says, with its line; empty where all is.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record PageOutcome(IReadOnlyList<string> Errors, double Seconds);

/// <summary>A page's blocks, run from the first to the last in a folder of its own that has the files of docs/data.</summary>
internal sealed class PageRun : IDisposable
{
    private const int Patience = 120_000;

    private readonly DocsPage _page;
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-docs-").FullName;
    private readonly List<string> _errors = [];

    private PageRun(DocsPage page) => _page = page;

    /// <summary>Runs a page.</summary>
    public static PageOutcome Of(DocsPage page)
    {
        long began = Stopwatch.GetTimestamp();
        using var run = new PageRun(page);
        run.All();
        return new PageOutcome(run._errors, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void All()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(DocsPage.Root, "docs", "data")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        string file_ = Path.Combine(AppContext.BaseDirectory, $"page-{Guid.NewGuid():N}.dll"); // beside what it refers to
        try
        {
            using var program = _page.Blocks.Any(block => block.IsProgram) ? Started(file_) : null;
            string printed = "";
            var (from, says) = ((Block?)null, false);
            foreach (var block in _page.Blocks)
            {
                if (block.IsProgram && program is not null)
                    (printed, from, says) = (Next(program), block, false);
                else if (block.IsCommands)
                    (printed, from, says) = (Commands(block), block, false);
                else if (block.IsOutput && from is not null && !says)
                {
                    says = true;
                    _errors.AddRange(ExpectedLines.Missing(block.Text, printed).Select(error => $"{_page.Name}:{block.Line}: {error}"));
                }
            }
        }
        catch (InvalidOperationException error)
        {
            _errors.Add(error.Message);
        }
        finally
        {
            File.Delete(file_);
        }
    }

    private Process Started(string assembly)
    {
        PageProgram.Compile(_page, assembly);
        string tests = Path.Combine(AppContext.BaseDirectory, typeof(PageRun).Assembly.GetName().Name!);
        var program = Process.Start(StartOf(["exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", assembly]))!;
        program.BeginErrorReadLine();
        Rest(program);
        return program;
    }

    /// <summary>Lets the program go on, and returns what it prints up to its next block or its end.</summary>
    private string Next(Process program)
    {
        program.StandardInput.WriteLine();
        return Rest(program);
    }

    private string Rest(Process program)
    {
        var text = new StringBuilder();
        while (program.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(PageProgram.Mark))
                return text.ToString();
            text.Append(line).Append('\n');
        }

        program.WaitForExit(Patience);
        if (program.ExitCode != 0)
            throw new InvalidOperationException($"{_page.Name}: the program of its blocks ends with exit code {program.ExitCode}; it last printed: {text}");
        return text.ToString();
    }

    private string Commands(Block block)
    {
        var printed = new StringBuilder();
        foreach (var command in ShellCommand.Of(block.Text))
        {
            string at = $"{_page.Name}:{block.Line + command.Line}: {string.Join(' ', command.Words)}";
            if (command.Words[0] != "ridgeline")
                throw new InvalidOperationException($"{at}: only ridgeline is run here; say <!-- not run: WHY --> above the block");
            using var process = Process.Start(StartOf([Path.Combine(AppContext.BaseDirectory, "Ridgeline.Cli.dll"), .. command.Words.Skip(1)]))!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != command.ExitCode)
                throw new InvalidOperationException($"{at}: ends with exit code {process.ExitCode}: {error.GetAwaiter().GetResult()}");
            printed.Append(output).Append(command.ExitCode == 0 ? "" : error.GetAwaiter().GetResult());
        }

        return printed.ToString();
    }

    private ProcessStartInfo StartOf(string[] arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = _folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
        Environment = { ["COLUMNS"] = "80", ["NO_COLOR"] = "1" },
    };
}
