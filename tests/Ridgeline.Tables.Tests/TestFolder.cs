using DuckDB.NET.Data;

namespace Ridgeline.Tables.Tests;

/// <summary>An empty folder, and a DuckDB without walls that fills it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => Path.Combine(_path, name);

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content);
        return this[name];
    }

    /// <summary>Writes what a query gives as COPY does.</summary>
    public string Copy(string name, string query, string options = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        Run(null, $"copy ({query}) to {Quoted(this[name])} {options}");
        return this[name];
    }

    /// <summary>Runs statements in a database of the folder, or in none.</summary>
    public void Run(string? database, params string[] statements)
    {
        using var connection = new DuckDBConnection($"Data Source={(database is null ? ":memory:" : this[database])}");
        connection.Open();
        foreach (string statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Every file, its bytes and when it was written.</summary>
    public Dictionary<string, (string Content, DateTime Written)> State() =>
        Directory.GetFileSystemEntries(_path, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(_path, path), path => (Directory.Exists(path) ? "" : Convert.ToHexString(File.ReadAllBytes(path)), File.GetLastWriteTimeUtc(path)));

    public static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
