using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Penalties;

namespace Ridgeline.Objectives;

/// <summary>
/// minimise over (w, b): Σᵢ sᵢ·ℓ(yᵢ, ηᵢ)/Σᵢ sᵢ + λ Σⱼ κⱼ·Pⱼ(wⱼtⱼ), η = Xw + b + offset. λ is given when it is solved.
/// </summary>
/// <param name="Sample">X, y, offset and weights.</param>
/// <param name="Loss">ℓ.</param>
/// <param name="Penalty">P.</param>
public sealed record Problem(Sample Sample, Loss Loss, Penalty Penalty)
{
    /// <summary>K, the numbers in η for each row.</summary>
    public int Outputs => Loss.Outputs;

    /// <summary>Whether column <paramref name="j"/> takes part: it isn't constant and its penalty factor is finite.</summary>
    /// <param name="j">The column.</param>
    public bool TakesPart(int j) => !Sample.View.IsConstant(j) && Penalty.Factor(j) < double.PositiveInfinity;

    /// <summary>The same problem with target and offset centred, where that moves nothing but the intercept: a loss of y − η alone.</summary>
    internal Problem Centred() => Loss.IsOfResiduals && Sample.View.Intercept ? this with { Sample = Sample.Centred() } : this;

    /// <summary>Throws if the target or the penalty factors don't fit, before any work.</summary>
    /// <exception cref="ArgumentException">A target isn't allowed by the loss, or the factors aren't one a column.</exception>
    public void Check()
    {
        if (!Loss.Allows(Sample.Target, Sample.Weights))
            throw new ArgumentException($"the {Loss.Name} loss needs a target of {Loss.Targets}");
        if (!Penalty.FitsColumns(Sample.Design.Columns))
            throw new ArgumentException($"penalty factors and limits are one a column; there are {Sample.Design.Columns} columns");
    }
}
