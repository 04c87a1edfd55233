using System.Collections.Immutable;
using DuckDB.NET.Native;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>The rows of a query as they come, some thousand at a time.</summary>
internal sealed class DuckRows : IDisposable
{
    private readonly string _source;
    private readonly DuckDBPreparedStatement _prepared;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _interrupt;
    private DuckDBResult _result;
    private DuckDBDataChunk? _chunk;

    /// <summary>Runs a query.</summary>
    /// <param name="source">What messages begin with.</param>
    /// <param name="connection">Where it runs; nothing else may run there before it is over.</param>
    /// <param name="prepared">The query, which is disposed of here.</param>
    /// <param name="stop">Interrupts it.</param>
    public DuckRows(string source, DuckDBNativeConnection connection, DuckDBPreparedStatement prepared, CancellationToken stop)
    {
        (_source, _prepared, _stop) = (source, prepared, stop);
        stop.ThrowIfCancellationRequested();
        _interrupt = stop.Register(connection.Interrupt);
        if (!NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(prepared, out _result).IsSuccess())
        {
            string error = NativeMethods.Query.DuckDBResultError(ref _result);
            _result.Close();
            _interrupt.Dispose();
            stop.ThrowIfCancellationRequested();
            throw DuckError.Of(source, error);
        }

        Columns = [.. Enumerable.Range(0, (int)NativeMethods.Query.DuckDBColumnCount(ref _result)).Select(Column)];
    }

    /// <summary>The columns.</summary>
    public ImmutableArray<DuckColumn> Columns { get; }

    /// <summary>How many rows have come, those at hand left out.</summary>
    public long Before { get; private set; }

    /// <summary>How many rows are at hand.</summary>
    public int Count { get; private set; }

    /// <summary>Goes on to the next rows; false at the end.</summary>
    public bool Next()
    {
        _stop.ThrowIfCancellationRequested();
        _chunk?.Dispose();
        Before += Count;
        _chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(_result);
        Count = _chunk.IsInvalid ? 0 : (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(_chunk);
        if (Count > 0)
            return true;
        if (NativeMethods.Query.DuckDBResultError(ref _result) is { Length: > 0 } error)
        {
            _stop.ThrowIfCancellationRequested();
            throw DuckError.Of(_source, error);
        }

        return false;
    }

    /// <summary>The rows at hand of a column.</summary>
    /// <param name="column">Its place.</param>
    /// <param name="first">The number of the result's first row in the table, for messages.</param>
    public unsafe VectorPart Part(int column, long first = 0)
    {
        nint vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk!, column);
        return new VectorPart(NativeMethods.Vectors.DuckDBVectorGetData(vector), NativeMethods.Vectors.DuckDBVectorGetValidity(vector), from: 0, Count, first + Before);
    }

    /// <summary>All of a small result as texts, a row a row.</summary>
    public List<string?[]> ToTexts()
    {
        var texts = new List<string?[]>();
        var cells = Columns.Select(column => new TextCells(column.Name)).ToArray();
        try
        {
            var fills = Columns.Select((column, j) => column.Fill(new CellSource(_source, column.Name), cells[j])).ToArray();
            while (Next())
                for (int j = 0; j < fills.Length; j++)
                    fills[j].Take(Part(j));
            TextColumn[] columns = [.. cells.Select(column => (TextColumn)column.ToColumn(_source))];
            for (int row = 0; row < (columns is [var first, ..] ? first.Rows : 0); row++)
                texts.Add([.. columns.Select(column => column[row])]);
            return texts;
        }
        finally
        {
            foreach (var column in cells)
                column.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _chunk?.Dispose();
        _result.Close();
        foreach (var column in Columns)
            column.Logical.Dispose();
        _prepared.Dispose();
    }

    private DuckColumn Column(int at) =>
        new(NativeMethods.Query.DuckDBColumnName(ref _result, at), NativeMethods.Query.DuckDBColumnType(ref _result, at), NativeMethods.Query.DuckDBColumnLogicalType(ref _result, at));
}
