using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>Columns that say nearly the same: which of them gets the weight is arbitrary without a penalty, and L2 spreads it.</summary>
internal static class CorrelatedDemo
{
    private const int Learn = 60, New = 1000, Draws = 20;

    public static Demo Run(DemoOptions options, CancellationToken stop)
    {
        var truth = Situations.Correlated();
        var data = truth.Draw(Learn + New, options.Seed);
        var (none, ridge) = (new Spread[Draws], new Spread[Draws]);
        var within = options with { Threads = 1 };
        ResampleLoop.Run(Draws, options.Threads, draw =>
        {
            stop.ThrowIfCancellationRequested();
            var drawn = data.Redrawn(draw);
            var sample = drawn.ToSample(Learn);
            none[draw] = new(LinearComparison.Of((LinearFits.LeastSquares(sample), 0), sample, drawn, truth), truth);
            ridge[draw] = new(LinearComparison.Of(LinearFits.CrossValidated(Penalty.L2, sample, data.Seed, ChoiceRule.Best, within.Threads, stop), sample, drawn, truth), truth);
        });
        return new Demo(
            "correlated", "Columns that say nearly the same", options.Seed, $"y = {truth.Formula} + noise (sd {truth.Noise:G3})",
            [
                $"{Learn} rows to learn from and {New} new ones; {truth.Columns} normal columns in 4 blocks of {truth.BlockSize}, with a correlation of {truth.Correlation} within a block and none between them.",
                $"Everything is fitted {Draws} times, to the same rows with other noise; below are the first block's weights in the first draw, and then means over all draws. A spread is a standard deviation.",
            ],
            Table(truth, none, ridge), ClaimOf(none, ridge),
            "Where two columns say the same, one more of the first and one less of the second changes hardly any prediction, so noise decides without a penalty. L2 charges for the square: the same sum is cheapest in equal shares.");
    }

    internal static Claim ClaimOf(Spread[] none, Spread[] ridge)
    {
        double Mean(Spread[] draws, Func<Spread, double> value) => draws.Average(value);
        double withinNone = Mean(none, draw => draw.WithinBlocks), withinRidge = Mean(ridge, draw => draw.WithinBlocks);
        double signsNone = Mean(none, draw => draw.WrongSigns), signsRidge = Mean(ridge, draw => draw.WrongSigns);
        double errorNone = Mean(none, draw => draw.Fit.Nearness.CoefficientError), errorRidge = Mean(ridge, draw => draw.Fit.Nearness.CoefficientError);
        return new Claim("Without a penalty the weights within a block are arbitrary and cancel; L2 spreads the block's weight evenly.",
        [
            new Finding($"weights within a block, equal in truth, spread by {withinRidge:G3} under L2, {withinNone:G3} without a penalty", "it must be less than half", withinRidge < withinNone / 2),
            new Finding($"of the 12 that predict {signsRidge:G3} have the wrong sign under L2, {signsNone:G3} without a penalty", "it must be less than half", signsRidge < signsNone / 2),
            new Finding($"‖w − true w‖ is {errorRidge:G3} under L2, {errorNone:G3} without a penalty", "it must be less than half", errorRidge < errorNone / 2),
        ]);
    }

    private static DemoTable Table(LinearTruth truth, Spread[] none, Spread[] ridge)
    {
        double noise = truth.Noise * truth.Noise;
        var rows = ImmutableArray.CreateBuilder<DemoRow>();
        for (int j = 0; j < truth.BlockSize; j++)
            rows.Add(new DemoRow($"w of x{j + 1}", [truth.Coefficients[j], none[0].Fit.Model.Coefficients[j], ridge[0].Fit.Model.Coefficients[j]]));
        void Row(string title, double true_, Func<Spread, double> value) => rows.Add(new DemoRow(title, [true_, none.Average(value), ridge.Average(value)]));
        Row(Demo.ChosenLambda, double.NaN, draw => draw.Fit.Lambda);
        Row("spread of w within a block", 0, draw => draw.WithinBlocks);
        Row("wrong signs of the 12 that predict", 0, draw => draw.WrongSigns);
        rows.Add(new DemoRow("spread of one w over draws", [0, OverDraws(none, draw => draw.Fit.Model.Coefficients), OverDraws(ridge, draw => draw.Fit.Model.Coefficients)]));
        rows.Add(new DemoRow("  of a block's mean w over draws", [0, OverDraws(none, draw => draw.BlockMeans), OverDraws(ridge, draw => draw.BlockMeans)]));
        Row("‖w − true w‖", 0, draw => draw.Fit.Nearness.CoefficientError);
        Row(Demo.TrainError, noise, draw => draw.Fit.Nearness.TrainError);
        Row(Demo.NewError, noise, draw => draw.Fit.NewError);
        Row(Demo.ErrorToTruth, 0, draw => draw.Fit.NewRisk);
        return new DemoTable(Demo.MeanSquares, ["truth", "least squares", "ridge (L2)"], rows.ToImmutable());
    }

    /// <summary>The standard deviation of a number over draws, as the root mean square over numbers.</summary>
    private static double OverDraws(Spread[] draws, Func<Spread, ImmutableArray<double>> numbers)
    {
        var each = draws.Select(numbers).ToArray();
        double sum = 0;
        for (int j = 0; j < each[0].Length; j++)
        {
            double mean = each.Average(one => one[j]);
            sum += each.Sum(one => (one[j] - mean) * (one[j] - mean)) / (draws.Length - 1);
        }

        return Math.Sqrt(sum / each[0].Length);
    }

    /// <summary>How the weights of a fit spread over blocks whose true weights are equal.</summary>
    internal sealed class Spread
    {
        public Spread(LinearComparison fit, LinearTruth truth)
        {
            var blocks = fit.Model.Coefficients.Chunk(truth.BlockSize).ToArray();
            (Fit, BlockMeans) = (fit, [.. blocks.Select(own => own.Average())]);
            WithinBlocks = Math.Sqrt(blocks.Average(own => own.Average(w => (w - own.Average()) * (w - own.Average()))));
            int[] relevant = [.. Enumerable.Range(0, truth.Columns).Where(j => truth.Coefficients[j] != 0)];
            WrongSigns = relevant.Count(j => fit.Model.Coefficients[j] * truth.Coefficients[j] < 0);
        }

        public LinearComparison Fit { get; }

        /// <summary>The mean weight of each block.</summary>
        public ImmutableArray<double> BlockMeans { get; }

        /// <summary>The standard deviation of weights around their block's mean, as the root mean square over blocks.</summary>
        public double WithinBlocks { get; }

        /// <summary>How many columns that predict have a weight of the wrong sign.</summary>
        public int WrongSigns { get; }
    }
}
