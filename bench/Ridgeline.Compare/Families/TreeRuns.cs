using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Compare.Cv;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Compare.Families;

/// <summary>Classification trees by Gini's index, to full depth.</summary>
internal sealed class TreeRuns(FamilyCase data)
{
    private static readonly ImmutableArray<Setting> Full = [new Setting(Knob.Depth, double.PositiveInfinity)];

    private readonly TreePathFitter _depth = new(knob: Knob.Depth);

    /// <summary>The tree of all rows.</summary>
    public Func<Found> Grow(int threads)
    {
        var tree = Tree(threads);
        return () => new Found { ["leaves"] = tree.Leaves, ["depth"] = tree.Depth };
    }

    /// <summary>The tree of each fold's training rows, scored on the fold: as cross_val_score, the tree of all rows isn't grown.</summary>
    public Func<Found> CrossValidate(int threads)
    {
        double score = FoldAccuracy(threads);
        return () => new Found { ["score"] = score };
    }

    /// <summary>All α of the tree of all rows, on every fold.</summary>
    public Func<Found> CrossValidatePruning(int threads)
    {
        var sample = data.Sample();
        var result = CrossValidation.Run(new TreePathFitter(knob: Knob.Alpha), sample, data.Folds, default, [Score.Accuracy], new FitOptions { Threads = threads });
        return () =>
        {
            var best = result.Curves[0].Points[result.Curves[0].Best];
            return new Found { ["alphas"] = result.Path.Points.Length, ["best_alpha"] = best.Setting.Value, ["score"] = best.Mean };
        };
    }

    /// <summary>The trees of all rows and of each fold's training rows, grown together.</summary>
    public Func<Found> GrowAll(int threads)
    {
        var sample = data.Sample();
        var paths = _depth.Fit([sample, .. data.Folds.TrainingSamples(sample)], Full, new FitOptions { Threads = threads });
        return () => new Found { ["trees"] = paths.Count };
    }

    /// <summary>The same trees, each from a sample of its own.</summary>
    public Func<Found> GrowApart(int threads)
    {
        int folds = data.Folds.Count;
        for (int k = -1; k < folds; k++)
        {
            var sample = data.Sample();
            _depth.Fit([k < 0 ? sample : sample.Reweighted(data.Folds.TrainingWeights(sample, k))], Full, new FitOptions { Threads = threads });
        }

        return () => new Found { ["trees"] = folds + 1 };
    }

    /// <summary>The accuracy on other rows.</summary>
    public Found Quality()
    {
        var (x, y) = data.HeldOut();
        var tree = Tree(threads: 1);
        var link = new double[y.Length];
        tree.Link(x, link);
        return Judged(Accuracy(tree, link, y));
    }

    /// <summary>The accuracy on the folds.</summary>
    public Found FoldQuality() => Judged(FoldAccuracy(threads: 1));

    private Found Judged(double accuracy) => new() { ["measure"] = "accuracy", ["mean"] = accuracy, ["standard_error"] = Math.Sqrt(accuracy * (1 - accuracy) / data.Rows) };

    private DecisionTree Tree(int threads) => _depth.Fit([data.Sample()], Full, new FitOptions { Threads = threads })[0].Points[0].Model;

    private double FoldAccuracy(int threads)
    {
        var sample = data.Sample();
        var folds = data.Folds;
        var scores = new double[folds.Count];
        _depth.Walk(
            folds.TrainingSamples(sample), Full, new FitOptions { Threads = threads },
            (k, point) =>
            {
                int[] held = [.. Enumerable.Range(0, data.Rows).Where(i => folds.FoldOf()[i] == k)];
                var link = new double[held.Length];
                _depth.Link(sample.Design, held, [point.Model], link);
                scores[k] = Accuracy(point.Model, link, [.. held.Select(i => sample.Target[i])]);
            },
            null, CancellationToken.None);
        return scores.Average();
    }

    private static double Accuracy(DecisionTree tree, double[] link, double[] y)
    {
        var mean = new double[y.Length];
        tree.Mean(link, mean);
        return Score.Accuracy.Value(y, link, mean, [.. y.Select(_ => 1.0)]);
    }
}
