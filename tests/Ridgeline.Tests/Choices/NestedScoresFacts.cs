using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Trees;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Choices;

/// <summary>Models that share their cells are scored cell by cell: as if each had predicted every row by itself.</summary>
public sealed class NestedScoresFacts
{
    private static readonly FitOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void Scores_and_predictions_are_those_of_each_model_by_itself() => Gen.Select(TreeCase.Any, Gen.OneOf(Gen.Const(Knob.Alpha), Gen.Const(Knob.Depth)), Gen.Int[1, 2]).Where((c, _, _) => c.Rows >= 6 && c.Weights.Take(6).All(weight => weight > 0)).Sample((c, knob, repeats) =>
    {
        var sample = c.Sample;
        ImmutableArray<Score> scores = c.IsOfClasses
            ? [Score.LogLoss, Score.Accuracy, Score.RocAuc, Score.Brier, Score.BalancedAccuracy]
            : [Score.Mse, Score.R2, Score.Mae, Score.MedianAe];
        var resamples = Resamples.GivenRepeats([.. Enumerable.Range(0, repeats).Select(r => Enumerable.Range(0, c.Rows).Select(i => (i + r * (i / 3)) % 3).ToImmutableArray())]);
        var fitter = new TreePathFitter(c.Options, knob);
        var nested = CrossValidation.Run(fitter, sample, resamples, default, scores, OneThread);
        var alone = CrossValidation.Run(new Apart(fitter), sample, resamples, [.. nested.Path.Points.Select(point => point.Setting)], scores, OneThread);
        for (int s = 0; s < scores.Length; s++)
            foreach (var (a, b) in alone.Curves[s].Points.Zip(nested.Curves[s].Points))
            {
                Close([a.Train, a.Mean, a.StandardError, .. a.PerFold, .. a.PerFoldTrain, .. a.PerRepeat], [b.Train, b.Mean, b.StandardError, .. b.PerFold, .. b.PerFoldTrain, .. b.PerRepeat]);
                if (scores[s] == Score.Accuracy && c.Kind == WeightKind.Frequency)
                    Assert.Equal(a, b with { PerFold = a.PerFold, PerFoldTrain = a.PerFoldTrain, PerRepeat = a.PerRepeat }); // ties stay ties
            }

        for (int k = 0; k < resamples.Count; k++)
            for (int at = 0; at < nested.Path.Points.Length; at++)
                Assert.Equal(alone.OutOfFold.LinksOf(k, at).ToArray(), nested.OutOfFold.LinksOf(k, at).ToArray());
    }, iter: 150);

    [Fact]
    public void Many_targets_are_listed_and_few_are_counted() => Gen.Select(Gen.ULong, Gen.Int[20, 50]).Sample((seed, levels) =>
    {
        var random = new Ridgeline.Numerics.RandomStream(seed);
        const int Rows = 200;
        double[] x = [.. Enumerable.Range(0, 3 * Rows).Select(_ => random.NextUniform())], y = [.. Enumerable.Range(0, Rows).Select(_ => (double)random.NextBelow(levels))];
        var sample = Sample.Of(Design.Dense(x, Rows), y);
        var fitter = new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError });
        var nested = CrossValidation.Run(fitter, sample, Resamples.KFold(sample, 3, seed), default, [Score.Mse, Score.R2], OneThread);
        var alone = CrossValidation.Run(new Apart(fitter), sample, Resamples.KFold(sample, 3, seed), [.. nested.Path.Points.Select(point => point.Setting)], [Score.Mse, Score.R2], OneThread);
        for (int s = 0; s < 2; s++)
            foreach (var (a, b) in alone.Curves[s].Points.Zip(nested.Curves[s].Points))
                Close([a.Train, a.Mean, .. a.PerFold, .. a.PerFoldTrain], [b.Train, b.Mean, .. b.PerFold, .. b.PerFoldTrain]);
    }, iter: 10);

    private static void Close(double[] expected, double[] found)
    {
        foreach (var (a, b) in expected.Zip(found))
            Assert.True(double.IsNaN(a) ? double.IsNaN(b) : Math.Abs(a - b) <= 1e-11 * (1 + Math.Abs(a)), $"{a} and {b}");
    }

    /// <summary>A tree whose cells nobody knows of.</summary>
    private sealed record Lone(DecisionTree Tree) : IModel
    {
        public int Outputs => Tree.Outputs;

        public int Complexity => Tree.Leaves;

        public void Link(Design design, Span<double> target) => Tree.Link(design, target);

        public void Mean(ReadOnlySpan<double> link, Span<double> target) => Tree.Mean(link, target);
    }

    private sealed class Apart(TreePathFitter trees) : IPathFitter<Lone>
    {
        public Loss? Loss => null;

        public ImmutableArray<Setting> Settings(Sample sample) => trees.Settings(sample);

        public Setting? Further(ImmutableArray<Setting> settings) => null;

        public void Walk(IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<Lone>> visit, IProgress<FitProgress>? progress, CancellationToken stop) =>
            trees.Walk(resamples, settings, options, (k, point) => visit(k, new PathPoint<Lone>(point.Setting, new Lone(point.Model), null)), progress, stop);

        public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<Lone> models, Span<double> target) => trees.Link(design, rows, [.. models.Select(model => model.Tree)], target);
    }
}
