namespace Ridgeline.Scores;

/// <summary>Σ sᵢ·[class predicted]/Σ sᵢ.</summary>
internal sealed class Accuracy : LabelScore
{
    public Accuracy() : base("accuracy", "accuracy")
    {
    }

    internal override bool IsMeanOfRows => true;

    private protected override double Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, ReadOnlySpan<double> right) => Sum(right) / Sum(actual);
}
