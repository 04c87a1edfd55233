using System.Globalization;
using System.Numerics;

namespace Ridgeline.Tables.Cells;

/// <summary>Decimals of 256 bits.</summary>
internal sealed class WideDecimalReader(int scale) : CellReader<double>
{
    public override void Read(VectorPart part, Span<double> target)
    {
        var values = part.Values<Wide>();
        for (int i = 0; i < values.Length; i++)
            target[i] = double.Parse($"{((BigInteger)values[i].High << 128) + values[i].Low}E{-scale}", CultureInfo.InvariantCulture);
        Numbers.LeaveOut(part, target);
    }

    private readonly record struct Wide(UInt128 Low, Int128 High);
}
