namespace Ridgeline.Losses;

/// <summary>
/// ℓ over all rows. It sees only y, η and row weights, never X. η has <see cref="Outputs"/> numbers a row, column after column (n × K).
/// </summary>
public abstract class Loss
{
    /// <summary>The size of a target up to which its square, times as many rows as fit into memory, is a number.</summary>
    internal const double LargestTarget = 1e150;

    private protected Loss(string name, string targets, int outputs) => (Name, Targets, Outputs) = (name, targets, outputs);

    /// <summary>½(y − η)², for numbers.</summary>
    public static Loss Squared { get; } = new ScalarLoss<SquaredLoss>("squared", "numbers, of at most 1e150 in size", default);

    /// <summary>log(1 + e^η) − y·η, for two classes, y ∈ [0, 1].</summary>
    public static Loss Logistic { get; } = new ScalarLoss<LogisticLoss>("logistic", "0 and 1, or shares between them", default);

    /// <summary>e^η − y·η, for counts y ≥ 0.</summary>
    public static Loss Poisson { get; } = new ScalarLoss<PoissonLoss>("poisson", "numbers from 0 to 1e150", default);

    /// <summary>max(0, 1 − ỹη)² with ỹ = 2y − 1, for two classes y ∈ {0, 1}.</summary>
    public static Loss SquaredHinge { get; } = new ScalarLoss<SquaredHingeLoss>("squared-hinge", "0 and 1", default);

    /// <summary>½(y − η)² where |y − η| ≤ δ, δ(|y − η| − ½δ) beyond, for numbers.</summary>
    /// <param name="delta">δ, a finite number above 0; <see cref="HuberDelta.Of"/> gives one that fits the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ isn't.</exception>
    public static Loss Huber(double delta) => new ScalarLoss<HuberLoss>("huber", "numbers, of at most 1e150 in size", new HuberLoss(delta)) { Delta = delta };

    /// <summary>log Σₖ e^ηₖ − η_y, for K classes y ∈ {0 … K−1} jointly (softmax).</summary>
    /// <param name="classes">K, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">K is below 2.</exception>
    public static Loss Multinomial(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return new MultinomialLoss(classes);
    }

    /// <summary>The loss's name, as on the command line and in files.</summary>
    public string Name { get; }

    /// <summary>Which targets it allows, in words.</summary>
    public string Targets { get; }

    /// <summary>K, the numbers in η for each row.</summary>
    public int Outputs { get; }

    /// <summary>δ of <see cref="Huber"/>; null for other losses.</summary>
    public double? Delta { get; private init; }

    /// <summary>Whether ℓ(y, η) depends on y − η alone.</summary>
    internal bool IsOfResiduals => ReferenceEquals(this, Squared) || Delta is not null;

    /// <summary>sup ℓ″ over y and η; +∞ if there is none.</summary>
    public abstract double MaxCurvature { get; }

    /// <summary>The loss called <paramref name="name"/>.</summary>
    /// <param name="name">squared, logistic, multinomial, poisson, huber or squared-hinge.</param>
    /// <param name="classes">K of multinomial.</param>
    /// <param name="delta">δ of huber.</param>
    /// <exception cref="ArgumentException">There is no such loss, or it lacks its K or δ.</exception>
    public static Loss Named(string name, int classes = 0, double delta = double.NaN) => name switch
    {
        "squared" => Squared,
        "logistic" => Logistic,
        "poisson" => Poisson,
        "squared-hinge" => SquaredHinge,
        "multinomial" when classes >= 2 => Multinomial(classes),
        "multinomial" => throw new ArgumentException($"the multinomial loss needs its number of classes, at least 2; {classes} was given", nameof(classes)),
        "huber" when delta is > 0 and < double.PositiveInfinity => Huber(delta),
        "huber" => throw new ArgumentException($"the huber loss needs its δ, a finite number above 0; {delta} was given", nameof(delta)),
        _ => throw new ArgumentException($"there is no loss '{name}'; there are squared, logistic, multinomial, poisson, huber and squared-hinge", nameof(name)),
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

    /// <summary>Σᵢ wᵢ·ℓ(yᵢ, ηᵢ), and slopes and curvatures of every row in the same sweep.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="weights">n weights; empty if the sum isn't wanted.</param>
    /// <param name="slopes">∂ℓ/∂η, n × K; empty if not wanted.</param>
    /// <param name="curvatures">∂²ℓ/∂η², n × K²; empty if not wanted.</param>
    public abstract double Evaluate(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes, Span<double> curvatures);

    /// <summary>∂²ℓ/∂η² of every row: for K outputs its K × K block, block entry after block entry (n × K²).</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="target">The curvatures, n × K².</param>
    public abstract void Curvatures(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target);

    /// <summary>For every row the direction in which η can run to infinity without ℓ ever rising: +1, −1 or 0 (n × K).</summary>
    /// <param name="y">n targets.</param>
    /// <param name="target">The directions, n × K.</param>
    public abstract void Recessions(ReadOnlySpan<double> y, Span<double> target);

    /// <summary>ℓ of every row, of a loss of one output.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η.</param>
    /// <param name="target">n values.</param>
    internal virtual void Values(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => throw new NotSupportedException($"{Name} has {Outputs} outputs");

    /// <summary>Brings the slopes of every row that are outside the conjugate's domain to those at η.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="eta">η, n × K.</param>
    /// <param name="weights">Rows with weight 0 don't count.</param>
    /// <param name="slopes">s, n × K.</param>
    internal abstract void Confine(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes);

    /// <summary>E[y | η] of every row.</summary>
    /// <param name="eta">η, n × K.</param>
    /// <param name="target">The means, n × K.</param>
    public abstract void Means(ReadOnlySpan<double> eta, Span<double> target);
}
