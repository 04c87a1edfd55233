using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Leaks;

/// <summary>What a leak is worth: by how much the cross-validated score is better with it than without, on the same held-out rows.</summary>
/// <remarks>
/// Both sides are cross-validated and each chooses its setting. A clean fold's rows are scored twice: by the models without the leak, and by what the leaky cross-validation said of those
/// very rows, whatever folds of its own it held them out in. With dₖ the differences over the J clean folds and s² their variance, the standard error of the mean is
/// √(s²·(1/J + n₂/n₁)), n₂/n₁ the mean ratio of held-out to training weight: Nadeau and Bengio (2003), eq. 9, of K folds Bouckaert and Frank's (2004) 1/J + 1/(K − 1).
/// </remarks>
/// <param name="Name">What the leak is, for sentences.</param>
/// <param name="Score">The score.</param>
/// <param name="Leaky">The mean score with the leak, over the clean folds' rows.</param>
/// <param name="Clean">The mean score without it.</param>
/// <param name="Price">How much better the leaky score is, in the score's direction; below 0 where it is worse.</param>
/// <param name="StandardError">Its corrected standard error; NaN where the score is that of pooled rows, as a fold can't have it.</param>
/// <param name="PerFold">dₖ, in the score's direction.</param>
/// <param name="LeakyTraining">The mean weight that a model with the leak was trained on.</param>
/// <param name="CleanTraining">The mean weight that a model without it was trained on; folds in time order have less.</param>
public sealed record LeakPrice(
    string Name, Score Score, double Leaky, double Clean, double Price, double StandardError, ImmutableArray<double> PerFold, double LeakyTraining, double CleanTraining)
{
    private const double Confidence = 0.95, Fewer = 0.95;
    private const int MostDecimals = 12;

    /// <summary>How many standard errors the price must be above zero: the 95 % point of Student's t with J − 1 degrees of freedom.</summary>
    public double Critical => PerFold.Length > 1 ? StudentT.Quantile(Confidence, PerFold.Length - 1) : double.PositiveInfinity;

    /// <summary>Whether the leak is worth more than the folds' noise (one-sided, 5 %).</summary>
    public bool IsReal => Price > 0 && Price > Critical * StandardError;

    /// <summary>The price in a sentence.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            if (Price == 0 && StandardError == 0)
                return $"{Name} is worth nothing here: {Score.Title} is {Shown(Clean)} with it and without.";
            string error = double.IsNaN(StandardError) ? "over pooled rows, without a standard error" : $"standard error {Shown(StandardError)}";
            string verdict = double.IsNaN(StandardError) ? "" : IsReal ? $", above the {Critical:0.##} standard errors that noise may have"
                : Price < -Critical * StandardError ? $": the score is worse with it, by more than the {Critical:0.##} standard errors that noise may have" : ", within what the folds' noise may have";
            return $"{Name} is worth {(Price > 0 ? "+" : Price < 0 ? "−" : "")}{Shown(Math.Abs(Price))} {Score.Title} ({error}{verdict}): {Shown(Leaky)} with it, {Shown(Clean)} without."
                + (CleanTraining < Fewer * LeakyTraining ? $" Without it models were trained on {CleanTraining:0} rows, with it on {LeakyTraining:0}, which is part of the price." : "");
        }
    }

    /// <summary>Four digits, without an exponent.</summary>
    private static string Shown(double value)
    {
        int decimals = value == 0 || !double.IsFinite(value) ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, MostDecimals);
        return value.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;

    /// <summary>The price of what differs between two cross-validations: their columns, their folds, or both.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="name">What the leak is, for sentences: "Scaling over all rows".</param>
    /// <param name="fitter">The family.</param>
    /// <param name="leaky">The rows as they are learned from with the leak.</param>
    /// <param name="leakyFolds">How they are held out with the leak; every clean held-out row is held out by some.</param>
    /// <param name="clean">The same rows, targets and weights without it.</param>
    /// <param name="cleanFolds">How they are held out without it.</param>
    /// <param name="score">The score.</param>
    /// <param name="options">How models are fitted; default: as usual.</param>
    /// <param name="rule">How each side chooses its setting; default: the best mean.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The samples differ in targets or weights, resamples are of other rows, the score doesn't suit the loss, or a row that is held out without the leak never is with it.</exception>
    public static LeakPrice Of<TModel>(
        string name, IPathFitter<TModel> fitter, Sample leaky, Resamples leakyFolds, Sample clean, Resamples cleanFolds, Score score, FitOptions? options = null, ChoiceRule rule = ChoiceRule.Best,
        CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(leaky);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(score);
        options ??= new FitOptions();
        if (!leaky.Target.SequenceEqual(clean.Target) || !leaky.Weights.SequenceEqual(clean.Weights))
            throw new ArgumentException("with the leak and without it targets and weights must be the same", nameof(clean));
        var with = CrossValidation.Run(fitter, leaky, leakyFolds, default, [score], options, stop: stop);
        var without = CrossValidation.Run(fitter, clean, cleanFolds, default, [score], options, stop: stop);
        return Between(name, with, leaky, without, clean, rule);
    }

    /// <summary>The price of what differs between two cross-validations that were run: each by its first score, which must be the same.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="name">What the leak is, for sentences.</param>
    /// <param name="leaky">The cross-validation with the leak.</param>
    /// <param name="leakySample">Its sample.</param>
    /// <param name="clean">The cross-validation without it.</param>
    /// <param name="cleanSample">Its sample, of the same rows, targets and weights.</param>
    /// <param name="rule">How each side chooses its setting; default: the best mean.</param>
    /// <exception cref="ArgumentException">The scores differ, or a row that is held out without the leak never is with it.</exception>
    public static LeakPrice Between<TModel>(
        string name, CrossValidated<TModel> leaky, Sample leakySample, CrossValidated<TModel> clean, Sample cleanSample, ChoiceRule rule = ChoiceRule.Best)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(leaky);
        ArgumentNullException.ThrowIfNull(clean);
        if (leaky.Curves[0].Score.Name != clean.Curves[0].Score.Name)
            throw new ArgumentException($"{leaky.Curves[0].Score.Name} with the leak can't be compared with {clean.Curves[0].Score.Name} without", nameof(clean));
        return new PairedFolds<TModel>(leaky, leakySample, clean, cleanSample, rule).Price(name);
    }

    /// <summary>
    /// The price of columns prepared over all rows (gaps filled in, levels pooled or encoded, columns scaled or chosen) where they should be anew from each fold's training rows.
    /// </summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="name">What was prepared, for sentences.</param>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows, of learned columns (<see cref="Sample.OfLearned"/>).</param>
    /// <param name="resamples">How they are held out.</param>
    /// <param name="score">The score.</param>
    /// <param name="options">How models are fitted; default: as usual.</param>
    /// <param name="rule">How each side chooses its setting; default: the best mean.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The sample's columns aren't learned, the resamples are of other rows, or the score doesn't suit the loss.</exception>
    public static LeakPrice OfPreparation<TModel>(
        string name, IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Score score, FitOptions? options = null, ChoiceRule rule = ChoiceRule.Best, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Columns is null)
            throw new ArgumentException("the sample's columns are as they were given, so nothing is learned that could be learned within the folds", nameof(sample));
        var frozen = Sample.Of(sample.Design, sample.Target, sample.Weights, sample.WeightKind, sample.Offset, sample.Standardize, sample.View.Intercept);
        return Of(name, fitter, frozen, resamples, sample, resamples, score, options, rule, stop);
    }

    /// <summary>The price of columns that were scaled over all rows: as they are, against scaled anew from each fold's training rows.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family; one that scales its columns itself whatever the sample says has a price of 0.</param>
    /// <param name="sample">The rows, whose columns come scaled.</param>
    /// <param name="resamples">How they are held out.</param>
    /// <param name="score">The score.</param>
    /// <param name="options">How models are fitted; default: as usual.</param>
    /// <param name="rule">How each side chooses its setting; default: the best mean.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The resamples are of other rows, or the score doesn't suit the loss.</exception>
    public static LeakPrice OfScaling<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples resamples, Score score, FitOptions? options = null, ChoiceRule rule = ChoiceRule.Best, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(sample);
        Sample Scaled(bool anew) => sample.Columns is { } columns
            ? Sample.OfLearned(columns, sample.Target, sample.Weights, sample.WeightKind, sample.Offset, anew, sample.View.Intercept)
            : Sample.Of(sample.Design, sample.Target, sample.Weights, sample.WeightKind, sample.Offset, anew, sample.View.Intercept);
        return Of("Scaling over all rows", fitter, Scaled(anew: false), resamples, Scaled(anew: true), resamples, score, options, rule, stop);
    }

    /// <summary>The price of folds that know what they hold out: as drawn, against folds that keep what belongs together whole (<see cref="Leak.Groups"/>) or in the order of time.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="name">What the leak is, for sentences.</param>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="leaky">The folds as drawn.</param>
    /// <param name="clean">The folds without the leak.</param>
    /// <param name="score">The score.</param>
    /// <param name="options">How models are fitted; default: as usual.</param>
    /// <param name="rule">How each side chooses its setting; default: the best mean.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">Resamples are of other rows, the score doesn't suit the loss, or a row that is held out without the leak never is with it.</exception>
    public static LeakPrice OfFolds<TModel>(
        string name, IPathFitter<TModel> fitter, Sample sample, Resamples leaky, Resamples clean, Score score, FitOptions? options = null, ChoiceRule rule = ChoiceRule.Best, CancellationToken stop = default)
        where TModel : IModel => Of(name, fitter, sample, leaky, sample, clean, score, options, rule, stop);
}
