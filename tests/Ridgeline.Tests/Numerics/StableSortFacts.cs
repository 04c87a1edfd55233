using CsCheck;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

public sealed class StableSortFacts
{
    [Fact]
    public void Items_rise_by_their_numbers_and_equal_ones_stay_in_order() => Gen.Select(Gen.ULong, Gen.OneOf(Gen.Int[0, 60], Gen.Int[61, 400], Gen.Const(5000)), Gen.Int[0, 5]).Sample((seed, length, kind) =>
    {
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, length).Select(i => kind switch
        {
            0 => random.NextUniform() - 0.5,
            1 => random.NextBelow(3) - 1.0,
            2 => 1e9 + random.NextBelow(1000) / 1024.0,                                           // all agree in the digits that are looked at first
            3 => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(1) + random.NextBelow(1 << 20)) * (random.NextBelow(50) == 0 ? -1e300 : 1), // many do
            4 => i % 7 == 0 ? double.NaN : i % 5 == 0 ? -0.0 : Math.Exp(100 * random.NextUniform()),
            _ => 0,
        })];
        ulong[] keys = [.. x.Select(StableSort.KeyOf)];
        int[] items = [.. Enumerable.Range(0, length)];
        new StableSort().Sort(keys, items);
        int[] expected = [.. Enumerable.Range(0, length).OrderBy(i => double.IsNaN(x[i]) ? double.PositiveInfinity : x[i])];
        Assert.Equal(expected, items);
        Assert.Equal(expected.Select(i => StableSort.KeyOf(x[i])), keys);
        foreach (int i in items)
            Assert.Equal(x[i], StableSort.NumberOf(StableSort.KeyOf(x[i])));
    }, iter: 300);
}
