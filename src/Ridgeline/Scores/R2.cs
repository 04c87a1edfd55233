namespace Ridgeline.Scores;

/// <summary>1 − Σ sᵢ(yᵢ − ŷᵢ)²/Σ sᵢ(yᵢ − ȳ)², ȳ the weighted mean of the rows scored. Constant y: 1 if predicted exactly, else 0. NaN of a single row, whatever its weight.</summary>
internal sealed class R2 : Score
{
    public R2() : base("r2", "R²", ScoreNeeds.Values, higherIsBetter: true)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        double centre = NullModel.Mean(y, weights), residual = 0, spread = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            residual += weights[i] * (y[i] - mean[i]) * (y[i] - mean[i]);
            spread += weights[i] * (y[i] - centre) * (y[i] - centre);
        }

        return NullModel.HasRows(weights) ? NullModel.Explained(residual, spread) : double.NaN;
    }

    internal override Score? OfRows => Mse;

    /// <summary>The mean of (y − ȳ)²; NaN where R² is undefined.</summary>
    internal override double ScaleOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double centre = NullModel.Mean(y, weights), spread = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            spread += weights[i] * (y[i] - centre) * (y[i] - centre);
            total += weights[i];
        }

        return NullModel.HasRows(weights) ? spread / total : double.NaN;
    }

    internal override double FromRows(double mean, double scale) => double.IsNaN(scale) ? double.NaN : NullModel.Explained(mean, scale);
}
