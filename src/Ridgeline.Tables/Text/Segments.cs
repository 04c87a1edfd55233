namespace Ridgeline.Tables;

/// <summary>A list that grows by arrays of its own, so that nothing is moved while it does.</summary>
internal sealed class Segments<T>
{
    private const int Smallest = 16, Largest = 1 << 16;

    private readonly List<T[]> _full = [];
    private T[] _last = new T[Smallest];
    private int _inLast;
    private int _inFull;

    /// <summary>How many there are.</summary>
    public int Count => _inFull + _inLast;

    public void Add(T value)
    {
        if (_inLast == _last.Length)
            Grow();
        _last[_inLast++] = value;
    }

    public void AddRepeated(T value, int times)
    {
        for (int k = 0; k < times; k++)
            Add(value);
    }

    /// <summary>Copies all of it to <paramref name="target"/> and lets go of it.</summary>
    public void MoveTo(Span<T> target)
    {
        for (int k = 0; k < _full.Count; k++)
        {
            _full[k].CopyTo(target);
            target = target[_full[k].Length..];
            _full[k] = [];
        }

        _last.AsSpan(0, _inLast).CopyTo(target);
        (_last, _inLast, _inFull) = ([], 0, 0);
        _full.Clear();
    }

    public T[] ToArray()
    {
        var all = new T[Count];
        MoveTo(all);
        return all;
    }

    private void Grow()
    {
        _full.Add(_last);
        _inFull += _last.Length;
        _last = GC.AllocateUninitializedArray<T>(Math.Clamp(_inFull, Smallest, Largest));
        _inLast = 0;
    }
}
