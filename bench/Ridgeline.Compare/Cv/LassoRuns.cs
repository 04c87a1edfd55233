using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;

namespace Ridgeline.Compare.Cv;

/// <summary>
/// Cross-validation of an L1 path on standardised columns: as cv.glmnet does it, on its automatic grid up to where the path is saturated; or of every λ of
/// that grid, beside the path of all rows and the folds' paths fitted one by one on the same λ.
/// </summary>
internal sealed class LassoRuns(CvCase data)
{
    private readonly LinearPathFitter _fitter = new(data.Loss, Penalty.L1);
    private ImmutableArray<Setting> _every;

    /// <summary>Every λ of the automatic grid.</summary>
    public ImmutableArray<Setting> Every => _every.IsDefault ? _every = _fitter.Settings(data.Sample(standardize: true)) : _every;

    /// <summary>Cross-validation by mean squared error or ROC AUC.</summary>
    public Func<Found> CrossValidate(int threads, bool every)
    {
        var score = ReferenceEquals(data.Loss, Loss.Squared) ? Score.Mse : Score.RocAuc;
        var result = CrossValidation.Run(
            _fitter, data.Sample(standardize: true), data.Folds, every ? Every : default, [score], Options(threads) with { StopWhenSaturated = !every });
        return () =>
        {
            var best = result.Curves[0].Points[result.Curves[0].Best];
            return new Found
            {
                ["lambdas"] = result.Path.Points.Length,
                ["lambda_min"] = best.Setting.Value,
                ["cv_at_min"] = best.Mean,
                ["nnz_min"] = result.Path.Points[result.Curves[0].Best].Model.NonZeros,
            }.Certified([.. result.Path.Points.Select(point => point.Certificate), .. result.Certificates.SelectMany(fits => fits)]);
        };
    }

    /// <summary>The path of all rows.</summary>
    public Func<Found> Path(int threads)
    {
        var path = _fitter.Fit([data.Sample(standardize: true)], Every, Options(threads))[0];
        return () => Of([path]);
    }

    /// <summary>Each fold's path by itself, from a sample of its own, one after the other.</summary>
    public Func<Found> Separate(int threads)
    {
        var sample = data.Sample(standardize: true);
        var folds = data.Folds;
        var paths = new ModelPath<LinearModel>[folds.Count];
        for (int k = 0; k < paths.Length; k++)
            paths[k] = _fitter.Fit([sample.Reweighted(folds.TrainingWeights(sample, k))], Every, Options(threads))[0];
        return () => Of(paths);
    }

    private static Found Of(ModelPath<LinearModel>[] paths) => new Found { ["lambdas"] = paths[0].Points.Length }
        .Certified(paths.SelectMany(path => path.Points.Select(point => point.Certificate)));

    private static FitOptions Options(int threads) => new() { Tolerance = 1e-6, Threads = threads };
}
