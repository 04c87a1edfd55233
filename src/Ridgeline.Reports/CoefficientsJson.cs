using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Models;

namespace Ridgeline.Reports;

/// <summary>The coefficients of a linear model that aren't 0, in JSON: by column, on the column's own scale and in standard deviations of it.</summary>
internal static class CoefficientsJson
{
    /// <summary>Writes them: an entry an output.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="columns">The names of its columns.</param>
    /// <param name="scales">Their standard deviations.</param>
    /// <param name="classes">The classes of the target; of two, one output speaks for the second.</param>
    public static void Write(Utf8JsonWriter json, LinearModel model, ImmutableArray<string> columns, ImmutableArray<double> scales, ImmutableArray<string> classes)
    {
        json.WriteStartArray("coefficients");
        for (int k = 0; k < model.Outputs; k++)
        {
            int output = k;
            json.Compact(line =>
            {
                line.WriteStartObject();
                line.WriteString("class", model.Outputs > 1 ? classes[output] : classes.Length == 2 ? classes[1] : null);
                line.Number("intercept", model.Intercepts[output]);
                line.WriteStartObject("columns");
                for (int j = 0; j < columns.Length; j++)
                    if (model.Coefficients[output * columns.Length + j] is var w && w != 0)
                    {
                        line.WriteStartArray(columns[j]);
                        line.Value(w);
                        line.Value(w * scales[j]);
                        line.WriteEndArray();
                    }

                line.WriteEndObject();
                line.WriteEndObject();
            });
        }

        json.WriteEndArray();
    }
}
