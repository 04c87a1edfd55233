using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;

namespace Ridgeline.Models;

/// <summary>η = Xw + b, on the columns' original scale.</summary>
public sealed record LinearModel : IModel
{
    /// <summary>A linear model.</summary>
    /// <param name="loss">The loss it was fitted with: it gives the inverse link.</param>
    /// <param name="coefficients">w, p × K, one output after the other.</param>
    /// <param name="intercepts">b, one an output.</param>
    /// <param name="norm">‖w∘t‖₂, the norm on the scale that the penalty acted on.</param>
    /// <exception cref="ArgumentException">The lengths don't fit.</exception>
    public LinearModel(Loss loss, ImmutableArray<double> coefficients, ImmutableArray<double> intercepts, double norm)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (intercepts.Length != loss.Outputs || coefficients.Length % loss.Outputs != 0)
            throw new ArgumentException($"{Wording.Count(coefficients.Length, "coefficient")} and {Wording.Count(intercepts.Length, "intercept")} for {Wording.Count(loss.Outputs, "output")}");
        (Loss, Coefficients, Intercepts, Norm) = (loss, coefficients, intercepts, norm);
    }

    /// <summary>The loss that the model was fitted with.</summary>
    public Loss Loss { get; }

    /// <summary>w, p × K, one output after the other.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>b, one an output.</summary>
    public ImmutableArray<double> Intercepts { get; }

    /// <summary>‖w∘t‖₂: with standardisation the norm of the coefficients in standard deviations of their columns.</summary>
    public double Norm { get; }

    /// <summary>1 − (mean loss − saturated)/(mean loss of intercept and offset alone − saturated), on the rows it was fitted on; NaN if unknown.</summary>
    public double DevianceRatio { get; init; } = double.NaN;

    /// <summary>How many columns have a coefficient that isn't 0 in any output.</summary>
    public int NonZeros
    {
        get
        {
            int columns = Coefficients.Length / Outputs, count = 0;
            for (int j = 0; j < columns; j++)
            {
                bool any = false;
                for (int k = 0; k < Outputs; k++)
                    any |= Coefficients[k * columns + j] != 0;
                count += any ? 1 : 0;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public int Outputs => Intercepts.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns.</exception>
    public void Link(Design design, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        int columns = Coefficients.Length / Outputs;
        if (design.Columns != columns)
            throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the model {columns}", nameof(design));
        for (int k = 0; k < Outputs; k++)
        {
            var output = target.Slice(k * design.Rows, design.Rows);
            double constant = Intercepts[k];
            for (int j = 0; j < columns; j++)
                constant += Coefficients[k * columns + j] * design.Shift(j);
            output.Fill(constant);
            for (int j = 0; j < columns; j++)
                if (Coefficients[k * columns + j] != 0)
                    design.AddColumn(j, Coefficients[k * columns + j], output);
        }
    }

    /// <inheritdoc/>
    public void Mean(ReadOnlySpan<double> link, Span<double> target) => Loss.Means(link, target);
}
