using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>One setting's score, on the rows learned from and on held-out folds. Undefined values are NaN.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Train">The score, on its own rows, of the model fitted on all rows.</param>
/// <param name="Mean">The mean over folds, weighted by the folds' weights; or the pooled score.</param>
/// <param name="StandardError">√(Σ Wₖ(mₖ − m̄)²/ΣWₖ/(K − 1)); NaN where pooled.</param>
/// <param name="PerFold">mₖ, the score of each fold's held-out rows.</param>
/// <param name="PerFoldTrain">The score of each fold's training rows.</param>
/// <param name="Pooled">Whether a fold can't have the score, and the mean is that of the pooled out-of-fold predictions instead.</param>
public sealed record ScorePoint(
    Setting Setting, double Train, double Mean, double StandardError, ImmutableArray<double> PerFold, ImmutableArray<double> PerFoldTrain, bool Pooled);

/// <summary>A score along a path, and the settings that it points to.</summary>
/// <param name="Score">The score.</param>
/// <param name="Points">A point a setting, the simplest first.</param>
public sealed record ScoreCurve(Score Score, ImmutableArray<ScorePoint> Points)
{
    /// <summary>The setting with the best mean, ties to the simpler; as a position in <see cref="Points"/>.</summary>
    public int Best
    {
        get
        {
            int best = 0;
            for (int k = 1; k < Points.Length; k++)
                if (Score.IsBetter(Points[k].Mean, Points[best].Mean))
                    best = k;
            return best;
        }
    }

    /// <summary>The simplest setting whose mean isn't worse than the best's by more than the best's standard error (inclusive); as a position in <see cref="Points"/>.</summary>
    public int OneStandardError
    {
        get
        {
            var best = Points[Best];
            double slack = double.IsNaN(best.StandardError) ? 0 : best.StandardError;
            double limit = Score.HigherIsBetter ? best.Mean - slack : best.Mean + slack;
            for (int k = 0; k < Best; k++)
                if (!double.IsNaN(Points[k].Mean) && !Score.IsBetter(limit, Points[k].Mean))
                    return k;
            return Best;
        }
    }
}
