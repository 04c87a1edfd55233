using CsCheck;
using Ridgeline.Numerics;
using Ridgeline.Simulations;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Simulations;

public sealed class SimulationFacts
{
    private const int Many = 20_000;

    private static readonly Gen<Truth> Truths = Gen.OneOf<Truth>(
        Gen.Int[6, 12].Select(columns => (Truth)Situations.Wide(columns)), Gen.Int[1, 4].Select(size => (Truth)Situations.Correlated(size)), Gen.Int[5, 9].Select(columns => (Truth)Situations.Sparse(columns)),
        Gen.Int[1, 9].Select(columns => (Truth)Situations.Dense(columns)), Gen.Int[2, 5].Select(columns => (Truth)Situations.Surface(columns)), Gen.Int[1, 6].Select(degree => (Truth)Situations.Curve(degree)));

    [Fact]
    public void A_longer_draw_begins_like_a_shorter_one_and_goes_on_from_any_row() =>
        Gen.Select(Truths, Gen.Bool, Gen.ULong, Gen.Int[1, 20], Gen.Int[1, 20]).Sample((truth, classes, seed, head, tail) =>
        {
            var drawn = truth with { HasClasses = classes };
            SimulatedData whole = drawn.Draw(head + tail, seed), first = drawn.Draw(head, seed), rest = drawn.Draw(tail, seed, head);
            Assert.Equal(whole.Target.ToArray(), first.Target.ToArray().Concat(rest.Target.ToArray()));
            Assert.Equal(whole.Links.ToArray(), first.Links.ToArray().Concat(rest.Links.ToArray()));
            for (int j = 0; j < truth.Columns; j++)
                for (int i = 0; i < whole.Rows; i++)
                    Assert.Equal(Value(whole, i, j), i < head ? Value(first, i, j) : Value(rest, i - head, j));
            Assert.Equal(whole.Redrawn(3).Target[head..].ToArray(), rest.Redrawn(3).Target.ToArray());
            Assert.Equal(whole.Target.ToArray(), whole.Redrawn(0).Target.ToArray());
        });

    /// <summary>Known answers: what is asked of a seed is that they never change, on any machine.</summary>
    [Fact]
    public void A_seed_gives_the_same_data_to_the_last_bit()
    {
        var random = new RandomStream(1, 2);
        Assert.Equal(KnownNormals, new[] { random.NextNormal(), random.NextNormal(), random.NextNormal() });
        var data = Situations.Correlated().Draw(2, 1);
        Assert.Equal(KnownRow, new[] { Value(data, 1, 0), Value(data, 1, 23), data.Links[1], data.Target[1] });
    }

    private static readonly double[] KnownNormals = [0.3723638900533322, -0.23442431553190723, 0.91533932811846419], KnownRow = [-0.0018306517172532732, 0.30704849817693541, 2.3769082985787411, 8.0492384500187875];

    private static double Value(SimulatedData data, int i, int j) => data.Design[i, j] + data.Design.Shift(j);

    [Fact]
    public void The_logarithm_is_as_good_as_the_platform_s() => Gen.Double[1e-300, 1e300].Where(x => x > 0).Sample(x =>
    {
        foreach (double at in new[] { x, 1 + 1 / (1 + x), 1 / (1 + 1 / x), double.BitIncrement(1), double.BitDecrement(1) })
            Assert.InRange(PortableLog.Of(at), Math.Log(at) - 2e-15 * Math.Abs(Math.Log(at)), Math.Log(at) + 2e-15 * Math.Abs(Math.Log(at)));
    });

    [Fact]
    public void Normal_numbers_are_normal()
    {
        var random = new RandomStream(5);
        double[] drawn = [.. Enumerable.Range(0, Many).Select(_ => random.NextNormal()).Order()];
        double largest = 0; // Kolmogorov's distance to the distribution itself
        for (int i = 0; i < Many; i++)
            largest = Math.Max(largest, Math.Abs((i + 0.5) / Many - MathNet.Numerics.Distributions.Normal.CDF(0, 1, drawn[i])));
        Assert.InRange(largest * Math.Sqrt(Many), 0, 1.95); // 99.9 %
        Assert.True(drawn[^1] > 3.3 && drawn[0] < -3.3);
    }

