namespace Ridgeline.Tables.Tests;

/// <summary>A user's query reads the database and the files that it names, and does nothing else: no file appears, none changes, and each attempt is told in one line.</summary>
public sealed class QuerySafetyTests(QuerySafetyTests.Files files) : IClassFixture<QuerySafetyTests.Files>
{
    private readonly TestFolder _folder = files.Folder;

    public static TheoryData<string, string> Attacks => new()
    {
        // other statements
        { "copy (select 1) to 'FOLDER/new.csv'", "there is no file 'FOLDER/new.csv' to read, and none is written" },
        { "copy (select 1 as a) to 'FOLDER/x.parquet'", "statement of type COPY; only queries (select …) are run, and nothing is written" },
        { "copy t to 'FOLDER/x.csv'", "" },
        { "create table q (i integer)", "statement of type CREATE" },
        { "create temp table q as select 1", "statement of type CREATE" },
        { "create view q as select 1", "statement of type CREATE" },
        { "insert into t values (1)", "" },
        { "delete from t", "" },
        { "update t set a = 1", "" },
        { "drop table t", "" },
        { "alter table t add column b integer", "" },
        { "export database 'FOLDER/new'", "" },
        { "import database 'FOLDER/new'", "" },
        { "attach 'FOLDER/new.duckdb'", "statement of type ATTACH" },
        { "attach 'FOLDER/d.duckdb' as e", "statement of type ATTACH" },
        { "attach ':memory:' as e", "statement of type ATTACH" },
        { "detach memory", "" },
        { "use main", "" },
        { "set threads = 1", "statement of type SET" },
        { "reset threads", "" },
        { "set variable a = 1", "" },
        { "pragma threads = 1", "" },
        { "pragma enable_profiling = 'json'", "" },
        { "pragma profile_output = 'FOLDER/new.json'", "" },
        { "pragma database_size", "" },
        { "pragma show_tables", "" },
        { "checkpoint", "" },
        { "force checkpoint", "" },
        { "vacuum", "" },
        { "analyze", "" },
        { "begin", "statement of type TRANSACTION" },
        { "load httpfs", "statement of type LOAD" },
        { "load 'FOLDER/new.duckdb_extension'", "statement of type LOAD" },
        { "install httpfs", "statement of type LOAD" },
        { "install spatial from community", "statement of type LOAD" },
        { "update extensions", "" },
        { "call enable_logging()", "" },
        { "call range(3)", "" },
        { "prepare p as select 1", "" },
        { "execute p", "" },
        { "explain select 1", "statement of type EXPLAIN" },
        { "explain analyze copy (select 1) to 'FOLDER/new.csv'", "and none is written" },
        { "explain analyze select 1", "statement of type EXPLAIN" },
        { "create secret (type http, bearer_token 'x')", "" },
        { "create persistent secret (type http, bearer_token 'x')", "" },
        { "select 1; select 2", "these are 2 statements; one query is needed" },
        { "select 1; copy (select 1) to 'FOLDER/new.csv'", "these are 2 statements" },
        { "select 1; set threads = 1; select 2", "these are 3 statements" },
        { "select $1", "has parameters; a query with its values in it is needed" },
        { "select ?", "has parameters" },
        { "", "the query is empty" },
        { " ; -- nothing", "there is no query in it" },
        { "selec 1", "Parser Error: syntax error at or near \"selec\"" },
        { "with q as (insert into t values (1) returning a) select * from q", "" },
        // functions that do more than read, wherever they stand
        { "from enable_logging(storage = 'file', storage_path = 'FOLDER/x.csv')", "enable_logging may do more than read; queries of tables and files are run, and nothing is written" },
        { "select * from system.main.enable_logging(level = 'debug', storage = 'file', storage_path = 'FOLDER/x.csv')", "enable_logging may do more than read" },
        { "from enable_logging(storage = 'stdout')", "enable_logging may do more than read" },
        { "from enable_profiling(format = 'json', save_location = 'FOLDER/x.json')", "enable_profiling may do more than read" },
        { "from enable_profiling(save_location = 'FOLDER/x.txt')", "enable_profiling may do more than read" },
        { "select (from enable_logging() limit 1)", "enable_logging may do more than read" },
        { "with q as materialized (from enable_logging()) from q, range(2)", "enable_logging may do more than read" },
        { "select * from range(3) r(i), lateral (from enable_logging())", "enable_logging may do more than read" },
        { "from range(3) where exists (from enable_profiling(save_location = 'FOLDER/x.txt'))", "enable_profiling may do more than read" },
        { "select 1 union all from (select success::integer from enable_logging())", "" },
        { "from query('from enable_logging()')", "enable_logging may do more than read" },
        { "from query('copy (select 1) to ''FOLDER/new.csv''')", "Expected a single SELECT statement" },
        { "from query('select 1; select 2')", "Expected a single SELECT statement" },
        { "from json_execute_serialized_sql(json_serialize_sql('from enable_logging()'))", "" },
        { "from checkpoint()", "checkpoint may do more than read" },
        { "from force_checkpoint()", "force_checkpoint may do more than read" },
        { "from disable_logging()", "disable_logging may do more than read" },
        { "from truncate_duckdb_logs()", "truncate_duckdb_logs may do more than read" },
        { "from read_duckdb('FOLDER/d.duckdb', table_name = 't')", "" },
        { "from arrow_scan(1::bigint::pointer, 1::bigint::pointer, 1::bigint::pointer)", "" },
        // files that aren't named, and what is elsewhere
        { "from 'FOLDER/absent.parquet'", "there is no file 'FOLDER/absent.parquet' to read" },
        { "from read_csv('FOLDER/' || 'secret.csv')", "'FOLDER/secret.csv' may not be opened: a query reads the files that it names in quotes, and those that a pattern there with a known extension matches, and writes none" },
        { "from read_text('FOLDER/' || 'x.csv')", "may not be opened" },
        { "from read_blob(concat('FOLDER/secret', '.csv'))", "may not be opened" },
        { "from glob('FOLDER/*')", "'FOLDER/*' may not be opened" },
        { "from read_text('FOLDER/*')", "'FOLDER/*' may not be opened" },
        { "from read_csv(getvariable('x'))", "" },
        { "from sniff_csv('FOLDER/' || 'secret.csv')", "may not be opened" },
        { "from 'http://localhost:9/x.parquet'", "'http://localhost:9/x.parquet' is no file of this machine; nothing is fetched from elsewhere" },
        { "from read_csv('https://example.com/x.csv')", "is no file of this machine" },
        { "from read_parquet('s3://bucket/x.parquet')", "is no file of this machine" },
        { "from 'hf://datasets/x/y.parquet'", "is no file of this machine" },
        { "from read_parquet(['FOLDER/x.parquet', 'http://localhost:9/x.parquet'])", "is no file of this machine" },
        { "from st_read('FOLDER/x.csv')", "" },
        { "from sqlite_scan('FOLDER/x.csv', 't')", "" },
        { "from iceberg_scan('FOLDER/x.csv')", "" },
        { "from 'FOLDER/x.xlsx'", "" },
        // what DuckDB can't answer
        { "select z from 'FOLDER/x.parquet'", "Binder Error: Referenced column \"z\" not found in FROM clause! Candidate bindings: " },
        { "from nowhere", "Catalog Error: Table with name nowhere does not exist!" },
        { "select a / 0, error('my own') from 'FOLDER/x.parquet'", "Invalid Input Error: my own" },
        { "select cast(b as integer) as c from 'FOLDER/x.parquet'", "Conversion Error: Could not convert string 'text' to INT32" },
        { "from 'FOLDER/x.parquet' limit 0", "there are no rows" },
        { "select 1 as a, 2 as a", "2 columns are called 'a'" },
        { "select [1] as a", "column 'a' is of type INTEGER[]; numbers, booleans, texts, dates and times of day are read: leave it out of the query, or take its parts" },
        { "select interval 1 day as a, 1 as b", "column 'a' is of type INTERVAL" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_but_a_query_is_run_and_nothing_changes(string sql, string said)
    {
        sql = sql.Replace("FOLDER", _folder[""].TrimEnd('/'));
        said = said.Replace("FOLDER", _folder[""].TrimEnd('/'));
        var before = _folder.State();
        var here = Directory.GetFileSystemEntries(".").Order().ToArray();
        foreach (string? database in new[] { null, _folder["d.duckdb"] })
        {
            string message = Assert.Throws<DataException>(() => database is null ? (object)Table.Query(database, sql) : Table.QueryChunks(database, sql).Count()).Message;
            Assert.Contains(said, message);
            Assert.DoesNotContain('\n', message);
            if (sql.Length > 0)
                Assert.StartsWith(database is null ? "query '" : $"{database}, query '", message);
        }

        Assert.Equal(before, _folder.State());
        Assert.Equal(here, Directory.GetFileSystemEntries(".").Order().ToArray());
    }

    [Theory]
    [InlineData("from evil", "enable_logging may do more than read")]
    [InlineData("select * from t, evil", "enable_logging may do more than read")]
    [InlineData("from m()", "checkpoint may do more than read")]
    [InlineData("select nextval('s') as a", "read-only")]
    public void What_a_database_hides_in_views_and_macros_is_found(string sql, string said)
    {
        var before = _folder.State();
        Assert.Contains(said, Assert.Throws<DataException>(() => Table.Query(_folder["d.duckdb"], $"{sql} -- '{_folder["x.csv"]}'")).Message);
        Assert.Equal(before, _folder.State());
    }

    [Theory]
    [InlineData("from t", 3)]
    [InlineData("from v", 3)]
    [InlineData("from plain()", 3)]
    [InlineData("with q as (select * from t) select q.a, x.b from q join 'FOLDER/x.parquet' x using (a)", 3)]
    [InlineData("select y.b from read_parquet('FOLDER/x.parquet') y, \"FOLDER/x.csv\"", 5)]
    [InlineData("from read_csv(['FOLDER/x.csv', 'FOLDER/secret.csv'], union_by_name = true)", 2)]
    [InlineData("from 'FOLDER/*.parquet'", 5)]
    [InlineData("from read_csv('FOLDER/[xs]*.csv', union_by_name = true)", 2)]
    [InlineData("from read_json($$FOLDER/x.json$$)", 1)]
    [InlineData("values (1, 'a'), (2, 'b')", 2)]
    [InlineData("/* 'a comment' */ select 'it''s' as a -- done", 1)]
    [InlineData("table t;", 3)]
    [InlineData("(select a from t) union all (select 7)", 4)]
    [InlineData("describe t", 1)]
    [InlineData("summarize t", 1)]
    [InlineData("show tables", 3)]
    [InlineData("pivot t on a in (0, 1) using count(*)", 1)]
    [InlineData("select * from query('from t')", 3)]
    [InlineData("with recursive r(i) as (select 1 union all select i + 1 from r where i < 9) from r", 9)]
    [InlineData("select count(*) as n from glob('FOLDER/*.csv')", 1)]
    public void Queries_of_every_form_are_answered_and_nothing_changes(string sql, int rows)
    {
        sql = sql.Replace("FOLDER", _folder[""].TrimEnd('/'));
        var before = _folder.State();
        Assert.Equal(rows, Table.Query(_folder["d.duckdb"], sql).Rows);
        Assert.Equal(before, _folder.State());
    }

    [Fact]
    public void A_sort_that_is_larger_than_memory_writes_no_file_either()
    {
        Assert.Equal("", Table.Query(database: null, "select current_setting('temp_directory') as a")["a"].Text(0));
        Assert.Equal(
            ["false", "false", "false", "false", "true"],
            new[] { "autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions", "enable_external_access", "lock_configuration" }.Select(name => Table.Query(database: null, $"select current_setting('{name}') as a")["a"].Text(0)));
    }

    [Fact]
    public void A_missing_and_a_wrong_database_are_named()
    {
        string Message(string database) => Assert.Throws<DataException>(() => Table.Query(database, "from t")).Message;
        Assert.Equal($"{_folder["absent.duckdb"]}: there is no such file; a DuckDB file is needed", Message(_folder["absent.duckdb"]));
        Assert.Equal($"{_folder[""]}: is a folder; a DuckDB file is needed", Message(_folder[""]));
        Assert.Equal($"{_folder["x.csv"]}: is no DuckDB file", Message(_folder["x.csv"]));
        Assert.Equal($"{_folder["x.parquet"]}: is no DuckDB file", Message(_folder["x.parquet"]));
        Assert.Equal(":memory:: there is no such file; a DuckDB file is needed", Message(":memory:"));
        Assert.Equal("https://example.com/d.duckdb: there is no such file; a DuckDB file is needed", Message("https://example.com/d.duckdb"));
        var before = _folder.State();
        Assert.StartsWith($"{_folder["cut.duckdb"]}, query 'from t': ", Message(_folder["cut.duckdb"]));
        Assert.Equal(before, _folder.State());
    }

    /// <summary>Files that stay as they are made.</summary>
    public sealed class Files : IDisposable
    {
        public Files()
        {
            Folder.Copy("x.parquet", "select i as a, 'text' as b from range(5) s(i)");
            Folder.Write("x.csv", "a,b\n1,2\n");
            Folder.Write("x.json", "{\"a\":1}\n");
            Folder.Write("x.txt", "a\n1\n");
            Folder.Write("secret.csv", "a\n42\n");
            Folder.Run(
                "d.duckdb", "create table t as select i as a from range(3) s(i)", "create sequence s", "create view v as from t", "create macro m() as table from checkpoint()", "create macro plain() as table from t",
                $"create view evil as from enable_logging(storage = 'file', storage_path = '{Folder["x.csv"]}')");
            File.WriteAllBytes(Folder["cut.duckdb"], File.ReadAllBytes(Folder["d.duckdb"])[..9000]);
        }

        internal TestFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
