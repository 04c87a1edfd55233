using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Networks;

/// <summary>
/// Paths of networks over dropout, weight decay or epochs. Every setting of the first two is a training of its own, so that its model doesn't depend on which others are asked for; epochs are one
/// training of each resample, whose weights are kept at each epoch asked for. A network has no certificate: <see cref="NetworkModel.Training"/> says how its training ended.
/// </summary>
/// <remarks>
/// Left to itself the grid of dropout goes evenly from 0.8 (with fewer than a fifth of the units hardly anything is learned) to 0; that of weight decay from 10, where at the default learning rate
/// a weight forgets itself within a hundred steps, in equal ratios to 0.001, where it hardly notices, and then to 0; that of epochs in about equal ratios from 1 to
/// <see cref="Network.Epochs"/>, as a training changes ever more slowly.
/// </remarks>
public sealed class NetworkPathFitter : IPathFitter<NetworkModel>
{
    private const int FinestGrid = 1000;
    private const double MostDropout = 0.8, MostDecay = 10, LeastDecay = 1e-3;

    /// <summary>A fitter of networks.</summary>
    /// <param name="network">The network, and how it is trained.</param>
    /// <param name="loss">ℓ: logistic, multinomial, squared or Poisson.</param>
    /// <param name="knob">What is turned: <see cref="Knob.Dropout"/> of all hidden layers, <see cref="Knob.WeightDecay"/> or <see cref="Knob.Epochs"/>. The network's own setting of it is replaced; of epochs it stays what the schedule reckons with.</param>
    /// <exception cref="ArgumentException">A network has no such loss or knob, or its early stopping stands beside a path over epochs, or dropout has no hidden layer.</exception>
    public NetworkPathFitter(Network network, Loss loss, Knob knob = Knob.Dropout)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        if (!OutputLosses.Has(loss))
            throw new ArgumentException($"a network isn't trained with the {loss.Name} loss; there are logistic, multinomial, squared and poisson", nameof(loss));
        if (knob is not (Knob.Dropout or Knob.WeightDecay or Knob.Epochs))
            throw new ArgumentException($"a network has no {knob}; a path goes over Dropout, WeightDecay or Epochs", nameof(knob));
        if (knob == Knob.Epochs && network.EarlyStopping is not null)
            throw new ArgumentException("a path over epochs is an early-stopping curve itself; it needs a network without EarlyStopping", nameof(network));
        if (knob == Knob.Dropout && network.Hidden.IsEmpty)
            throw new ArgumentException("a network without hidden layers has nothing to drop out", nameof(network));
        (Network, Loss, Knob, GridSize) = (network, loss, knob, knob == Knob.Epochs ? 12 : 9);
    }

    /// <summary>The network, and how it is trained.</summary>
    public Network Network { get; }

    /// <summary>ℓ.</summary>
    public Loss Loss { get; }

    Loss? IPathFitter<NetworkModel>.Loss => Loss;

    /// <summary>What is turned.</summary>
    public Knob Knob { get; }

    /// <summary>How many settings the automatic grid has, 2 to 1000; default 9, of epochs 12 (of few epochs fewer).</summary>
    public int GridSize
    {
        get;
        init => field = value is >= 2 and <= FinestGrid ? value : throw new ArgumentOutOfRangeException(nameof(GridSize), value, $"a grid has 2 to {FinestGrid} settings");
    }

    /// <inheritdoc/>
    public ImmutableArray<Setting> Settings(Sample sample)
    {
        int last = GridSize - 1;
        var values = Enumerable.Range(0, GridSize).Select(at => Knob switch
        {
            Knob.Dropout => Math.Round(MostDropout * (last - at) / last, 6),
            Knob.WeightDecay => at == last ? 0 : MostDecay * Math.Pow(LeastDecay / MostDecay, last == 1 ? 0 : (double)at / (last - 1)),
            _ => Math.Round(Math.Pow(Network.Epochs, (double)at / last)),
        });
        return Setting.SimplestFirst(values.Select(value => new Setting(Knob, value)));
    }

    /// <summary>Null: the grids end where nothing is held back any more, or after as many epochs as the network is given.</summary>
    /// <param name="settings">The grid so far.</param>
    public Setting? Further(ImmutableArray<Setting> settings) => null;

    /// <summary>Rows × parameters × epochs, added up over the trainings that a walk takes: what it costs, in multiply-adds of one pass. Counted, so that a budget never asks the clock.</summary>
    /// <param name="sample">The full data.</param>
    /// <param name="resamples">How many resamples are fitted; each is taken to have as many rows as the data.</param>
    /// <param name="settings">How many settings, of epochs up to the last.</param>
    public double Work(Sample sample, int resamples, int settings)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return (double)sample.RowsWithWeight * Network.Parameters(sample.Design.Columns, Loss.Outputs) * Network.Epochs * resamples * (Knob == Knob.Epochs ? 1 : settings);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// A setting turns another knob or is out of its range, a column has gaps or levels, a target isn't one that the loss takes or is of one class only, or outputs of several classes have an offset.
    /// </exception>
    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<NetworkModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(visit);
        if (options.Kept is { } kept)
        {
            kept.Walk(this, resamples, settings, options with { Kept = null }, visit, progress, stop);
            return;
        }

        var ordered = Setting.SimplestFirst(settings);
        foreach (var setting in ordered)
            At(setting);
        foreach (var sample in resamples)
            Check(sample);
        new NetworkRuns(this, resamples, ordered, options, visit, progress, stop).Run();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns than a model, or gaps or levels.</exception>
    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<NetworkModel> models, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(models);
        int found = rows.IsEmpty ? design.Rows : rows.Length;
        for (int b = 0, at = 0; b < models.Count; at += found * models[b++].Outputs)
            models[b].Link(design, rows, target.Slice(at, found * models[b].Outputs));
    }

    /// <summary>The network at a setting; of epochs it is the same, trained for so many.</summary>
    /// <exception cref="ArgumentException">The setting isn't one of the knob's.</exception>
    internal Network At(Setting setting)
    {
        if (setting.Knob != Knob)
            throw new ArgumentException($"the path goes over {Knob}; {setting.Knob} = {setting.Value} is another knob's", nameof(setting));
        if (Knob == Knob.Epochs && !(setting.Value is >= 1 and <= int.MaxValue && double.IsInteger(setting.Value)))
            throw new ArgumentException($"epochs are a whole number, at least 1; {setting.Value} was given", nameof(setting));
        return Knob switch
        {
            Knob.Dropout => Network.Dropout(setting.Value),
            Knob.WeightDecay => Network.WeightDecay(setting.Value),
            _ => Network,
        };
    }

    /// <summary>Refuses a target that won't do; a design, which a resample may have to make, is looked at when its turn comes.</summary>
    private void Check(Sample sample)
    {
        if (!Loss.Allows(sample.Target, sample.Weights))
            throw new ArgumentException($"the {Loss.Name} loss needs a target of {Loss.Targets}");
        if (Loss.Outputs > 1 && !sample.Offset.IsEmpty)
            throw new ArgumentException($"the {Loss.Name} loss of several outputs takes no offset");
        bool ofClasses = Loss == Loss.Logistic || Loss.Outputs > 1;
        if (ofClasses && sample.Target.IndexOfAnyExcept(sample.Target[0]) < 0) // a resample that lacks one is no reason to stop
            throw new ArgumentException($"the target is of one class only (code {sample.Target[0]} in every row); two are needed");
    }
}
