using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>Which penalty or family suits the data, which range of strengths, and why: every point with the number that it rests on.</summary>
/// <remarks>
/// <para>Pilots (paths cross-validated on the same folds) say what each is worth. Those that aren't worse than the best by more than one corrected standard error of the paired difference
/// (<see cref="PairedDifference"/>) can't be told from it, and among them the shape of the data decides: linear models before others; no penalty where rows are many, columns well-conditioned and nothing is gained by one;
/// L1 where it needs few columns (<see cref="AdviceTopic.Sparsity"/>) and isn't behind L2, the elastic net instead where columns go together in groups; else L2.</para>
/// <para>So advice costs at most what the folds can't tell, and the numbers say when it would be another.</para>
/// </remarks>
/// <param name="Remedy">What is advised.</param>
/// <param name="Advised">The pilot of it.</param>
/// <param name="Strengths">Its settings that aren't worse than the best by more than its standard error, the simplest first: the range to search.</param>
/// <param name="Points">Why, and what the data are like: a point a number.</param>
/// <param name="Geometry">How the columns lie to each other.</param>
/// <param name="Summary">The advice in a sentence.</param>
public sealed record Advice(Remedy Remedy, Pilot Advised, ImmutableArray<Setting> Strengths, ImmutableArray<AdvicePoint> Points, ColumnGeometry Geometry, string Summary)
{
    private const double PilotRatio = 0.5;
    private const int RowsPerColumnWithoutPenalty = 2; // fewer, and λ = 0 isn't worth its fit

    /// <summary>The summary.</summary>
    public override string ToString() => Summary;

    /// <summary>Advice from pilots of its own: L1, L2, the elastic net of both in equal parts, and no penalty where there are twice as many rows as columns.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="resamples">The folds, shared by all.</param>
    /// <param name="score">The score.</param>
    /// <param name="others">Pilots of other families on the same folds by the same score; none if left out.</param>
    /// <param name="options">How paths are fitted; default: as usual.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The resamples are of other rows, the score doesn't suit the loss, or a pilot has another score or other resamples.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Advice Of(
        Sample sample, Loss loss, Resamples resamples, Score score, IReadOnlyList<Pilot>? others = null, FitOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        using var plain = PlainNumbers.Begin();
        options ??= new FitOptions();
        Pilot Run(string name, Penalty penalty, ImmutableArray<Setting> settings = default) =>
            Pilot.Of(name, CrossValidation.Run(new LinearPathFitter(loss, penalty), sample, resamples, settings, [score], options, progress, stop), penalty);
        var pilots = new List<Pilot> { Run("L1", Penalty.L1), Run("L2", Penalty.L2), Run("the elastic net", Penalty.ElasticNet(PilotRatio)) };
        if (sample.EffectiveRows >= RowsPerColumnWithoutPenalty * (sample.Design.Columns + 1.0))
            pilots.Add(Run("no penalty", Penalty.L2, [Strength.Lambda(0).Setting]));
        return From(sample, loss, [.. pilots, .. others ?? []]);
    }

    /// <summary>Advice from pilots that were run.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="loss">ℓ of the linear pilots.</param>
    /// <param name="pilots">L1 and L2 at least; the elastic net, no penalty (λ = 0), trees and networks as there are. All by one score on the same resamples.</param>
    /// <exception cref="ArgumentException">There is no pilot of L1 or of L2, or pilots differ in score or resamples.</exception>
    public static Advice From(Sample sample, Loss loss, IReadOnlyList<Pilot> pilots)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(pilots);
        using var plain = PlainNumbers.Begin();
        return new AdviceRules(sample, loss, pilots).Advise();
    }
}

/// <summary>What is advised.</summary>
public enum Remedy
{
    /// <summary>A linear model with no penalty, or hardly any.</summary>
    LittleOrNone,

    /// <summary>A linear model under L2.</summary>
    L2,

    /// <summary>A linear model under L1.</summary>
    L1,

    /// <summary>A linear model under both.</summary>
    ElasticNet,

    /// <summary>A decision tree.</summary>
    Tree,

    /// <summary>A network, held back.</summary>
    Network,
}

/// <summary>What a point of advice is about.</summary>
public enum AdviceTopic
{
    /// <summary>Rows a column. Number: n/p.</summary>
    Rows,

    /// <summary>How far columns depend on each other. Number: the condition number of the standardised columns.</summary>
    Condition,

    /// <summary>Columns that say nearly the same. Number: how many have a correlation above 0.9 with another.</summary>
    Groups,

    /// <summary>How many columns predict. Number: those that L1 has at the one-standard-error setting; few are a third of all or fewer, and at its best a third of the columns or rows.</summary>
    Sparsity,

    /// <summary>L1 against L2. Number: by how much the better is better.</summary>
    Penalty,

    /// <summary>The unpenalised fit. Number: by how much the best penalised one is better.</summary>
    Unpenalised,

    /// <summary>Other families against linear models. Number: by how much the best of them is better.</summary>
    Family,

    /// <summary>The rarest class. Number: its rows a column.</summary>
    Classes,

    /// <summary>A network's size. Number: its parameters a row.</summary>
    Parameters,

    /// <summary>Which strengths to search. Number: the strongest over the weakest, ∞ where no weakest is known.</summary>
    Strengths,
}

/// <summary>One point of advice.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Number">What it rests on: see <see cref="AdviceTopic"/>.</param>
/// <param name="Finding">The number in a sentence.</param>
/// <param name="Recommendation">What follows from it: a sentence.</param>
/// <param name="Otherwise">What would be advised instead, and when: "if … were below …".</param>
public sealed record AdvicePoint(AdviceTopic Topic, double Number, string Finding, string Recommendation, string Otherwise)
{
    /// <summary>The three sentences.</summary>
    public override string ToString() => $"{Finding} {Recommendation} {Otherwise}";
}
