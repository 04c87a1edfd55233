using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Demos;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Simulations;

namespace Ridgeline.Tests.Demos;

public sealed class DemonstrationFacts
{
    public static TheoryData<string> Names => [.. Demonstrations.Names];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Names))]
    public void What_is_claimed_is_borne_out_for_19_of_the_seeds_1_to_20(string name) =>
        Calibration.AtLeast(0.95, 20, $"demo {name}: the claim is borne out", seed => Demonstrations.Run(name, new DemoOptions { Seed = seed, Threads = 1 }, Stop).Claim.IsBorneOut);

    [Theory]
    [InlineData("wide")]
    [InlineData("correlated")]
    [InlineData("network")]
    public void The_threads_change_no_bit(string name)
    {
        Demo one = Demonstrations.Run(name, new DemoOptions { Seed = 7, Threads = 1 }, Stop), three = Demonstrations.Run(name, new DemoOptions { Seed = 7, Threads = 3 }, Stop);
        Assert.Equal(one.Table.Rows.SelectMany(row => row.Values), three.Table.Rows.SelectMany(row => row.Values));
        Assert.Equal(one.Claim.Findings, three.Claim.Findings);
        Assert.All(one.Table.Rows, row => Assert.Equal(one.Table.Columns.Length, row.Values.Length));
    }

    [Fact]
    public void What_isn_t_borne_out_is_said_so_with_what_it_would_have_to_be()
    {
        var claim = new Claim("c", [new Finding("a is 2", "it must be 1", false), new Finding("b is 3", "it must be 3", true)]);
        Assert.False(claim.IsBorneOut);
        Assert.Equal("Not borne out here: a is 2 (it must be 1).", claim.Verdict);
        Assert.Equal("Borne out: b is 3.", (claim with { Findings = claim.Findings[1..] }).Verdict);
    }

    [Fact]
    public void A_situation_that_doesn_t_exist_is_refused_with_those_that_do_and_a_stop_is_heeded()
    {
        var error = Assert.Throws<ArgumentException>(() => Demonstrations.Run("tall", stop: Stop));
        Assert.Contains("'tall'; there are wide, correlated, sparse, network, bias-variance", error.Message);
        foreach (string name in Demonstrations.Names)
            Assert.ThrowsAny<OperationCanceledException>(() => Demonstrations.Run(name, stop: new CancellationToken(canceled: true)));
    }

    /// <summary>Over all 2ᵏ ways to leave units out, by networks that lack them.</summary>
    [Fact]
    public void Units_rely_on_each_other_by_what_leaving_them_out_costs_on_average() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 3], Gen.Float[-1, 1].Array[40], Gen.Double[-1, 1].Array[30], Gen.Double[0.5, 3]).Sample((units, columns, numbers, values, scale) =>
        {
            int rows = 10;
            var design = Design.Dense(values.AsSpan(0, rows * columns), rows);
            ImmutableArray<float> first = [.. numbers.Take(columns * units)], biases = [.. numbers.Skip(18).Take(units)], last = [.. numbers.Skip(24).Take(units)];
            NetworkModel Without(int mask) => new(
                Loss.Squared, [new NetworkLayer(columns, first, biases, Activation.ReLU), new NetworkLayer(units, [.. last.Select((w, k) => mask < 0 ? w : (mask >> k & 1) != 0 ? 0 : 2 * w)], [0.5f], null)],
                [.. Enumerable.Repeat(0.1, columns)], [.. Enumerable.Repeat(0.7, columns)], 0.3, scale);
            double ErrorOf(NetworkModel model)
            {
                var said = new double[rows];
                model.Link(design, said);
                return Enumerable.Range(2, rows - 2).Average(i => (values[i] - said[i]) * (values[i] - said[i]));
            }

            double rise = Enumerable.Range(0, 1 << units).Average(mask => ErrorOf(Without(mask))) - ErrorOf(Without(-1));
            Assert.Equal(rise, UnitReliance.Of(Without(-1), design, 2), 1e-5 * (1 + rise));
        });

    /// <summary>It fits exactly, and is Zᵀa for some a: among all that fit, the least.</summary>
    [Fact]
    public void Least_squares_of_more_columns_than_rows_is_the_least_of_those_that_fit_exactly() =>
        Gen.Select(Gen.ULong[1, 1000], Gen.Int[3, 12], Gen.Int[1, 3], Gen.Bool).Sample((seed, rows, times, standardize) =>
        {
            int columns = rows * (times + 1);
            var data = new LinearTruth(1, [.. Enumerable.Range(0, columns).Select(j => j % 3 - 1.0)]).Draw(rows, seed);
            var sample = data.ToSample(standardize: standardize);
            var z = Matrix<double>.Build.Dense(rows, columns, (i, j) => (data.Design[i, j] + data.Design.Shift(j) - sample.View.Means[j]) / (standardize ? sample.View.Scales[j] : 1));
            double mean = data.Target.ToArray().Average();
            var a = (z.TransposeAndMultiply(z) + Matrix<double>.Build.Dense(rows, rows, 1)).Solve(Vector<double>.Build.Dense(rows, i => data.Target[i] - mean)); // ZZᵀ1 = 0
            var exact = z.TransposeThisAndMultiply(a);
            var model = LinearFits.LeastSquares(sample);
            for (int j = 0; j < columns; j++)
                Assert.Equal(exact[j] / (standardize ? sample.View.Scales[j] : 1), model.Coefficients[j], 1e-8 * (1 + exact.AbsoluteMaximum()));
        }, iter: 50);
}
