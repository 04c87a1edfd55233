using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;

namespace Ridgeline.Objectives;

/// <summary>Where a fit stands: β on the penalty's scale, b for the centred columns, and η. The one mutable object of a fit.</summary>
internal sealed class Iterate
{
    public Iterate(Problem problem)
    {
        Coefficients = new double[problem.Sample.Design.Columns];
        Eta = new double[problem.Sample.Design.Rows];
        Refresh(problem.Sample);
    }

    /// <summary>βⱼ = wⱼ·tⱼ.</summary>
    public double[] Coefficients { get; }

    /// <summary>b of η = Zβ + b + offset.</summary>
    public double Intercept { get; set; }

    /// <summary>η.</summary>
    public double[] Eta { get; }

    /// <summary>Computes η afresh, so that the rounding of many steps doesn't add up.</summary>
    public void Refresh(Sample sample)
    {
        if (sample.Offset.IsEmpty)
            Eta.AsSpan().Clear();
        else
            sample.Offset.CopyTo(Eta);
        double constant = Intercept;
        for (int j = 0; j < Coefficients.Length; j++)
            if (Coefficients[j] != 0)
                constant += sample.View.AddColumn(j, Coefficients[j], Eta);
        TensorPrimitives.Add(Eta, constant, Eta);
    }

    /// <summary>Makes this iterate equal to <paramref name="other"/>.</summary>
    public void CopyFrom(Iterate other)
    {
        other.Coefficients.CopyTo(Coefficients.AsSpan());
        other.Eta.CopyTo(Eta.AsSpan());
        Intercept = other.Intercept;
    }

    /// <summary>w and b on the columns' original scale: wⱼ = βⱼ/tⱼ, b − Σ wⱼmⱼ.</summary>
    public (ImmutableArray<double> Coefficients, double Intercept) OnOriginalScale(DesignView view)
    {
        var w = new double[Coefficients.Length];
        double intercept = Intercept;
        for (int j = 0; j < w.Length; j++)
        {
            w[j] = Coefficients[j] / view.PenaltyScales[j];
            if (view.Intercept)
                intercept -= w[j] * view.Means[j];
        }

        return ([.. w], intercept);
    }
}
