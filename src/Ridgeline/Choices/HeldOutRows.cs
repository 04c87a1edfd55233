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
    private NestedScores? _nestedHeld, _nestedTrain;

    /// <summary>The rows with a weight in <paramref name="heldOut"/> (none: empty) are kept from <paramref name="sample"/>.</summary>
    public HeldOutRows(IPathFitter<TModel> fitter, Sample sample, double[] heldOut, IReadOnlyList<Score> scores)
    {
        (_fitter, _scores, Sample) = (fitter, scores, sample);
        Rows = new int[heldOut.Length - heldOut.AsSpan().Count(0)];
        (Weights, Targets) = (new double[Rows.Length], new double[Rows.Length]);
        for (int i = 0, at = 0; at < Rows.Length; i++)
            if (heldOut[i] != 0)
                (Rows[at], Weights[at++]) = (i, heldOut[i]);
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
    public List<KeptLink> Links { get; } = [];

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

    /// <summary>Scores the points that wait, and forgets a design that isn't that of <paramref name="all"/> rows.</summary>
    public void End(Sample all)
    {
        Score();
        if (!Sample.SharesDesignWith(all))
            Sample.ForgetDesign();
    }

    /// <summary>Scores the points that wait.</summary>
    public void Score()
    {
        if (_waiting.Count == 0)
            return;
        if (_waiting[0].Model is INestedModel && _offsets.Length == 0 && Sample.Offset.IsEmpty)
        {
            ScoreNested();
            _waiting.Clear();
            return;
        }

        TModel[] models = [.. _waiting.Select(point => point.Model)];
        int outputs = models[0].Outputs;
        if (Rows.Length > 0)
        {
            int each = Rows.Length * outputs;
            bool needsMean = outputs > 1 || _scores.Any(score => score.Needs != ScoreNeeds.Ranks); // of one output the link ranks them
            double[] links = GC.AllocateUninitializedArray<double>(each * models.Length), mean = new double[each];
            _fitter.Link(Sample.Design, Rows, models, links);
            for (int b = 0; b < models.Length; b++)
            {
                var link = links.AsMemory(b * each, each);
                AddOffset(link.Span, _offsets);
                if (needsMean)
                    models[b].Mean(link.Span, mean);
                Held.Add([.. _scores.Select(score => score.Value(Targets, link.Span, mean, Weights))]);
                if (KeepsLinks)
                    Links.Add(new KeptLink(link));
            }
        }

        if (ScoresTraining)
            ScoreTraining(models);
        _waiting.Clear();
    }

    /// <summary>Scores models that are levels of one hierarchy by its cells, which all of them share.</summary>
    private void ScoreNested()
    {
        var nested = ((INestedModel)_waiting[0].Model).Nested;
        if (Rows.Length > 0 && _nestedHeld?.Nested != nested)
            _nestedHeld = new NestedScores(nested, Sample.Design, Rows, Targets, Weights, _scores);
        if (ScoresTraining && _nestedTrain?.Nested != nested)
            _nestedTrain = new NestedScores(nested, Sample.Design, [], Sample.Target, Sample.Weights, _scores);
        foreach (var point in _waiting)
        {
            var model = (INestedModel)point.Model;
            if (_nestedHeld is not null)
            {
                Held.Add(_nestedHeld.At(model.Level));
                if (KeepsLinks)
                    Links.Add(new KeptLink(model, _nestedHeld.Placed));
            }

            if (_nestedTrain is not null)
                Train.Add(_nestedTrain.At(model.Level));
        }
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

        int each = Sample.Rows * models[0].Outputs;
        double[] links = new double[each * models.Length], mean = new double[each];
        _fitter.Link(Sample.Design, [], models, links);
        for (int b = 0; b < models.Length; b++)
        {
            var link = links.AsSpan(b * each, each);
            AddOffset(link, Sample.Offset);
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

    /// <summary>Adds a row's offset to each of its outputs.</summary>
    private static void AddOffset(Span<double> links, ReadOnlySpan<double> offset)
    {
        for (int k = 0; k < links.Length && !offset.IsEmpty; k += offset.Length)
            TensorPrimitives.Add(links.Slice(k, offset.Length), offset, links.Slice(k, offset.Length));
    }
}
