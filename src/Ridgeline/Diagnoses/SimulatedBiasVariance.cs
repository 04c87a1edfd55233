using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Diagnoses;

/// <summary>
/// Bias², variance and noise of any family along its path, where the truth is known: targets are drawn anew from it at the same rows and fitted, draw after draw. For ridge
/// <see cref="RidgeBiasVariance"/> has it exactly and at once.
/// </summary>
/// <remarks>
/// E Σₖ(y*ₖ − μ̂ₖ)² = Σₖ(E μ̂ₖ − μₖ)² + Σₖ Var μ̂ₖ + Σₖ Var y*ₖ (Geman, Bienenstock and Doursat 1992, eq. 2.4) of the mean that is predicted: a number, a count, P(y = 1), or each of several classes'
/// probabilities, y*ₖ = [y = k]. From B draws the variance is s² = 1/(B − 1) Σ(μ̂ᵦ − μ̄)², and bias² is (μ̄ − μ)² − s²/B: without bias themselves, so that a small bias² may come out below zero, and
/// together with the noise they are the mean error of the draws' fits.
/// </remarks>
/// <param name="Draws">B.</param>
/// <param name="Points">A point a setting, the simplest first.</param>
public sealed record SimulatedBiasVariance(int Draws, ImmutableArray<SimulatedBiasVariancePoint> Points)
{
    private const int MostTogether = 64; // draws whose predictions are held at once
    private const int MostHeld = 1 << 23; // numbers of them

    /// <summary>The setting with the least expected error, ties to the simpler; as a position in <see cref="Points"/>.</summary>
    public int Best => Enumerable.Range(0, Points.Length).MinBy(at => Points[at].ExpectedError);

