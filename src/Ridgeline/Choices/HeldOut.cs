using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>What the models of all rows and of each resample are worth, setting by setting. The first of the training samples is all rows; its models are kept.</summary>
internal sealed class HeldOut<TModel>
    where TModel : IModel
{
    private readonly Resamples _resamples;
    private readonly IReadOnlyList<Score> _scores;
    private readonly ImmutableArray<PathPoint<TModel>>.Builder _path = ImmutableArray.CreateBuilder<PathPoint<TModel>>();
    private readonly HeldOutRows<TModel>[] _parts;
    private readonly double[] _heldWeight;
    private readonly double _heldRatio; // of folds NaN

    public HeldOut(IPathFitter<TModel> fitter, Sample sample, Resamples resamples, IReadOnlyList<Score> scores)
    {
        if (resamples.Rows != sample.Rows)
            throw new ArgumentException($"resamples of {Wording.Count(resamples.Rows, "row")} for a sample of {sample.Rows}", nameof(resamples));
        (_resamples, _scores) = (resamples, scores);
        Training = [sample, .. resamples.TrainingSamples(sample)];
        _parts =
        [
            new HeldOutRows<TModel>(fitter, sample, [], scores),
            .. Enumerable.Range(0, resamples.Count).Select(k => new HeldOutRows<TModel>(fitter, Training[k + 1], resamples.HeldOutWeights(sample, k), scores)),
        ];
        _heldWeight = [.. _parts.Skip(1).Select(part => part.Weights.Sum())];
        _heldRatio = Ratio(resamples, sample, Training.AsSpan(1), _heldWeight);
    }

    /// <summary>All rows, and then each resample's training rows.</summary>
    public Sample[] Training { get; }

    /// <summary>How many points each will have: then a design of its own is forgotten.</summary>
    public int Length { get; set; }

    /// <summary>The models fitted on all rows.</summary>
    public ModelPath<TModel> Path => new(_path.ToImmutable());

    /// <summary>The certificates of each resample's fits.</summary>
    public ImmutableArray<ImmutableArray<Certificate?>> Certificates => [.. _parts.Skip(1).Select(part => part.Certificates.ToImmutableArray())];

    /// <summary>Takes the path of all rows.</summary>
    public void Take(ModelPath<TModel> path)
    {
        foreach (var point in path.Points)
            Take(0, point);
    }

    /// <summary>Takes the next point of one of the training samples.</summary>
    public void Take(int at, PathPoint<TModel> point)
    {
        if (at == 0)
            _path.Add(point);
        _parts[at].Take(point);
        if (_parts[at].Certificates.Count == Length && !Training[at].SharesDesignWith(Training[0]))
            _parts[at].End(Training[0]);
    }

    /// <summary>The scores at the settings taken so far.</summary>
    public ImmutableArray<ScoreCurve> Curves(ImmutableArray<Setting> settings, int threads)
    {
        ResampleLoop.Run(_parts.Length, threads, k => _parts[k].Score());
        return [.. _scores.Select((score, s) => new ScoreCurve(score, [.. settings.Select((setting, at) => Point(score, s, setting, at))]) { HeldOutWeights = [.. _heldWeight], HeldOutRatio = _heldRatio })];
    }

    /// <summary>The predictions so far.</summary>
    public OutOfFold Predictions() => new([.. _parts.Skip(1).Select(part => ImmutableArray.Create(part.Rows))], [.. _parts.Skip(1).Select(part => part.Links.ToArray())], Outputs);

    /// <summary><see cref="ScoreCurve.HeldOutRatio"/>: the weight held out over that trained on, a mean over the resamples; of folds NaN.</summary>
    internal static double Ratio(Resamples resamples, Sample sample, ReadOnlySpan<Sample> training, ReadOnlySpan<double> heldWeight)
    {
        double sum = 0;
        for (int k = 0; k < training.Length; k++)
            sum += heldWeight[k] / Drawn(sample, training[k]);
        return resamples.IsPartition ? double.NaN : sum / training.Length;
    }

    /// <summary>The weight of the rows that a resample trains on, those drawn several times once.</summary>
    private static double Drawn(Sample sample, Sample training)
    {
        double sum = 0;
        for (int i = 0; i < sample.Rows; i++)
            sum += training.Weights[i] > 0 ? sample.Weights[i] : 0;
        return sum;
    }

    private int Outputs => _path[0].Model.Outputs;

    private ScorePoint Point(Score score, int s, Setting setting, int at)
    {
        double[] perFold = [.. _parts.Skip(1).Select(part => part.Held[at][s])];
        bool pooled = perFold.Any(double.IsNaN);
        int each = perFold.Length / _resamples.Repeats;
        double[] means = new double[_resamples.Repeats];
        double error = pooled ? double.NaN : 0;
        for (int repeat = 0; repeat < means.Length; repeat++)
        {
            if (pooled)
            {
                means[repeat] = Pooled(score, at, repeat * each, each);
                continue;
            }

            (means[repeat], double own) = Moments(perFold.AsSpan(repeat * each, each), _heldWeight.AsSpan(repeat * each, each));
            error += own / means.Length;
        }

        return new ScorePoint(setting, _parts[0].Train[at][s], means.Average(), error, [.. perFold], [.. _parts.Skip(1).Select(part => part.Train[at][s])], [.. means], pooled);
    }

    /// <summary>The mean over resamples by the weight that each holds out, and its standard error.</summary>
    internal static (double Mean, double StandardError) Moments(ReadOnlySpan<double> perFold, ReadOnlySpan<double> weights)
    {
        double total = TensorPrimitives.Sum(weights), mean = 0, squares = 0;
        for (int k = 0; k < perFold.Length; k++)
            mean += weights[k] / total * perFold[k];
        for (int k = 0; k < perFold.Length; k++)
            squares += weights[k] / total * (perFold[k] - mean) * (perFold[k] - mean);
        return (mean, Math.Sqrt(squares / (perFold.Length - 1)));
    }

    /// <summary>The score of all rows that a repeat held out, each predicted by the models that hadn't seen it.</summary>
    private double Pooled(Score score, int at, int first, int count)
    {
        var parts = _parts.AsSpan(1 + first, count).ToArray();
        int rows = parts.Sum(part => part.Rows.Length), done = 0;
        double[] y = new double[rows], weights = new double[rows], link = new double[rows * Outputs], mean = new double[link.Length];
        foreach (var part in parts)
        {
            int own = part.Rows.Length;
            part.Targets.CopyTo(y, done);
            part.Weights.CopyTo(weights, done);
            var said = part.Links[at].Numbers;
            for (int k = 0; k < Outputs; k++)
                said.Slice(k * own, own).CopyTo(link.AsSpan(k * rows + done));
            done += own;
        }

        _path[at].Model.Mean(link, mean);
        return score.Value(y, link, mean, weights);
    }
}
