using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

public sealed class NumericsTests
{
    /// <summary>The known answers that come with the paper's own implementation.</summary>
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_its_known_answers(ulong low, ulong high, ulong key, uint a, uint b, uint c, uint d)
    {
        var block = new uint[4];
        RandomStream.Block(low, high, key, block);
        Assert.Equal([a, b, c, d], block);
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_a_draw_stays_in_its_range() => Gen.Select(Gen.ULong, Gen.Int[1, 200]).Sample((seed, count) =>
    {
        var random = new RandomStream(seed);
        int[] items = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(items);
        Assert.Equal(Enumerable.Range(0, count), items.Order());
        Assert.InRange(random.NextBelow(count), 0, count - 1);
        Assert.InRange(random.NextUniform(), 0, 1 - 1e-16);
    });

    [Fact]
    public void Draws_are_uniform_and_streams_of_one_seed_differ()
    {
        var random = new RandomStream(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.NextBelow(7)]++;
        Assert.InRange(counts.Sum(n => (n - 10_000.0) * (n - 10_000) / 10_000), 0, 22.5); // χ² with 6 degrees of freedom, 99.9%
        Assert.NotEqual(new RandomStream(1, 0).NextBits(), new RandomStream(1, 1).NextBits());
    }

    [Fact]
    public void Cholesky_solves_what_can_be_solved_also_with_dependent_columns() =>
        Gen.Select(Gen.Double[-1, 1].Array[6 * 9], Gen.Int[1, 6], Gen.Bool).Sample((numbers, size, dependent) =>
        {
            var z = Matrix<double>.Build.Dense(9, size, (i, j) => numbers[i * 6 + j]);
            if (dependent && size > 1)
                z.SetColumn(size - 1, z.Column(0) * 2);
            var a = z.TransposeThisAndMultiply(z);
            if (a.Diagonal().Minimum() < 1e-3)
                return;
            var b = z.TransposeThisAndMultiply(Vector<double>.Build.Dense(9, i => numbers[i]));
            double[] factor = [.. a.ToRowMajorArray()], x = b.ToArray();
            int rank = Cholesky.Factor(factor, size);
            Cholesky.Solve(factor, size, x);
            if (dependent && size > 1)
                Assert.True(rank < size);
            var rest = a * Vector<double>.Build.Dense(x) - b;
            double scale = a.L2Norm() * x.Max(Math.Abs) + b.L2Norm();
            if (rank == size || dependent)
                Assert.True(rest.L2Norm() <= 1e-6 * scale, $"{rest.L2Norm()} of {scale}");
        });

    [Fact]
    public void Students_t_agrees_with_an_independent_implementation() =>
        Gen.Select(Gen.Double[-30, 30], Gen.Double[0.5, 200], Gen.Double[0.5, 0.9999]).Sample((t, nu, probability) =>
        {
            Assert.Equal(StudentTDistribution(nu).CumulativeDistribution(t), StudentT.Cumulative(t, nu), 1e-10);
            Assert.Equal(probability, StudentT.Cumulative(StudentT.Quantile(probability, nu), nu), 1e-10);
        });

    private static MathNet.Numerics.Distributions.StudentT StudentTDistribution(double nu) => new(0, 1, nu);
}
