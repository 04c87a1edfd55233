using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

public sealed class NullModelTests
{
    public static IEnumerable<TheoryDataRow<string>> Losses => Predictions.Names;

    [Theory]
    [MemberData(nameof(Losses))]
    public void No_constant_explains_more_than_the_null_model(string name)
    {
        var loss = Predictions.Named(name);
        var explained = Score.DevianceExplained(loss);
        Gen.Select(Predictions.Of(loss), Gen.Double[-0.5, 0.5].Array[loss.Outputs]).Sample((given, away) =>
        {
            if (given.RowsWithWeight < 2 || NullModel.IsExact(given.Y, given.Weights))
                return;
            int n = given.Y.Length;
            var constants = new double[loss.Outputs];
            NullModel.Link(loss, given.Y, given.Weights, constants);
            double At(double step) => Predictions.With(
                loss, given.Y, [.. Enumerable.Range(0, n * loss.Outputs).Select(at => constants[at / n] + step * away[at / n])], given.Weights).Score(explained);
            Assert.Equal(0, At(0), 1e-12);
            Assert.InRange(At(1), double.NegativeInfinity, 1e-12);
            Assert.InRange(At(1e-3), double.NegativeInfinity, 1e-12);
        });
    }

    [Fact]
    public void Deviance_explained_of_the_squared_loss_is_R2() => Predictions.Of(Loss.Squared).Sample(given =>
    {
        double expected = given.Score(Score.R2), actual = given.Score(Score.DevianceExplained(Loss.Squared));
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-12 * Math.Max(1, Math.Abs(expected)), $"{expected:R} and {actual:R}");
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_constant_target_is_explained_by_1_exactly_or_not_at_all(string name)
    {
        var loss = Predictions.Named(name);
        double[] y = [1, 1, 1], ones = [1, 2, 0.3];
        double Explained(double eta) => Predictions.With(loss, y, [.. Enumerable.Range(0, loss.Outputs).SelectMany(k => y.Select(_ => k == 1 ? -eta : eta))], ones).Score(Score.DevianceExplained(loss));
        Assert.Equal(0, Explained(0.3));
        if (loss.Name is "squared" or "huber" or "squared-hinge")
            Assert.Equal(1, Explained(1));
        if (loss.Name == "poisson")
            Assert.Equal(1, Explained(0));
    }

    [Fact]
    public void Tiny_delta_and_far_targets_still_have_a_centre()
    {
        double[] y = [-1e9, 0, 1, 2, 1e12], ones = [1, 1, 1, 1, 1], centre = [0];
        NullModel.Link(Loss.Huber(1e-6), y, ones, centre);
        Assert.Equal(1, centre[0], 1e-5);
    }
}
