namespace Ridgeline.Scores;

/// <summary>Σ sᵢ·[class predicted]/Σ sᵢ; the second class is predicted where P(y = 1) &gt; ½.</summary>
internal sealed class Accuracy : Score
{
    public Accuracy() : base("accuracy", "accuracy", higherIsBetter: true)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        double right = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            total += weights[i];
            if (mean[i] > 0.5 == (y[i] == 1))
                right += weights[i];
        }

        return total > 0 ? right / total : double.NaN;
    }
}
