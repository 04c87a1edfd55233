using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Stability;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Stability;

/// <summary>In how large a share of simulated data sets bootstrap intervals cover what they claim to.</summary>
public sealed class IntervalCalibration
{
    private const int Simulations = 400;
    private static readonly FitOptions Fit = new() { Threads = 1, Tolerance = 1e-8 };

    /// <summary>Rows whose columns have a correlation of ½ with each other, and a target of them.</summary>
    private sealed record Scenario(string Name, int Rows, int Columns, string Kind, double Lambda = 0)
    {
        public Loss Loss => Kind switch { "classes" => Loss.Logistic, "counts" => Loss.Poisson, "three classes" => Loss.Multinomial(3), _ => Loss.Squared };

        public Penalty Penalty => Penalty.L2;

        public double Coefficient(int j) => (Kind is "classes" or "three classes" ? 0.7 : Kind == "counts" ? 0.3 : 1) * (j % 3 == 0 ? 1 : j % 3 == 1 ? -0.5 : 0);

        public Sample Draw(ulong seed)
        {
            double[] own = ChoiceCase.Normals(new RandomStream(seed, 1), Rows * Columns), noise = ChoiceCase.Normals(new RandomStream(seed, 2), Rows);
            double[] shared = ChoiceCase.Normals(new RandomStream(seed, 3), Rows), x = new double[own.Length], y = new double[Rows];
            var random = new RandomStream(seed, 4);
            for (int i = 0; i < Rows; i++)
            {
                double eta = 0, u = random.NextUniform();
                for (int j = 0; j < Columns; j++)
                {
                    x[j * Rows + i] = (own[j * Rows + i] + shared[i]) / Math.Sqrt(2);
                    eta += Coefficient(j) * x[j * Rows + i];
                }

                y[i] = Kind switch
                {
                    "classes" => u < 1 / (1 + Math.Exp(-eta)) ? 1 : 0,
                    "counts" => Poisson(Math.Exp(1 + eta), u),
                    "skewed" => eta - Math.Log(1 - u) - 1,
                    "uneven" => eta + noise[i] * Math.Exp(0.7 * x[i]),
                    "three classes" => u * (2 + Math.Exp(eta)) < 1 ? 0 : u * (2 + Math.Exp(eta)) < 2 ? 1 : 2,
                    _ => eta + noise[i],
                };
            }

            return Sample.Of(Design.Dense(x, Rows), y);
        }

        private static double Poisson(double mean, double u)
        {
            double share = Math.Exp(-mean), left = u - share;
            int k = 0;
            while (left >= 0 && share > 0)
                left -= share *= mean / ++k;
            return k;
        }
    }

    private static readonly Scenario[] Scenarios =
    [
        new("squared, 20 rows of 3 columns", 20, 3, "numbers"),
        new("squared, 40 rows of 6 columns", 40, 6, "numbers"),
        new("squared, skewed noise, 40 rows of 3 columns", 40, 3, "skewed"),
        new("squared, variance that grows with a column, 50 rows of 3", 50, 3, "uneven"),
        new("squared, 200 rows of 10 columns", 200, 10, "numbers"),
        new("logistic, 150 rows of 3 columns", 150, 3, "classes"),
        new("poisson, 60 rows of 3 columns", 60, 3, "counts"),
        new("multinomial, 200 rows of 2 columns", 200, 2, "three classes"),
        new("ridge, 40 rows of 6 columns, λ = 0.3", 40, 6, "numbers", 0.3),
        new("ridge, 30 rows of 20 columns, λ = 1", 30, 20, "numbers", 1),
        new("ridge, 40 rows of 60 columns, λ = 1", 40, 60, "numbers", 1),
        new("logistic ridge, 80 rows of 5 columns, λ = 0.1", 80, 5, "classes", 0.1),
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Intervals_cover_what_they_claim_at_their_level(string name)
    {
        var scenario = Scenarios.Single(own => own.Name == name);
        var setting = Strength.Lambda(scenario.Lambda).Setting;
        double[] truth = Truth(scenario, setting);
        foreach (double level in Calibration.IsFull ? [0.9, 0.95] : new[] { 0.95 })
        {
            double width = 0;
            double[] covered = Calibration.Numbers(Simulations, seed =>
            {
                var found = CoefficientIntervals.Of(new LinearPathFitter(scenario.Loss, scenario.Penalty), scenario.Draw(seed), setting, new IntervalOptions { Level = level, Seed = seed, Draws = Calibration.IsFull ? 399 : 199 }, Fit);
                Assert.Equal(scenario.Lambda == 0 ? IntervalClaim.Parameter : IntervalClaim.ExpectedEstimate, found.Claim);
                lock (Scenarios)
                    width += found.Intervals.Average(interval => (interval.Upper - interval.Lower) / interval.StandardError / 2);
                return found.Intervals.Count(interval => interval.Lower <= truth[interval.Output * scenario.Columns + interval.Column] && truth[interval.Output * scenario.Columns + interval.Column] <= interval.Upper) / (double)found.Intervals.Length;
            });
            double mean = covered.Average(), error = Math.Sqrt(covered.Sum(share => (share - mean) * (share - mean)) / (covered.Length - 1) / covered.Length);
            Calibration.Record($"intervals of {level.ToString("0%", CultureInfo.InvariantCulture)}, {name}", string.Create(CultureInfo.InvariantCulture, $"cover in {mean:0.0%} ± {error:0.0%} of {covered.Length}; {width / covered.Length:0.00} se to a side"));
            Assert.True(mean >= level - (Calibration.IsFull ? 3 * error : 5 * Math.Sqrt(level * (1 - level) / covered.Length)), $"{name}: intervals of {level:0%} cover in {mean:0.0%} ± {error:0.0%}");
        }
    }

    /// <summary>The parameters; of ridge E[ŵ], a mean over data sets that aren't otherwise looked at.</summary>
    private static double[] Truth(Scenario scenario, Setting setting)
    {
        if (scenario.Kind == "three classes") // only differences count: classes 0, 1 and 2 have 0, 0 and w
            return [.. Enumerable.Range(0, 3).SelectMany(k => Enumerable.Range(0, scenario.Columns).Select(j => (k == 2 ? 2.0 / 3 : -1.0 / 3) * scenario.Coefficient(j)))];
        if (scenario.Lambda == 0)
            return [.. Enumerable.Range(0, scenario.Columns).Select(scenario.Coefficient)];
        var fitter = new LinearPathFitter(scenario.Loss, scenario.Penalty);
        int draws = Calibration.IsFull ? 20_000 : 1_000;
        var sums = new double[scenario.Columns];
        foreach (var path in fitter.Fit([.. Enumerable.Range(0, draws).Select(d => scenario.Draw(1_000_000 + (ulong)d))], [setting], Fit))
            for (int j = 0; j < sums.Length; j++)
                sums[j] += path.Points[0].Model.Coefficients[j] / draws;
        return sums;
    }
}
