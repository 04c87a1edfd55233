using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ridgeline.Designs;

namespace Ridgeline.Solvers;

/// <summary>
/// A copy of the sparse columns that are or were active, side by side in the order in which they entered. Among all of X they are short and far apart,
/// and each would be waited for; side by side they stream.
/// </summary>
internal sealed class ActiveColumns
{
    private readonly SparseDesign _design;
    private readonly int[] _slots;      // of each column, −1 for none
    private readonly List<int> _columns = [];
    private readonly List<int> _starts = [0];
    private double[] _values = [];
    private int[] _rows = [];

    public ActiveColumns(SparseDesign design)
    {
        (_design, _slots) = (design, new int[design.Columns]);
        Array.Fill(_slots, -1);
    }

    /// <summary>The columns held, each at its slot.</summary>
    public ReadOnlySpan<int> Columns => CollectionsMarshal.AsSpan(_columns);

    /// <summary>How many entries are held.</summary>
    public int Entries => _starts[^1];

    /// <summary>Where column <paramref name="j"/> is held; −1 if it isn't.</summary>
    public int SlotOf(int j) => _slots[j];

    /// <summary>Takes column <paramref name="j"/> in.</summary>
    public void Add(int j)
    {
        _slots[j] = _columns.Count;
        _columns.Add(j);
        int start = Entries, end = start + _design.EntriesOf(j);
        if (end > _values.Length)
        {
            int room = (int)Math.Min(_design.Entries, Math.Max(1024, end * 3L / 2)); // never more than X itself
            Array.Resize(ref _values, room);
            Array.Resize(ref _rows, room);
        }

        _design.Values(j).CopyTo(_values.AsSpan(start));
        _design.RowsOf(j).CopyTo(_rows.AsSpan(start));
        _starts.Add(end);
    }

    /// <summary>Forgets all columns.</summary>
    public void Clear()
    {
        foreach (int j in _columns)
            _slots[j] = -1;
        _columns.Clear();
        _starts.Clear();
        _starts.Add(0);
    }

    // Row indices were checked when the design was made, and vectors by their length here: the loops below check no bounds.

    /// <summary>xᵀ·r of the column at <paramref name="slot"/>.</summary>
    public double Dot(int slot, ReadOnlySpan<double> r)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(r.Length, _design.Rows);
        int k = _starts[slot], end = _starts[slot + 1];
        ref double x = ref MemoryMarshal.GetArrayDataReference(_values), right = ref MemoryMarshal.GetReference(r);
        ref int row = ref MemoryMarshal.GetArrayDataReference(_rows);
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (; k + 4 <= end; k += 4)
        {
            s0 += Unsafe.Add(ref x, k) * Unsafe.Add(ref right, Unsafe.Add(ref row, k));
            s1 += Unsafe.Add(ref x, k + 1) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 1));
            s2 += Unsafe.Add(ref x, k + 2) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 2));
            s3 += Unsafe.Add(ref x, k + 3) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 3));
        }

        for (; k < end; k++)
            s0 += Unsafe.Add(ref x, k) * Unsafe.Add(ref right, Unsafe.Add(ref row, k));
        return s0 + s1 + (s2 + s3);
    }

    /// <summary>target += a·x of the column at <paramref name="slot"/>.</summary>
    public void AddTo(int slot, double a, Span<double> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, _design.Rows);
        int end = _starts[slot + 1];
        ref double x = ref MemoryMarshal.GetArrayDataReference(_values), t = ref MemoryMarshal.GetReference(target);
        ref int row = ref MemoryMarshal.GetArrayDataReference(_rows);
        for (int k = _starts[slot]; k < end; k++)
            Unsafe.Add(ref t, Unsafe.Add(ref row, k)) += a * Unsafe.Add(ref x, k);
    }

    /// <summary>target += a·d∘x of the column at <paramref name="slot"/>.</summary>
    public void AddTo(int slot, double a, ReadOnlySpan<double> d, Span<double> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(d.Length, target.Length), _design.Rows);
        int end = _starts[slot + 1];
        ref double x = ref MemoryMarshal.GetArrayDataReference(_values), t = ref MemoryMarshal.GetReference(target), scale = ref MemoryMarshal.GetReference(d);
        ref int row = ref MemoryMarshal.GetArrayDataReference(_rows);
        for (int k = _starts[slot]; k < end; k++)
        {
            int i = Unsafe.Add(ref row, k);
            Unsafe.Add(ref t, i) += a * Unsafe.Add(ref x, k) * Unsafe.Add(ref scale, i);
        }
    }
}
