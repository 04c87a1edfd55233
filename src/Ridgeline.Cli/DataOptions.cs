using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>What all commands have in common: where the rows come from, and how text files are read.</summary>
internal static class DataOptions
{
    /// <summary>A file or a pattern of files.</summary>
    public static readonly Argument<string?> Data = new("DATA")
    {
        Description = $"a file of rows ({string.Join(' ', DataFile.Extensions)}), or several by a pattern such as 'part-*.csv'",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>A query instead.</summary>
    public static readonly Option<string?> Sql = new("--sql") { Description = "instead of DATA, a query that gives the rows: \"select … from 'x.parquet'\"; it reads the files that it names in quotes, and writes nothing", HelpName = "QUERY", CustomParser = Values.Text("a query such as \"from 'x.parquet'\"") };

    /// <summary>What the query is about.</summary>
    public static readonly Option<string?> Database = new("--database") { Description = "with --sql: the DuckDB file whose tables it is about", HelpName = "FILE", CustomParser = Values.Text("a DuckDB file") };

    private static readonly Option<char> Decimal = new("--decimal") { Description = "the decimal point of numbers in text files", HelpName = "C", DefaultValueFactory = _ => new ReadOptions().Decimal, CustomParser = Values.Character(IsMark, Mark) };
    private static readonly Option<char?> Thousands = new("--thousands") { Description = "what separates thousands in numbers in text files [default: nothing may]", HelpName = "C", CustomParser = Values.OptionalCharacter(IsMark, Mark) };
    private static readonly Option<char?> Delimiter = new("--delimiter") { Description = "what separates cells in text files, or the word tab [default: a tab in .tsv and .tab files, else a comma]", HelpName = "C", CustomParser = Values.OptionalCharacter(IsDelimiter, "one character of ASCII that is no letter, digit, quote or #, or the word tab,") };
    private static readonly Option<Encoding?> Encoded = new("--encoding") { Description = "the encoding of text files, windows-1252 for example [default: utf-8, or what a file's byte-order mark says]", HelpName = "NAME", CustomParser = Values.Encoding };
    private static readonly Option<ImmutableArray<string>> Missing = new("--missing") { Description = "cells of text files that are missing beside empty ones, separated by commas: NA,?", HelpName = "A,B,…", CustomParser = Values.Texts };

    private const string Mark = "one character that is no letter, digit, sign, quote or line end";

    /// <summary>How text is read.</summary>
    private static readonly Option[] TextOptions = [Decimal, Thousands, Delimiter, Encoded, Missing];

    /// <summary>The argument and the options.</summary>
    public static Symbol[] All { get; } = [Data, Sql, Database, .. TextOptions];

    /// <summary>Adds the argument and the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="needed">Whether it has no data of its own.</param>
    public static void AddTo(Command command, bool needed = true)
    {
        command.Add(Data);
        foreach (var option in (Option[])[Sql, Database, .. TextOptions])
            command.Add(option);
        command.Validators.Add(given => Check(given, command.Name, needed));
    }

    /// <summary>Whether rows were named.</summary>
    public static bool Named(CommandResult given) => given.GetValue(Data) is not null || given.Given(Sql);

    /// <summary>The rows; null if none were named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="apart">Columns that aren't learned from: the others then become a design without a copy.</param>
    public static Table? Find(ParseResult parsed, CancellationToken stop, params IEnumerable<string?> apart)
    {
        var options = OptionsOf(parsed) with { Apart = [.. apart.OfType<string>()] };
        if (parsed.GetValue(Sql) is { } query)
            return Table.Query(parsed.GetValue(Database), query, options, stop);
        return parsed.GetValue(Data) is { } path ? Table.Read(path, options, stop) : null;
    }

    /// <summary>The rows.</summary>
    public static Table Read(ParseResult parsed, CancellationToken stop, params IEnumerable<string?> apart) => Find(parsed, stop, apart)!; // a command that needs rows was refused without them

    /// <summary>The rows, a part at a time.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kinds">What columns must hold.</param>
    /// <param name="stop">Stops it.</param>
    public static IEnumerable<Table> Chunks(ParseResult parsed, ImmutableDictionary<string, ColumnKind> kinds, CancellationToken stop) => parsed.GetValue(Sql) is { } query
        ? Table.QueryChunks(parsed.GetValue(Database), query, new ReadOptions { Kinds = kinds }, stop: stop)
        : Table.Chunks(parsed.GetValue(Data)!, OptionsOf(parsed) with { Kinds = kinds }, stop: stop);

    /// <summary>The rows of another file, read as DATA is.</summary>
    public static Table Read(ParseResult parsed, string path, CancellationToken stop) => Table.Read(path, OptionsOf(parsed), stop);

    private static ReadOptions OptionsOf(ParseResult parsed) => new()
    {
        Decimal = parsed.GetValue(Decimal),
        Thousands = parsed.GetValue(Thousands),
        Delimiter = parsed.GetValue(Delimiter),
        Encoding = parsed.GetValue(Encoded),
        Missing = parsed.GetValue(Missing) is { IsDefault: false } missing ? missing : [],
    };

    /// <summary>Refuses to write a file over one that the rows come from.</summary>
    public static void RefuseToReplace<T>(CommandResult given, Option<T> output)
    {
        try
        {
            foreach (string path in given.GetValue(Data) is { } data ? DataFile.Matching(data) : [])
                given.RefuseToReplace(output, Data, path);
            given.RefuseToReplace(output, Database, given.Written(Database));
            foreach (string path in given.Written(Sql) is { } query ? DataFile.NamedIn(query) : [])
                given.RefuseToReplace(output, Sql, path);
        }
        catch (DataException)
        {
            // files that can't be listed are told of when they are read
        }
    }

    private static void Check(CommandResult given, string command, bool needed)
    {
        if (given.AlreadyTold())
            return;
        string? path = given.GetValue(Data);
        if (path is not null && given.Given(Sql))
            given.AddError($"{Data.Name} and {Sql.Name} exclude each other");
        if (given.Given(Database) && !given.Given(Sql))
            given.AddError($"{Database.Name} goes with {Sql.Name}");
        if (needed && !Named(given))
            given.AddError($"{command} needs {Data.Name}, a file of rows, or {Sql.Name}");
        foreach (var option in TextOptions.Where(given.Given))
        {
            if (given.Given(Sql))
                given.AddError($"{option.Name} goes with text files: a query says itself what it reads");
            else if (path is not null && DataFile.IsTyped(path))
                given.AddError($"{option.Name} goes with text files: {path} says itself what its cells are");
            else if (path is null)
                given.AddError($"{option.Name} goes with {Data.Name}");
        }

        if (given.Written(Thousands) is { } thousands && thousands == (given.Written(Decimal) ?? "."))
            given.AddError($"{Decimal.Name} and {Thousands.Name} are both '{thousands}'; two different characters are needed");
    }

    private static bool IsMark(char mark) => !char.IsLetterOrDigit(mark) && mark is not ('+' or '-' or '"' or '\t' or '\r' or '\n' or '\0');

    private static bool IsDelimiter(char mark) => mark == '\t' || (mark is >= ' ' and <= '~' and not ('"' or '#') && !char.IsAsciiLetterOrDigit(mark));
}
