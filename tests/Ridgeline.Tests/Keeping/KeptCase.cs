using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Keeping;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Keeping;

/// <summary>A walk of some family, small.</summary>
internal sealed record KeptCase(IPathFitter<IModel> Fitter, Sample[] Resamples, ImmutableArray<Setting> Settings, FitOptions Options)
{
    private const int Rows = 80;

    /// <summary>Walks of every family, on every kind of target, weighting and columns, by their names.</summary>
    public static IReadOnlyDictionary<string, Func<KeptCase>> All { get; } = new Dictionary<string, Func<KeptCase>>
    {
        ["lasso of numbers in folds"] = () => Linear(Loss.Squared, Penalty.L1, Folds(SampleOf(8, Numbers))),
        ["lasso of classes, weighted, with an offset"] = () => Linear(Loss.Logistic, Penalty.L1, Folds(SampleOf(8, Classes(2), weighted: true, offset: true))),
        ["elastic net of counts, ending early"] = () => Linear(Loss.Poisson, Penalty.ElasticNet(0.5), Folds(SampleOf(6, Classes(4), weighted: true)), endsEarly: true),
        ["ridge of many columns and two classes in folds"] = () => Linear(Loss.Logistic, Penalty.L2, Folds(SampleOf(70, Classes(2)), 6), tolerance: 1e-5),
        ["ridge of columns learned in each fold"] = () => Linear(Loss.Logistic, Penalty.L2, Folds(Learned(70), 6), tolerance: 1e-5),
        ["ridge of numbers, copies"] = () => Linear(Loss.Squared, Penalty.L2, Draws(SampleOf(8, Numbers, WeightKind.Frequency))),
        ["lasso of four classes"] = () => Linear(Loss.Multinomial(4), Penalty.L1.With([0, 1, 1, 2, double.PositiveInfinity]), Draws(SampleOf(5, Classes(4), weighted: true))),
        ["lasso of sparse columns without standardising or intercept"] = () => Linear(Loss.Squared, Penalty.L1, Folds(Sparse())),
        ["huber loss within limits"] = () => Linear(Loss.Huber(1.5), Penalty.ElasticNet(0.3).Within([-0.1, -1, -1, -1], [0.1, 1, 1, 1]), Draws(SampleOf(4, Numbers))),
        ["trees of classes over alpha"] = () => Trees(SplitCriterion.Gini, Knob.Alpha, Folds(SampleOf(5, Classes(3), weighted: true))),
        ["trees of numbers over depth, with gaps and levels"] = () => Trees(SplitCriterion.SquaredError, Knob.Depth, Draws(Cells())),
        ["trees of targets drawn anew"] = () => Trees(SplitCriterion.Gini, Knob.Alpha, Retargeted(SampleOf(4, Classes(2)))),
        ["networks of classes over dropout"] = () => Networks(Loss.Multinomial(3), Knob.Dropout, Network.Layers(7, 3) with { Epochs = 3 }, Folds(SampleOf(5, Classes(3), weighted: true))),
        ["networks of numbers over epochs"] = () => Networks(Loss.Squared, Knob.Epochs, Network.Layers(5).Activation(Activation.Tanh) with { Epochs = 6, Optimiser = new Sgd() }, Draws(SampleOf(4, Numbers))),
        ["networks that stop early over weight decay"] = () => Networks(Loss.Logistic, Knob.WeightDecay, Network.Layers(4) with { Epochs = 8, EarlyStopping = new EarlyStopping { Patience = 2 } }, Folds(SampleOf(4, Classes(2), offset: true))),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Each resample's points, as they were told.</summary>
    public List<PathPoint<IModel>>[] Walk(KeptFits? kept, int threads = 1, int stopAfter = int.MaxValue)
    {
        using var source = new CancellationTokenSource();
        var points = Resamples.Select(_ => new List<PathPoint<IModel>>()).ToArray();
        int told = 0;
        try
        {
            Fitter.Walk(Resamples, Settings, Options with { Threads = threads, Kept = kept }, (k, point) =>
            {
                points[k].Add(point);
                if (Interlocked.Increment(ref told) == stopAfter)
                    source.Cancel();
            }, null, source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            // what was told so far is there
        }

        return points;
    }

    private static KeptCase Linear(Loss loss, Penalty penalty, Sample[] resamples, bool endsEarly = false, double tolerance = 1e-8)
    {
        var fitter = new LinearPathFitter(loss, penalty, new LambdaGrid { Count = endsEarly ? 60 : 9, Ratio = endsEarly ? 1e-6 : 1e-3 });
        return new KeptCase(new FamilyFitter<LinearModel>(fitter), resamples, fitter.Settings(resamples[0]), new FitOptions { Tolerance = tolerance, StopWhenSaturated = endsEarly });
    }

    private static KeptCase Trees(SplitCriterion criterion, Knob knob, Sample[] resamples)
    {
        var fitter = new TreePathFitter(new TreeOptions { Criterion = criterion }, knob);
        return new KeptCase(new FamilyFitter<DecisionTree>(fitter), resamples, fitter.Settings(resamples[0]), new FitOptions());
    }

    private static KeptCase Networks(Loss loss, Knob knob, Network network, Sample[] resamples)
    {
        var fitter = new NetworkPathFitter(network, loss, knob) { GridSize = 4 };
        return new KeptCase(new FamilyFitter<NetworkModel>(fitter), resamples, fitter.Settings(resamples[0]), new FitOptions());
    }

    private static Sample[] Folds(Sample sample, int count = 4) => [sample, .. Ridgeline.Resampling.Resamples.KFold(sample, count, seed: 3).TrainingSamples(sample)];

    private static Sample[] Draws(Sample sample) => [sample, .. Ridgeline.Resampling.Resamples.Bootstrap(sample, 3, seed: 5).TrainingSamples(sample)];

    /// <summary>The third has a class that no other has.</summary>
    private static Sample[] Retargeted(Sample sample) =>
        [sample, .. Enumerable.Range(2, 3).Select(seed => sample.Retargeted([.. Classes(seed == 3 ? 3 : 2)(seed, Columns(4, (ulong)seed))]))];

    public static Sample SampleOf(int columns, Func<int, double[], double[]> target, WeightKind kind = WeightKind.Importance, bool weighted = false, bool offset = false)
    {
        double[] x = Columns(columns, 1);
        return Sample.Of(Design.Dense(x, Rows), target(0, x), Weights(kind, weighted), kind, offset ? Offset() : []);
    }

    private static Sample Sparse()
    {
        var random = new RandomStream(11);
        double[] values = [.. Enumerable.Range(0, 60).Select(_ => random.NextNormal())];
        int[] rows = [.. Enumerable.Range(0, 6).SelectMany(j => Enumerable.Range(0, 10).Select(i => i * 7 + j))], starts = [0, 10, 20, 30, 40, 50, 60];
        return Sample.Of(Design.Sparse(values, rows, starts, Rows), Numbers(0, Columns(6, 1)), standardize: false, intercept: false);
    }

    private static Sample Learned(int columns)
    {
        double[] x = Columns(columns, 1);
        for (int at = 0; at < x.Length; at += 13)
            x[at] = double.NaN;
        var table = new Table("t", [.. Enumerable.Range(0, columns).Select(j => new NumberColumn($"x{j}", x.AsSpan(j * Rows, Rows)))]);
        return Sample.OfLearned(Recipe.For(table).ColumnsOf(table), Classes(2)(0, Columns(columns, 1)));
    }

    private static Sample Cells()
    {
        double[] x = Columns(3, 1), y = Numbers(0, x);
        for (int i = 0; i < Rows; i++)
            (x[i], x[Rows + i]) = (i % 9 == 0 ? double.NaN : x[i], i % 5);
        return Sample.Of(Design.OfCells(x, Rows, levels: [[], ["a", "b", "c", "d", "e"], []]), y, Weights(WeightKind.Frequency, true), WeightKind.Frequency);
    }

    private static double[] Columns(int columns, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, Rows * columns).Select(_ => random.NextNormal())];
    }

    public static double[] Numbers(int seed, double[] x) => Drawn(seed, x);

    private static Func<int, double[], double[]> Classes(int count) => (seed, x) => [.. Drawn(seed, x).Select(number => (double)Math.Clamp((int)Math.Floor(number + count / 2.0), 0, count - 1))];

    private static double[] Drawn(int seed, double[] x)
    {
        var random = new RandomStream((ulong)seed, 2);
        return [.. Enumerable.Range(0, Rows).Select(i => x[i] - 0.5 * x[Rows + i] + random.NextNormal())];
    }

    private static double[] Weights(WeightKind kind, bool weighted) =>
        [.. Enumerable.Range(0, Rows).Select(i => kind == WeightKind.Frequency ? i % 3 : weighted ? 0.5 + i % 4 : 1.0)];

    private static double[] Offset() => [.. Enumerable.Range(0, Rows).Select(i => 0.1 * (i % 7))];
}
