using DuckDB.NET.Data;

namespace Ridgeline.Reading;

/// <summary>The rows that are read: numbers drawn by DuckDB, of a fixed seed.</summary>
internal static class Data
{
    public const string Target = "y";

    /// <summary>20 columns to learn from, and the target.</summary>
    public static string[] Columns { get; } = [.. Enumerable.Range(1, 20).Select(j => $"x{j}"), Target];

    /// <summary>A Parquet file of so many million rows in a folder, made if it isn't there.</summary>
    public static string Made(string folder, int millions)
    {
        string file = Path.Combine(folder, $"reading-{millions}m.parquet");
        if (File.Exists(file))
            return file;
        Directory.CreateDirectory(folder);
        Run("SET threads = 1", "SELECT setseed(0.42)", $"COPY (SELECT {string.Join(", ", Columns.Select(name => $"2 * random() - 1 AS {name}"))} FROM range({millions}000000)) TO '{file}.part'");
        File.Move($"{file}.part", file);
        return file;
    }

    /// <summary>Runs statements in a DuckDB of their own.</summary>
    public static void Run(params string[] statements)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        foreach (string statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>What the process has had in memory.</summary>
internal static class Memory
{
    /// <summary>The most so far, in bytes.</summary>
    public static long Peak() => 1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
