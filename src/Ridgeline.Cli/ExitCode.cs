namespace Ridgeline.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>Done; whether fits converged is in the output.</summary>
    public const int Done = 0;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 1;

    /// <summary>The command line can't be understood.</summary>
    public const int Usage = 2;

    /// <summary>The data can't be used.</summary>
    public const int Data = 3;

    /// <summary>A file can't be written.</summary>
    public const int CannotWrite = 4;

    /// <summary>Stopped by the user.</summary>
    public const int Cancelled = 130;
}
