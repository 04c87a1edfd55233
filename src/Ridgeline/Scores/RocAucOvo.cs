namespace Ridgeline.Scores;

/// <summary>
/// The mean over pairs {j, k} of classes present of ½(A(j|k) + A(k|j)), A(j|k) the ROC AUC of class j's probability among the rows of both (Hand and Till 2001,
/// eq. 7), under row weights. Two classes: their ROC AUC.
/// </summary>
internal sealed class RocAucOvo : Score
{
    public RocAucOvo() : base("roc-auc-ovo", "ROC AUC, one against one", ScoreNeeds.Ranks, higherIsBetter: true)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean);
        if (outputs <= 2)
            return RocAuc.Value(y, link, mean, weights);
        if (!AreCodes(y, weights, outputs))
            return double.NaN;
        double sum = 0;
        int present = 0, directions = 0;
        for (int j = 0; j < outputs; j++)
        {
            if (!IsPresent(y, weights, j))
                continue;
            present++;
            for (int k = 0; k < outputs; k++)
            {
                if (k == j || !IsPresent(y, weights, k))
                    continue;
                using var ranking = Ranking.Of(mean.Slice(j * n, n), y, j, k, weights);
                sum += ranking.RocAuc();
                directions++;
            }
        }

        return present > 1 ? sum / directions : double.NaN;
    }

    private static bool IsPresent(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, int code)
    {
        for (int i = 0; i < y.Length; i++)
            if (y[i] == code && weights[i] > 0)
                return true;
        return false;
    }
}
