using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Demos;

namespace Ridgeline.Reports;

/// <summary>Demonstrations as one JSON document. Numbers have full double precision; those that there aren't are null.</summary>
public static class DemoJson
{
    /// <summary>Writes them.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="demos">The demonstrations.</param>
    public static void Write(Stream stream, ImmutableArray<Demo> demos)
    {
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        json.WriteNumber("claims", demos.Length);
        json.WriteNumber("borneOut", demos.Count(demo => demo.Claim.IsBorneOut));
        json.WriteStartArray("demos");
        foreach (var demo in demos)
            Write(json, demo);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Demo demo)
    {
        json.WriteStartObject();
        json.WriteString("name", demo.Name);
        json.WriteString("title", demo.Title);
        json.WriteNumber("seed", demo.Seed);
        json.WriteString("truth", demo.Formula);
        json.Texts("simulated", demo.Simulated);
        json.WriteStartObject("table");
        json.Texts("columns", demo.Table.Columns);
        json.WriteStartArray("rows");
        foreach (var row in demo.Table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("title", row.Title.Trim());
            json.Numbers("values", row.Values);
            if (row.Mark.Length > 0)
                json.WriteString("mark", row.Mark);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("claim", demo.Claim.Statement);
        json.WriteBoolean("borneOut", demo.Claim.IsBorneOut);
        json.WriteStartArray("findings");
        foreach (var finding in demo.Claim.Findings)
        {
            json.WriteStartObject();
            json.WriteString("numbers", finding.Sentence);
            json.WriteString("criterion", finding.Criterion);
            json.WriteBoolean("holds", finding.Holds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("why", demo.Why);
        json.WriteEndObject();
    }
}
