namespace Ridgeline.Models;

/// <summary>
/// The nodes of a grown tree, an array a property, in preorder: a node that asks has its left child right after it, and its right child after all that is below the left.
/// Filled while it grows, and never changed after.
/// </summary>
internal sealed class TreeArrays(int columns, int classes)
{
    private const int First = 64;

    private int[] _column = new int[First], _right = new int[First], _parent = new int[First], _depth = new int[First];
    private double[] _threshold = new double[First], _weight = new double[First], _impurity = new double[First], _values = new double[First * Math.Max(1, classes)];
    private ulong[]?[] _leftLevels = new ulong[]?[First];
    private int _exponent; // of the root's weight
    private bool[] _missingLeft = new bool[First], _missingSeen = new bool[First];

    /// <summary>p, the columns of the design.</summary>
    public int Columns => columns;

    /// <summary>K, the number of classes; 0 of numbers.</summary>
    public int Classes => classes;

    /// <summary>How many numbers a node predicts from: the weight of each class, or the number predicted.</summary>
    public int Width => Math.Max(1, classes);

    public int Count { get; private set; }

    /// <summary>The column asked, −1 in a leaf.</summary>
    public ReadOnlySpan<int> Column => _column.AsSpan(0, Count);

    public ReadOnlySpan<int> Right => _right.AsSpan(0, Count);

    /// <summary>−1 of the root.</summary>
    public ReadOnlySpan<int> Parent => _parent.AsSpan(0, Count);

    public ReadOnlySpan<int> Depth => _depth.AsSpan(0, Count);

    /// <summary>x ≤ threshold goes left; ∞: whatever isn't missing.</summary>
    public ReadOnlySpan<double> Threshold => _threshold.AsSpan(0, Count);

    /// <summary>A bit for each level, set where it goes left; null where a threshold is asked.</summary>
    public ReadOnlySpan<ulong[]?> LeftLevels => _leftLevels.AsSpan(0, Count);

    /// <summary>Whether rows that miss the column asked go left.</summary>
    public ReadOnlySpan<bool> MissingLeft => _missingLeft.AsSpan(0, Count);

    /// <summary>Whether there were any when it was grown.</summary>
    public ReadOnlySpan<bool> MissingSeen => _missingSeen.AsSpan(0, Count);

    /// <summary>Σs of the rows that reached the node.</summary>
    public ReadOnlySpan<double> Weight => _weight.AsSpan(0, Count);

    public ReadOnlySpan<double> Impurity => _impurity.AsSpan(0, Count);

    public Span<double> Values(int node) => _values.AsSpan(node * Width, Width);

    public double WeightOf(int node) => _weight[node];

    /// <summary>(Weight·impurity − that of both children)/weight of the root.</summary>
    public double Improvement(int node) => (Cost(node) - Cost(node + 1) - Cost(_right[node])) / Math.ScaleB(_weight[0], -_exponent);

    /// <summary>Weight × impurity/weight of the root.</summary>
    public double Risk(int node) => Cost(node) / Math.ScaleB(_weight[0], -_exponent);

    /// <summary>Adds a leaf: the next in preorder.</summary>
    /// <param name="parent">Its parent; −1 of the root.</param>
    /// <returns>Its position.</returns>
    public int Add(int parent)
    {
        if (Count == _column.Length)
            Grow(2 * Count);
        int at = Count++;
        (_column[at], _right[at], _parent[at], _threshold[at]) = (-1, -1, parent, double.NaN);
        _depth[at] = parent < 0 ? 0 : _depth[parent] + 1;
        if (parent >= 0 && at > parent + 1)
            _right[parent] = at;
        return at;
    }

    /// <summary>Says what reached a node.</summary>
    public void Describe(int node, double weight, double impurity)
    {
        (_weight[node], _impurity[node]) = (weight, impurity);
        if (node == 0)
            _exponent = weight > 0 && double.IsFinite(weight) ? Math.ILogB(weight) : 0;
    }

    /// <summary>Makes a leaf ask.</summary>
    public void Ask(int node, int column, double threshold, ulong[]? leftLevels, bool missingLeft, bool missingSeen) =>
        (_column[node], _threshold[node], _leftLevels[node], _missingLeft[node], _missingSeen[node]) = (column, threshold, leftLevels, missingLeft, missingSeen);

    /// <summary>Whether a value of the column that a node asks goes left.</summary>
    public bool GoesLeft(int node, double x)
    {
        bool missingLeft = _missingLeft[node];
        if (_leftLevels[node] is not { } levels)
            return missingLeft ? !(x > _threshold[node]) : x <= _threshold[node];
        return double.IsNaN(x) ? missingLeft : x < 64.0 * levels.Length && LevelSet.Has(levels, (int)x);
    }

    /// <summary>The same nodes but those below nodes that <paramref name="isDivided"/> denies, which become leaves.</summary>
    public TreeArrays Cut(Func<int, bool> isDivided)
    {
        var cut = new TreeArrays(columns, classes);
        var placeOf = new int[Count];
        for (int at = 0; at < Count; at++)
        {
            int parent = _parent[at];
            if (parent >= 0 && (placeOf[parent] < 0 || cut._column[placeOf[parent]] < 0))
            {
                placeOf[at] = -1;
                continue;
            }

            int place = placeOf[at] = cut.Add(parent < 0 ? -1 : placeOf[parent]);
            cut.Describe(place, _weight[at], _impurity[at]);
            Values(at).CopyTo(cut.Values(place));
            if (_column[at] >= 0 && isDivided(at))
                cut.Ask(place, _column[at], _threshold[at], _leftLevels[at], _missingLeft[at], _missingSeen[at]);
        }

        return cut;
    }

    /// <summary>Weight × impurity, in a power of two near the root's weight: exact, and a double whatever the weights' size.</summary>
    private double Cost(int node) => Math.ScaleB(_weight[node], -_exponent) * _impurity[node];

    private void Grow(int length)
    {
        Array.Resize(ref _column, length);
        Array.Resize(ref _right, length);
        Array.Resize(ref _parent, length);
        Array.Resize(ref _depth, length);
        Array.Resize(ref _threshold, length);
        Array.Resize(ref _weight, length);
        Array.Resize(ref _impurity, length);
        Array.Resize(ref _values, length * Width);
        Array.Resize(ref _leftLevels, length);
        Array.Resize(ref _missingLeft, length);
        Array.Resize(ref _missingSeen, length);
    }
}
