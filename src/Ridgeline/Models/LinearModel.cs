using System.Buffers;
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

    int IModel.Complexity => NonZeros;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns.</exception>
    public void Link(Design design, Span<double> target) => Link(design, [], [this], target);

    /// <summary>η of some rows (all if none are named), a model after the other, m × K each.</summary>
    internal static void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<LinearModel> models, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        int found = rows.IsEmpty ? design.Rows : rows.Length, outputs = models[0].Outputs;
        foreach (var model in models)
            if (model.Coefficients.Length != design.Columns * outputs)
                throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the model {model.Coefficients.Length / outputs}", nameof(design));
        int[] columns = ArrayPool<int>.Shared.Rent(design.Columns);
        double[] coefficients = ArrayPool<double>.Shared.Rent(design.Columns * models.Count * outputs);
        int active = 0, count = models.Count * outputs;
        Span<double> constants = count <= 64 ? stackalloc double[count] : new double[count];
        for (int b = 0; b < count; b++)
            constants[b] = models[b / outputs].Intercepts[b % outputs];
        for (int j = 0; j < design.Columns; j++)
        {
            var own = coefficients.AsSpan(active * count, count);
            bool any = false;
            for (int b = 0; b < count; b++)
            {
                own[b] = models[b / outputs].Coefficients[b % outputs * design.Columns + j];
                any |= own[b] != 0;
                constants[b] += own[b] * design.Shift(j);
            }

            columns[active] = j;
            active += any ? 1 : 0;
        }

        for (int b = 0; b < count; b++)
            target.Slice(b * found, found).Fill(constants[b]);
        design.AddCombinations(columns.AsSpan(0, active), coefficients, count, rows, target[..(count * found)]);
        ArrayPool<int>.Shared.Return(columns);
        ArrayPool<double>.Shared.Return(coefficients);
    }

    /// <inheritdoc/>
    public void Mean(ReadOnlySpan<double> link, Span<double> target) => Loss.Means(link, target);
}
