namespace Ridgeline.Networks;

/// <summary>How the weights of a network follow the gradient of a batch.</summary>
public abstract record Optimiser
{
    private protected Optimiser(double learningRate) => LearningRate = learningRate;

    /// <summary>The length of a step, a finite number above 0; the schedule multiplies it.</summary>
    public double LearningRate
    {
        get;
        init => field = value is > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "a learning rate must be a finite number above 0");
    }

    private protected static double Share(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "it must be in [0, 1)");
}

/// <summary>
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) (Kingma &amp; Ba 2015, algorithm 1).
/// </summary>
public sealed record Adam : Optimiser
{
    /// <summary>Adam with a learning rate of 0.001.</summary>
    public Adam() : base(1e-3)
    {
    }

    /// <summary>β₁ in [0, 1); default 0.9.</summary>
    public double Beta1
    {
        get;
        init => field = Share(value, nameof(Beta1));
    } = 0.9;

    /// <summary>β₂ in [0, 1); default 0.999.</summary>
    public double Beta2
    {
        get;
        init => field = Share(value, nameof(Beta2));
    } = 0.999;

    /// <summary>ε above 0; default 1e-8.</summary>
    public double Epsilon
    {
        get;
        init => field = value is > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(Epsilon), value, "ε must be a finite number above 0");
    } = 1e-8;
}

/// <summary>
/// u ← momentum·u + g (u = g in the first step), w ← w − rate·u: stochastic gradient descent (Sutskever et al. 2013, eq. 1, with the rate outside of u); with Nesterov's look ahead
/// w ← w − rate·(g + momentum·u).
/// </summary>
public sealed record Sgd : Optimiser
{
    /// <summary>Stochastic gradient descent with a learning rate of 0.01 and momentum 0.9.</summary>
    public Sgd() : base(1e-2)
    {
    }

    /// <summary>In [0, 1); default 0.9.</summary>
    public double Momentum
    {
        get;
        init => field = Share(value, nameof(Momentum));
    } = 0.9;
    /// <summary>Whether the step looks ahead; default: no.</summary>
    public bool Nesterov { get; init; }
}
