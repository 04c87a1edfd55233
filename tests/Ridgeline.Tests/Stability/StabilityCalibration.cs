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

/// <summary>What is claimed of stability, counted over simulated data sets.</summary>
public sealed class StabilityCalibration
{
    private const int Simulations = 400;
    private const double Threshold = 0.6;
    private static readonly FitOptions Fit = new() { Threads = 1 };

    /// <summary>
    /// Columns in blocks of <paramref name="Block"/> with a correlation of 0.95 within and none between, the first of each of the first five blocks with a coefficient of ±Strength.
    /// </summary>
    private sealed record Scenario(string Name, int Rows, int Columns, int Block, double Strength, bool Classes)
    {
        public const int Informative = 5;

        public Loss Loss => Classes ? Loss.Logistic : Loss.Squared;

        public Sample Draw(ulong seed)
        {
            double[] own = ChoiceCase.Normals(new RandomStream(seed, 1), Rows * Columns), noise = ChoiceCase.Normals(new RandomStream(seed, 2), Rows);
            double[] shared = ChoiceCase.Normals(new RandomStream(seed, 3), Rows * (Columns / Block)), x = new double[own.Length], y = new double[Rows];
            var random = new RandomStream(seed, 4);
            for (int j = 0; j < Columns; j++)
                for (int i = 0; i < Rows; i++)
                    x[j * Rows + i] = Block == 1 ? own[j * Rows + i] : Math.Sqrt(0.95) * shared[j / Block * Rows + i] + Math.Sqrt(0.05) * own[j * Rows + i];
            for (int i = 0; i < Rows; i++)
            {
                double eta = 0;
                for (int b = 0; b < Informative; b++)
                    eta += (b % 2 == 0 ? Strength : -Strength) * x[b * Block * Rows + i];
                y[i] = Classes ? random.NextUniform() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0 : eta + noise[i];
            }

            return Sample.Of(Design.Dense(x, Rows), y);
        }

        /// <summary>Whether a unit says something: it has an informative column.</summary>
        public bool IsTrue(SelectionFrequency unit) => Strength != 0 && unit.Unit.Columns.Any(j => j % Block == 0 && j / Block < Informative);
    }

    private static readonly Scenario[] Scenarios =
    [
        new("independent columns", 200, 100, 1, 0.5, Classes: false),
        new("more columns than rows", 100, 300, 1, 1, Classes: false),
        new("correlated blocks, clusters as units", 150, 200, 4, 0.7, Classes: false),
        new("two classes", 300, 100, 1, 1, Classes: true),
        new("nothing to be found", 100, 100, 1, 0, Classes: false),
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bound_on_false_selections_holds_on_average(string name)
    {
        var scenario = Scenarios.Single(own => own.Name == name);
        BoundAssumption[] assumptions = [BoundAssumption.RConcave, BoundAssumption.Unimodal, BoundAssumption.None]; // the first asks for the most units
        double[] bounds = new double[3], truths = new double[3];
        var wrong = assumptions.Select(_ => new double[Calibration.Size(Simulations)]).ToArray();
        Calibration.Numbers(Simulations, seed =>
        {
            StabilityPath? path = null;
            for (int a = 0; a < assumptions.Length; a++)
            {
                var options = new StabilityOptions { Threshold = Threshold, Expected = 1, Assumption = assumptions[a], Seed = seed, Correlation = scenario.Block > 1 ? 0.7 : null };
                path ??= StabilitySelection.Run(new LinearPathFitter(scenario.Loss, Penalty.L1), scenario.Draw(seed), options: options, fit: Fit);
                var selection = path.Select(options);
                wrong[a][seed - 1] = selection.Stable.Count(unit => !scenario.IsTrue(unit));
                lock (bounds)
                    (truths[a], bounds[a]) = (truths[a] + selection.Stable.Count(scenario.IsTrue), selection.Bound.Expected);
            }

            return 0;
        });
        for (int a = 0; a < assumptions.Length; a++)
        {
            double mean = wrong[a].Average(), error = Math.Sqrt(wrong[a].Sum(count => (count - mean) * (count - mean)) / (wrong[a].Length - 1) / wrong[a].Length);
            Calibration.Record($"false selections, {name}, {assumptions[a].Name()}", string.Create(CultureInfo.InvariantCulture,
                $"{mean:0.000} ± {error:0.000} on average of {wrong[a].Length} (bound {bounds[a]:0.000}); {truths[a] / wrong[a].Length:0.00} true ones of {(scenario.Strength == 0 ? 0 : Scenario.Informative)}"));
            Assert.True(mean <= bounds[a] + (Calibration.IsFull ? 0 : 4 * Math.Sqrt(bounds[a] / wrong[a].Length)), $"{name}, {assumptions[a].Name()}: {mean} false selections on average, where {bounds[a]} is the bound");
        }
    }
}
