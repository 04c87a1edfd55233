using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>
/// Parquet files into one table. How many rows there are is known before, so numbers go straight to where they stay, and several readers take runs of row groups
/// that follow each other; what comes of it doesn't depend on how many.
/// </summary>
internal sealed class ParquetTable
{
    private const int MostReaders = 8;

    private readonly ImmutableArray<ParquetFile> _files;
    private readonly DuckSession _session;
    private readonly ReadOptions _options;
    private readonly ImmutableArray<string> _names;
    private readonly FrozenDictionary<string, int> _places; // of the names
    private readonly ImmutableArray<ColumnKind> _kinds;
    private readonly Memory<double>[] _numbers; // by column
    private readonly int[][] _codes;
    private readonly long[][] _ticks;
    private readonly int _rows;

    private ParquetTable(DuckSession session, ImmutableArray<ParquetFile> files, ReadOptions options, CancellationToken stop)
    {
        (_session, _files, _options, _names) = (session, files, options, files[0].Names);
        _places = _names.Select((name, j) => (name, j)).ToFrozenDictionary(pair => pair.name, pair => pair.j, StringComparer.Ordinal);
        _kinds = Kinds(files[0], stop);
        foreach (var file in files.Skip(1))
            CheckAlike(file, Kinds(file, stop));
        long rows = files.Sum(file => file.Rows);
        if (rows > Array.MaxLength)
            throw new DataException($"{_session.Source}: has {rows} rows; a table holds at most {Array.MaxLength}");
        _rows = (int)rows;
        if (_rows == 0)
            throw new DataException($"{_session.Source}: there are no rows");
        _numbers = new Memory<double>[_names.Length];
        var apart = options.Apart.ToHashSet(StringComparer.Ordinal);
        bool Together(int j) => _kinds[j] == ColumnKind.Number && !apart.Contains(_names[j]);
        int together = Enumerable.Range(0, _names.Length).Count(Together), place = 0;
        bool isOneBlock = (long)together * _rows <= Array.MaxLength;
        var block = isOneBlock ? GC.AllocateUninitializedArray<double>(together * _rows) : [];
        for (int j = 0; j < _names.Length; j++)
            if (_kinds[j] == ColumnKind.Number)
                _numbers[j] = isOneBlock && Together(j) ? block.AsMemory(place++ * _rows, _rows) : GC.AllocateUninitializedArray<double>(_rows);
        _codes = [.. _kinds.Select(kind => kind == ColumnKind.Text ? GC.AllocateUninitializedArray<int>(_rows) : [])];
        _ticks = [.. _kinds.Select(kind => kind == ColumnKind.Date ? GC.AllocateUninitializedArray<long>(_rows) : [])];
    }

    /// <summary>Reads files, of which each has the columns of the first, in any order.</summary>
    /// <param name="source">What they are called together.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">Kinds that are asked for, and columns apart.</param>
    /// <param name="stop">Interrupts.</param>
    public static Table Read(string source, ImmutableArray<string> files, ReadOptions options, CancellationToken stop)
    {
        using var session = DuckSession.ForFiles(source, files, threads: 1); // a thread a reader
        return new ParquetTable(session, [.. files.Select(file => ParquetFile.Open(session, file, stop))], options, stop).Read(stop);
    }

