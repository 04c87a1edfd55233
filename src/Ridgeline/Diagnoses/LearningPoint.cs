using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>A size of a learning curve.</summary>
/// <param name="Fraction">The share of the training rows that is asked for.</param>
/// <param name="Rows">The rows that are learned from, a mean over the resamples; of frequencies their sum.</param>
/// <param name="Train">The mean score on the rows learned from (<see cref="ScoreCurve.TrainOf"/>).</param>
/// <param name="TrainStandardError">Its standard error over the resamples, as <see cref="ValidationPoint"/> has it.</param>
/// <param name="HeldOut">The mean score on held-out rows.</param>
/// <param name="HeldOutStandardError">Its standard error, as cross-validation has it.</param>
/// <param name="Best">The best setting at this size, of those that were fitted.</param>
/// <param name="BestHeldOut">Its mean score on held-out rows.</param>
public sealed record LearningPoint(double Fraction, double Rows, double Train, double TrainStandardError, double HeldOut, double HeldOutStandardError, Setting Best, double BestHeldOut)
{
    internal static LearningPoint Of(double fraction, double rows, ScoreCurve scores, int at)
    {
        var own = ValidationPoint.Of("", scores, at);
        var best = scores.Points[scores.Best];
        return new LearningPoint(fraction, rows, own.Train, own.TrainStandardError, own.HeldOut, own.HeldOutStandardError, best.Setting, best.Mean);
    }
}
