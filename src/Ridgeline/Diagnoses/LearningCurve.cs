using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>What would help a model most.</summary>
public enum LearningRemedy
{
    /// <summary>The held-out score still gets better with rows.</summary>
    MoreData,

    /// <summary>It doesn't, and a simpler setting scores better, or, where none was tried, the model does better on the rows it learned from.</summary>
    MoreRegularization,

    /// <summary>Both.</summary>
    Both,

    /// <summary>Neither: other columns or another family might.</summary>
    Neither,

    /// <summary>The folds don't tell: one of them, or a score that isn't defined in each.</summary>
    CantTell,
}

/// <summary>A score against the number of rows learned from, on those rows and on held-out ones, and whether more data or more regularization is the remedy.</summary>
/// <remarks>
/// Sizes are shares of each resample's training rows, as weightings of the same rows, a smaller one within the larger, each class with its share; whole groups stay whole, and of rows in time order the
/// latest are taken. The held-out rows are the same at every size, so that what the last doubling of rows gained and the gap are paired over them (<see cref="PairedDifference"/>). A smaller step
/// would hardly ever be told from the folds' noise; and with five folds of 100 rows even a third off the error is told in one data set of three only (of 400 rows in nine of ten), so that "not better by more
/// than noise" of few rows is no proof that more wouldn't help: the power law says what to expect.
/// </remarks>
/// <param name="Setting">Where the knob stands at every size.</param>
/// <param name="Points">A point a size, the smallest first.</param>
/// <param name="Sizes">The score at each size, as a curve whose points are sizes.</param>
/// <param name="Law">The power law through the held-out scores; null of fewer than four sizes, or where the scores are equal or undefined.</param>
public sealed record LearningCurve(Setting Setting, ImmutableArray<LearningPoint> Points, ScoreCurve Sizes, PowerLaw? Law)
{
    private const double MostOfHalf = 0.6; // a share up to which a size counts as half of the last

    /// <summary>How much better the held-out score is at the last size than at about half of it: the largest of at most 0.6 of its share, or the one before where none is.</summary>
    public required PairedDifference LastDoubling { get; init; }

    /// <summary>The position of the size that <see cref="LastDoubling"/> begins with.</summary>
    public required int Half { get; init; }

    /// <summary>How much better the score is on the rows learned from than on held-out ones, at the last size.</summary>
    public required PairedDifference Gap { get; init; }

    /// <summary>The best of the simpler settings at the last size, and how much better it is than <see cref="Setting"/>; null where none was fitted.</summary>
    public RivalSetting? Simpler { get; init; }

    /// <summary>What the numbers speak for.</summary>
    public LearningRemedy Remedy
    {
        get
        {
            var excess = Simpler?.Difference ?? Gap;
            if (double.IsNaN(LastDoubling.P) || double.IsNaN(excess.P))
                return LearningRemedy.CantTell;
            return (LastDoubling.IsBetter, excess.IsBetter) switch
            {
                (true, true) => LearningRemedy.Both,
                (true, false) => LearningRemedy.MoreData,
                (false, true) => LearningRemedy.MoreRegularization,
                _ => LearningRemedy.Neither,
            };
        }
    }

