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
using Ridgeline.Resampling;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Keeping;

/// <summary>A path is found only where everything that its bits depend on is the same, and threads, order and company of the resamples are nothing of that.</summary>
public sealed class KeptNameFacts : IDisposable
{
    private const int Rows = 30, Columns = 3;

    private static readonly double[] X = Drawn(1, Rows * Columns), Y = [.. Drawn(2, Rows).Select(number => number > 0 ? 1.0 : 0)];
    private static readonly Sample Whole = Sample.Of(Design.Dense(X, Rows), Y);
    private static readonly LinearPathFitter Lasso = new(Loss.Logistic, Penalty.L1);
    private static readonly TreePathFitter Trees = new(new TreeOptions());
    private static readonly Network Layer = Network.Layers(3) with { Epochs = 2 };
    private static readonly ImmutableArray<Setting> Lambdas = [.. new[] { 0.2, 0.1 }.Select(lambda => new Setting(Knob.Lambda, lambda))], Alphas = [new(Knob.Alpha, 0.05)], Dropouts = [new(Knob.Dropout, 0.5)];
    private static readonly FitOptions Fit = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sample_that_differs_in_anything_is_another()
    {
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => 1.0 + i % 2)], otherX = [.. X], otherY = [.. Y];
        otherX[7] = Math.BitIncrement(otherX[7]);
        otherY[3] = 1 - otherY[3];
        var folds = Resamples.KFold(Whole, 3, 1).TrainingSamples(Whole);
        AreOthers(
            kept => Walk(kept, Lasso, Whole, Lambdas, Fit),
            [
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(otherX, Rows), Y), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows, ["a", "b", "c"]), Y), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Sparse(), Y), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), otherY), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), Y, weights), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), Y, weights, WeightKind.Frequency), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), Y, offset: weights), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), Y, standardize: false), Lambdas, Fit),
                kept => Walk(kept, Lasso, Sample.Of(Design.Dense(X, Rows), Y, intercept: false), Lambdas, Fit),
                kept => Walk(kept, Lasso, Whole.Reweighted(weights, Whole.Reweighted(weights).View), Lambdas, Fit),
                kept => Walk(kept, Lasso, Whole.Reweighted(weights, Whole.View), Lambdas, Fit),
                kept => Walk(kept, Lasso, folds[0], Lambdas, Fit),
                kept => Walk(kept, Lasso, folds[0].Undivided(), Lambdas, Fit),
                kept => Walk(kept, Lasso, Whole.Reweighted(folds[0].Weights), Lambdas, Fit),
                kept => Walk(kept, Lasso, Resamples.KFold(Whole, 2, 1).TrainingSamples(Whole)[0], Lambdas, Fit),
                kept => Walk(kept, Lasso, Learned(Imputation.Mean, X), Lambdas, Fit),
                kept => Walk(kept, Lasso, Learned(Imputation.Median, X), Lambdas, Fit),
                kept => Walk(kept, Lasso, Learned(Imputation.Mean, otherX), Lambdas, Fit),
            ]);
    }

    [Fact]
    public void A_linear_walk_that_differs_in_anything_is_another() => AreOthers(
        kept => Walk(kept, Lasso, Whole, Lambdas, Fit),
        [
            kept => Walk(kept, new LinearPathFitter(Loss.Squared, Penalty.L1), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Huber(1), Penalty.L1), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Huber(2), Penalty.L1), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Multinomial(2), Penalty.L1), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.ElasticNet(0.5)), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.ElasticNet(0.25)), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.L1.With([1, 1, 2])), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.L1.Within([-1, -1, -1], default)), Whole, Lambdas, Fit),
            kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.L1.Within(default, [1, 1, 1])), Whole, Lambdas, Fit),
            kept => Walk(kept, Lasso, Whole, Lambdas[..1], Fit),
            kept => Walk(kept, Lasso, Whole, [new Setting(Knob.C, 0.2), new Setting(Knob.C, 0.1)], Fit),
            kept => Walk(kept, Lasso, Whole, Lambdas, Fit with { Tolerance = 1e-7 }),
            kept => Walk(kept, Lasso, Whole, Lambdas, Fit with { MaxIterations = 99 }),
            kept => Walk(kept, Lasso, Whole, Lambdas, Fit with { StopWhenSaturated = true }),
        ]);

    [Fact]
    public void A_walk_of_trees_that_differs_in_anything_is_another()
    {
        var options = Trees.Options;
        TreeOptions[] others =
        [
            options with { Criterion = SplitCriterion.Entropy }, options with { Criterion = SplitCriterion.SquaredError }, options with { MaxDepth = 3 }, options with { MinSamplesSplit = 4 },
            options with { MinSamplesLeaf = 2 }, options with { MinImpurityDecrease = 0.01 }, options with { MaxLeaves = 5 },
        ];
        AreOthers(
            kept => Walk(kept, Trees, Whole, Alphas, Fit),
            [
                .. others.Select(other => (Action<KeptFits>)(kept => Walk(kept, new TreePathFitter(other), Whole, Alphas, Fit))),
                kept => Walk(kept, new TreePathFitter(options, Knob.Depth), Whole, [new Setting(Knob.Depth, 2)], Fit),
                kept => Walk(kept, Lasso, Whole, Lambdas, Fit),
            ]);
    }

    [Fact]
    public void A_walk_of_networks_that_differs_in_anything_is_another()
    {
        Network[] others =
        [
            Layer with { Epochs = 3 }, Layer with { BatchSize = 7 }, Layer with { Seed = 1 }, Layer.Activation(Activation.Gelu), Layer.WeightDecay(0.1), Layer.L1(0.1), Layer.MaxNorm(1),
            Network.Layers(4) with { Epochs = 2 }, Network.Layers(3, 3) with { Epochs = 2 }, Layer with { Schedule = Schedule.Cosine() }, Layer with { Schedule = Schedule.Steps(1) },
            Layer with { Optimiser = new Sgd() }, Layer with { Optimiser = new Sgd { Nesterov = true } }, Layer with { Optimiser = new Sgd { Momentum = 0 } }, Layer with { Optimiser = new Adam { Beta1 = 0.8 } },
            Layer with { Optimiser = new Adam { Beta2 = 0.99 } }, Layer with { Optimiser = new Adam { Epsilon = 1e-7 } }, Layer with { Optimiser = new Adam { LearningRate = 0.01 } },
            Layer with { EarlyStopping = new EarlyStopping() }, Layer with { EarlyStopping = new EarlyStopping { Patience = 3 } }, Layer with { EarlyStopping = new EarlyStopping { ValidationShare = 0.2 } },
        ];
        AreOthers(
            kept => Walk(kept, new NetworkPathFitter(Layer, Loss.Logistic), Whole, Dropouts, Fit),
            [
                .. others.Select(other => (Action<KeptFits>)(kept => Walk(kept, new NetworkPathFitter(other, Loss.Logistic), Whole, Dropouts, Fit))),
                kept => Walk(kept, new NetworkPathFitter(Layer, Loss.Squared), Whole, Dropouts, Fit),
                kept => Walk(kept, new NetworkPathFitter(Layer, Loss.Logistic, Knob.WeightDecay), Whole, [new Setting(Knob.WeightDecay, 0.5)], Fit),
                kept => Walk(kept, new NetworkPathFitter(Layer, Loss.Logistic, Knob.Epochs), Whole, [new Setting(Knob.Epochs, 2)], Fit),
            ]);
    }

    [Fact]
    public void Threads_settings_in_another_order_and_the_grid_that_was_not_asked_change_nothing()
    {
        Assert.Equal(0, Found(kept => Walk(kept, Lasso, Whole, Lambdas, Fit)));
        Assert.Equal(1, Found(kept => Walk(kept, Lasso, Whole, [Lambdas[1], Lambdas[0], Lambdas[1]], Fit with { Threads = 7 })));
        Assert.Equal(1, Found(kept => Walk(kept, new LinearPathFitter(Loss.Logistic, Penalty.L1, new LambdaGrid { Count = 3 }), Sample.Of(Design.Dense(X, Rows), Y), Lambdas, Fit)));
    }

    /// <summary>None finds what another kept, and each finds its own.</summary>
    private void AreOthers(Action<KeptFits> first, Action<KeptFits>[] others)
    {
        Action<KeptFits>[] all = [first, .. others];
        for (int at = 0; at < all.Length; at++)
            Assert.True(Found(all[at]) == 0, $"variation {at} finds what an earlier one kept");
        for (int at = 0; at < all.Length; at++)
            Assert.True(Found(all[at]) == 1, $"variation {at} doesn't find its own");
    }

    private int Found(Action<KeptFits> walk)
    {
        var kept = new KeptFits(_folder) { LeastWork = 0 };
        kept.Begin("data", "y");
        walk(kept);
        kept.End();
        return kept.Found;
    }

    private static void Walk<TModel>(KeptFits kept, IPathFitter<TModel> fitter, Sample sample, ImmutableArray<Setting> settings, FitOptions options)
        where TModel : IModel => fitter.Walk([sample], settings, options with { Kept = kept }, (_, _) => { }, null, CancellationToken.None);

    private static Design Sparse() =>
        Design.Sparse(X, [.. Enumerable.Range(0, Rows * Columns).Select(at => at % Rows)], [.. Enumerable.Range(0, Columns + 1).Select(j => j * Rows)], Rows);

    private static Sample Learned(Imputation by, double[] x)
    {
        var table = new Table("t", [.. Enumerable.Range(0, Columns).Select(j => new NumberColumn($"x{j}", [.. x.AsSpan(j * Rows, Rows - 1), double.NaN]))]);
        return Sample.OfLearned(new Recipe().Impute(Ridgeline.Recipes.Columns.Numbers, by).ColumnsOf(table), Y);
    }

    private static double[] Drawn(ulong seed, int count)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }
}
