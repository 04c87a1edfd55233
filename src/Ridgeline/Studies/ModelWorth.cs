using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>How many parameters a table's model is worth.</summary>
internal static class ModelWorth
{
    private const int Folds = 5;

    /// <summary>The estimate: of numbers by noise added to them, half as large as what the model leaves on rows it hasn't seen (Ye 1998); of classes and counts by draws from what held-out predictions say.</summary>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="target">What the target is.</param>
    /// <param name="score">One that suits it.</param>
    /// <param name="draws">How many targets are drawn, at least 2.</param>
    /// <param name="seed">Of folds and draws.</param>
    /// <param name="fit">How models are fitted.</param>
    /// <param name="stop">Asked before every fit.</param>
    public static EffectiveDegreesOfFreedom Of(IPathFitter<IModel> fitter, Sample sample, Setting setting, DrawnTarget target, Score score, int draws, ulong seed, FitOptions fit, CancellationToken stop)
    {
        var resamples = target == DrawnTarget.Classes ? Resamples.Stratified(sample, Folds, seed) : Resamples.KFold(sample, Folds, seed);
        var search = CrossValidation.Run(fitter, sample, resamples, [setting], [score], fit, null, stop);
        var options = new PerturbationOptions { Draws = draws, Seed = seed, Target = target };
        double[] means = ComputedDegreesOfFreedom.HeldOutMeans(search, 0, sample);
        options = target == DrawnTarget.Numbers ? options with { Noise = ComputedDegreesOfFreedom.NoiseOf(sample, means) } : options with { Means = [.. means] };
        var worth = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, options, fit, stop);
        return new EffectiveDegreesOfFreedom(worth.Value, worth.StandardError, draws);
    }
}
