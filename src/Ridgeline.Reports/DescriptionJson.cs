using System.Text.Json;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Reports;

/// <summary>What a table is like as one JSON document, with every column. Numbers have full double precision; those that aren't finite are null.</summary>
public static class DescriptionJson
{
    /// <summary>Writes the description.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="description">What was found.</param>
    public static void Write(Stream stream, TableDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        json.WriteString("source", description.Source);
        json.WriteNumber("rows", description.Rows);
        json.WriteNumber("rowsWithoutTarget", description.Roles.RowsWithoutTarget);
        json.WriteNumber("learnedColumns", description.LearnedColumns);
        json.Number("rowsPerColumn", description.RowsPerColumn);
        json.WriteNumber("repeatedRows", description.RepeatedRows);
        Target(json, description.Target);
        json.WriteStartArray("columns");
        foreach (var column in description.Columns)
            Column(json, column);
        json.WriteEndArray();
        Correlations(json, description);
        json.WriteStartArray("likelyLeaks");
        foreach (var leak in description.Leaks)
        {
            json.WriteStartObject();
            json.WriteString("column", leak.Column);
            json.WriteString("measure", Name(leak.Measure));
            json.Number("value", leak.Value);
            json.WriteString("reason", leak.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Texts("warnings", description.Warnings);
        json.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter json, TargetDescription? target)
    {
        if (target is null)
        {
            json.WriteNull("target");
            return;
        }

        json.WriteStartObject("target");
        json.WriteString("column", target.Column);
        Values(json, "classes", "name", target.Classes);
        Numbers(json, target.Numbers);
        json.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter json, ColumnDescription column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("kind", column.Kind switch { ColumnKind.Number => "number", ColumnKind.Text => "text", _ => "date" });
        json.WriteString("role", column.Role.Role.Name());
        json.WriteBoolean("isGiven", column.Role.IsGiven);
        json.WriteString("reason", column.Role.Reason);
        json.WriteNumber("missing", column.Missing);
        json.Number("missingShare", column.MissingShare);
        json.WriteNumber("distinct", column.Distinct);
        Values(json, "mostFrequent", "value", column.Top);
        Numbers(json, column.Numbers);
        if (column.Dates is { } dates)
        {
            json.WriteStartObject("dates");
            json.WriteString("first", dates.First);
            json.WriteString("last", dates.Last);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Correlations(Utf8JsonWriter json, TableDescription description)
    {
        json.WriteNumber("correlationRows", description.CorrelationRows);
        json.WriteStartArray("correlatedGroups");
        foreach (var group in description.CorrelatedGroups)
        {
            json.WriteStartObject();
            json.Texts("columns", group.Columns);
            json.Number("strongest", group.Correlation);
            json.Texts("between", [group.One, group.Other]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Values(Utf8JsonWriter json, string name, string value, IEnumerable<ValueCount> values)
    {
        json.WriteStartArray(name);
        foreach (var one in values)
        {
            json.WriteStartObject();
            json.WriteString(value, one.Value);
            json.WriteNumber("rows", one.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, NumberSummary? numbers)
    {
        if (numbers is null)
            return;
        json.WriteStartObject("numbers");
        json.Number("least", numbers.Least);
        json.Number("mean", numbers.Mean);
        json.Number("median", numbers.Median);
        json.Number("largest", numbers.Largest);
        json.Number("standardDeviation", numbers.StandardDeviation);
        json.WriteEndObject();
    }

    private static string Name(LeakMeasure measure) => measure switch
    {
        LeakMeasure.RocAuc => "roc-auc",
        LeakMeasure.RankCorrelation => "rank-correlation",
        _ => "held-out",
    };
}
