using System.Diagnostics;

namespace Ridgeline.Cli.Tests;

/// <summary>An empty folder, and the built ridgeline as a process in it: what it prints, writes and returns.</summary>
internal sealed class WorkingFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(_path, name), content);

    public string Read(string name) => File.ReadAllText(Path.Combine(_path, name));

    public string[] Written() => [.. Directory.GetFileSystemEntries(_path).Select(path => Path.GetFileName(path)).Order()];

    public (int Code, string Output, string Error) Run(params string[] arguments) => Run(Start(arguments));

    /// <summary>The same as GitHub's build servers run it.</summary>
    public (int Code, string Output, string Error) RunOnBuildServer(params string[] arguments)
    {
        var start = Start(arguments);
        start.Environment["GITHUB_ACTIONS"] = "true";
        return Run(start);
    }

    private static (int Code, string Output, string Error) Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>The exit code of a run whose standard error is a full disk, and its output.</summary>
    public (int Code, string Output) RunUnheard(params string[] arguments)
    {
        var start = Start(arguments);
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" 2>/dev/full", start.FileName, .. start.ArgumentList]) { WorkingDirectory = _path, UseShellExecute = false, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Runs what a shell makes of a text, in which ridgeline is the built one.</summary>
    public (int Code, string Error) Shell(string text)
    {
        var start = Start([]);
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"ridgeline() {{ dotnet '{start.ArgumentList[0]}' \"$@\"; }}\n{text}"]) { WorkingDirectory = _path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.GetAwaiter().GetResult());
    }

    /// <summary>A command's help, its words one space apart; no line of it is longer than 80 characters.</summary>
    public string RunHelp(string command)
    {
        var run = Run(command, "--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        return string.Join(' ', run.Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Starts a run, waits for its first line on standard error, interrupts it and returns its exit code.</summary>
    public int Interrupted(params string[] arguments) => InterruptedWith(arguments).Code;

    /// <summary>The same with what it printed, and told after that first line.</summary>
    public (int Code, string Output, string Error) InterruptedWith(params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        process.StandardError.ReadLine();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()]))
            kill.WaitForExit();
        Assert.True(process.WaitForExit(30_000));
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts a run and sends it a signal some time later, if it hasn't ended by itself.</summary>
    public (int Code, string Output, string Error) Cut(string signal, TimeSpan after, params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(after))
            using (var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]))
                kill.WaitForExit();
        Assert.True(process.WaitForExit(30_000), $"it goes on 30 seconds after {signal}");
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private ProcessStartInfo Start(string[] arguments) => new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ridgeline.Cli.dll"), .. arguments])
    {
        WorkingDirectory = _path,
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
