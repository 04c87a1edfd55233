using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>Rows that are equal to an earlier one: found by a hash, and compared cell by cell.</summary>
internal static class RepeatedRows
{
    /// <summary>How many rows repeat an earlier one in all of <paramref name="columns"/>; missing cells are equal.</summary>
    public static int Count(IReadOnlyList<Column> columns)
    {
        int[] first = FirstOf(columns);
        int repeated = 0;
        for (int row = 0; row < first.Length; row++)
            repeated += first[row] == row ? 0 : 1;
        return repeated;
    }

    /// <summary>For each row the first that is equal to it in all of <paramref name="columns"/>, itself where there is none before; missing cells are equal.</summary>
    public static int[] FirstOf(IReadOnlyList<Column> columns)
    {
        if (columns.Count == 0)
            return [];
        ulong[] hashes = new ulong[columns[0].Rows];
        foreach (var column in columns)
            Add(hashes, column);
        int[] order = [.. Enumerable.Range(0, hashes.Length)], firstOf = [.. order];
        Array.Sort(hashes, order);
        var first = new List<int>();
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && hashes[to] == hashes[from]; to++)
            {
            }

            if (to - from == 1)
                continue;
            first.Clear();
            order.AsSpan(from..to).Sort();
            foreach (int row in order.AsSpan(from..to))
            {
                int at = first.FindIndex(other => columns.All(column => AreEqual(column, row, other)));
                if (at >= 0)
                    firstOf[row] = first[at];
                else
                    first.Add(row);
            }
        }

        return firstOf;
    }

    private static void Add(ulong[] hashes, Column column)
    {
        switch (column)
        {
            case NumberColumn numbers:
                for (int row = 0; row < hashes.Length; row++)
                    hashes[row] = Mixed(hashes[row], double.IsNaN(numbers.Values[row]) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(numbers.Values[row] + 0.0)); // −0 + 0 = 0
                break;
            case TextColumn texts:
                for (int row = 0; row < hashes.Length; row++)
                    hashes[row] = Mixed(hashes[row], (ulong)texts.Codes[row]);
                break;
            case DateColumn dates:
                for (int row = 0; row < hashes.Length; row++)
                    hashes[row] = Mixed(hashes[row], (ulong)dates.Ticks[row]);
                break;
        }
    }

    private static bool AreEqual(Column column, int one, int other) => column switch
    {
        NumberColumn numbers => numbers.Values[one].Equals(numbers.Values[other]) || numbers.Values[one] == numbers.Values[other], // NaN, and −0 = 0
        TextColumn texts => texts.Codes[one] == texts.Codes[other],
        DateColumn dates => dates.Ticks[one] == dates.Ticks[other],
        _ => throw new ArgumentException($"column '{column.Name}' is of no known kind", nameof(column)),
    };

    /// <summary>The last step of splitmix64 (Steele, Lea, Flood 2014) of what was and what comes.</summary>
    private static ulong Mixed(ulong hash, ulong cell)
    {
        hash = (hash + 0x9E3779B97F4A7C15) ^ (cell * 0xBF58476D1CE4E5B9);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
