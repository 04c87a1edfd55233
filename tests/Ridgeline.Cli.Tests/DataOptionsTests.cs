using DuckDB.NET.Data;

namespace Ridgeline.Cli.Tests;

/// <summary>Where the rows come from, in every command alike: a file, several by a pattern, or a query.</summary>
public sealed class DataOptionsTests : IDisposable
{
    private const string Header = "a,b,y\n";
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DATA and --sql exclude each other", "d.csv", "--sql", "from 'd.csv'")]
    [InlineData("--database goes with --sql", "d.csv", "--database", "d.duckdb")]
    [InlineData("--sql ' ': a query such as", "--sql", " ")]
    [InlineData("--decimal goes with text files: a query says itself what it reads", "--sql", "from 'd.csv'", "--decimal", ",")]
    [InlineData("--missing goes with text files: d.parquet says itself what its cells are", "d.parquet", "--missing", "NA")]
    [InlineData("--thousands goes with text files: d.jsonl.gz says itself what its cells are", "d.jsonl.gz", "--thousands", ".")]
    [InlineData("--decimal .,: one character that is no letter, digit, sign, quote or line end is needed", "d.csv", "--decimal", ".,")]
    [InlineData("--decimal 0: one character", "d.csv", "--decimal", "0")]
    [InlineData("--thousands -: one character", "d.csv", "--thousands", "-")]
    [InlineData("--decimal and --thousands are both ','; two different characters are needed", "d.csv", "--decimal", ",", "--thousands", ",")]
    [InlineData("--decimal and --thousands are both '.'", "d.csv", "--thousands", ".")]
    [InlineData("--delimiter x: one character of ASCII that is no letter, digit, quote or #, or the word tab, is needed", "d.csv", "--delimiter", "x")]
    [InlineData("--delimiter ;;: one character", "d.csv", "--delimiter", ";;")]
    [InlineData("--delimiter #: one character", "d.csv", "--delimiter", "#")]
    [InlineData("--encoding klingon: the name of an encoding is needed, utf-8, utf-16, iso-8859-1 or windows-1252 for example", "d.csv", "--encoding", "klingon")]
    [InlineData("--missing NA,,x: a text is missing beside a comma", "d.csv", "--missing", "NA,,x")]
    [InlineData("--sql", "--sql")]
    public void What_contradicts_itself_is_usage_and_names_the_option_and_what_would_do(string said, params string[] data)
    {
        _folder.Write("d.csv", Rows(9));
        Refused(said, ["path", .. data, "--target", "y"]);
        Refused(said, ["predict", "m.json", .. data]);
    }

    [Theory]
    [InlineData("path needs DATA, a file of rows, or --sql", "path", "--target", "y")]
    [InlineData("cv needs DATA, a file of rows, or --sql", "cv", "--target", "y")]
    [InlineData("fit needs DATA, a file of rows, or --sql", "fit", "--target", "y")]
    [InlineData("predict needs DATA, a file of rows, or --sql", "predict", "m.json")]
    [InlineData("study DATA needs --target COLUMN", "study", "--sql", "from 'd.csv'")]
    public void Data_or_a_query_are_needed_but_for_the_bundled_data(string said, params string[] arguments) => Refused(said, arguments);

    [Fact]
    public void Options_of_text_need_a_text_file()
    {
        Refused("--decimal goes with DATA", "study", "--decimal", ",");
        Refused("--database goes with --sql", "study", "--database", "x.duckdb");
    }

    [Fact]
    public void A_query_and_a_database_give_the_rows_that_their_file_would()
    {
        _folder.Write("d.csv", Rows(40));
        string[] sources = ["d.csv", "rows.parquet", "rows.jsonl", "--sql from 'rows.parquet'", "--database d.duckdb --sql from t"];
        using (var connection = new DuckDBConnection($"Data Source={_folder.PathOf("d.duckdb")}"))
        {
            connection.Open();
            foreach (string statement in new[] { $"create table t as from read_csv('{_folder.PathOf("d.csv")}', header = true)", $"copy t to '{_folder.PathOf("rows.parquet")}'", $"copy t to '{_folder.PathOf("rows.jsonl")}' (format json)" })
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteNonQuery();
            }
        }

