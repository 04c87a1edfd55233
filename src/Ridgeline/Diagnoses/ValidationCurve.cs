using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>A score against any parameter, on the rows that the resamples' models learned from and on held-out ones, with one standard error either way.</summary>
/// <remarks>
/// Left of the best both are worse where the model is too simple; right of it the training score goes on getting better where the held-out one doesn't (Hastie, Tibshirani and Friedman 2009, fig. 2.11).
/// Whether that is more than the folds' noise is a <see cref="PairedDifference"/>.
/// </remarks>
/// <param name="Parameter">What is varied: "λ", "leaf", "layers".</param>
/// <param name="Labels">Its values in words, in the order given: of a knob the simplest first.</param>
/// <param name="Scores">The scores at each.</param>
public sealed record ValidationCurve(string Parameter, ImmutableArray<string> Labels, ScoreCurve Scores)
{
    /// <summary>A point a value of the parameter.</summary>
    public ImmutableArray<ValidationPoint> Points => [.. Scores.Points.Select((_, at) => ValidationPoint.Of(Labels[at], Scores, at))];

    /// <summary>The position of the best mean on held-out rows, ties to the first.</summary>
    public int Best => Scores.Best;

    /// <summary>The first position whose held-out mean isn't worse than the best's by more than the best's standard error.</summary>
    public int OneStandardError => Scores.OneStandardError;

    /// <summary>Where the best is, and what is lost towards either end.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            var points = Points;
            int best = Best, last = points.Length - 1;
            string text = string.Create(CultureInfo.InvariantCulture, $"held-out {Scores.Score.Title} is best at {points[best].Label}: {points[best].HeldOut:G4}{Around(Scores, best)}, {points[best].Train:G4} on the rows learned from");
            foreach (int end in new[] { 0, last }.Where(end => end != best).Distinct())
                text += string.Create(CultureInfo.InvariantCulture, $"; at {points[end].Label} it is {points[end].HeldOut:G4}, {Loss(best, end)}, and {points[end].Train:G4} on the rows learned from");
            return text + ".";
        }
    }

    /// <summary>The curve of a knob's path that was cross-validated.</summary>
    /// <param name="scores">Its scores.</param>
    public static ValidationCurve Of(ScoreCurve scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new ValidationCurve(scores.Points[0].Setting.Knob.Name(), [.. scores.Points.Select(point => VerdictWords.Of(point.Setting))], scores);
    }

    /// <summary>The curve of any other parameter: what is fitted at each of its values is cross-validated on the same resamples.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="parameter">What it is called.</param>
    /// <param name="variants">Its values, the simplest first, if there is such an order: a family and where its knob stands.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="resamples">Which of them are held out, and when.</param>
    /// <param name="score">The score.</param>
    /// <param name="fit">How models are fitted.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">There is no variant, the score doesn't suit one's loss, or the resamples are of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ValidationCurve Of<TModel>(
        string parameter, IReadOnlyList<Variant<TModel>> variants, Sample sample, Resamples resamples, Score score, FitOptions fit, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(resamples);
        if (variants.Count == 0)
            throw new ArgumentException("a curve needs at least one value of its parameter", nameof(variants));
        var told = new PartProgress(progress, variants.Count * (resamples.Count + 1));
        ScoreCurve? whole = null;
        foreach (var (_, fitter, setting) in variants)
        {
            var own = CrossValidation.Run(fitter, sample, resamples, [setting], [score], fit, told, stop).Curves[0];
            whole = whole is null ? own : whole with { Points = whole.Points.AddRange(own.Points) };
            told.Pass(resamples.Count + 1);
        }

        return new ValidationCurve(parameter, [.. variants.Select(variant => variant.Label)], whole!);
    }

    /// <summary>What stands behind a held-out mean: its standard error, or why it has none.</summary>
    internal static string Around(ScoreCurve scores, int at) => scores.Points[at] switch
    {
        { Pooled: true } => " over all held-out rows together, as a fold can't have it",
        { StandardError: double.NaN } => "",
        var point => $" ± {VerdictWords.Spread(point.StandardError)}",
    };

    private string Loss(int best, int end)
    {
        var lost = PairedDifference.OfSettings(Scores, best, end);
        return double.IsNaN(lost.P) ? "how surely worse isn't known"
            : string.Create(CultureInfo.InvariantCulture, $"worse by {lost.Mean:G3} ± {VerdictWords.Spread(lost.StandardError)} ({(lost.IsBetter ? "" : "not ")}more than the folds' noise: t = {lost.T:F1}, needed {lost.Critical:F2})");
    }
}

/// <summary>One value of a parameter: what is fitted there.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Label">The value in words.</param>
/// <param name="Fitter">The family, as that value has it.</param>
/// <param name="Setting">Where its knob stands.</param>
public sealed record Variant<TModel>(string Label, IPathFitter<TModel> Fitter, Setting Setting)
    where TModel : IModel;

/// <summary>A point of a validation curve.</summary>
/// <param name="Label">The parameter's value in words.</param>
/// <param name="Train">The mean score of the resamples' models on the rows that each learned from (<see cref="ScoreCurve.TrainOf"/>).</param>
/// <param name="TrainStandardError">Its standard error over the N resamples, √(Σ Wₖ(mₖ − m̄)²/ΣWₖ/(N − 1)), Wₖ the weight that each holds out: s/√N where all hold out the same.</param>
/// <param name="HeldOut">The mean score on held-out rows.</param>
/// <param name="HeldOutStandardError">Its standard error, as cross-validation has it.</param>
public sealed record ValidationPoint(string Label, double Train, double TrainStandardError, double HeldOut, double HeldOutStandardError)
{
    internal static ValidationPoint Of(string label, ScoreCurve scores, int at)
    {
        var point = scores.Points[at];
        double mean = scores.TrainOf(at), total = scores.HeldOutWeights.IsDefault ? point.PerFoldTrain.Length : scores.HeldOutWeights.Sum();
        double squares = point.PerFoldTrain.Select((value, k) => (scores.HeldOutWeights.IsDefault ? 1 : scores.HeldOutWeights[k]) / total * (value - mean) * (value - mean)).Sum();
        return new ValidationPoint(label, mean, Math.Sqrt(squares / (point.PerFoldTrain.Length - 1)), point.Mean, point.StandardError);
    }
}
