using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The order of a column's levels, and the levels of a column of numbers. Both are the column's own, whatever the weights, so that they are found once a column.</summary>
internal static class LevelOrder
{
    private static readonly ConditionalWeakTable<TextColumn, int[]> Orders = [];
    private static readonly ConditionalWeakTable<NumberColumn, TextColumn> Texts = [];

    /// <summary>The positions of a column's levels in order.</summary>
    public static ImmutableArray<int> Of(TextColumn column) => ImmutableCollectionsMarshal.AsImmutableArray(Orders.GetValue(column, key => [.. Of(key.Levels)]));

    /// <summary>The positions of <paramref name="levels"/> in order: as numbers if all of them are, equal ones and others by their characters' codes.</summary>
    public static ImmutableArray<int> Of(ImmutableArray<string> levels)
    {
        int[] order = [.. Enumerable.Range(0, levels.Length)];
        var numbers = new double[levels.Length];
        bool isNumbers = true;
        for (int level = 0; level < levels.Length && isNumbers; level++)
            isNumbers = double.TryParse(levels[level], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[level]) && double.IsFinite(numbers[level]);
        Array.Sort(order, (a, b) => isNumbers && numbers[a] != numbers[b] ? numbers[a].CompareTo(numbers[b]) : string.CompareOrdinal(levels[a], levels[b]));
        return ImmutableCollectionsMarshal.AsImmutableArray(order);
    }

    /// <summary>A column of numbers as texts, in the shortest form that reads back equal.</summary>
    public static TextColumn TextsOf(NumberColumn column) => Texts.GetValue(column, ToTexts);

    private static TextColumn ToTexts(NumberColumn column)
    {
        var places = new Dictionary<double, int>();
        var codes = new int[column.Rows];
        var levels = ImmutableArray.CreateBuilder<string>();
        var values = column.Values;
        for (int row = 0; row < codes.Length; row++)
        {
            double value = values[row] + 0.0; // -0 is 0
            if (double.IsNaN(value))
            {
                codes[row] = -1;
                continue;
            }

            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, value, out bool isKnown);
            if (!isKnown)
            {
                place = levels.Count;
                levels.Add(value.ToString("R", CultureInfo.InvariantCulture));
            }

            codes[row] = place;
        }

        return TextColumn.Adopt(column.Name, levels.ToImmutable(), codes);
    }
}
