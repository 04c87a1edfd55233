using System.Collections.Immutable;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Trees;

namespace Ridgeline.Keeping;

/// <summary>Everything of a walk that the bits of its models depend on, but for their samples; threads are nothing of it.</summary>
internal static class WalkIdentity
{
    /// <summary>The fitter, its settings and how it fits; null for a fitter whose models aren't kept.</summary>
    public static byte[]? Of<TModel>(IPathFitter<TModel> fitter, ImmutableArray<Setting> settings, FitOptions options)
        where TModel : IModel
    {
        var digest = new Digest();
        switch (fitter)
        {
            case LinearPathFitter linear:
                Add(digest.Add("linear"), linear.Loss);
                digest.Add(linear.Penalty.Name).Add(linear.Penalty.L1Ratio).Add(linear.Penalty.Factors).Add(linear.Penalty.Lower).Add(linear.Penalty.Upper);
                break;
            case TreePathFitter tree:
                Add(digest.Add("tree").Add((int)tree.Knob), tree.Options);
                break;
            case NetworkPathFitter network:
                Add(digest.Add("network").Add((int)network.Knob), network.Loss);
                Add(digest, network.Network);
                break;
            default:
                digest.Dispose();
                return null;
        }

        digest.Add(settings.Length);
        foreach (var setting in settings)
            digest.Add((int)setting.Knob).Add(setting.Value);
        return digest.Add(options.Tolerance).Add(options.MaxIterations).Add(options.StopWhenSaturated).Add(options.AlwaysSideBySide).Bytes();
    }

    private static void Add(Digest digest, Loss loss) => digest.Add(loss.Name).Add(loss.Outputs).Add(loss.Delta ?? 0);

    private static void Add(Digest digest, TreeOptions options) =>
        digest.Add((int)options.Criterion).Add(options.MaxDepth).Add(options.MinSamplesSplit).Add(options.MinSamplesLeaf).Add(options.MinImpurityDecrease).Add(options.MaxLeaves);

    private static void Add(Digest digest, Network network)
    {
        digest.Add(network.Hidden.Length);
        foreach (var layer in network.Hidden)
            digest.Add(layer.Units).Add((int)layer.Activation).Add(layer.DropoutRate);
        digest.Add(network.Decay).Add(network.L1Strength).Add(network.NormLimit).Add(network.BatchSize).Add(network.Epochs).Add((long)network.Seed);
        digest.Add(network.EarlyStopping is null).Add(network.EarlyStopping?.Patience ?? 0).Add(network.EarlyStopping?.ValidationShare ?? 0);
        digest.Add(network.Optimiser.LearningRate);
        _ = network.Optimiser switch
        {
            Adam adam => digest.Add("adam").Add(adam.Beta1).Add(adam.Beta2).Add(adam.Epsilon),
            Sgd sgd => digest.Add("sgd").Add(sgd.Momentum).Add(sgd.Nesterov),
            _ => throw new InvalidOperationException($"what {network.Optimiser.GetType().Name} depends on isn't known"),
        };
        for (int epoch = 0; epoch < network.Epochs; epoch++) // a schedule is its factors
            digest.Add(network.Schedule.Factor(epoch, network.Epochs));
    }
}
