using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Penalties;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>One linear fit of simulated data, and how near it comes to what they were drawn from.</summary>
/// <param name="Model">The fit.</param>
/// <param name="Lambda">Its λ.</param>
/// <param name="Nearness">On the rows it learned from.</param>
/// <param name="NewError">The mean of (y − ŷ)² over new rows.</param>
/// <param name="NewRisk">The mean of (f − ŷ)² over them.</param>
internal sealed record LinearComparison(LinearModel Model, double Lambda, LinearNearness Nearness, double NewError, double NewRisk)
{
    /// <summary>Of a fit to the rows of <paramref name="sample"/>; rows of weight 0 are new.</summary>
    public static LinearComparison Of((LinearModel Model, double Lambda) fit, Sample sample, SimulatedData data, LinearTruth truth)
    {
        var said = new double[data.Rows];
        fit.Model.Link(data.Design, said);
        double error = 0, risk = 0;
        int rows = 0;
        for (int i = 0; i < data.Rows; i++)
        {
            if (sample.Weights[i] > 0)
                continue;
            error += (data.Target[i] - said[i]) * (data.Target[i] - said[i]);
            risk += (data.Links[i] - said[i]) * (data.Links[i] - said[i]);
            rows++;
        }

        return new LinearComparison(fit.Model, fit.Lambda, LinearNearness.Of(fit.Model, sample, truth.Coefficients.AsSpan()), error / rows, risk / rows);
    }

    /// <summary>Least squares, ridge and the lasso, their λ by ten folds of cross-validation.</summary>
    /// <returns>The three in this order.</returns>
    public static ImmutableArray<LinearComparison> Three(SimulatedData data, LinearTruth truth, int learn, ChoiceRule lasso, DemoOptions options, CancellationToken stop)
    {
        var sample = data.ToSample(learn);
        return
        [
            Of((LinearFits.LeastSquares(sample), 0), sample, data, truth),
            Of(LinearFits.CrossValidated(Penalty.L2, sample, data.Seed, ChoiceRule.Best, options.Threads, stop), sample, data, truth),
            Of(LinearFits.CrossValidated(Penalty.L1, sample, data.Seed, lasso, options.Threads, stop), sample, data, truth),
        ];
    }

    /// <summary>The three beside the truth.</summary>
    public static DemoTable TableOf(ImmutableArray<LinearComparison> three, LinearTruth truth)
    {
        int relevant = truth.Coefficients.Count(w => w != 0), irrelevant = truth.Columns - relevant;
        double norm = Math.Sqrt(truth.Coefficients.Sum(w => w * w)), noise = truth.Noise * truth.Noise;
        DemoRow Row(string title, double true_, Func<LinearComparison, double> value) => new(title, [true_, .. three.Select(value)]);
        return new DemoTable(Demo.MeanSquares, ["truth", "least squares", "ridge (L2)", "lasso (L1)"],
        [
            Row(Demo.ChosenLambda, double.NaN, fit => fit.Lambda),
            Row($"‖w‖ of the {relevant} that predict", norm, fit => fit.Nearness.RelevantNorm),
            Row($"‖w‖ of the {irrelevant} that don't", 0, fit => fit.Nearness.IrrelevantNorm),
            Row($"non-zeros of the {relevant}", relevant, fit => fit.Nearness.TruePositives),
            Row($"non-zeros of the {irrelevant}", 0, fit => fit.Nearness.FalsePositives),
            Row("‖w − true w‖", 0, fit => fit.Nearness.CoefficientError),
            Row(Demo.TrainError, noise, fit => fit.Nearness.TrainError),
            Row(Demo.NewError, noise, fit => fit.NewError),
            Row(Demo.ErrorToTruth, 0, fit => fit.NewRisk),
        ]);
    }
}