    /// <summary>Where the least expected error is and what it is made of, beside the ends of the path.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            var (best, simplest, last) = (Points[Best], Points[0], Points[^1]);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"over {Wording.Count(Draws, "draw")} of the targets, expected error is least at {VerdictWords.Of(best.Setting)}: {best.ExpectedError:G4} ± {VerdictWords.Spread(best.StandardError)} = bias² {best.BiasSquared:G3} + variance {best.Variance:G3} + noise {best.Noise:G3}; "
                + $"at {VerdictWords.Of(simplest.Setting)} bias² is {simplest.BiasSquared:G3} and variance {simplest.Variance:G3}, at {VerdictWords.Of(last.Setting)} {last.BiasSquared:G3} and {last.Variance:G3}");
        }
    }

    /// <summary>A choice beside the best: what its expected error is above the least, without the noise that no setting can do without.</summary>
    /// <param name="at">The position of the setting that was chosen, by cross-validation perhaps.</param>
    public string Beside(int at)
    {
        using var plain = PlainNumbers.Begin();
        var (best, chosen) = (Points[Best], Points[at]);
        double least = best.BiasSquared + best.Variance, own = chosen.BiasSquared + chosen.Variance;
        string name = VerdictWords.Of(chosen.Setting);
        if (at == Best)
            return $"{name} is where the expected error is least";
        string how = chosen.BiasSquared - best.BiasSquared > chosen.Variance - best.Variance ? "held back too much" : "held back too little";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is {how}: bias² {chosen.BiasSquared:G3} + variance {chosen.Variance:G3} = {own:G4}, {(own - least) / least:P0} above the least, {least:G4} at {VerdictWords.Of(best.Setting)}");
    }

    /// <summary>Bias² and variance at every setting.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows that are fitted; their targets only say what kind of numbers they are.</param>
    /// <param name="truth">μ of each row, from which targets are drawn; of several classes n × K probabilities, class after class.</param>
    /// <param name="test">The rows that are predicted, with the sample's columns.</param>
    /// <param name="truthAtTest">μ of each of those, m or m × K.</param>
    /// <param name="settings">Settings of the family's knob; answered the simplest first, repeats once.</param>
    /// <param name="options">Draws and their seed; <see cref="PerturbationOptions.Noise"/> is σ of numbers and must be said. A row of frequency f is the mean of f draws. Its means are <paramref name="truth"/>.</param>
    /// <param name="fit">How models are fitted, and on how many threads draws are.</param>
    /// <param name="progress">Told after every draw; may be null.</param>
    /// <param name="testOffset">The offset of each row of <paramref name="test"/>; none if left out.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">σ of numbers or the kind of target isn't said, the loss has no targets to draw (squared hinge), a length isn't that of its rows, or a mean is none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SimulatedBiasVariance Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, ImmutableArray<double> truth, Design test, ImmutableArray<double> truthAtTest, ImmutableArray<Setting> settings, PerturbationOptions options, FitOptions fit,
        IProgress<FitProgress>? progress = null, ImmutableArray<double> testOffset = default, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fit);
        var ordered = Setting.SimplestFirst(settings);
        int outputs = Math.Max(1, truth.Length / sample.Rows), width = test.Rows * outputs, length = ordered.Length * width;
        if (truth.Length != sample.Rows * outputs)
            throw new ArgumentException($"truth has {Wording.Count(truth.Length, "number")} for {Wording.Count(sample.Rows, "row")}", nameof(truth));
        if (truthAtTest.Length != width || width == 0)
            throw new ArgumentException($"truth has {Wording.Count(truthAtTest.Length, "number")} for {Wording.Count(test.Rows, "row")} to predict", nameof(truthAtTest));
        if (!testOffset.IsDefault && testOffset.Length != test.Rows)
            throw new ArgumentException($"{Wording.Count(testOffset.Length, "offset")} for {Wording.Count(test.Rows, "row")} to predict", nameof(testOffset));
        var targets = Targets(fitter, sample, truth, options);
        var single = fit with { Threads = 1, StopWhenSaturated = false };
        var moments = new MovingMoments(length);
        var errors = new MovingMoments(ordered.Length);
        int together = Math.Clamp(MostHeld / length, 1, MostTogether);
        var held = new double[Math.Min(together, options.Draws)][];
        for (int first = 0; first < options.Draws; first += together)
        {
            int count = Math.Min(together, options.Draws - first);
            ResampleLoop.Run(count, fit.Threads, b =>
            {
                stop.ThrowIfCancellationRequested();
                var said = held[b] ??= new double[length];
                int at = 0;
                fitter.Walk([sample.Retargeted(targets.Draw(first + b))], ordered, single, (_, point) => Predict(point.Model, test, testOffset, said.AsSpan(at++ * width, width)), null, stop);
            });
            for (int b = 0; b < count; b++)
            {
                Take(held[b], truthAtTest, test.Rows, first + b + 1, moments, errors);
                progress?.Report(new FitProgress((first + b + 1) * ordered.Length, options.Draws * ordered.Length));
            }
        }

        double[] noise = NoiseOf(targets.Kind, options, truthAtTest, test.Rows);
        return new SimulatedBiasVariance(options.Draws, [.. ordered.Select((setting, at) => Point(setting, at, truthAtTest, noise, options.Draws, moments, errors))]);
    }

    private static DrawnTargets Targets<TModel>(IPathFitter<TModel> fitter, Sample sample, ImmutableArray<double> truth, PerturbationOptions options)
        where TModel : IModel
    {
        double[] means = [.. truth];
        bool numbers = means.Length == sample.Rows && means.All(double.IsFinite);
        var targets = new DrawnTargets(numbers ? sample.Retargeted(means) : sample, options with { Means = truth, Noise = options.Noise ?? 1 }, fitter.Loss, means, means);
        if (targets.Kind == DrawnTarget.Numbers && options.Noise is null)
            throw new ArgumentException("targets that are numbers have a noise, which must be said", nameof(options));
        return targets.Kind != DrawnTarget.Numbers || numbers ? targets : throw new ArgumentException("truth must be a finite number a row", nameof(truth));
    }

    private static void Predict<TModel>(TModel model, Design test, ImmutableArray<double> offset, Span<double> target)
        where TModel : IModel
    {
        if (model.Outputs * test.Rows != target.Length)
            throw new ArgumentException($"the model has {Wording.Count(model.Outputs, "output")} a row, the truth {target.Length / test.Rows}");
        var link = new double[target.Length];
        model.Link(test, link);
        for (int k = 0; k < link.Length && !offset.IsDefault; k += test.Rows)
            TensorPrimitives.Add(link.AsSpan(k, test.Rows), offset.AsSpan(), link.AsSpan(k, test.Rows));
        model.Mean(link, target);
    }

    /// <summary>Takes what the fits of one draw said.</summary>
    private static void Take(double[] said, ImmutableArray<double> truth, int rows, int count, MovingMoments moments, MovingMoments errors)
    {
        for (int at = 0; at < said.Length; at += truth.Length)
        {
            double error = 0;
            for (int t = 0; t < truth.Length; t++)
            {
                moments.Add(at + t, said[at + t], count);
                error += (said[at + t] - truth[t]) * (said[at + t] - truth[t]) / rows;
            }

            errors.Add(at / truth.Length, error, count);
        }
    }

    /// <summary>The variance of a target in each row.</summary>
    private static double[] NoiseOf(DrawnTarget kind, PerturbationOptions options, ImmutableArray<double> truth, int rows)
    {
        var noise = new double[rows];
        for (int at = 0; at < truth.Length; at++)
            noise[at % rows] += kind switch
            {
                DrawnTarget.Numbers => options.Noise!.Value * options.Noise.Value,
                DrawnTarget.Counts => truth[at],
                _ => truth[at] * (1 - truth[at]),
            };
        return noise;
    }

    private static SimulatedBiasVariancePoint Point(Setting setting, int at, ImmutableArray<double> truth, double[] noise, int draws, MovingMoments moments, MovingMoments errors)
    {
        int rows = noise.Length;
        double[] biases = new double[rows], variances = new double[rows];
        for (int t = 0; t < truth.Length; t++)
        {
            int own = at * truth.Length + t;
            double variance = moments.Variance(own, draws), apart = moments.Mean(own) - truth[t];
            variances[t % rows] += variance;
            biases[t % rows] += apart * apart - variance / draws;
        }

        return new SimulatedBiasVariancePoint(setting, biases.Average(), variances.Average(), noise.Average(), Math.Sqrt(errors.Variance(at, draws) / draws), [.. biases], [.. variances]);
    }
}

/// <summary>What a family's fit at one setting gets wrong, over targets drawn from a known truth.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="BiasSquared">The mean of (E μ̂ − μ)² over the rows predicted.</param>
/// <param name="Variance">The mean of Var μ̂.</param>
/// <param name="Noise">The mean variance of a target.</param>
/// <param name="StandardError">Of <see cref="ExpectedError"/>, from the draws.</param>
/// <param name="BiasesSquared">(E μ̂ − μ)² of each row predicted.</param>
/// <param name="Variances">Var μ̂ of each.</param>
public sealed record SimulatedBiasVariancePoint(
    Setting Setting, double BiasSquared, double Variance, double Noise, double StandardError, ImmutableArray<double> BiasesSquared, ImmutableArray<double> Variances)
{
    /// <summary>bias² + variance + noise.</summary>
    public double ExpectedError => BiasSquared + Variance + Noise;
}
