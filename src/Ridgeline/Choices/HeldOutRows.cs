using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>
/// One training sample and the rows kept from it. Takes models as they are fitted, has several together predict the rows they were kept from and, where a score
/// needs it, those they learned from, and keeps predictions and scores instead of the models.
/// </summary>
internal sealed class HeldOutRows<TModel>
    where TModel : IModel
{
    private const int Together = 128; // models that predict at once: rows are gathered from X once for them

    private readonly IPathFitter<TModel> _fitter;
    private readonly IReadOnlyList<Score> _scores;
    private readonly double[] _offsets;
    private readonly List<PathPoint<TModel>> _waiting = [];
    private double _saturated = double.NaN;

    /// <summary>The rows with a weight in <paramref name="heldOut"/> (none: empty) are kept from <paramref name="sample"/>.</summary>
    public HeldOutRows(IPathFitter<TModel> fitter, Sample sample, double[] heldOut, IReadOnlyList<Score> scores)
    {
        (_fitter, _scores, Sample) = (fitter, scores, sample);
        int count = 0;
        foreach (double weight in heldOut)
            count += weight > 0 ? 1 : 0;
        (Rows, Weights) = (new int[count], new double[count]);
        for (int i = 0, at = 0; at < count; i++)
            if (heldOut[i] > 0)
                (Rows[at], Weights[at++]) = (i, heldOut[i]);
        Targets = new double[Rows.Length];
        _offsets = sample.Offset.IsEmpty ? [] : new double[Rows.Length];
        for (int i = 0; i < Rows.Length; i++)
        {
            Targets[i] = sample.Target[Rows[i]];
            if (_offsets.Length > 0)
                _offsets[i] = sample.Offset[Rows[i]];
        }
    }

    /// <summary>Whether <see cref="Links"/> are kept.</summary>
    public bool KeepsLinks { get; init; } = true;

    /// <summary>Whether the training rows are scored too.</summary>
    public bool ScoresTraining { get; init; } = true;

    public Sample Sample { get; }

    /// <summary>The rows held out, with their weights and targets.</summary>
    public int[] Rows { get; }

    public double[] Weights { get; }

    public double[] Targets { get; }

    /// <summary>η of the rows held out, at each setting.</summary>
    public List<double[]> Links { get; } = [];

    /// <summary>The scores of the rows held out, at each setting.</summary>
    public List<double[]> Held { get; } = [];

    /// <summary>The scores of the training rows.</summary>
    public List<double[]> Train { get; } = [];

    public List<Certificate?> Certificates { get; } = [];

    /// <summary>Takes the next point; now and then those that wait are scored.</summary>
    public void Take(PathPoint<TModel> point)
    {
        Certificates.Add(point.Certificate);
        _waiting.Add(point);
        if (_waiting.Count == Together)
            Score();
    }

    /// <summary>Scores the points that wait.</summary>
    public void Score()
    {
        if (_waiting.Count == 0)
            return;
        TModel[] models = [.. _waiting.Select(point => point.Model)];
        int outputs = models[0].Outputs;
        if (Rows.Length > 0)
        {
            var links = new double[Rows.Length * outputs * models.Length];
            _fitter.Link(Sample.Design, Rows, models, links);
            for (int b = 0; b < models.Length; b++)
            {
                double[] link = WithOffset(links.AsSpan(b * Rows.Length * outputs, Rows.Length * outputs));
                Held.Add(Values(models[b], Targets, link, Weights));
                if (KeepsLinks)
                    Links.Add(link);
            }
        }

        if (ScoresTraining)
            ScoreTraining(models);
        _waiting.Clear();
    }

    private double[] Values(TModel model, double[] y, double[] link, double[] weights)
    {
        var mean = new double[link.Length];
        if (model.Outputs > 1 || _scores.Any(score => score.Needs != ScoreNeeds.Ranks)) // of one output the link ranks them
            model.Mean(link, mean);
        return [.. _scores.Select(score => score.Value(y, link, mean, weights))];
    }

    /// <summary>The training rows' scores: from the loss that was minimised where that is all they are, else from predictions.</summary>
    private void ScoreTraining(TModel[] models)
    {
        var known = _waiting.Select(point => _scores.Select(score => _fitter.Loss is { } loss ? score.FromMeanLoss(loss, 0.5 * point.Deviance + Saturated(loss), Saturated(loss)) : double.NaN).ToArray()).ToArray();
        if (!known.Any(values => values.Any(double.IsNaN)))
        {
            Train.AddRange(known);
            return;
        }

        int each = Sample.Design.Rows * models[0].Outputs;
        double[] links = new double[each * models.Length], mean = new double[each];
        _fitter.Link(Sample.Design, [], models, links);
        for (int b = 0; b < models.Length; b++)
        {
            var link = links.AsSpan(b * each, each);
            for (int k = 0; k < models[b].Outputs && !Sample.Offset.IsEmpty; k++)
                TensorPrimitives.Add(link.Slice(k * Sample.Design.Rows, Sample.Design.Rows), Sample.Offset, link.Slice(k * Sample.Design.Rows, Sample.Design.Rows));
            models[b].Mean(link, mean);
            for (int s = 0; s < _scores.Count; s++)
                if (double.IsNaN(known[b][s]))
                    known[b][s] = _scores[s].Value(Sample.Target, link, mean, Sample.Weights);
            Train.Add(known[b]);
        }
    }

    /// <summary>The saturated mean loss of the training rows.</summary>
    private double Saturated(Losses.Loss loss)
    {
        if (double.IsNaN(_saturated))
            _saturated = loss.SaturatedSum(Sample.Target, Sample.Weights) / Sample.WeightSum;
        return _saturated;
    }

    private double[] WithOffset(ReadOnlySpan<double> links)
    {
        var own = links.ToArray();
        for (int k = 0; k < own.Length && _offsets.Length > 0; k += _offsets.Length)
            TensorPrimitives.Add<double>(own.AsSpan(k, _offsets.Length), _offsets, own.AsSpan(k, _offsets.Length));
        return own;
    }
}
