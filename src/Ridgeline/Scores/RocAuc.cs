namespace Ridgeline.Scores;

/// <summary>Σ over pairs (i positive, j negative) of sᵢsⱼ·(1 if ηᵢ &gt; ηⱼ, ½ if equal), over Σsᵢ·Σsⱼ (Hanley and McNeil 1982). It needs both classes.</summary>
internal sealed class RocAuc : Score
{
    public RocAuc() : base("roc-auc", "ROC AUC", higherIsBetter: true)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        var keys = new double[y.Length];
        var rows = new int[y.Length];
        int count = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                (keys[count], rows[count++]) = (link[i], i);
        Array.Sort(keys, rows, 0, count);

        double pairs = 0, negativesBelow = 0, positives = 0;
        for (int start = 0; start < count;)
        {
            double positivesHere = 0, negativesHere = 0;
            int end = start;
            for (; end < count && keys[end] == keys[start]; end++)
                if (y[rows[end]] == 1)
                    positivesHere += weights[rows[end]];
                else
                    negativesHere += weights[rows[end]];
            pairs += positivesHere * (negativesBelow + 0.5 * negativesHere);
            negativesBelow += negativesHere;
            positives += positivesHere;
            start = Math.Max(end, start + 1); // NaN keys equal nothing, not even themselves
        }

        return positives > 0 && negativesBelow > 0 ? pairs / (positives * negativesBelow) : double.NaN;
    }
}
