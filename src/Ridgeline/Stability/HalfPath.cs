using Ridgeline.Models;

namespace Ridgeline.Stability;

/// <summary>What is selected down the path of one half sample, told by its models as they come.</summary>
internal sealed class HalfPath
{
    private readonly int[] _unitOf; // of each column; −1: it doesn't count
    private readonly HashSet<int> _seen = [];
    private readonly Dictionary<int, (int At, double Size)> _units = [];
    private readonly List<int[]> _selected = [];

    /// <summary>Nothing selected yet.</summary>
    public HalfPath(int[] unitOf) => _unitOf = unitOf;

    /// <summary>The unit of a column; −1: it doesn't count.</summary>
    public int UnitOf(int column) => _unitOf[column];

    /// <summary>The columns selected at each setting so far.</summary>
    public IReadOnlyList<int[]> Selected => _selected;

    /// <summary>Where each unit came in, and the size of its largest coefficient there.</summary>
    public IReadOnlyDictionary<int, (int At, double Size)> Entries => _units;

    /// <summary>The columns that came in at each setting.</summary>
    public List<(int Column, int At)> Columns { get; } = [];

    /// <summary>Takes the model of the next setting.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scales">What makes its coefficients comparable; empty for trees.</param>
    public void Take(IModel model, ReadOnlySpan<double> scales)
    {
        int at = _selected.Count;
        var used = new List<int>();
        foreach (var (column, size) in SelectedColumns.Of(model, scales))
        {
            int unit = _unitOf[column];
            if (unit < 0)
                continue;
            used.Add(column);
            if (_seen.Add(column))
                Columns.Add((column, at));
            if (!_units.TryGetValue(unit, out var entry) || (entry.At == at && size > entry.Size))
                _units[unit] = (at, size);
        }

        _selected.Add([.. used]);
    }

    /// <summary>The first units to come in, at most q: of those that come in at one setting the ones with the largest coefficients, and of equals all or none.</summary>
    public List<(int Unit, int At)> First(int q)
    {
        var first = new List<(int Unit, int At)>();
        foreach (var together in _units.GroupBy(entry => entry.Value).OrderBy(group => group.Key.At).ThenByDescending(group => group.Key.Size))
        {
            int[] units = [.. together.Select(entry => entry.Key).Order()];
            if (first.Count + units.Length > q)
                break;
            first.AddRange(units.Select(unit => (unit, together.Key.At)));
        }

        return first;
    }

    /// <summary>The units that came in down to a setting.</summary>
    public List<(int Unit, int At)> DownTo(int at) => [.. _units.Where(entry => entry.Value.At <= at).Select(entry => (entry.Key, entry.Value.At)).Order()];
}
