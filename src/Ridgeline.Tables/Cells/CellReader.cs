namespace Ridgeline.Tables.Cells;

/// <summary>A column of a result: what its messages begin with, and its name.</summary>
internal sealed record CellSource(string Source, string Name)
{
    /// <summary>What is wrong with a row of it.</summary>
    /// <param name="row">0-based.</param>
    /// <param name="what">What is wrong, and what would have been accepted.</param>
    public DataException Wrong(long row, string what) => new($"{Source}: row {row + 1}, column '{Name}': {what}");
}

/// <summary>Vectors of a column into the cells of a table's column.</summary>
/// <typeparam name="T">double for numbers, int for codes of texts, long for ticks of dates.</typeparam>
internal abstract class CellReader<T>
    where T : unmanaged
{
    /// <summary>Reads rows.</summary>
    /// <param name="part">The rows.</param>
    /// <param name="target">A cell for each.</param>
    public abstract void Read(VectorPart part, Span<T> target);
}

/// <summary>Where a column's cells go as its vectors come.</summary>
internal interface IColumnFill
{
    /// <summary>Takes the next rows.</summary>
    void Take(VectorPart part);
}

/// <summary>Into memory whose number of rows is known.</summary>
internal sealed class MemoryFill<T>(CellReader<T> reader, Memory<T> target) : IColumnFill
    where T : unmanaged
{
    private Memory<T> _rest = target;

    public void Take(VectorPart part)
    {
        reader.Read(part, _rest.Span[..part.Count]);
        _rest = _rest[part.Count..];
    }
}

/// <summary>Into a list that grows.</summary>
internal sealed class ListFill<T>(CellReader<T> reader, CellList<T> target) : IColumnFill
    where T : unmanaged
{
    public void Take(VectorPart part)
    {
        for (int done = 0; done < part.Count;)
        {
            var room = target.Room(part.Count - done);
            reader.Read(part.Slice(done, room.Length), room);
            done += room.Length;
        }
    }
}
