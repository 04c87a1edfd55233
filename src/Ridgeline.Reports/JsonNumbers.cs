using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ridgeline.Reports;

/// <summary>Numbers in JSON: full double precision, and null for those that aren't finite.</summary>
internal static class JsonNumbers
{
    /// <summary>How our documents are written.</summary>
    public static JsonWriterOptions Options { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    extension(Utf8JsonWriter json)
    {
        /// <summary>A number with a name.</summary>
        public void Number(string name, double? number)
        {
            json.WritePropertyName(name);
            json.Value(number);
        }

        /// <summary>A number.</summary>
        public void Value(double? number)
        {
            if (number is { } value && double.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteNullValue();
        }

        /// <summary>A list of numbers with a name.</summary>
        public void Numbers(string name, IEnumerable<double> numbers)
        {
            json.WriteStartArray(name);
            foreach (double number in numbers)
                json.Value(number);
            json.WriteEndArray();
        }

        /// <summary>A list of whole numbers with a name, in one line.</summary>
        public void Whole(string name, IEnumerable<int> numbers)
        {
            json.WritePropertyName(name);
            json.Line([.. numbers.Select(number => (double)number)]);
        }

        /// <summary>A list of texts with a name.</summary>
        public void Texts(string name, IEnumerable<string> texts)
        {
            json.WriteStartArray(name);
            foreach (string text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        /// <summary>A list of numbers in one line, for those too long to be read by eye.</summary>
        public void Line(ReadOnlySpan<double> numbers)
        {
            double[] own = [.. numbers];
            json.Compact(line =>
            {
                line.WriteStartArray();
                foreach (double number in own)
                    line.Value(number);
                line.WriteEndArray();
            });
        }

        /// <summary>A value in one line.</summary>
        public void Compact(Action<Utf8JsonWriter> write)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var line = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Options.Encoder }))
                write(line);
            json.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
    }
}
