using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>The classes of a target and each row's among them; −1 where it is missing. Only different values are looked at as text, so many rows are no trouble.</summary>
internal sealed record TargetCodes(ImmutableArray<string> Classes, int[] Codes)
{
    /// <summary>The classes that <see cref="ClassTarget"/> finds.</summary>
    /// <exception cref="DataException">A cell is an empty text.</exception>
    public static TargetCodes Of(string source, Column column)
    {
        int[] codes = new int[column.Rows];
        Column different;
        if (column is NumberColumn numbers)
        {
            var places = new Dictionary<double, int>();
            for (int row = 0; row < codes.Length; row++)
            {
                codes[row] = -1;
                if (!numbers.IsMissing(row) && !places.TryGetValue(numbers.Values[row], out codes[row]))
                    places.Add(numbers.Values[row], codes[row] = places.Count);
            }

            different = new NumberColumn(column.Name, [.. places.Keys]);
        }
        else
        {
            var texts = (TextColumn)column;
            texts.Codes.CopyTo(codes);
            if (texts.Levels.Any(string.IsNullOrWhiteSpace))
                return OfAll(source, column, codes);
            different = new TextColumn(column.Name, texts.Levels);
        }

        var labels = ClassTarget.Of(source, different);
        int[] counts = new int[different.Rows];
        foreach (int code in codes)
            if (code >= 0)
                counts[code]++;
        if (counts.Contains(0)) // a level that no row has is no class
            return OfAll(source, column, codes);
        for (int row = 0; row < codes.Length; row++)
            codes[row] = codes[row] < 0 ? -1 : (int)labels.Codes[codes[row]];
        return new TargetCodes(labels.Classes, codes);
    }

    private static TargetCodes OfAll(string source, Column column, int[] codes)
    {
        var labels = ClassTarget.Of(source, column, row => !column.IsMissing(row));
        for (int row = 0; row < codes.Length; row++)
            codes[row] = codes[row] < 0 ? -1 : (int)labels.Codes[row];
        return new TargetCodes(labels.Classes, codes);
    }
}
