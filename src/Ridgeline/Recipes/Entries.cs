using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The entries of a sparse design as they are made, column after column.</summary>
internal sealed class Entries(int rows, long expected)
{
    private double[] _values = new double[Math.Clamp(expected, 16, Array.MaxLength)];
    private int[] _rows = new int[Math.Clamp(expected, 16, Array.MaxLength)];

    public int Rows => rows;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Room for a column of dense numbers.</summary>
    public double[] Scratch { get; set; } = [];

    public void Add(int row, double value)
    {
        if (Count == _values.Length)
            Grow();
        _rows[Count] = row;
        _values[Count++] = value;
    }

    private void Grow()
    {
        if (Count == Array.MaxLength)
            throw new DataException($"the design has more than {Array.MaxLength} numbers other than zero; fewer rows or columns are needed");
        int length = (int)Math.Min(Array.MaxLength, 2L * Count);
        Array.Resize(ref _values, length);
        Array.Resize(ref _rows, length);
    }

    public double[] Values() => Count == _values.Length ? _values : _values[..Count];

    public int[] RowIndices() => Count == _rows.Length ? _rows : _rows[..Count];
}
