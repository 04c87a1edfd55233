using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>
/// Columns learned from that say what another one says already: numbers y = a·x + b, levels under other names, equal dates. What was given stays; else the first
/// stays, and of levels and the numbers that stand for them the levels.
/// </summary>
/// <remarks>
/// Numbers that may be linear in each other are found by one number a column that a·x + b doesn't change: f = |Σᵢ wᵢ·(tᵢ − ½)|, t = (x − min)/(max − min), w random
/// numbers of the rows. Every row is then compared, so f decides only what is looked at; levels are found by a hash of which rows are alike, and compared too.
/// </remarks>
internal sealed class RepeatedColumns
{
    /// <summary>How far y may be from a·x + b, as a share of its range: no more than rounding leaves of a unit that was converted.</summary>
    private const double Tolerance = 1e-9;

    private const int Unknown = int.MinValue;

    private readonly Table _table;
    private readonly ImmutableArray<Lazy<ColumnFacts>> _facts;
    private readonly List<(double Key, int Column)> _numbers = []; // those that stay, by f
    private readonly Dictionary<ulong, List<int>> _levels = []; // those that stay, by their pattern

    private RepeatedColumns(Table table, ImmutableArray<Lazy<ColumnFacts>> facts) => (_table, _facts) = (table, facts);

    /// <summary>Why columns are left out, by their position.</summary>
    /// <param name="table">The data.</param>
    /// <param name="roles">The parts so far, a column each.</param>
    /// <param name="facts">The facts, a column each.</param>
    public static Dictionary<int, string> Of(Table table, IReadOnlyList<AssignedRole> roles, ImmutableArray<Lazy<ColumnFacts>> facts)
    {
        var found = new RepeatedColumns(table, facts);
        var reasons = new Dictionary<int, string>();
        if (roles.All(assigned => assigned.IsGiven || !assigned.IsLearned))
            return reasons;
        int[] learned = [.. Enumerable.Range(0, roles.Count).Where(j => roles[j].IsLearned).OrderBy(j => !roles[j].IsGiven)]; // a stable order
        foreach (var role in (ColumnRole[])[ColumnRole.Category, ColumnRole.Date, ColumnRole.Number]) // numbers are compared with levels too
            foreach (int j in learned.Where(j => roles[j].Role == role))
            {
                string? reason = role switch
                {
                    ColumnRole.Category => found.OfLevels(j, roles[j].IsGiven),
                    ColumnRole.Date => found.OfDates(j, [.. learned.TakeWhile(other => other != j).Where(other => roles[other].Role == role && !reasons.ContainsKey(other))]),
                    _ => found.OfNumbers(j, roles[j].IsGiven),
                };
                if (reason is not null && !roles[j].IsGiven)
                    reasons.Add(j, reason);
            }

        return reasons;
    }

    private string? OfLevels(int j, bool isGiven)
    {
        int[] codes = Codes(_table.Columns[j]);
        ulong pattern = Pattern(codes);
        if (!_levels.TryGetValue(pattern, out var alike))
            _levels.Add(pattern, alike = []);
        int same = alike.FindIndex(other => AreAlike(codes, Codes(_table.Columns[other])));
        if (same < 0 || isGiven)
            alike.Add(j);
        if (same < 0)
            return null;
        var first = _table.Columns[alike[same]];
        bool isEqual = Enumerable.Range(0, _table.Rows).All(row => first.Text(row) == _table.Columns[j].Text(row));
        return $"the same as '{first.Name}'{(isEqual ? "" : ", its levels under other names")}";
    }

    private string? OfDates(int j, int[] others)
    {
        var ticks = ((DateColumn)_table.Columns[j]).Ticks;
        foreach (int other in others)
            if (ticks.SequenceEqual(((DateColumn)_table.Columns[other]).Ticks))
                return $"the same as '{_table.Columns[other].Name}'";
        return null;
    }

    private string? OfNumbers(int j, bool isGiven)
    {
        var column = (NumberColumn)_table.Columns[j];
        if (_levels.Count > 0 && !_facts[j].Value.Few.IsDefault)
        {
            int[] codes = Codes(column);
            if (_levels.GetValueOrDefault(Pattern(codes)) is { } alike && alike.FindIndex(other => AreAlike(codes, Codes(_table.Columns[other]))) is >= 0 and int level)
                return $"the same as '{_table.Columns[alike[level]].Name}', in numbers";
        }

        if (!(_facts[j].Value.Least < _facts[j].Value.Largest)) // there or missing: two levels
            return OfLevels(j, isGiven);
        double key = Key(column.Values, _facts[j].Value), near = Tolerance * column.Rows;
        int at = _numbers.BinarySearch((key - near, -1));
        string? reason = null;
        for (at = at < 0 ? ~at : at; at < _numbers.Count && _numbers[at].Key <= key + near && reason is null; at++)
            reason = Linear(_numbers[at].Column, j);
        if (reason is null || isGiven)
        {
            at = _numbers.BinarySearch((key, j));
            _numbers.Insert(at < 0 ? ~at : at, (key, j));
        }

        return reason;
    }

