using System.Globalization;
using System.Text;

namespace Ridgeline.Tables;

/// <summary>Sparse rows as svmlight text: the design's columns are sorted into rows first.</summary>
internal static class SvmLightWriter
{
    public static void Write(Stream stream, SvmLightData data)
    {
        var (design, rows) = (data.Design, data.Design.Rows);
        if (data.Target.Length != rows || (!data.Groups.IsDefaultOrEmpty && data.Groups.Length != rows))
            throw new ArgumentException($"the design has {Wording.Count(rows, "row")}; target and groups need as many", nameof(data));
        foreach (double value in data.Target)
            if (!double.IsFinite(value))
                throw new ArgumentException($"a target is {value}; finite numbers are needed", nameof(data));

        var (starts, columns, values) = ByRows(data);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        for (int row = 0; row < rows; row++)
        {
            Write(writer, data.Target[row]);
            if (!data.Groups.IsDefaultOrEmpty)
            {
                writer.Write(" qid:");
                writer.Write(data.Groups[row]);
            }

            for (int k = starts[row]; k < starts[row + 1]; k++)
            {
                writer.Write(' ');
                writer.Write(columns[k] + (data.IsZeroBased ? 0 : 1));
                writer.Write(':');
                Write(writer, values[k]);
            }

            writer.Write('\n');
        }
    }

    private static (int[] Starts, int[] Columns, double[] Values) ByRows(SvmLightData data)
    {
        var design = data.Design;
        var rows = new int[design.Rows];
        var column = new double[design.Rows];
        var starts = new int[design.Rows + 1];
        for (int j = 0; j < design.Columns; j++)
            foreach (int row in rows.AsSpan(0, design.NonZeros(j, rows, column)))
                starts[row + 1] = checked(starts[row + 1] + 1);
        for (int row = 0; row < design.Rows; row++)
            starts[row + 1] = checked(starts[row + 1] + starts[row]);
        var columns = new int[starts[^1]];
        var values = new double[starts[^1]];
        int[] next = starts[..^1];
        for (int j = 0; j < design.Columns; j++)
        {
            int count = design.NonZeros(j, rows, column);
            for (int k = 0; k < count; k++)
            {
                int place = next[rows[k]]++;
                (columns[place], values[place]) = (j, column[k]);
            }
        }

        return (starts, columns, values);
    }

    private static void Write(StreamWriter writer, double value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }
}
