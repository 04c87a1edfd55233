namespace Ridgeline.Scores;

/// <summary>The mean recall over classes present in y: each class counts alike, however few its rows.</summary>
internal sealed class BalancedAccuracy : LabelScore
{
    public BalancedAccuracy() : base("balanced-accuracy", "balanced accuracy")
    {
    }

    private protected override double Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, ReadOnlySpan<double> right)
    {
        double recalls = 0;
        int present = 0;
        for (int k = 0; k < actual.Length; k++)
            if (actual[k] > 0)
                (recalls, present) = (recalls + right[k] / actual[k], present + 1);
        return recalls / present;
    }
}