    /// <summary>f.</summary>
    private static double Key(ReadOnlySpan<double> values, ColumnFacts facts)
    {
        double scale = 1 / (facts.Largest - facts.Least), sum = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double centred = (values[row] - facts.Least) * scale - 0.5;
            sum += double.IsNaN(centred) ? 0 : Weight(row) * centred;
        }

        return Math.Abs(sum);
    }

    /// <summary>A number in [−½, ½) that is random of the row: the last step of splitmix64 (Steele, Lea, Flood 2014).</summary>
    private static double Weight(int row)
    {
        ulong bits = ((ulong)row + 1) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1UL << 53)) - 0.5;
    }

    /// <summary>y = a·x + b in words, if it holds in every row.</summary>
    private string? Linear(int x, int y)
    {
        if (_table.Columns[x].MissingCount != _table.Columns[y].MissingCount)
            return null;
        var given = ((NumberColumn)_table.Columns[x]).Values;
        var values = ((NumberColumn)_table.Columns[y]).Values;
        int low = _facts[x].Value.LeastRow, high = _facts[x].Value.LargestRow;
        double slope = (values[high] - values[low]) / (given[high] - given[low]), range = _facts[y].Value.Largest - _facts[y].Value.Least, close = Tolerance * range;
        bool isEqual = true;
        for (int row = 0; row < values.Length; row++)
        {
            bool isMissing = double.IsNaN(values[row]);
            if (isMissing != double.IsNaN(given[row]) || (!isMissing && !(Math.Abs(values[row] - (values[low] + slope * (given[row] - given[low]))) <= close)))
                return null;
            isEqual &= isMissing || values[row] == given[row];
        }

        double start = values[low] - slope * given[low];
        string name = $"'{_table.Columns[x].Name}'";
        return isEqual ? $"the same as {name}"
            : $"exactly {(Math.Abs(slope - 1) <= Tolerance ? "" : slope == -1 ? "−" : $"{slope:G6} × ")}{name}{(Math.Abs(start) <= close ? "" : $" {(start < 0 ? "−" : "+")} {Math.Abs(start):G6}")}";
    }

    /// <summary>Each row's level in the order in which they come first, told apart by position alone; −1 where it is missing.</summary>
    private static int[] Codes(Column column)
    {
        if (column is TextColumn texts)
            return [.. texts.Codes];
        var places = new Dictionary<double, int>();
        var values = ((NumberColumn)column).Values;
        int[] codes = new int[values.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            codes[row] = -1;
            if (!double.IsNaN(values[row]) && !places.TryGetValue(values[row], out codes[row]))
                places.Add(values[row], codes[row] = places.Count);
        }

        return codes;
    }

    /// <summary>A hash of which rows have the same level.</summary>
    private static ulong Pattern(int[] codes)
    {
        int[] places = Places(codes);
        int count = 0;
        ulong hash = 14695981039346656037; // FNV-1a, a word at a time
        foreach (int code in codes)
        {
            ref int place = ref places[code + 1];
            if (place < 0)
                place = code < 0 ? 0 : ++count;
            hash = (hash ^ (uint)place) * 1099511628211;
            hash ^= hash >> 29;
        }

        return hash;
    }

    /// <summary>Whether the same rows have the same level.</summary>
    private static bool AreAlike(int[] one, int[] other)
    {
        int[] there = Places(one), back = Places(other);
        (there[0], back[0]) = (-1, -1); // missing is missing
        for (int row = 0; row < one.Length; row++)
        {
            ref int to = ref there[one[row] + 1], from = ref back[other[row] + 1];
            if (to == Unknown && from == Unknown)
                (to, from) = (other[row], one[row]);
            if (to != other[row] || from != one[row])
                return false;
        }

        return true;
    }

    /// <summary>Room for something about each level, and before them about missing rows.</summary>
    private static int[] Places(int[] codes)
    {
        int[] places = new int[TensorPrimitives.Max<int>(codes) + 2];
        Array.Fill(places, Unknown);
        return places;
    }
}
