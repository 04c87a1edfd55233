namespace Ridgeline.Scores;

/// <summary>
/// 2TP/(2TP + FP + FN), the harmonic mean of precision and recall, of the second of two classes: NaN where that is neither present nor predicted. Several
/// classes: the mean over those that are present or predicted.
/// </summary>
internal sealed class F1 : LabelScore
{
    public F1() : base("f1", "F1")
    {
    }

    private protected override double Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, ReadOnlySpan<double> right)
    {
        if (actual.Length == 2)
            return 2 * right[1] / (actual[1] + predicted[1]);
        double sum = 0;
        int classes = 0;
        for (int k = 0; k < actual.Length; k++)
            if (actual[k] + predicted[k] > 0)
                (sum, classes) = (sum + 2 * right[k] / (actual[k] + predicted[k]), classes + 1);
        return sum / classes;
    }
}
