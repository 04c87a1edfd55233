using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>
/// Which columns a pass over X can skip: |zᵀ(v∘θ)| is at most what it was plus ‖z‖ times the length of the way that θ has gone since then, in the norm
/// weighted by v (gap-safe in spirit, Ndiaye et al. 2017; exact in effect).
/// </summary>
internal sealed class Screening
{
    private const double Rounding = 1e-15; // of the way's length: a sum of long steps rounds

    private readonly Coordinates _coordinates;
    private readonly double[] _gradients, _lengths;
    private readonly double[] _last, _step; // θ

    public Screening(Coordinates coordinates)
    {
        _coordinates = coordinates;
        int size = coordinates.Outputs * coordinates.Rows;
        (_gradients, _lengths, _last, _step) = (new double[coordinates.Count], new double[coordinates.Count], new double[size], new double[size]);
        Array.Fill(_lengths, double.NegativeInfinity);
    }

    /// <summary>The length of the way that θ has gone.</summary>
    public double Length { get; private set; }

    /// <summary>Adds the step to <paramref name="theta"/> to the way.</summary>
    public void Advance(ReadOnlySpan<double> theta)
    {
        TensorPrimitives.Subtract(theta, _last, _step);
        Length += _coordinates.WeightedNorm(_step);
        theta.CopyTo(_last);
    }

    /// <summary>Whether zᵀ(v∘θ) was ever computed.</summary>
    public bool IsKnown(int c) => !double.IsNegativeInfinity(_lengths[c]);

    /// <summary>zᵀ(v∘θ) when it was last computed.</summary>
    public double GradientOf(int c) => _gradients[c];

    /// <summary>Takes zᵀ(v∘θ) as it is where the way was <paramref name="length"/> long.</summary>
    public void Record(int c, double gradient, double length) => (_gradients[c], _lengths[c]) = (gradient, length);

    /// <summary>Whether the gradient of <paramref name="c"/> can be above <paramref name="held"/> by now.</summary>
    public bool MayExceed(int c, double held) => MayExceed(c, Length, held);

    /// <summary>Whether it can be where the way was <paramref name="length"/> long.</summary>
    public bool MayExceed(int c, double length, double held) =>
        !(Math.Abs(_gradients[c]) + _coordinates.NormOf(c) * (Math.Abs(length - _lengths[c]) + Rounding * length) <= held);
}
