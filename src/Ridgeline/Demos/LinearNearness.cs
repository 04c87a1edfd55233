using Ridgeline.Designs;
using Ridgeline.Models;

namespace Ridgeline.Demos;

/// <summary>How near a linear model of one output comes to the coefficients w* that its data were drawn with, on the rows it learned from.</summary>
/// <param name="Risk">The weighted mean of ((xᵢ − x̄)ᵀ(w − w*))²: what the intercept doesn't absorb.</param>
/// <param name="CoefficientError">‖(w − w*)∘sd‖₂, in standard deviations of the columns.</param>
/// <param name="Norm">‖w∘sd‖₂.</param>
/// <param name="RelevantNorm">The same over columns with w* ≠ 0 alone.</param>
/// <param name="IrrelevantNorm">The same over columns with w* = 0 alone.</param>
/// <param name="TrainError">The weighted mean of (yᵢ − ŷᵢ)².</param>
/// <param name="NonZeros">Columns with w ≠ 0.</param>
/// <param name="TruePositives">Those of them with w* ≠ 0.</param>
/// <param name="FalsePositives">Those of them with w* = 0.</param>
public sealed record LinearNearness(
    double Risk, double CoefficientError, double Norm, double RelevantNorm, double IrrelevantNorm, double TrainError, int NonZeros, int TruePositives, int FalsePositives)
{
    /// <summary>Of one model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">The rows that it was fitted on; others have weight 0.</param>
    /// <param name="truth">w*, a number a column.</param>
    /// <exception cref="ArgumentException">The model is of several outputs, or the lengths don't fit.</exception>
    public static LinearNearness Of(LinearModel model, Sample sample, ReadOnlySpan<double> truth)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sample);
        if (model.Outputs != 1 || truth.Length != model.Coefficients.Length || truth.Length != sample.Design.Columns)
            throw new ArgumentException($"{Wording.Count(truth.Length, "true coefficient")} for a model of {model.Coefficients.Length} and a design of {Wording.Count(sample.Design.Columns, "column")}", nameof(truth));
        var view = DesignView.Of(sample.Design, sample.Weights, standardize: true, intercept: true);
        var difference = new double[sample.Rows];
        double error = 0, relevant = 0, irrelevant = 0;
        int truePositives = 0, falsePositives = 0;
        for (int j = 0; j < truth.Length; j++)
        {
            double w = model.Coefficients[j], off = w - truth[j], scaled = w * view.Scales[j];
            sample.Design.AddColumn(j, off, difference);
            error += off * view.Scales[j] * (off * view.Scales[j]);
            if (truth[j] != 0)
                (relevant, truePositives) = (relevant + scaled * scaled, truePositives + (w != 0 ? 1 : 0));
            else
                (irrelevant, falsePositives) = (irrelevant + scaled * scaled, falsePositives + (w != 0 ? 1 : 0));
        }

        var fitted = new double[sample.Rows];
        model.Link(sample.Design, fitted);
        double mean = Mean(sample, i => difference[i]);
        return new LinearNearness(
            Mean(sample, i => (difference[i] - mean) * (difference[i] - mean)), Math.Sqrt(error), Math.Sqrt(relevant + irrelevant), Math.Sqrt(relevant), Math.Sqrt(irrelevant),
            Mean(sample, i => (sample.Target[i] - fitted[i]) * (sample.Target[i] - fitted[i])), truePositives + falsePositives, truePositives, falsePositives);
    }

    private static double Mean(Sample sample, Func<int, double> value)
    {
        double sum = 0;
        for (int i = 0; i < sample.Rows; i++)
            sum += sample.Weights[i] > 0 ? sample.Weights[i] / sample.WeightSum * value(i) : 0;
        return sum;
    }
}
