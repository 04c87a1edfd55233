using System.Runtime.Intrinsics;
using CsCheck;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

/// <summary>What is computed in lanes against what it is one by one.</summary>
public sealed class LanesFacts
{
    [Fact]
    public void Eight_blocks_are_the_blocks_of_the_stream() => Gen.Select(Gen.UInt[0, uint.MaxValue - 8], Gen.UInt, Gen.UInt, Gen.UInt, Gen.ULong).Sample((first, second, third, fourth, key) =>
    {
        RandomLanes.Blocks(first, second, third, fourth, key, out var word0, out var word1, out var word2, out var word3);
        var block = new uint[4];
        for (int lane = 0; lane < RandomLanes.Width; lane++)
        {
            RandomStream.Block((first + (uint)lane) | (ulong)second << 32, third | (ulong)fourth << 32, key, block);
            Assert.Equal(block, new[] { (uint)word0[lane], (uint)word1[lane], (uint)word2[lane], (uint)word3[lane] });
        }
    });

    [Fact]
    public void The_normal_distribution_in_double() => Gen.Double[-12, 12].Sample(x =>
    {
        var (distribution, density) = NormalLanes.Of(Vector512.Create(x));
        Assert.Equal(0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2)), distribution[0], 1e-15);
        Assert.Equal(Normal.PDF(0, 1, x), density[0], 1e-15);
    });

    [Fact]
    public void The_normal_distribution_in_float() => Gen.Double[-12, 12].Sample(x =>
    {
        var (distribution, density) = NormalLanes.Of(Vector512.Create((float)x));
        Assert.Equal(Normal.CDF(0, 1, (float)x), distribution[0], 2e-7);
        Assert.Equal(Normal.PDF(0, 1, (float)x), density[0], 2e-7);
    });

    [Fact]
    public void The_hyperbolic_tangent_is_odd_and_0_at_0() => Gen.OneOf(Gen.Double[-12, 12], Gen.Double[-0.6, 0.6], Gen.Double[-1e-5, 1e-5], Gen.Const(0.0)).Sample(x =>
    {
        double value = Lanes.Tanh(Vector512.Create(x))[3];
        float single = Lanes.Tanh(Vector512.Create((float)x))[3];
        Assert.Equal(Math.Tanh(x), value, 5e-16 * Math.Abs(Math.Tanh(x)));
        Assert.Equal(Math.Tanh((float)x), single, 3e-7 * Math.Abs(Math.Tanh(x)));
        Assert.Equal((-value, -single), (Lanes.Tanh(Vector512.Create(-x))[3], Lanes.Tanh(Vector512.Create((float)-x))[3]));
    });

    [Fact]
    public void A_sum_is_that_of_the_lanes() => Gen.Double[-1, 1].Array[8].Sample(x =>
    {
        Assert.Equal(x.Sum(), Lanes.Sum(Vector512.Create(x.AsSpan())), 1e-15);
        Assert.Equal(2 * x.Sum(), Lanes.Sum(Vector512.Create([.. x.Concat(x).Select(v => (float)v)])), 1e-5);
    });
}
