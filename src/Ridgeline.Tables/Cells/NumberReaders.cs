using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ridgeline.Tables.Cells;

/// <summary>Numbers of any size as doubles, the nearest where none is equal: integers beyond 2⁵³.</summary>
internal sealed class NumberReader<TNative>(CellSource source) : CellReader<double>
    where TNative : unmanaged, INumber<TNative>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // it has read most of a file by the time that it would be compiled again
    public override void Read(VectorPart part, Span<double> target)
    {
        var values = part.Values<TNative>();
        if (typeof(TNative) == typeof(double))
            MemoryMarshal.Cast<TNative, double>(values).CopyTo(target);
        else
            for (int i = 0; i < values.Length; i++)
                target[i] = double.CreateTruncating(values[i]);
        Numbers.LeaveOut(part, target);
        if (typeof(TNative) == typeof(double) || typeof(TNative) == typeof(float) || typeof(TNative) == typeof(Half))
            Numbers.RefuseInfinite(source, part, target);
    }
}

/// <summary>Decimals of a fixed number of digits behind the point.</summary>
internal sealed class DecimalReader<TNative>(int scale) : CellReader<double>
    where TNative : unmanaged, IBinaryInteger<TNative>
{
    private const long MostExact = 1L << 53;
    private readonly double _divisor = scale <= 22 ? double.Parse($"1E{scale}", CultureInfo.InvariantCulture) : double.NaN;

    public override void Read(VectorPart part, Span<double> target)
    {
        var values = part.Values<TNative>();
        TNative most = TNative.CreateSaturating(MostExact);
        for (int i = 0; i < values.Length; i++)
            // Of two numbers that are exact, the quotient is the nearest double; else the text is read, which rounds once too.
            target[i] = scale <= 22 && values[i] <= most && values[i] >= -most
                ? double.CreateTruncating(values[i]) / _divisor
                : double.Parse($"{values[i]}E{-scale}", CultureInfo.InvariantCulture);
        Numbers.LeaveOut(part, target);
    }
}

/// <summary>Times of day as seconds since midnight.</summary>
internal sealed class TimeReader<TNative>(double perSecond) : CellReader<double>
    where TNative : unmanaged, INumber<TNative>
{
    public override void Read(VectorPart part, Span<double> target)
    {
        var values = part.Values<TNative>();
        for (int i = 0; i < values.Length; i++)
            target[i] = double.CreateTruncating(values[i]) / perSecond;
        Numbers.LeaveOut(part, target);
    }
}

/// <summary>Rows without a value at all.</summary>
internal sealed class NothingReader : CellReader<double>
{
    public override void Read(VectorPart part, Span<double> target) => target.Fill(double.NaN);
}

/// <summary>What numbers have in common.</summary>
internal static class Numbers
{
    /// <summary>NaN where a row is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LeaveOut(VectorPart part, Span<double> target)
    {
        if (part.IsWhole)
            return;
        for (int i = 0; i < target.Length; i++)
            if (part.IsMissing(i))
                target[i] = double.NaN;
    }

    /// <summary>Refuses the first infinite one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RefuseInfinite(CellSource source, VectorPart part, ReadOnlySpan<double> values)
    {
        var infinite = new Vector<double>(double.PositiveInfinity);
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            if (Vector.EqualsAny(Vector.Abs(new Vector<double>(values[i..])), infinite))
                break;
        for (; i < values.Length; i++)
            if (double.IsInfinity(values[i]))
                throw source.Wrong(part.Row + i, $"{values[i]} is not a finite number");
    }
}