    /// <summary>The remedy and the numbers that it rests on.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            return new LearningWords(this).Sentence;
        }
    }

    /// <summary>The curve of one setting.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="resamples">Which of them are held out, and when.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="score">The score.</param>
    /// <param name="options">Sizes, seed, other settings.</param>
    /// <param name="fit">How models are fitted; results don't depend on its threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The score doesn't suit the loss, the resamples are of other rows, or there are fewer than two sizes.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LearningCurve Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Setting setting, Score score, LearningCurveOptions options, FitOptions fit, IProgress<FitProgress>? progress = null,
        CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fit);
        if (options.Fractions.Length < 2)
            throw new ArgumentException("a learning curve needs at least two sizes", nameof(options));
        if (resamples.Rows != sample.Rows)
            throw new ArgumentException($"resamples of {Wording.Count(resamples.Rows, "row")} for a sample of {sample.Rows}", nameof(resamples));
        if (fitter.Loss is { } loss)
            score.Check(loss);
        var settings = Setting.SimplestFirst([setting, .. options.Others]);
        bool ofClasses = fitter.Loss is { } known ? Score.Accuracy.Suits(known) : score.Needs != ScoreNeeds.Values;
        var subsets = new TrainingSubsets[resamples.Count];
        var held = new double[resamples.Count][];
        for (int k = 0; k < subsets.Length; k++)
        {
            subsets[k] = new TrainingSubsets(sample, resamples.TrainingWeights(sample, k), ofClasses, resamples.Groups.IsDefault ? default : resamples.Groups.AsSpan(), resamples.IsTimeOrdered, options.Seed, k);
            held[k] = resamples.HeldOutWeights(sample, k);
        }

        var told = new PartProgress(progress, options.Fractions.Length * resamples.Count * settings.Length);
        var curves = new List<(double Rows, ScoreCurve Scores)>();
        foreach (double fraction in options.Fractions)
        {
            Sample[] training = fraction == 1 ? resamples.TrainingSamples(sample) : [.. subsets.Select(own => sample.Reweighted(own.Weights(fraction)))];
            HeldOutRows<TModel>[] parts = [.. training.Select((own, k) => new HeldOutRows<TModel>(fitter, own, held[k], [score]) { KeepsLinks = false })];
            fitter.Walk(training, settings, fit with { StopWhenSaturated = false }, (k, point) =>
            {
                parts[k].Take(point);
                if (parts[k].Certificates.Count == settings.Length)
                    parts[k].End(sample);
            }, told, stop);
            told.Pass(training.Length * settings.Length);
            curves.Add((training.Average(own => own.EffectiveRows), Curve(score, settings, parts, sample, resamples)));
        }

        return Of(setting, settings.IndexOf(setting), options.Fractions, curves);
    }

    private static LearningCurve Of(Setting setting, int at, ImmutableArray<double> fractions, List<(double Rows, ScoreCurve Scores)> curves)
    {
        var last = curves[^1].Scores;
        var sizes = last with { Points = [.. curves.Select(curve => curve.Scores.Points[at])] };
        ImmutableArray<LearningPoint> points = [.. curves.Select((curve, k) => LearningPoint.Of(fractions[k], curve.Rows, curve.Scores, at))];
        int half = Enumerable.Range(0, points.Length - 1).LastOrDefault(k => fractions[k] <= MostOfHalf * fractions[^1], points.Length - 2);
        int? simpler = null;
        for (int other = 0; other < at; other++)
            if (simpler is null || last.Score.IsBetter(last.Points[other].Mean, last.Points[simpler.Value].Mean))
                simpler = other;
        return new LearningCurve(
            setting, points, sizes, PowerLaw.Of([.. points.Select(point => point.Rows)], [.. points.Select(point => point.HeldOut)], [.. points.Select(point => point.HeldOutStandardError)], last.Score.HigherIsBetter))
        {
            Half = half,
            LastDoubling = PairedDifference.OfSettings(sizes, points.Length - 1, half),
            Gap = PairedDifference.OfGap(sizes, points.Length - 1),
            Simpler = simpler is { } rival ? new RivalSetting(rival, last.Points[rival].Setting, last.Points[rival].Mean, PairedDifference.OfSettings(last, rival, at)) : null,
        };
    }

    /// <summary>The scores of one size at every setting.</summary>
    private static ScoreCurve Curve<TModel>(Score score, ImmutableArray<Setting> settings, HeldOutRows<TModel>[] parts, Sample sample, Resamples resamples)
        where TModel : IModel
    {
        double[] weights = [.. parts.Select(part => part.Weights.Sum())];
        int each = parts.Length / resamples.Repeats;
        var points = settings.Select((setting, at) =>
        {
            double[] perFold = [.. parts.Select(part => part.Held.Count > at ? part.Held[at][0] : double.NaN)], perFoldTrain = [.. parts.Select(part => part.Train[at][0])], means = new double[resamples.Repeats];
            double error = 0;
            for (int repeat = 0; repeat < means.Length; repeat++)
            {
                (means[repeat], double own) = HeldOut<TModel>.Moments(perFold.AsSpan(repeat * each, each), weights.AsSpan(repeat * each, each));
                error += own / means.Length;
            }

            return new ScorePoint(setting, perFoldTrain.Average(), means.Average(), error, [.. perFold], [.. perFoldTrain], [.. means], Pooled: false);
        });
        return new ScoreCurve(score, [.. points]) { HeldOutWeights = [.. weights], HeldOutRatio = HeldOut<TModel>.Ratio(resamples, sample, parts.Select(part => part.Sample).ToArray(), weights) };
    }
}
