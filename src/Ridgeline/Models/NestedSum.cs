namespace Ridgeline.Models;

/// <summary>
/// Σ over the cells of a level of what each is worth, as the level falls. A division changes the sums of its ancestors alone, and a sum is always that of its two children: nothing
/// is ever taken off, so nothing cancels, and sums of whole numbers are exact.
/// </summary>
internal sealed class NestedSum
{
    private readonly NestedTree _nested;
    private readonly int _width;
    private readonly Action<int, Span<double>> _worth;
    private readonly double[] _sums;
    private int _divided;

    /// <summary>Sums of several things at once.</summary>
    /// <param name="nested">The cells.</param>
    /// <param name="width">How many things.</param>
    /// <param name="worth">What a cell is worth; asked once a cell, when it first is one.</param>
    public NestedSum(NestedTree nested, int width, Action<int, Span<double>> worth)
    {
        (_nested, _width, _worth) = (nested, width, worth);
        _sums = new double[nested.Count * width];
        worth(0, Of(0));
    }

    /// <summary>The sums over the cells of a level.</summary>
    /// <param name="level">No higher than any before.</param>
    public ReadOnlySpan<double> At(int level)
    {
        var order = _nested.ByLevel;
        for (; _divided < order.Length && _nested.IsDivided(order[_divided], level); _divided++)
        {
            int cell = order[_divided];
            _worth(cell + 1, Of(cell + 1));
            _worth(_nested.Nodes.Right[cell], Of(_nested.Nodes.Right[cell]));
            for (int at = cell; at >= 0; at = _nested.Nodes.Parent[at])
            {
                ReadOnlySpan<double> left = Of(at + 1), right = Of(_nested.Nodes.Right[at]);
                var sum = Of(at);
                for (int k = 0; k < _width; k++)
                    sum[k] = left[k] + right[k];
            }
        }

        return Of(0);
    }

    private Span<double> Of(int cell) => _sums.AsSpan(cell * _width, _width);
}
