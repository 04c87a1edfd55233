using System.Collections.Immutable;

namespace Ridgeline.Demos;

/// <summary>The situations in which regularization helps most, each shown on data simulated from a truth that is known.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>name</term><description>what it claims</description></listheader>
/// <item><term>wide</term><description>with far more columns than rows a penalty shrinks the weights of those that don't predict</description></item>
/// <item><term>correlated</term><description>L2 spreads weight over columns that say nearly the same, where least squares is arbitrary</description></item>
/// <item><term>sparse</term><description>L1 gives columns that don't predict a weight of exactly 0</description></item>
/// <item><term>network</term><description>dropout keeps a network's units from co-adapting</description></item>
/// <item><term>bias-variance</term><description>as λ falls bias² falls and variance rises, and cross-validation chooses near the least of their sum</description></item>
/// </list>
/// </remarks>
public static class Demonstrations
{
    private static readonly ImmutableArray<(string Name, Func<DemoOptions, CancellationToken, Demo> Run)> All =
    [
        ("wide", WideDemo.Run),
        ("correlated", CorrelatedDemo.Run),
        ("sparse", SparseDemo.Run),
        ("network", NetworkDemo.Run),
        ("bias-variance", BiasVarianceDemo.Run),
    ];

    /// <summary>Their names, in the order in which they are best read.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(demo => demo.Name)];

    /// <summary>Runs one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Seed and threads; the defaults if left out.</param>
    /// <param name="stop">Asked between fits.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Demo Run(string name, DemoOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var plain = PlainNumbers.Begin();
        foreach (var demo in All)
            if (demo.Name == name)
                return demo.Run(options ?? new DemoOptions(), stop);
        throw new ArgumentException($"there is no demonstration '{name}'; there are {string.Join(", ", Names)}", nameof(name));
    }
}
