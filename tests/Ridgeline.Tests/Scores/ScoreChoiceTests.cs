using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

/// <summary>Names, and which scores suit which loss.</summary>
public sealed class ScoreChoiceTests
{
    [Fact]
    public void Every_score_has_a_name_of_its_own_and_is_found_by_it()
    {
        Assert.Equal(
            [
                "roc-auc", "roc-auc-ovo", "average-precision", "accuracy", "balanced-accuracy", "f1", "mcc", "log-loss", "brier", "calibration-error",
                "r2", "mse", "mae", "median-ae", "pinball", "poisson-deviance",
            ],
            Score.All.Select(score => score.Name));
        Assert.All(Score.All, score => Assert.Same(score, Score.Named(score.Name)));
        Assert.Equal(["deviance", "deviance-explained"], new[] { "deviance", "deviance-explained" }.Select(name => Score.Named(name, Loss.Poisson).Name));
    }

    [Theory]
    [InlineData(0.9, "pinball-0.9")]
    [InlineData(0.5, "pinball")]
    [InlineData(1e-5, "pinball-1E-05")]
    public void A_pinball_loss_is_named_with_its_quantile(double alpha, string name)
    {
        Assert.Equal(name, Score.Pinball(alpha).Name);
        var named = Score.Named(name);
        Assert.Equal(alpha, named.Value([1], [0], [0], [1]), 1e-15);
        Assert.Equal(1 - alpha, named.Value([0], [1], [1], [1]), 1e-15);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_quantile_lies_between_0_and_1(double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Score.Pinball(alpha));
        Assert.Contains("pinball-α", Assert.Throws<ArgumentException>(() => Score.Named($"pinball-{alpha}")).Message);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names()
    {
        string message = Assert.Throws<ArgumentException>(() => Score.Named("auc")).Message;
        Assert.StartsWith("there is no score 'auc'; there are roc-auc, roc-auc-ovo,", message);
        Assert.Contains("deviance-explained", message);
        Assert.StartsWith("the score 'deviance' needs a loss", Assert.Throws<ArgumentException>(() => Score.Named("deviance")).Message);
    }

    [Fact]
    public void A_loss_has_the_scores_that_its_predictions_allow()
    {
        string[] ranks = ["roc-auc", "roc-auc-ovo", "average-precision", "accuracy", "balanced-accuracy", "f1", "mcc"], own = ["deviance", "deviance-explained"];
        foreach (var loss in Predictions.Losses)
            Assert.Equal(
                loss.Name switch
                {
                    "squared-hinge" => [.. ranks, .. own],
                    "logistic" or "multinomial" => [.. ranks, "log-loss", "brier", "calibration-error", .. own],
                    _ => ["r2", "mse", "mae", "median-ae", "pinball", "poisson-deviance", .. own],
                },
                Score.For(loss).Select(score => score.Name));
    }

    [Fact]
    public void What_chooses_by_default_suits()
    {
        Assert.All(Predictions.Losses, loss => Assert.True(Score.Default(loss).Suits(loss)));
        Assert.Equal(
            ["mse", "mse", "poisson-deviance", "log-loss", "accuracy", "log-loss", "log-loss", "log-loss"], Predictions.Losses.Select(loss => Score.Default(loss).Name));
    }

    [Fact]
    public void A_loss_that_does_not_suit_is_refused_with_the_reason_and_what_would_do()
    {
        foreach (var loss in Predictions.Losses)
            foreach (var score in Score.All)
                if (score.Suits(loss))
                    score.Check(loss);
                else
                    Assert.EndsWith(
                        $"; {string.Join(", ", Score.For(loss).Select(other => other.Name))} would do (Parameter 'loss')",
                        Assert.Throws<ArgumentException>(() => score.Check(loss)).Message);
        Assert.StartsWith("roc-auc scores classes, and the squared loss is of numbers; r2,", Refusal(Score.RocAuc, Loss.Squared));
        Assert.StartsWith("brier needs probabilities, which the squared-hinge loss doesn't give; roc-auc,", Refusal(Score.Brier, Loss.SquaredHinge));
        Assert.StartsWith("r2 scores numbers, and the multinomial loss is of classes; ", Refusal(Score.R2, Loss.Multinomial(3)));
        Assert.StartsWith("this deviance is of the huber loss with δ = 2, not of the squared loss; ", Refusal(Score.Deviance(Loss.Huber(2)), Loss.Squared));
        Assert.StartsWith(
            "this deviance-explained is of the multinomial loss of 3 classes, not of the multinomial loss of 4 classes; ",
            Refusal(Score.DevianceExplained(Loss.Multinomial(3)), Loss.Multinomial(4)));
        Assert.True(Score.Deviance(Loss.Huber(2)).Suits(Loss.Huber(2)));
    }

    private static string Refusal(Score score, Loss loss) => Assert.Throws<ArgumentException>(() => score.Check(loss)).Message;
}
