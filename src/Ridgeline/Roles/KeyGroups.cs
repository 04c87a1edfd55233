using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>Rows in ascending order of a column, those with the same value together; missing rows come first and are alike.</summary>
internal sealed class KeyGroups
{
    private readonly double[] _keys; // of the groups, ascending
    private readonly int[] _starts; // the groups' first members, and the end
    private readonly int[] _order;

    private KeyGroups(double[] keys, int[] starts, int[] order) => (_keys, _starts, _order) = (keys, starts, order);

    /// <summary>How many groups.</summary>
    public int Count => _keys.Length;

    /// <summary>The members of a group, as positions among the rows.</summary>
    public ReadOnlySpan<int> this[int group] => _order.AsSpan(_starts[group].._starts[group + 1]);

    /// <summary>The groups of some rows.</summary>
    public static KeyGroups Of(Column column, int[] rows)
    {
        double[] sorted = [.. rows.Select(row => column.IsMissing(row) ? double.NegativeInfinity : column switch
        {
            NumberColumn numbers => numbers.Values[row],
            TextColumn texts => texts.Codes[row],
            DateColumn dates => dates.Ticks[row],
            _ => throw new ArgumentException($"column '{column.Name}' is of no known kind", nameof(column)),
        })];
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(sorted, order);
        var keys = new List<double>();
        var starts = new List<int>();
        for (int k = 0; k < sorted.Length; k++)
            if (k == 0 || sorted[k] != sorted[k - 1])
            {
                keys.Add(sorted[k]);
                starts.Add(k);
            }

        return new KeyGroups([.. keys], [.. starts, sorted.Length], order);
    }

    /// <summary>For each row what the rows to learn from say: those of its group; where it has none of them those of the nearest group, or, of levels, all.</summary>
    /// <param name="y">Codes of classes, or numbers.</param>
    /// <param name="isLearning">Which rows are learned from.</param>
    /// <param name="classes">How many classes: the most frequent one is said; 0: numbers, of which the mean is said.</param>
    /// <param name="isOrdered">Whether groups can be near.</param>
    public double[] Predicted(double[] y, bool[] isLearning, int classes, bool isOrdered)
    {
        double[] said = new double[Count], predicted = new double[y.Length];
        int[] counts = new int[classes];
        for (int g = 0; g < Count; g++)
            said[g] = Said(this[g], y, isLearning, counts);
        double ofAll = Said(_order, y, isLearning, counts);
        for (int g = 0; g < Count; g++)
        {
            double guess = !double.IsNaN(said[g]) ? said[g] : isOrdered ? Nearest(said, g) : ofAll;
            foreach (int at in this[g])
                predicted[at] = double.IsNaN(guess) ? ofAll : guess;
        }

        return predicted;
    }

    private double Nearest(double[] said, int group)
    {
        int below = group, above = group;
        while (below >= 0 && double.IsNaN(said[below]))
            below--;
        while (above < Count && double.IsNaN(said[above]))
            above++;
        if (below < 0 || above == Count)
            return below >= 0 ? said[below] : above < Count ? said[above] : double.NaN;
        return _keys[group] - _keys[below] <= _keys[above] - _keys[group] ? said[below] : said[above];
    }

    /// <summary>NaN without a row to learn from; of classes that are as frequent the first.</summary>
    private static double Said(ReadOnlySpan<int> members, double[] y, bool[] isLearning, int[] counts)
    {
        Array.Clear(counts);
        double sum = 0;
        int rows = 0;
        foreach (int at in members)
        {
            if (!isLearning[at])
                continue;
            (sum, rows) = (sum + y[at], rows + 1);
            if (counts.Length > 0)
                counts[(int)y[at]]++;
        }

        return rows == 0 ? double.NaN : counts.Length > 0 ? Array.IndexOf(counts, counts.Max()) : sum / rows;
    }
}
