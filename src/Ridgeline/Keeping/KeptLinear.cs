using System.Runtime.InteropServices;
using Ridgeline.Losses;
using Ridgeline.Models;

namespace Ridgeline.Keeping;

/// <summary>The bytes of a linear model: coefficients one after another, or, where that is shorter, those that aren't 0 with their places.</summary>
internal static class KeptLinear
{
    public static void Write(BinaryWriter writer, LinearModel model)
    {
        var coefficients = model.Coefficients.AsSpan();
        int others = 0;
        foreach (double w in coefficients)
            others += IsZero(w) ? 0 : 1;
        bool isSparse = others * (sizeof(int) + sizeof(double)) < (long)coefficients.Length * sizeof(double);
        writer.Write(model.Norm);
        writer.Write(model.DevianceRatio);
        writer.WriteNumbers(model.Intercepts.AsSpan());
        writer.Write(isSparse);
        if (!isSparse)
        {
            writer.WriteNumbers(coefficients);
            return;
        }

        writer.Write(coefficients.Length);
        writer.Write(others);
        for (int at = 0; at < coefficients.Length; at++)
            if (!IsZero(coefficients[at]))
            {
                writer.Write(at);
                writer.Write(coefficients[at]);
            }
    }

    public static LinearModel Read(BinaryReader reader, Loss loss)
    {
        double norm = reader.ReadDouble(), ratio = reader.ReadDouble();
        double[] intercepts = reader.ReadNumbers(), coefficients;
        if (reader.ReadBoolean())
        {
            coefficients = new double[reader.ReadInt32()];
            for (int left = reader.ReadInt32(); left > 0; left--)
                coefficients[reader.ReadInt32()] = reader.ReadDouble();
        }
        else
        {
            coefficients = reader.ReadNumbers();
        }

        return new LinearModel(loss, ImmutableCollectionsMarshal.AsImmutableArray(coefficients), [.. intercepts], norm) { DevianceRatio = ratio };
    }

    /// <summary>Not −0, which is a number of its own.</summary>
    private static bool IsZero(double w) => BitConverter.DoubleToInt64Bits(w) == 0;
}
