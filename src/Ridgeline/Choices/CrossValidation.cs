using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>A path cross-validated: the models fitted on all rows, those of each fold, and the scores of both.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Path">Fitted on all of the sample's rows.</param>
/// <param name="FoldPaths">Fitted without each fold.</param>
/// <param name="Curves">A curve a score, in the order asked for.</param>
/// <param name="Extended">How many settings were added below the grid because the best was its last.</param>
public sealed record CrossValidated<TModel>(
    ModelPath<TModel> Path, ImmutableArray<ModelPath<TModel>> FoldPaths, ImmutableArray<ScoreCurve> Curves, int Extended);

/// <summary>K-fold cross-validation of a whole path. Means and scales are learned from each fold's own training weights, so nothing leaks.</summary>
public static class CrossValidation
{
    /// <summary>Fits all rows and all folds together at every setting and scores them.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows to learn from; others have weight 0.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="settings">Settings of the family's knob; default: its automatic grid, carried on below while the best (by the first score) is its last.</param>
    /// <param name="scores">The scores, the one that chooses first.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CrossValidated<TModel> Run<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples folds, ImmutableArray<Setting> settings, IReadOnlyList<Score> scores,
        FitOptions options, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentOutOfRangeException.ThrowIfZero(scores.Count);
        bool automatic = settings.IsDefault;
        settings = automatic ? fitter.Settings(sample) : Setting.SimplestFirst(settings);
        Sample[] resamples = [sample, .. Enumerable.Range(0, folds.Count).Select(k => sample.Reweighted(folds.TrainingWeights(sample, k)))];
        double[][] heldOut = [.. Enumerable.Range(0, folds.Count).Select(k => folds.HeldOutWeights(sample, k))];

        var paths = fitter.Fit(resamples, settings, options, progress, stop).ToArray();
        var curves = scores.Select(score => new ScoreCurve(score, [])).ToArray();
        ScoreInto(curves, resamples, heldOut, paths, from: 0);

        int extended = 0;
        while (automatic && curves[0].Best == settings.Length - 1 && fitter.Further(settings) is { } next)
        {
            var more = fitter.Fit(resamples, [next], options, progress: null, stop);
            for (int k = 0; k < paths.Length; k++)
                paths[k] = new ModelPath<TModel>([.. paths[k].Points, .. more[k].Points]);
            ScoreInto(curves, resamples, heldOut, paths, from: settings.Length);
            settings = settings.Add(next);
            extended++;
        }

        return new CrossValidated<TModel>(paths[0], [.. paths.Skip(1)], [.. curves], extended);
    }

    /// <summary>Adds to each curve the points of the paths at positions <paramref name="from"/> and after.</summary>
    private static void ScoreInto<TModel>(ScoreCurve[] curves, Sample[] resamples, double[][] heldOut, ModelPath<TModel>[] paths, int from)
        where TModel : IModel
    {
        int rows = resamples[0].Design.Rows;
        var links = resamples.Select(_ => new double[rows]).ToArray();
        var means = resamples.Select(_ => new double[rows]).ToArray();
        for (int at = from; at < paths[0].Points.Length; at++)
        {
            for (int k = 0; k < paths.Length; k++)
            {
                var model = paths[k].Points[at].Model;
                model.Link(resamples[k].Design, links[k]);
                model.Mean(links[k], means[k]);
            }

            for (int c = 0; c < curves.Length; c++)
                curves[c] = curves[c] with { Points = curves[c].Points.Add(Point(curves[c].Score, paths[0].Points[at].Setting, resamples, heldOut, links, means)) };
        }
    }

    private static ScorePoint Point(Score score, Setting setting, Sample[] resamples, double[][] heldOut, double[][] links, double[][] means)
    {
        double[] train = [.. resamples.Select((sample, k) => score.Value(sample.Target, links[k], means[k], sample.Weights))];
        double[] perFold = [.. heldOut.Select((weights, k) => score.Value(resamples[0].Target, links[k + 1], means[k + 1], weights))];
        bool pooled = perFold.Any(double.IsNaN);
        var (mean, error) = pooled ? (Pooled(score, resamples[0], heldOut, links, means), double.NaN) : Moments(perFold, heldOut);
        return new ScorePoint(setting, train[0], mean, error, [.. perFold], [.. train.Skip(1)], pooled);
    }

    private static (double Mean, double StandardError) Moments(double[] perFold, double[][] heldOut)
    {
        double[] weights = [.. heldOut.Select(fold => fold.Sum())];
        double total = weights.Sum(), mean = 0, squares = 0;
        for (int k = 0; k < perFold.Length; k++)
            mean += weights[k] / total * perFold[k];
        for (int k = 0; k < perFold.Length; k++)
            squares += weights[k] / total * (perFold[k] - mean) * (perFold[k] - mean);
        return (mean, Math.Sqrt(squares / (perFold.Length - 1)));
    }

    private static double Pooled(Score score, Sample sample, double[][] heldOut, double[][] links, double[][] means)
    {
        int rows = sample.Design.Rows;
        double[] link = new double[rows], mean = new double[rows], weights = new double[rows];
        for (int k = 0; k < heldOut.Length; k++)
            for (int i = 0; i < rows; i++)
                if (heldOut[k][i] > 0)
                    (link[i], mean[i], weights[i]) = (links[k + 1][i], means[k + 1][i], heldOut[k][i]);
        return score.Value(sample.Target, link, mean, weights);
    }
}
