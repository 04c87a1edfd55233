using System.Globalization;
using Ridgeline.Designs;

namespace Ridgeline.Choices;

/// <summary>64 bits of what was added, in order: the same on every machine. It tells searches apart by mistake, not against intent.</summary>
/// <remarks>Each word goes through the finaliser of SplitMix64; Steele, Lea, Flood: <i>Fast splittable pseudorandom number generators</i> (OOPSLA 2014), fig. 16.</remarks>
internal sealed class Fingerprint
{
    private ulong _state;

    public Fingerprint Add(ulong word)
    {
        ulong z = _state + word + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        _state = z ^ (z >> 31);
        return this;
    }

    public Fingerprint Add(double number) => Add(BitConverter.DoubleToUInt64Bits(number));

    public Fingerprint Add(ReadOnlySpan<double> numbers)
    {
        Add((ulong)numbers.Length);
        foreach (double number in numbers)
            Add(number);
        return this;
    }

    public Fingerprint Add(string text)
    {
        Add((ulong)text.Length);
        foreach (char letter in text)
            Add(letter);
        return this;
    }

    public Fingerprint Add(Parameters parameters)
    {
        Add((ulong)parameters.Count);
        foreach (var (name, value) in parameters.Pairs)
            Add(name).Add((ulong)value.Kind).Add(value.ToString());
        return this;
    }

    /// <summary>Names, shifts and entries; of zeros only how many stand between others.</summary>
    public Fingerprint Add(Design design)
    {
        var column = new double[design.Rows];
        Add((ulong)design.Rows).Add((ulong)design.Columns);
        for (int j = 0; j < design.Columns; j++)
        {
            Add(design.Names[j]).Add(design.Shift(j));
            Array.Clear(column);
            design.AddColumn(j, 1, column);
            int at = 0;
            while (column.AsSpan(at).IndexOfAnyExcept(0.0) is >= 0 and var zeros)
            {
                at += zeros;
                Add((ulong)zeros).Add(column[at++]);
            }
        }

        return this;
    }

    /// <summary>16 digits.</summary>
    public override string ToString() => _state.ToString("x16", CultureInfo.InvariantCulture);
}
