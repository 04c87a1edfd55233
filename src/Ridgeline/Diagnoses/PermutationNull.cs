using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>
/// What a family learns at one setting where there is nothing to learn: cross-validated again with targets shuffled among the rows. How it scores held-out rows then is what chance does; how it scores the rows it
/// learned from is what it memorises (Ojala and Garriga 2010, test 1; Zhang et al. 2017 of networks).
/// </summary>
/// <remarks>
/// <para>A target moves with its row's weight, offset and fold, so that every fold has the targets it had, and weights that belong to classes stay with them: only the columns are another row's. Rows
/// without weight stay where they are, and a row of frequency f moves with its copies, as it is held out with them.</para>
/// <para>Rows of groups aren't exchangeable. Where folds keep groups whole, groups are shuffled with their targets in order, laid one after the other along the rows, group after group: exactly a
/// permutation of groups where they have one size, nearly where not. Where folds are in the order of time targets go round by a random number of rows, which keeps what neighbours in time have in common; folds stay where they are.</para>
/// </remarks>
/// <param name="Setting">Where the knob stands.</param>
/// <param name="Score">The score.</param>
/// <param name="Train">With the targets as they are: the mean over resamples of the score on the rows learned from.</param>
/// <param name="HeldOut">The score on held-out rows.</param>
/// <param name="ShuffledTrain">The same of each shuffle.</param>
/// <param name="ShuffledHeldOut">The same of each shuffle.</param>
/// <param name="Units">What was shuffled as one.</param>
public sealed record PermutationNull(
    Setting Setting, Score Score, double Train, double HeldOut, ImmutableArray<double> ShuffledTrain, ImmutableArray<double> ShuffledHeldOut, ShuffledUnits Units)
{
    /// <summary>
    /// (1 + shuffles whose held-out score isn't worse than that of the targets as they are)/(1 + shuffles): the p-value of "there is nothing to learn". Scores that agree to 1e-12 are equal, as in a
    /// <see cref="PairedDifference"/>: a constant model has p = 1. NaN where the score itself isn't defined.
    /// </summary>
    public double P => double.IsNaN(HeldOut) ? double.NaN : (1.0 + AsGood) / (1 + ShuffledHeldOut.Length);

    /// <summary>What the constant that fits the targets best has on the rows it learned from: a mean over resamples as <see cref="Train"/> is, and the same under every shuffle, as each fold keeps its targets. NaN: not known.</summary>
    public double Constant { get; init; } = double.NaN;

    /// <summary>What chance does: the mean held-out score of shuffled targets.</summary>
    public double Chance => ShuffledHeldOut.Average();

    /// <summary>
    /// (mean training score of shuffled targets − <see cref="Constant"/>)/(<see cref="Train"/> − <see cref="Constant"/>), kept in [0, 1]: how much of what the training score has over a constant's needs no
    /// relation to be there. 0: none; 1: all of it, the family can learn anything by heart. NaN where training has nothing over a constant.
    /// </summary>
    public double MemorisedShare
    {
        get
        {
            double shuffled = ShuffledTrain.Average();
            return Score.IsBetter(Train, Constant) && !double.IsNaN(Constant) && !PairedDifference.AreEqual(Train, Constant) ? Math.Clamp((shuffled - Constant) / (Train - Constant), 0, 1) + 0.0 : double.NaN;
        }
    }

    /// <summary>The numbers in words.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            string Number(double value) => VerdictWords.Number(value, HeldOut);
            string learned = double.IsNaN(MemorisedShare) ? "" : $" Of what it has over a constant on the rows it learns from ({Number(Train)} against {Number(Constant)}) {MemorisedShare:P0} is there with shuffled targets too ({Number(ShuffledTrain.Average())}).";
            int near = AsGood;
            string unlike = Units switch { ShuffledUnits.Groups => " (whole groups)", ShuffledUnits.Time => " (shifted in time)", _ => "" };
            return $"{VerdictWords.Of(Setting)} has a {Score.Title} of {Number(HeldOut)} on held-out rows; {(near == 0 ? "none" : $"{near}")} of {Wording.Count(ShuffledHeldOut.Length, "shuffle")} of the targets{unlike} {(near == 1 ? "comes" : "come")} to that, their mean is {Number(Chance)} (p = {P:G2}).{learned}";
        }
    }

    private int AsGood => ShuffledHeldOut.Count(shuffled => !Score.IsBetter(HeldOut, shuffled) || PairedDifference.AreEqual(HeldOut, shuffled));

    /// <summary>Cross-validates one setting with the targets as they are and with each shuffle of them.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="resamples">Which of them are held out, and when.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="score">The score.</param>
    /// <param name="fit">How models are fitted, and on how many threads shuffles are.</param>
    /// <param name="options">Shuffles and seed.</param>
    /// <param name="progress">Told after every cross-validation; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The score doesn't suit the loss, the resamples are of other rows, or there are fewer shifts in time than shuffles.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PermutationNull Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Setting setting, Score score, FitOptions fit, ShuffleOptions? options = null,
        IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(fit);
        options ??= new ShuffleOptions();
        var targets = new ShuffledTargets(sample, resamples, options);
        double[] train = new double[options.Shuffles + 1], held = new double[options.Shuffles + 1]; // the first is of the targets as they are
        var single = fit with { Threads = 1, StopWhenSaturated = false };
        int done = 0;
        ResampleLoop.Run(train.Length, fit.Threads, at =>
        {
            int[] order = at == 0 ? [] : targets.Order(at - 1);
            var run = at == 0
                ? CrossValidation.Run(fitter, sample, resamples, [setting], [score], single, null, stop)
                : CrossValidation.Run(fitter, sample.Rearranged(order), resamples.Rearranged(order), [setting], [score], single, null, stop);
            (train[at], held[at]) = (run.Curves[0].TrainOf(0), run.Curves[0].Points[0].Mean);
            progress?.Report(new FitProgress(Interlocked.Increment(ref done), train.Length));
        });
        return new PermutationNull(setting, score, train[0], held[0], [.. train.AsSpan(1)], [.. held.AsSpan(1)], targets.Units) { Constant = ConstantOf(fitter, sample, resamples, setting, score, single, stop) };
    }

    /// <summary>A family without a loss says itself what it predicts where one column, the same in all rows, is all there is; else the loss does.</summary>
    private static double ConstantOf<TModel>(IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Setting setting, Score score, FitOptions fit, CancellationToken stop)
        where TModel : IModel
    {
        var alike = Sample.Of(Design.Dense(new double[sample.Rows], sample.Rows), sample.Target, sample.Weights, sample.WeightKind, sample.Offset);
        return fitter.Loss is { } loss
            ? CrossValidation.Run(new LinearPathFitter(loss, Penalty.L2), alike, resamples, [Strength.Lambda(1).Setting], [score], fit, null, stop).Curves[0].TrainOf(0)
            : CrossValidation.Run(fitter, alike, resamples, [setting], [score], fit, null, stop).Curves[0].TrainOf(0);
    }
}
