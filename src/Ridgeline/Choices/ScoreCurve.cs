using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>One setting's score, on the rows learned from and on held-out rows. Undefined values are NaN.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Train">The score, on its own rows, of the model fitted on all rows.</param>
/// <param name="Mean">The mean over resamples, weighted by the weight that each holds out, in each repeat, averaged over repeats; or the pooled score.</param>
/// <param name="StandardError">√(Σ Wₖ(mₖ − m̄)²/ΣWₖ/(K − 1)) in each repeat, averaged over repeats; NaN where pooled.</param>
/// <param name="PerFold">mₖ, the score of each resample's held-out rows.</param>
/// <param name="PerFoldTrain">The score of each resample's training rows.</param>
/// <param name="PerRepeat">m̄ of each repeat, or its pooled score.</param>
/// <param name="Pooled">Whether a resample can't have the score, and the mean is that of the pooled out-of-fold predictions instead.</param>
public sealed record ScorePoint(
    Setting Setting, double Train, double Mean, double StandardError, ImmutableArray<double> PerFold, ImmutableArray<double> PerFoldTrain, ImmutableArray<double> PerRepeat, bool Pooled);

/// <summary>A score along a path, and the settings that it points to.</summary>
/// <param name="Score">The score.</param>
/// <param name="Points">A point a setting, the simplest first.</param>
public sealed record ScoreCurve(Score Score, ImmutableArray<ScorePoint> Points)
{
    /// <summary>The weight that each resample holds out; default where all hold out the same.</summary>
    public ImmutableArray<double> HeldOutWeights { get; init; }

    /// <summary>The weight held out over that trained on, n₂/n₁, a mean over the resamples (rows drawn several times count once); NaN for folds of one size, where it is 1/(K − 1).</summary>
    public double HeldOutRatio { get; init; } = double.NaN;

    /// <summary>The mean over resamples of the score on the rows that each learned from, by the weight that each holds out, as the held-out mean is.</summary>
    /// <param name="at">The position of the setting.</param>
    public double TrainOf(int at)
    {
        var train = Points[at].PerFoldTrain;
        if (HeldOutWeights.IsDefault)
            return train.Average();
        double total = HeldOutWeights.Sum(), mean = 0;
        for (int k = 0; k < train.Length; k++)
            mean += HeldOutWeights[k] / total * train[k];
        return mean;
    }

    /// <summary>The setting with the best mean, ties to the simpler; as a position in <see cref="Points"/>.</summary>
    public int Best => BestBy(point => point.Mean);

    /// <summary>The setting with the best mean of one repeat, ties to the simpler; as a position.</summary>
    /// <param name="repeat">0 … repeats − 1.</param>
    public int BestOf(int repeat) => BestBy(point => point.PerRepeat[repeat]);

    /// <summary>The simplest setting whose mean isn't worse than the best's by more than the best's standard error (inclusive); as a position in <see cref="Points"/>.</summary>
    public int OneStandardError
    {
        get
        {
            int at = 0;
            while (!IsTied(at))
                at++;
            return at;
        }
    }

    /// <summary>Whether the mean of a setting isn't worse than the best's by more than the best's standard error (inclusive; none where that is undefined).</summary>
    /// <param name="at">Its position.</param>
    public bool IsTied(int at)
    {
        int best = Best;
        var (mean, slack) = (Points[best].Mean, Points[best].StandardError);
        slack = double.IsNaN(slack) ? 0 : slack;
        return at == best || (!double.IsNaN(Points[at].Mean) && !Score.IsBetter(Score.HigherIsBetter ? mean - slack : mean + slack, Points[at].Mean));
    }

    private int BestBy(Func<ScorePoint, double> value)
    {
        int best = 0;
        for (int k = 1; k < Points.Length; k++)
            if (Score.IsBetter(value(Points[k]), value(Points[best])))
                best = k;
        return best;
    }
}
