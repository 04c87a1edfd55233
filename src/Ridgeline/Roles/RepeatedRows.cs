using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>Rows that are equal to an earlier one: found by a hash, and compared cell by cell.</summary>
internal static class RepeatedRows
{
    /// <summary>How many rows repeat an earlier one in all of <paramref name="columns"/>; missing cells are equal.</summary>
    public static int Count(IReadOnlyList<Column> columns)
    {
        if (columns.Count == 0)
            return 0;
        ulong[] hashes = new ulong[columns[0].Rows];
        foreach (var column in columns)
            Add(hashes, column);
        int[] order = [.. Enumerable.Range(0, hashes.Length)];
        Array.Sort(hashes, order);
        int repeated = 0;
        var first = new List<int>();
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && hashes[to] == hashes[from]; to++)
            {
            }

            if (to - from == 1)
                continue;
            first.Clear();
            for (int k = from; k < to; k++)
            {
                int row = order[k];
                if (first.Exists(other => columns.All(column => AreEqual(column, row, other))))
                    repeated++;
                else
                    first.Add(row);
            }
        }

        return repeated;
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
