using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>A column that a recipe was learned on, as the rows with weight had it.</summary>
public sealed record InputColumn
{
    internal InputColumn(string name, ColumnKind kind) => (Name, Kind) = (name, kind);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The smallest number; null where there was none, for other kinds, and for numbers that a step took as levels.</summary>
    public double? Lowest { get; internal init; }

    /// <summary>The largest number; null as <see cref="Lowest"/>.</summary>
    public double? Highest { get; internal init; }

    /// <summary>The weighted mean of the numbers; null as <see cref="Lowest"/>.</summary>
    public double? Mean { get; internal init; }

    /// <summary>The first date; null where there was none, and for other kinds.</summary>
    public DateTime? Earliest { get; internal init; }

    /// <summary>The last date.</summary>
    public DateTime? Latest { get; internal init; }

    /// <summary>The levels of texts, and of numbers that a step took as levels, in order; empty for others.</summary>
    public ImmutableArray<string> Levels { get; internal init; } = [];

    /// <summary>Whether numbers were taken as levels.</summary>
    public bool IsCategory { get; internal init; }

    /// <summary>How many rows there were: Σs of frequencies, else those with a weight above 0.</summary>
    public double Rows { get; internal init; }

    /// <summary>How many of them were missing.</summary>
    public double Missing { get; internal init; }

    /// <summary>What it holds, in words: "numbers from 14 to 45", "texts: 'black', 'other', 'white'".</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Number when Levels.IsEmpty => Lowest is null ? "numbers" : $"numbers from {Words.Number(Lowest.Value)} to {Words.Number(Highest!.Value)}",
        ColumnKind.Number => $"numbers: {Wording.Listed(Levels, 6)}",
        ColumnKind.Text => Levels.IsEmpty ? "texts" : $"texts: {Wording.Listed(Levels, 6)}",
        _ => Earliest is null ? "dates" : $"dates from {DateColumn.Text(Earliest.Value)} to {DateColumn.Text(Latest!.Value)}",
    };

    /// <summary>The levels, to be looked up.</summary>
    internal FrozenSet<string> SeenLevels => field ??= Levels.ToFrozenSet(StringComparer.Ordinal);

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("kind", KindNames[(int)Kind]);
        json.WriteNumber("rows", Rows);
        json.WriteNumber("missing", Missing);
        if (Lowest is { } lowest)
            json.WriteNumber("lowest", lowest);
        if (Highest is { } highest)
            json.WriteNumber("highest", highest);
        if (Mean is { } mean && double.IsFinite(mean))
            json.WriteNumber("mean", mean);
        if (Earliest is { } earliest)
            json.WriteString("earliest", DateColumn.Text(earliest));
        if (Latest is { } latest)
            json.WriteString("latest", DateColumn.Text(latest));
        if (Kind == ColumnKind.Text || IsCategory)
            json.WriteTexts("levels", Levels);
        json.WriteEndObject();
    }

    internal static InputColumn Read(JsonElement json)
    {
        string kind = json.Text("kind");
        int at = Array.IndexOf(KindNames, kind);
        if (at < 0)
            throw new FormatException($"\"kind\" is \"{Wording.Shortened(kind)}\"; the kinds are {string.Join(", ", KindNames)}");
        return new(json.Text("name"), (ColumnKind)at)
        {
            Rows = json.Number("rows"),
            Missing = json.Number("missing"),
            Lowest = json.Has("lowest") ? json.Number("lowest") : null,
            Highest = json.Has("highest") ? json.Number("highest") : null,
            Mean = json.Has("mean") ? json.Number("mean") : null,
            Earliest = json.Has("earliest") ? DateOf(json.Text("earliest")) : null,
            Latest = json.Has("latest") ? DateOf(json.Text("latest")) : null,
            Levels = json.Has("levels") ? json.Texts("levels") : [],
            IsCategory = (ColumnKind)at == ColumnKind.Number && json.Has("levels"),
        };
    }

    private static readonly string[] KindNames = ["number", "text", "date"]; // in the order of ColumnKind

    private static DateTime DateOf(string text) => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date
        : throw new FormatException($"'{Wording.Shortened(text)}' is no date");

    internal static ImmutableArray<InputColumn> Of(Table table, in RowWeights weights, IReadOnlySet<int> categories)
    {
        var inputs = ImmutableArray.CreateBuilder<InputColumn>(table.Columns.Length);
        for (int at = 0; at < table.Columns.Length; at++)
            inputs.Add(table.Columns[at] switch
            {
                NumberColumn numbers when categories.Contains(at) => OfTexts(LevelOrder.TextsOf(numbers), ColumnKind.Number, weights),
                NumberColumn numbers => OfNumbers(numbers, weights),
                TextColumn texts => OfTexts(texts, ColumnKind.Text, weights),
                var column => OfDates((DateColumn)column, weights),
            });
        return inputs.MoveToImmutable();
    }

    private static InputColumn OfNumbers(NumberColumn column, in RowWeights weights)
    {
        var (lowest, highest) = Weighted.Range(column.Values, weights);
        return new(column.Name, ColumnKind.Number)
        {
            Lowest = double.IsFinite(lowest) ? lowest : null,
            Highest = double.IsFinite(lowest) ? highest : null,
            Mean = double.IsFinite(lowest) ? MeanOf(column.Values, weights) : null,
            Rows = weights.Count,
            Missing = MissingIn(column, weights),
        };
    }

    /// <summary>Around the first number, so that equal ones have it as their mean.</summary>
    private static double MeanOf(ReadOnlySpan<double> values, in RowWeights weights)
    {
        double first = double.NaN, sum = 0, total = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row];
            if (weight == 0 || double.IsNaN(values[row]))
                continue;
            first = double.IsNaN(first) ? values[row] : first;
            total += weight;
            sum += weight * (values[row] - first);
        }

        return first + sum / total;
    }

    private static InputColumn OfTexts(TextColumn column, ColumnKind kind, in RowWeights weights)
    {
        var seen = new bool[column.Levels.Length];
        var codes = column.Codes;
        for (int row = 0; row < codes.Length; row++)
            if (codes[row] >= 0 && weights[row] > 0)
                seen[codes[row]] = true;
        return new(column.Name, kind)
        {
            Levels = [.. LevelOrder.Of(column).Where(level => seen[level]).Select(level => column.Levels[level])],
            IsCategory = kind == ColumnKind.Number,
            Rows = weights.Count,
            Missing = MissingIn(column, weights),
        };
    }

    private static InputColumn OfDates(DateColumn column, in RowWeights weights)
    {
        long earliest = long.MaxValue, latest = long.MinValue;
        var ticks = column.Ticks;
        for (int row = 0; row < ticks.Length; row++)
            if (ticks[row] != DateColumn.Missing && weights[row] > 0)
                (earliest, latest) = (Math.Min(earliest, ticks[row]), Math.Max(latest, ticks[row]));
        return new(column.Name, ColumnKind.Date)
        {
            Earliest = earliest <= latest ? new DateTime(earliest) : null,
            Latest = earliest <= latest ? new DateTime(latest) : null,
            Rows = weights.Count,
            Missing = MissingIn(column, weights),
        };
    }

    private static double MissingIn(Column column, in RowWeights weights)
    {
        double missing = 0;
        if (column.MissingCount > 0)
            for (int row = 0; row < column.Rows; row++)
                missing += column.IsMissing(row) ? weights.Counted(row) : 0;
        return missing;
    }
}