        string[] paths = [.. sources.Select(source => After("columns", Done([.. Arguments("path", source), "--target", "y", "--loss", "squared", "--json"])))];
        Assert.All(paths, path => Assert.Equal(paths[0], path));
        string[] fits = [.. sources.Select(source => After("columns", Done([.. Arguments("fit", source), "--target", "y", "--loss", "squared", "--lambda", "0.1", "--json"])))];
        Assert.All(fits, fit => Assert.Equal(fits[0], fit));
        string[] predictions = [.. sources.Select(source => Done(Arguments("predict model.json", source)))];
        Assert.All(predictions, prediction => Assert.Equal(predictions[0], prediction));
        string[] studies = [.. sources.Select(source => Done([.. Arguments("study", source), "--target", "y", "--loss", "squared"]))];
        Assert.All(studies, study => Assert.Contains("40 rows", study));
    }

    [Theory]
    [InlineData("d.csv", "d.csv", "DATA")]
    [InlineData("*.csv", "./d.csv", "DATA")]
    [InlineData("--sql from 'd.csv'", "d.csv", "--sql")]
    [InlineData("--sql select y from \"./d.csv\"", "d.csv", "--sql")]
    [InlineData("--database d.csv --sql from t", "d.csv", "--database")]
    public void A_file_that_the_rows_come_from_is_never_replaced(string source, string output, string named)
    {
        _folder.Write("d.csv", Rows(9));
        Refused($"-o {output}: that is {named}, which would be lost".Replace("-o", "--output"), [.. Arguments("fit", source), "--target", "y", "-o", output]);
        Assert.Equal(Rows(9), _folder.Read("d.csv"));
    }

    [Theory]
    [InlineData("--database absent.duckdb --sql from t", "absent.duckdb: there is no such file; a DuckDB file is needed")]
    [InlineData("--database d.csv --sql from t", "d.csv: is no DuckDB file")]
    [InlineData("--sql copy (select 1) to 'd.csv'", "query 'copy (select 1) to 'd.csv'': is a statement of type COPY; only queries (select …) are run, and nothing is written")]
    [InlineData("--sql select y, z from 'd.csv'", "query 'select y, z from 'd.csv'': Binder Error: Referenced column \"z\" not found")]
    [InlineData("--sql from 'absent.csv'", "query 'from 'absent.csv'': there is no file 'absent.csv' to read")]
    [InlineData("--sql from 'https://example.com/x.csv'", "is no file of this machine; nothing is fetched from elsewhere")]
    [InlineData("d.xlsx", "d.xlsx: files that end in .xlsx aren't read; a file that ends in .csv, ")]
    [InlineData("*.tsv", "*.tsv: no file matches this pattern")]
    public void Data_that_can_t_be_read_are_told_in_a_line(string source, string said)
    {
        _folder.Write("d.csv", Rows(9));
        _folder.Write("d.xlsx", "");
        var before = _folder.Written();
        var run = _folder.Run([.. Arguments("path", source), "--target", "y"]);
        Assert.Equal((3, ""), (run.Code, run.Output));
        Assert.StartsWith("ridgeline: ", run.Error);
        Assert.Contains(said, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal(before, _folder.Written());
        Assert.Equal(Rows(9), _folder.Read("d.csv"));
    }

    [Fact]
    public void A_database_that_another_process_writes_to_is_named()
    {
        using var writer = new DuckDBConnection($"Data Source={_folder.PathOf("d.duckdb")}");
        writer.Open();
        var run = _folder.Run("path", "--database", "d.duckdb", "--sql", "from t", "--target", "y");
        Assert.Equal(3, run.Code);
        Assert.StartsWith("ridgeline: d.duckdb, query 'from t': IO Error: ", run.Error);
        Assert.Contains("lock", run.Error);
    }

    private static string[] Arguments(string command, string source) =>
        [.. command.Split(' '), .. source.Split("--sql ", 2) is [var before, var query] ? (string[])[.. before.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--sql", query] : [source]];

    private static string After(string property, string json) => json[json.IndexOf($"\"{property}\"", StringComparison.Ordinal)..];

    private string Done(string[] arguments)
    {
        var run = _folder.Run(arguments);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)}: {run.Error}");
        return run.Output;
    }

    private void Refused(string said, params string[] arguments)
    {
        var run = _folder.Run(arguments);
        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.StartsWith("ridgeline: ", run.Error);
        Assert.Contains(said, run.Error);
    }

    private static string Rows(int rows) =>
        Header + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 10},{i * 7 % 11 / 2.0},{(i % 10) + (i * 5 % 3)}\n"));
}
