namespace Ridgeline.Losses;

/// <summary>
/// ℓ over all rows. It sees only y, η and row weights, never X. η has <see cref="Outputs"/> numbers a row, column after column (n × K).
/// </summary>
public abstract class Loss
{
    private protected Loss(string name, string targets, int outputs) => (Name, Targets, Outputs) = (name, targets, outputs);

    /// <summary>½(y − η)², for numbers.</summary>
    public static Loss Squared { get; } = new ScalarLoss<SquaredLoss>("squared", "numbers", default);

    /// <summary>log(1 + e^η) − y·η, for two classes, y ∈ [0, 1].</summary>
    public static Loss Logistic { get; } = new ScalarLoss<LogisticLoss>("logistic", "0 and 1, or shares between them", default);

    /// <summary>The loss's name, as on the command line and in files.</summary>
    public string Name { get; }

    /// <summary>Which targets it allows, in words.</summary>
    public string Targets { get; }

    /// <summary>K, the numbers in η for each row.</summary>
    public int Outputs { get; }

    /// <summary>The loss called <paramref name="name"/>.</summary>
    /// <param name="name">squared or logistic.</param>
    /// <exception cref="ArgumentException">There is no such loss.</exception>
    public static Loss Named(string name) => name switch
    {
        "squared" => Squared,
        "logistic" => Logistic,
        _ => throw new ArgumentException($"there is no loss '{name}'; there are squared and logistic", nameof(name)),
    };

    /// <summary>Whether every row with a weight above 0 has a target that the loss allows.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="weights">n weights.</param>
    public abstract bool Allows(ReadOnlySpan<double> y, ReadOnlySpan<double> weights);

    /// <summary>Σᵢ wᵢ·ℓ(yᵢ, ηᵢ).</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="weights">n weights.</param>
    public abstract double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights);

    /// <summary>Σᵢ wᵢ·ℓ*(yᵢ, sᵢ); +∞ if a slope of a row with weight is outside the domain.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="slopes">s, n × K.</param>
    /// <param name="weights">n weights.</param>
    public abstract double ConjugateSum(ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights);

    /// <summary>Σᵢ wᵢ·inf ℓ(yᵢ, ·): the saturated loss.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="weights">n weights.</param>
    public abstract double SaturatedSum(ReadOnlySpan<double> y, ReadOnlySpan<double> weights);

    /// <summary>∂ℓ/∂η of every row.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="target">The slopes, n × K.</param>
    public abstract void Slopes(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target);

    /// <summary>x</summary>
    public double MaxCurvature => Name == "squared" ? 1 : 0.25;
    /// <summary>x</summary>
    public double Evaluate(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes, Span<double> curvatures)
    { Slopes(y, eta, slopes); return Sum(y, eta, weights); }

    /// <summary>∂²ℓ/∂η² of every row: for K outputs its K × K block, block entry after block entry (n × K²).</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="target">The curvatures, n × K².</param>
    public abstract void Curvatures(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target);

    /// <summary>For every row the direction in which η can run to infinity without ℓ ever rising: +1, −1 or 0 (n × K).</summary>
    /// <param name="y">n targets.</param>
    /// <param name="target">The directions, n × K.</param>
    public abstract void Recessions(ReadOnlySpan<double> y, Span<double> target);

    /// <summary>E[y | η] of every row.</summary>
    /// <param name="eta">η, n × K.</param>
    /// <param name="target">The means, n × K.</param>
    public abstract void Means(ReadOnlySpan<double> eta, Span<double> target);
}