    [Fact]
    public void Columns_signal_and_noise_are_what_the_truth_says()
    {
        var truth = Situations.Correlated(blockSize: 3, correlation: 0.8, signalToNoise: 2);
        var data = truth.Draw(Many, 3);
        double Mean(Func<int, double> value) => Enumerable.Range(0, Many).Average(value);
        double Product(int j, int k) => Mean(i => data.Design[i, j] * data.Design[i, k]);
        double bound = 5 / Math.Sqrt(Many);
        Assert.InRange(Product(0, 0), 1 - 2 * bound, 1 + 2 * bound);
        Assert.InRange(Product(0, 2), 0.8 - 2 * bound, 0.8 + 2 * bound);
        Assert.InRange(Product(2, 3), -bound, bound);
        double signal = Mean(i => (data.Links[i] - 1) * (data.Links[i] - 1)), noise = Mean(i => (data.Target[i] - data.Links[i]) * (data.Target[i] - data.Links[i]));
        Assert.InRange(signal / truth.Signal, 1 - 2 * bound, 1 + 2 * bound);
        Assert.InRange(signal / noise, 2 * (1 - 3 * bound), 2 * (1 + 3 * bound));
        Assert.NotEqual(data.Target.ToArray(), data.Redrawn(1).Target.ToArray());
        Assert.Equal(data.Links.ToArray(), data.Redrawn(1).Links.ToArray());
    }

    [Fact]
    public void Classes_come_with_the_probability_that_f_says()
    {
        var data = (new LinearTruth(0.5, [1, -2]) with { HasClasses = true }).Draw(Many, 4);
        Assert.All(data.Target.ToArray(), y => Assert.True(y is 0 or 1));
        Assert.True(double.IsNaN(data.Truth.Noise));
        var at = Enumerable.Range(0, Many).GroupBy(i => Math.Clamp(Math.Floor(data.Links[i]), -4, 4));
        foreach (var near in at)
        {
            double expected = near.Average(i => 1 / (1 + Math.Exp(-data.Links[i])));
            Assert.InRange(near.Average(i => data.Target[i]), expected - 2.5 / Math.Sqrt(near.Count()), expected + 2.5 / Math.Sqrt(near.Count()));
        }
    }

    [Fact]
    public void As_a_table_they_are_the_same_numbers_with_the_target_last() => Gen.Select(Truths, Gen.Bool, Gen.ULong).Sample((truth, classes, seed) =>
    {
        var data = (truth with { HasClasses = classes }).Draw(15, seed);
        var table = data.ToTable("target");
        Assert.Equal([.. truth.Names, "target"], table.Columns.Select(column => column.Name));
        for (int j = 0; j < truth.Columns; j++)
            for (int i = 0; i < 15; i++)
                Assert.Equal(Value(data, i, j), table.Numbers(truth.Names[j]).Values[i]);
        if (classes)
            Assert.Equal(data.Target.ToArray(), Enumerable.Range(0, 15).Select(i => double.Parse(((TextColumn)table["target"]).Text(i))));
        else
            Assert.Equal(data.Target.ToArray(), table.Numbers("target").Values.ToArray());
    });

    [Fact]
    public void A_sample_learns_from_the_first_rows()
    {
        var data = Situations.Sparse().Draw(30, 1);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i < 20 ? 1.0 : 0), data.ToSample(20).Weights.ToArray());
        Assert.Equal(30, data.ToSample().RowsWithWeight);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.ToSample(31));
    }

    [Fact]
    public void Formulas_say_what_predicts()
    {
        Assert.Equal("1 + 2·x1 − 2·x2 + 2·x3", Situations.Wide(9, 3).Formula);
        Assert.Equal("1 + (x1 + … + x6) − 0.5·(x7 + … + x12)", Situations.Correlated().Formula);
        Assert.Equal("−x2", new LinearTruth(0, [0, -1]).Formula);
        Assert.Equal("0", new LinearTruth(0, [0]).Formula);
        Assert.Equal("2·x1 + x2 + 2·x3 + x4 + 2·x5 + x6 + … (3 columns more)", new LinearTruth(0, [2, 1, 2, 1, 2, 1, 2, 1, 2]).Formula);
        Assert.Equal(["x", "x^2", "x^3"], Situations.Curve(3).Names);
    }

    [Fact]
    public void What_makes_no_truth_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LinearTruth(0, []));
        Assert.Throws<ArgumentException>(() => new LinearTruth(0, [1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearTruth(0, [1]) { Correlation = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearTruth(0, [1]) { SignalToNoise = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearTruth(0, [1]) { BlockSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FunctionTruth("f", row => row[0], 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurveTruth("f", x => x, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Situations.Wide(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Situations.Wide().Draw(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Situations.Wide().Draw(1, 1).Redrawn(-1));
    }
}
