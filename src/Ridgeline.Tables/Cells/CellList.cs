using System.Runtime.InteropServices;

namespace Ridgeline.Tables.Cells;

/// <summary>The values of a column whose number of rows isn't known yet: segments outside the collected heap, each given back as soon as it has been copied.</summary>
internal sealed unsafe class CellList<T> : IDisposable
    where T : unmanaged
{
    private const int FirstLength = 64, MostLength = 1 << 16;

    private readonly List<(nint At, int Length)> _segments = [];
    private int _free; // of the last segment

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(T value) => Room(1)[0] = value;

    /// <summary>Adds several.</summary>
    public void AddRange(ReadOnlySpan<T> values)
    {
        while (!values.IsEmpty)
        {
            var room = Room(values.Length);
            values[..room.Length].CopyTo(room);
            values = values[room.Length..];
        }
    }

    /// <summary>Adds at least one and at most <paramref name="most"/>, for the caller to fill in.</summary>
    public Span<T> Room(int most)
    {
        if (_free == 0)
        {
            _free = _segments.Count == 0 ? FirstLength : Math.Min(MostLength, _segments[^1].Length * 2);
            _segments.Add(((nint)NativeMemory.Alloc((nuint)_free, (nuint)sizeof(T)), _free));
        }

        var (at, length) = _segments[^1];
        int taken = Math.Min(most, _free);
        var room = new Span<T>((T*)at + (length - _free), taken);
        Count = Count <= Array.MaxLength - taken ? Count + taken : throw new DataException($"there are more than {Array.MaxLength} rows, the most that a column holds");
        _free -= taken;
        return room;
    }

    /// <summary>Moves them to <paramref name="target"/>; none are left here.</summary>
    public void MoveTo(Span<T> target)
    {
        for (int k = 0; k < _segments.Count; k++)
        {
            var (at, length) = _segments[k];
            int used = k == _segments.Count - 1 ? length - _free : length;
            new ReadOnlySpan<T>((void*)at, used).CopyTo(target);
            target = target[used..];
            NativeMemory.Free((void*)at);
            _segments[k] = (0, 0);
        }

        _segments.Clear();
        (Count, _free) = (0, 0);
    }

    /// <summary>Moves them to an array.</summary>
    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(Count);
        MoveTo(array);
        return array;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (at, _) in _segments)
            NativeMemory.Free((void*)at);
        _segments.Clear();
        (Count, _free) = (0, 0);
    }
}
