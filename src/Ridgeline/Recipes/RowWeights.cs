using Ridgeline.Designs;

namespace Ridgeline.Recipes;

/// <summary>The weights of the rows that a recipe learns from.</summary>
internal readonly ref struct RowWeights
{
    private readonly ReadOnlySpan<double> _weights;
    private readonly bool _isFrequency;

    /// <exception cref="ArgumentException">The weights can't be.</exception>
    public RowWeights(ReadOnlySpan<double> weights, int rows, WeightKind kind)
    {
        _weights = weights;
        (_isFrequency, Rows) = (kind == WeightKind.Frequency, rows);
        if (weights.IsEmpty)
        {
            (RowsWithWeight, Count) = (rows, rows);
            return;
        }

        if (weights.Length != rows)
            throw new ArgumentException($"weights has {Wording.Count(weights.Length, "number")} for {Wording.Count(rows, "row")}", nameof(weights));
        for (int row = 0; row < rows; row++)
        {
            if (!(weights[row] >= 0) || double.IsInfinity(weights[row]))
                throw new ArgumentException($"weights, row {row + 1}: {weights[row]} is no weight; a finite number of 0 or more is needed", nameof(weights));
            if (_isFrequency && !double.IsInteger(weights[row]))
                throw new ArgumentException($"weights, row {row + 1}: {weights[row]} is no frequency; a whole number is needed", nameof(weights));
            RowsWithWeight += weights[row] > 0 ? 1 : 0;
            Count += Counted(row);
        }

        if (RowsWithWeight == 0)
            throw new ArgumentException("all weights are 0: there is no row to learn from", nameof(weights));
    }

    /// <summary>The number of rows, with or without weight.</summary>
    public int Rows { get; }

    /// <summary>How many have a weight above 0.</summary>
    public int RowsWithWeight { get; }

    /// <summary>n: Σs for frequencies, else the rows with s &gt; 0.</summary>
    public double Count { get; }

    /// <summary>s of a row.</summary>
    public double this[int row] => _weights.IsEmpty ? 1 : _weights[row];

    /// <summary>What a row counts in <see cref="Count"/>.</summary>
    public double Counted(int row) => _weights.IsEmpty ? 1 : _isFrequency ? _weights[row] : _weights[row] > 0 ? 1 : 0;

    /// <summary>The weights, or empty where all are 1.</summary>
    public ReadOnlySpan<double> Span => _weights;
}
