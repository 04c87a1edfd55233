namespace Ridgeline.Trees;

/// <summary>What a node has of a column: a stretch of its entries.</summary>
internal readonly record struct Stretch(int Column, int Start, int Length);

/// <summary>
/// The best split of a node: of all whose quality comes within rounding of the largest the one of the first column and, within it, that with missing rows to the right, and the lowest
/// threshold. Every column is scanned for its largest quality; then the first that has what is wanted is scanned again until it is found.
/// </summary>
internal sealed class SplitSearch
{
    /// <summary>Qualities that differ by no more than this share of weight × impurity of the node are equal.</summary>
    public const double Rounding = 1e-12;

    private readonly TrainingRows _rows;
    private readonly SortedColumns _columns;
    private readonly SplitSums _sums;
    private readonly LevelSearch _levels;
    private readonly double[] _largest;

    public SplitSearch(TrainingRows rows, SortedColumns columns, SplitSums sums)
    {
        (_rows, _columns, _sums) = (rows, columns, sums);
        _levels = new LevelSearch(columns, sums);
        _largest = new double[columns.Columns];
    }

    /// <summary>The column of the split found.</summary>
    public int Column { get; private set; }

    /// <summary>What it lowers weight × impurity by.</summary>
    public double Quality { get; private set; }

    /// <summary>Rows of at most this rank go left; where numbers are asked.</summary>
    public int LeftRank { get; private set; }

    /// <summary>x ≤ threshold goes left; NaN where levels are asked.</summary>
    public double Threshold { get; private set; }

    /// <summary>Whether missing rows go left.</summary>
    public bool MissingLeft { get; private set; }

    /// <summary>Whether there are any.</summary>
    public bool HasMissing { get; private set; }

    /// <summary>Where levels are asked, of each code whether it goes left.</summary>
    public ReadOnlySpan<bool> LeftLevels => _levels.Left;

    /// <summary>Where levels are asked, of each code whether a row has it.</summary>
    public ReadOnlySpan<bool> SeenLevels => _levels.Seen;

    /// <summary>Looks for the best split of the node that the sums are at.</summary>
    /// <param name="stretches">What it has of each column that isn't constant in it.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <returns>Whether there is one.</returns>
    public bool Find(ReadOnlySpan<Stretch> stretches, int rows)
    {
        double largest = double.NegativeInfinity;
        for (int k = 0; k < stretches.Length; k++)
        {
            _largest[k] = Best(stretches[k], rows, double.PositiveInfinity);
            largest = Math.Max(largest, _largest[k]);
        }

        if (double.IsNegativeInfinity(largest))
            return false;
        double enough = largest - Rounding * _sums.Weight * _sums.Impurity;
        int first = 0;
        while (!(_largest[first] >= enough))
            first++;
        Column = stretches[first].Column;
        Quality = Best(stretches[first], rows, enough);
        return true;
    }

    /// <summary>The largest quality of a column's splits; or the first that is enough, which is then the split found.</summary>
    private double Best(Stretch stretch, int rows, double enough)
    {
        int j = stretch.Column;
        ReadOnlySpan<ulong> entries = _rows.Entries[j].AsSpan(stretch.Start, stretch.Length);
        int present = FirstOf(entries, SortedColumns.Missing), others = rows - entries.Length;
        bool hasMissing = present < entries.Length;
        double best = double.NegativeInfinity;
        for (int side = 0; side < (hasMissing ? 2 : 1); side++)
        {
            bool missingLeft = side == 1;
            double quality;
            if (_columns.Levels(j) > 0)
                quality = _levels.Best(j, entries, present, others > 0, missingLeft, enough);
            else
                quality = Numbers(j, entries, present, others > 0, missingLeft, enough);
            best = Math.Max(best, quality);
            if (!(quality >= enough))
                continue;
            (MissingLeft, HasMissing) = (missingLeft, hasMissing);
            if (_columns.Levels(j) > 0)
                Threshold = double.NaN;
            break;
        }

        return best;
    }

    private double Numbers(int j, ReadOnlySpan<ulong> entries, int present, bool hasOthers, bool missingLeft, double enough)
    {
        int common = _columns.Common(j), below = hasOthers ? FirstOf(entries[..present], common) : present;
        ReadOnlySpan<ulong> lower = entries[..below], upper = entries[below..present], missing = entries[present..];
        bool lastCounts = !missing.IsEmpty && !missingLeft; // present | missing
        _sums.Clear();
        if (missingLeft)
            _sums.Add(missing);
        int at = -1;
        double best = _sums.Scan(lower, hasOthers || lastCounts, enough, ref at);
        if (at >= 0)
            Found(j, RankOf(lower[at]), at + 1 < below ? RankOf(lower[at + 1]) : hasOthers ? common : -1);
        if (at >= 0 || !hasOthers)
            return best;
        _sums.AddOthers(entries);
        if (!upper.IsEmpty || lastCounts)
        {
            double quality = _sums.Quality();
            best = Math.Max(best, quality);
            if (quality >= enough)
            {
                Found(j, common, upper.IsEmpty ? -1 : RankOf(upper[0]));
                return best;
            }
        }

        if (!lastCounts && (upper.IsEmpty || RankOf(upper[0]) == RankOf(upper[^1])))
            return best; // nowhere else
        best = Math.Max(best, _sums.Scan(upper, lastCounts, enough, ref at));
        if (at >= 0)
            Found(j, RankOf(upper[at]), at + 1 < upper.Length ? RankOf(upper[at + 1]) : -1);
        return best;
    }

    private void Found(int j, int leftRank, int nextRank)
    {
        var values = _columns.Values(j);
        (LeftRank, Threshold) = (leftRank, nextRank < 0 ? double.PositiveInfinity : Between(values[leftRank], values[nextRank]));
    }

    /// <summary>The middle of two neighbouring values, at least the lower and below the upper whatever the rounding.</summary>
    private static double Between(double low, double high)
    {
        double middle = 0.5 * low + 0.5 * high;
        return middle >= low && middle < high ? middle : low;
    }

    private static int RankOf(ulong entry) => (int)(entry >> 32);

    /// <summary>The first entry of at least a rank.</summary>
    private static int FirstOf(ReadOnlySpan<ulong> entries, int rank)
    {
        if (entries.IsEmpty || RankOf(entries[^1]) < rank)
            return entries.Length;
        int from = 0, to = entries.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            (from, to) = RankOf(entries[middle]) < rank ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
