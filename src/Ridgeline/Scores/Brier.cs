namespace Ridgeline.Scores;

/// <summary>
/// Σ sᵢ(pᵢ − yᵢ)²/Σ sᵢ of two classes, p = P(y = 1); of several the sum over classes Σₖ (pᵢₖ − [yᵢ = k])² in place of the square, as Brier (1950) has it. That
/// sum would be twice the former if there were two.
/// </summary>
internal sealed class Brier : Score
{
    public Brier() : base("brier", "Brier score", ScoreNeeds.Probabilities, higherIsBetter: false)
    {
    }

    internal override bool IsMeanOfRows => true;

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean);
        if (outputs > 1 && !AreCodes(y, weights, outputs))
            return double.NaN;
        double sum = 0, total = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(weights[i] > 0))
                continue;
            if (!(y[i] >= 0 && (outputs > 1 || y[i] <= 1)))
                return double.NaN;
            double squares = 0;
            if (outputs <= 2)
                squares = Square(mean[(outputs - 1) * n + i] - y[i]);
            for (int k = 0; outputs > 2 && k < outputs; k++)
                squares += Square(mean[k * n + i] - (y[i] == k ? 1 : 0));
            sum += weights[i] * squares;
            total += weights[i];
        }

        return total > 0 ? sum / total : double.NaN;
    }

    private static double Square(double x) => x * x;
}
