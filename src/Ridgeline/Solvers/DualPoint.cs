using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>θ′, the slopes that come with a quadratic's minimum, and the way they have gone.</summary>
internal sealed class DualPoint
{
    private const double Rounding = 1e-13; // of Σ v|θ|

    private readonly Coordinates _coordinates;

    public DualPoint(Coordinates coordinates)
    {
        _coordinates = coordinates;
        (Values, Weighted) = (new double[coordinates.Outputs * coordinates.Rows], new double[coordinates.Outputs * coordinates.Rows]);
        Screening = new Screening(coordinates);
    }

    /// <summary>θ′, to be written; <see cref="Register"/> then follows.</summary>
    public double[] Values { get; }

    /// <summary>v∘θ′.</summary>
    public double[] Weighted { get; }

    /// <summary>What is known of zᵀ(v∘θ′).</summary>
    public Screening Screening { get; }

    /// <summary>‖θ′‖ in the norm weighted by v.</summary>
    public double Size => _coordinates.WeightedNorm(Values);

    /// <summary>Adds the step of θ′ to its way.</summary>
    public void Register()
    {
        CloseRows();
        Weigh();
        Screening.Advance(Values);
    }

    /// <summary>v∘θ′ alone: where the way goes on before it is looked at.</summary>
    public void Weigh()
    {
        for (int k = 0; k < _coordinates.Outputs; k++)
            TensorPrimitives.Multiply(Output(Values, k), _coordinates.RowWeights, Output(Weighted, k));
    }

    /// <summary>Σ vθ′·offset.</summary>
    public double OffsetTerm()
    {
        double sum = 0;
        var offset = _coordinates.Problem.Sample.Offset;
        for (int k = 0; k < _coordinates.Outputs && !offset.IsEmpty; k++)
            sum += TensorPrimitives.Dot(Output(Weighted, k), offset);
        return sum;
    }

    /// <summary>Whether Σ vθ′ of every output is 0, but for rounding: what an intercept asks of it.</summary>
    public bool IsBalanced()
    {
        for (int k = 0; k < _coordinates.Outputs; k++)
            if (Math.Abs(TensorPrimitives.Sum<double>(Output(Weighted, k))) > Rounding * TensorPrimitives.SumOfMagnitudes<double>(Output(Weighted, k)))
                return false;
        return true;
    }

    /// <summary>The slopes of several classes sum to 0 in every row: what rounding left of the sum would enter the bound times η.</summary>
    private void CloseRows()
    {
        int n = _coordinates.Rows, outputs = _coordinates.Outputs;
        var target = _coordinates.Problem.Sample.Target;
        for (int i = 0; i < n && outputs > 1; i++)
        {
            if (!(_coordinates.RowWeights[i] > 0))
                continue;
            int own = (int)target[i];
            double others = 0;
            for (int k = 0; k < outputs; k++)
                others += k == own ? 0 : Values[k * n + i];
            Values[own * n + i] = -others;
        }
    }

    private Span<double> Output(double[] values, int k) => values.AsSpan(k * _coordinates.Rows, _coordinates.Rows);
}
