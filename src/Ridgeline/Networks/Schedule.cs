namespace Ridgeline.Networks;

/// <summary>What the learning rate is multiplied by in each epoch.</summary>
public abstract record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>1 in every epoch.</summary>
    public static Schedule Constant { get; } = new ConstantRate();

    /// <summary>floor + (1 − floor)·½(1 + cos(π·t/T)) in epoch t = 0 … T − 1 (Loshchilov &amp; Hutter 2017, eq. 5), and the floor after that. T is the network's <see cref="Network.Epochs"/>.</summary>
    /// <param name="floor">In [0, 1); default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public static Schedule Cosine(double floor = 0) =>
        new CosineRate(floor is >= 0 and < 1 ? floor : throw new ArgumentOutOfRangeException(nameof(floor), floor, "the floor must be in [0, 1)"));

    /// <summary>factor^⌊t/every⌋ in epoch t = 0, 1, ….</summary>
    /// <param name="every">After how many epochs the rate is multiplied again, at least 1.</param>
    /// <param name="factor">By what, in (0, 1]; default 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public static Schedule Steps(int every, double factor = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return new StepRate(every, factor is > 0 and <= 1 ? factor : throw new ArgumentOutOfRangeException(nameof(factor), factor, "the factor must be in (0, 1]"));
    }

    /// <summary>The factor in epoch <paramref name="epoch"/> = 0, 1, … of <paramref name="epochs"/>.</summary>
    internal abstract double Factor(int epoch, int epochs);

    private sealed record ConstantRate : Schedule
    {
        internal override double Factor(int epoch, int epochs) => 1;
    }

    private sealed record CosineRate(double Floor) : Schedule
    {
        internal override double Factor(int epoch, int epochs) => Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(epoch, epochs) / epochs));
    }

    private sealed record StepRate(int Every, double Rate) : Schedule
    {
        internal override double Factor(int epoch, int epochs) => Math.Pow(Rate, epoch / Every);
    }
}
