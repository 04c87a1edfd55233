using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Diagnoses;

public sealed class OverfitGapTests
{
    [Fact]
    public void The_gap_is_judged_by_students_t_with_the_variance_corrected_for_shared_rows()
    {
        double[] held = [0.90, 0.92, 0.94, 0.91, 0.93];
        var gap = OverfitGap.Of(Curve(Score.Accuracy, [1, 1, 1, 1, 1], held), 0);
        double variance = held.Sum(h => (h - 0.92) * (h - 0.92)) / 4;
        Assert.Equal(0.08, gap.Gap, 1e-12);
        Assert.Equal(Math.Sqrt(variance * (1.0 / 5 + 1.0 / 4)), gap.StandardError, 1e-12);
        Assert.Equal(2.1318467863266499, gap.Critical, 1e-9); // the 95% point of t with 4 degrees of freedom
        Assert.True(gap.Memorises);
    }

    [Fact]
    public void A_gap_within_the_folds_noise_is_no_sign_of_memorising()
    {
        Assert.False(OverfitGap.Of(Curve(Score.Accuracy, [0.9, 0.9, 0.9], [0.7, 1.0, 0.95]), 0).Memorises);
        Assert.False(OverfitGap.Of(Curve(Score.Accuracy, [0.9, 0.9, 0.9], [0.9, 0.9, 0.9]), 0).Memorises);
    }

    [Fact]
    public void Where_lower_is_better_the_gap_turns_its_sign() =>
        Assert.Equal(0.3, OverfitGap.Of(Curve(Score.LogLoss, [0.1, 0.1, 0.1], [0.3, 0.4, 0.5]), 0).Gap, 1e-12);

    private static ScoreCurve Curve(Score score, double[] train, double[] held) =>
        new(score, [new ScorePoint(new Setting(Knob.Depth, double.PositiveInfinity), train.Average(), held.Average(), 0.01, [.. held], [.. train], [held.Average()], false)]);
}