    private Table Read(CancellationToken stop)
    {
        var runs = Runs(Math.Min(MostReaders, Environment.ProcessorCount));
        var levels = runs.Select(_ => _names.Select(_ => new TextLevels()).ToArray()).ToArray();
        var failures = new Exception?[runs.Length];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = runs.Length }, run => failures[run] = Failure(runs[run], levels[run], stop));
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            ExceptionDispatchInfo.Throw(first);
        var columns = new Column[_names.Length];
        Parallel.For(0, columns.Length, j => columns[j] = _kinds[j] switch
        {
            ColumnKind.Number => NumberColumn.Adopt(_names[j], _numbers[j]),
            ColumnKind.Date => DateColumn.Adopt(_names[j], _ticks[j]),
            _ => Joined(j, runs, levels),
        });
        return new Table(_session.Source, [.. columns]);
    }

    /// <summary>Reads a run; what it fails with is thrown later, the first run's that does, however they were interleaved.</summary>
    private Exception? Failure(ImmutableArray<RowRange> run, TextLevels[] levels, CancellationToken stop)
    {
        try
        {
            foreach (var range in run)
                Read(range, levels, stop);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown on the thread that asked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private void Read(RowRange range, TextLevels[] levels, CancellationToken stop)
    {
        var file = _files[range.File];
        using var session = _session.Beside(file.Path);
        using var rows = session.Rows(file.Sql(range.From, range.Count), stop);
        var fills = rows.Columns.Select((column, at) => Fill(column with { Name = file.Names[at] }, file, range, levels)).ToArray();
        while (rows.Next())
        {
            if (rows.Before + rows.Count > range.Count)
                break;
            for (int at = 0; at < fills.Length; at++)
                fills[at].Take(rows.Part(at, range.From));
        }

        if (rows.Before != range.Count)
            throw new DataException($"{file.Path}: of the {range.Count} rows from row {range.From + 1} on {rows.Before + rows.Count} are there; the file is damaged");
    }

    private IColumnFill Fill(DuckColumn column, ParquetFile file, RowRange range, TextLevels[] levels)
    {
        int j = _places[column.Name], count = (int)range.Count;
        var source = new CellSource(file.Path, column.Name);
        return _kinds[j] switch
        {
            ColumnKind.Number => new MemoryFill<double>(column.Numbers(source), _numbers[j].Slice(range.At, count)),
            ColumnKind.Date => new MemoryFill<long>(column.Dates(source), _ticks[j].AsMemory(range.At, count)),
            _ => new MemoryFill<int>(column.Texts(source, levels[j]), _codes[j].AsMemory(range.At, count)),
        };
    }

    /// <summary>A column of texts whose codes each run counted by itself: as if one had read them all.</summary>
    private TextColumn Joined(int j, ImmutableArray<RowRange>[] runs, TextLevels[][] levels)
    {
        var all = levels[0][j];
        for (int run = 1; run < runs.Length; run++)
        {
            var own = levels[run][j];
            int[] places = [.. Enumerable.Range(0, own.Count).Select(code => all.CodeOf(own[code]))];
            foreach (var range in runs[run])
                foreach (ref int code in _codes[j].AsSpan(range.At, (int)range.Count))
                    code = code < 0 ? code : places[code];
        }

        return TextColumn.Adopt(_names[j], all.ToTexts(_session.Source, _names[j]), _codes[j]);
    }

    /// <summary>The row groups of all files as runs of about the same number of rows, and within them as ranges of a file.</summary>
    private ImmutableArray<RowRange>[] Runs(int most)
    {
        var runs = new List<List<RowRange>>();
        int at = 0;
        for (int file = 0; file < _files.Length; file++)
        {
            long from = 0;
            foreach (long count in _files[file].Groups.Where(count => count > 0))
            {
                int run = (int)((at + count / 2) * most / _rows); // where its middle falls
                while (runs.Count <= run)
                    runs.Add([]);
                if (runs[run] is [.., var last] && last.File == file)
                    runs[run][^1] = last with { Count = last.Count + count };
                else
                    runs[run].Add(new RowRange(file, from, count, at));
                from += count;
                at += (int)count;
            }
        }

        return [.. runs.Where(run => run.Count > 0).Select(run => run.ToImmutableArray())];
    }

    private ImmutableArray<ColumnKind> Kinds(ParquetFile file, CancellationToken stop)
    {
        string sql = ParquetFile.Sql(file.Path);
        using var session = _session.Beside(file.Path);
        using var rows = session.Rows($"{sql} LIMIT 0", stop);
        ImmutableArray<DuckColumn> columns = [.. rows.Columns.Select((column, at) => column with { Name = file.Names[at] })];
        session.CheckTypes(columns, sql, name => DuckFile.LeaveOut(name, file.Path), stop);
        return [.. columns.Select(column => column.Kind(_options.Kinds))];
    }

    private void CheckAlike(ParquetFile file, ImmutableArray<ColumnKind> kinds)
    {
        SameColumns.Check(file.Path, file.Names, _files[0].Path, _names);
        for (int at = 0; at < kinds.Length; at++)
            if (_kinds[_places[file.Names[at]]] is var kind && kind != kinds[at])
                throw new DataException($"{file.Path}: column '{file.Names[at]}' holds {SameColumns.Plural(kinds[at])} where {_files[0].Path} has {SameColumns.Plural(kind)}; the same kind is needed in all files");
    }

    /// <summary>Rows of a file: from one on, so many, and where they stand in the table.</summary>
    private readonly record struct RowRange(int File, long From, long Count, int At);
}
