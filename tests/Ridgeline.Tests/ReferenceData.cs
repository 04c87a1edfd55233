using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Tests;

/// <summary>Golden results and the data they were made from, copied beside the tests.</summary>
internal static class ReferenceData
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Reference");

    /// <summary>golden/NAME.json.</summary>
    public static JsonDocument Golden(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden", $"{name}.json")));

    /// <summary>Whether there is a data/NAME.csv.</summary>
    public static bool Has(string name) => File.Exists(Path.Combine(Folder, "data", $"{name}.csv"));

    /// <summary>data/NAME.csv: plain cells, perhaps in quotes, without commas or quotes in them.</summary>
    public static Table Table(string name)
    {
        string[][] lines = [.. File.ReadAllLines(Path.Combine(Folder, "data", $"{name}.csv")).Select(line => line.Split(',').Select(cell => cell.Trim('"')).ToArray())];
        return new Table(name, [.. lines[0].Select((column, j) => Typed(column, [.. lines.Skip(1).Select(cells => cells[j])]))]);
    }

    private static Column Typed(string name, ImmutableArray<string> cells) =>
        cells.All(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? new NumberColumn(name, [.. cells.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))])
            : new TextColumn(name, cells);
}
