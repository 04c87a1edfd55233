using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;

namespace Ridgeline.Compare.Cv;

/// <summary>Ridge over 50 α, ‖y − Xw − b‖² + α‖w‖², which is C = 1/α: exact leave-one-out, and cross-validation by R².</summary>
internal sealed class RidgeRuns(CvCase data)
{
    private static readonly ImmutableArray<Setting> Settings =
        [.. Enumerable.Range(0, 50).Select(k => Strength.C(1 / Math.Pow(10, -3 + 7 * k / 49.0)).Setting)];

    private readonly LinearPathFitter _fitter = new(Loss.Squared, Penalty.L2);

    /// <summary>The score of a setting is −MSE, as RidgeCV has it.</summary>
    public Func<Found> LeaveOneOut(bool fit)
    {
        var sample = data.Sample(standardize: false);
        var curve = Choices.LeaveOneOut.Ridge(sample, Penalty.L2, Settings);
        var best = curve.Points[curve.Best!.Value];
        var path = fit ? _fitter.Fit([sample], [best.Setting], Options(1))[0] : null;
        return () =>
        {
            var found = new Found { ["best_alpha"] = 1 / best.Setting.Value, ["best_score"] = -best.MeanDeviance };
            return path is null ? found : found.Certified(path.Points.Select(point => point.Certificate));
        };
    }

    /// <summary>The folds given; the path of all rows has the best.</summary>
    public Func<Found> CrossValidate(int threads)
    {
        var result = CrossValidation.Run(_fitter, data.Sample(standardize: false), data.Folds, Settings, [Score.R2], Options(threads));
        return () =>
        {
            var best = result.Curves[0].Points[result.Curves[0].Best];
            return new Found { ["best_alpha"] = 1 / best.Setting.Value, ["best_score"] = best.Mean }
                .Certified([.. result.Path.Points.Select(point => point.Certificate), .. result.Certificates.SelectMany(fits => fits)]);
        };
    }

    private static FitOptions Options(int threads) => new() { Tolerance = 1e-6, Threads = threads };
}
