using System.Collections.Immutable;
using Ridgeline.Models;

namespace Ridgeline.Networks;

/// <summary>A hidden layer that hasn't learned anything.</summary>
/// <param name="Units">How many units it has, at least 1.</param>
/// <param name="Activation">What a unit makes of its sum.</param>
/// <param name="DropoutRate">The probability, in [0, 1), with which a unit is left out of a row in training; those that stay are divided by 1 − rate.</param>
public sealed record HiddenLayer(int Units, Activation Activation, double DropoutRate);

/// <summary>
/// A multilayer perceptron that hasn't learned anything, and how it is trained:
/// <code>Network.Layers(64, 32).Dropout(0.3)</code>
/// has two hidden layers of ReLU units, each followed by dropout of 0.3. Minimised is Σ sᵢ·ℓ(yᵢ, ηᵢ)/Σ sᵢ + L1·Σ|w| over random batches, while weights decay towards 0; biases
/// are never penalised.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>what</term><description>default, range</description></listheader>
/// <item><term>activation</term><description>ReLU</description></item>
/// <item><term>dropout</term><description>0, in [0, 1), for all hidden layers or each</description></item>
/// <item><term>weight decay, L1</term><description>0, at least 0</description></item>
/// <item><term>max-norm</term><description>∞ (none), above 0</description></item>
/// <item><term><see cref="Optimiser"/></term><description><see cref="Adam"/> with a learning rate of 0.001</description></item>
/// <item><term><see cref="Schedule"/></term><description>constant</description></item>
/// <item><term><see cref="BatchSize"/>, <see cref="Epochs"/></term><description>64 and 100, at least 1</description></item>
/// <item><term><see cref="EarlyStopping"/></term><description>none</description></item>
/// <item><term><see cref="Seed"/></term><description>0</description></item>
/// </list>
/// </remarks>
public sealed record Network
{
    private const int MostLayers = 64;

    private Network(ImmutableArray<HiddenLayer> hidden) => Hidden = hidden;

    /// <summary>A network with hidden layers of so many ReLU units, from the input on. With none it is a linear model.</summary>
    /// <param name="units">Units of each layer, at least 1; at most 64 layers.</param>
    /// <exception cref="ArgumentException">A layer has no unit, or there are too many.</exception>
    public static Network Layers(params ReadOnlySpan<int> units)
    {
        if (units.Length > MostLayers)
            throw new ArgumentException($"there are {units.Length} hidden layers; at most {MostLayers} are possible", nameof(units));
        var hidden = ImmutableArray.CreateBuilder<HiddenLayer>(units.Length);
        for (int l = 0; l < units.Length; l++)
            hidden.Add(units[l] >= 1 ? new HiddenLayer(units[l], Models.Activation.ReLU, 0) : throw new ArgumentException($"hidden layer {l + 1} has {units[l]} units; at least 1 is needed", nameof(units)));
        return new Network(hidden.MoveToImmutable());
    }

    /// <summary>The hidden layers, from the input on.</summary>
    public ImmutableArray<HiddenLayer> Hidden { get; private init; }

    /// <summary>What <see cref="WeightDecay"/> set.</summary>
    public double Decay { get; private init; }

    /// <summary>What <see cref="L1"/> set.</summary>
    public double L1Strength { get; private init; }

    /// <summary>What <see cref="MaxNorm"/> set.</summary>
    public double NormLimit { get; private init; } = double.PositiveInfinity;

    /// <summary>How weights follow the gradient; default: Adam with a learning rate of 0.001.</summary>
    public Optimiser Optimiser { get; init => field = value ?? throw new ArgumentNullException(nameof(Optimiser)); } = new Adam();

    /// <summary>How the learning rate changes from epoch to epoch; default: not at all.</summary>
    public Schedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(Schedule)); } = Schedule.Constant;

    /// <summary>Rows of a batch, at least 1; default 64. With fewer rows to learn from it is these; an epoch's last batch has the rows that are left.</summary>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, "a batch has at least one row");
    } = 64;

    /// <summary>How many times the rows are gone through, at least 1; default 100.</summary>
    public int Epochs
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Epochs), value, "at least one epoch is needed");
    } = 100;

    /// <summary>When to stop before the last epoch; null (the default): not.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Of first weights, shuffles, masks and validation rows; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The same with dropout in every hidden layer: in training a unit is left out of a row with this probability, and those that stay are divided by 1 − rate, so that what a unit says has
    /// the same expectation as without, and r/(1 − r) times its square as variance (Srivastava et al. 2014, §10; inverted, so that prediction scales nothing).
    /// </summary>
    /// <param name="rate">In [0, 1); it acts as the next multiple of 2⁻³².</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public Network Dropout(double rate) => this with { Hidden = [.. Hidden.Select(layer => layer with { DropoutRate = Rate(rate) })] };

    /// <summary>The same with a dropout of its own in each hidden layer.</summary>
    /// <param name="rates">A rate in [0, 1) a hidden layer.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is out of range.</exception>
    public Network Dropout(ImmutableArray<double> rates)
    {
        if (rates.Length != Hidden.Length)
            throw new ArgumentException($"there are {Wording.Count(rates.Length, "rate")} of dropout for {Wording.Count(Hidden.Length, "hidden layer")}", nameof(rates));
        return this with { Hidden = [.. Hidden.Select((layer, l) => layer with { DropoutRate = Rate(rates[l]) })] };
    }

    /// <summary>The same with another activation in every hidden layer.</summary>
    /// <param name="activation">The activation.</param>
    public Network Activation(Activation activation) => this with { Hidden = [.. Hidden.Select(layer => layer with { Activation = activation })] };

    /// <summary>The same with decoupled weight decay: each step also takes learning rate·decay·w off every weight, at most all of it (Loshchilov &amp; Hutter 2019, algorithm 2, line 12).</summary>
    /// <param name="decay">At least 0, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public Network WeightDecay(double decay) => this with { Decay = Strength(decay, nameof(decay)) };

    /// <summary>The same with a subgradient of strength·Σ|w| added to every gradient. Weights come near 0 but rarely are.</summary>
    /// <param name="strength">At least 0, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public Network L1(double strength) => this with { L1Strength = Strength(strength, nameof(strength)) };

    /// <summary>The same with ‖w‖₂ ≤ limit for what comes into each hidden unit, held by scaling after every step (Srivastava et al. 2014, §5.1).</summary>
    /// <param name="limit">Above 0; ∞: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public Network MaxNorm(double limit) => this with { NormLimit = limit > 0 ? limit : throw new ArgumentOutOfRangeException(nameof(limit), limit, "the norm's limit must be above 0") };

    /// <summary>Weights and biases of such a network: what a row costs in each pass.</summary>
    /// <param name="columns">p.</param>
    /// <param name="outputs">K.</param>
    public long Parameters(int columns, int outputs)
    {
        long count = 0, inputs = columns;
        foreach (var layer in Hidden)
            (count, inputs) = (count + (inputs + 1) * layer.Units, layer.Units);
        return count + (inputs + 1) * outputs;
    }

    internal NetworkShape ShapeOf(int columns, int outputs) => new(columns, [.. Hidden.Select(layer => layer.Units)], [.. Hidden.Select(layer => layer.Activation)], outputs);

    private static double Rate(double rate) => rate is >= 0 and < 1 ? rate : throw new ArgumentOutOfRangeException(nameof(rate), rate, "a rate of dropout must be in [0, 1)");

    private static double Strength(double value, string name) => value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, "it must be a finite number, at least 0");
}
