namespace Ridgeline.Scores;

/// <summary>
/// (c·s − Σₖ pₖtₖ)/√((s² − Σₖ pₖ²)(s² − Σₖ tₖ²)), with s the weight of all rows, c of those predicted rightly, tₖ of class k's and pₖ of those predicted as k
/// (Gorodkin 2004). Of two classes it is Matthews' (TP·TN − FP·FN)/√(…). 0 where y or what is predicted is one class only.
/// </summary>
internal sealed class Mcc : LabelScore
{
    public Mcc() : base("mcc", "MCC")
    {
    }

    private protected override double Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, ReadOnlySpan<double> right)
    {
        double spread = Spread(actual) * Spread(predicted);
        if (!(spread > 0))
            return 0;
        double all = Sum(actual), together = 0;
        for (int k = 0; k < actual.Length; k++)
            together += right[k] / all - actual[k] / all * (predicted[k] / all);
        return together / Math.Sqrt(spread);
    }

    /// <summary>1 − Σₖ qₖ² of the classes' shares q, as 2·Σ qⱼqₖ over pairs: exactly 0 of one class.</summary>
    private static double Spread(ReadOnlySpan<double> weights)
    {
        double all = Sum(weights), before = 0, pairs = 0;
        foreach (double weight in weights)
        {
            pairs += weight / all * before;
            before += weight / all;
        }

        return 2 * pairs;
    }
}
