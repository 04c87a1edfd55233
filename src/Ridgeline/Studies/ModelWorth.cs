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
        double[] means = HeldOut(search, sample);
        options = target == DrawnTarget.Numbers ? options with { Noise = HalfOfNoise(sample, means) } : options with { Means = [.. means] };
        var worth = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, options, fit, stop);
        return new EffectiveDegreesOfFreedom(worth.Value, worth.StandardError, draws);
    }

    /// <summary>E[y | η] of every row by the model that hadn't seen it, n × K; rows without weight have that of all rows' model.</summary>
    private static double[] HeldOut(CrossValidated<IModel> search, Sample sample)
    {
        int n = sample.Rows, outputs = search.OutOfFold.Outputs;
        double[] links = new double[n * outputs], means = new double[n * outputs];
        var model = search.Path.Points[0].Model;
        model.Link(sample.Design, links);
        for (int resample = 0; resample < search.OutOfFold.Resamples; resample++)
        {
            var rows = search.OutOfFold.RowsOf(resample);
            var held = search.OutOfFold.LinksOf(resample, 0);
            for (int k = 0; k < outputs; k++)
                for (int i = 0; i < rows.Length; i++)
                    links[k * n + rows[i]] = held[k * rows.Length + i];
        }

        model.Mean(links, means);
        return means;
    }

    private static double? HalfOfNoise(Sample sample, double[] means)
    {
        double squares = 0;
        for (int i = 0; i < sample.Rows; i++)
            squares += sample.Weights[i] / sample.WeightSum * (sample.Target[i] - means[i]) * (sample.Target[i] - means[i]);
        return squares > 0 ? 0.5 * Math.Sqrt(squares) : null;
    }
}
