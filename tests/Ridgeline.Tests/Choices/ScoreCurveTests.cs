using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

public sealed class ScoreCurveTests
{
    [Fact]
    public void Best_is_the_first_of_the_best_and_one_standard_error_the_simplest_within_reach() =>
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 4]).Array[1, 20].Sample(points =>
        {
            foreach (var score in Score.All)
            {
                double[] means = [.. points.Select(p => p.Item1 / 10.0)], errors = [.. points.Select(p => p.Item2 / 10.0)];
                var curve = Curve(score, means, errors);
                double best = score.HigherIsBetter ? means.Max() : means.Min();
                Assert.Equal(Array.IndexOf(means, best), curve.Best);
                double limit = score.HigherIsBetter ? best - errors[curve.Best] : best + errors[curve.Best];
                Assert.Equal(Array.FindIndex(means, mean => score.HigherIsBetter ? mean >= limit : mean <= limit), curve.OneStandardError);
            }
        });

    [Fact]
    public void A_point_without_a_value_is_never_chosen()
    {
        var curve = Curve(Score.RocAuc, [double.NaN, 0.7, 0.8, double.NaN], [0, 0.2, 0.2, 0]);
        Assert.Equal((2, 1), (curve.Best, curve.OneStandardError));
    }

    private static ScoreCurve Curve(Score score, double[] means, double[] errors) => new(
        score, [.. means.Select((mean, k) => new ScorePoint(new Setting(Knob.Lambda, 100 - k), 1, mean, errors[k], [], [], [mean], false))]);
}
