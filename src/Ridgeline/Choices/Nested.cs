using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>A search cross-validated as a whole: what each outer fold's search chose, and what its choice was worth on the rows that the search hadn't seen.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Outer">What was held out of the searches.</param>
/// <param name="Rule">How they chose, by the first of the scores.</param>
/// <param name="Folds">The search within each outer resample.</param>
/// <param name="Scores">Each score of the outer held-out rows, in the order asked for.</param>
public sealed record Nested<TModel>(Resamples Outer, ChoiceRule Rule, ImmutableArray<NestedFold<TModel>> Folds, ImmutableArray<NestedScore> Scores)
    where TModel : IModel
{
    /// <summary>
    /// The headline beside the search on all rows. Its interval is mean ± t·SE, t the 97.5 % quantile of Student's distribution with K − 1 degrees of freedom, K the outer
    /// resamples of a repeat; undefined where the score is pooled, and for outer resamples that are neither a partition nor in time order: they overlap, and SE is too small.
    /// </summary>
    /// <param name="search">The curve, by one of these scores, of the same search on all rows.</param>
    /// <param name="chooser">The curve of that search that chooses; default: <paramref name="search"/> itself.</param>
    /// <exception cref="ArgumentException">It is of none of these scores.</exception>
    /// <remarks>Even folds that don't overlap train on rows in common, so that SE is rather too small (Bates, Hastie, Tibshirani: <i>Cross-validation: what does it estimate and how well does it do it?</i>, J. Am. Statist. Assoc. 119, 2024, §4).</remarks>
    public HonestScore Honest(ScoreCurve search, ScoreCurve? chooser = null)
    {
        ArgumentNullException.ThrowIfNull(search);
        var own = Scores.FirstOrDefault(score => score.Score.Name == search.Score.Name)
            ?? throw new ArgumentException($"the nested cross-validation has no {search.Score.Name}; it has {string.Join(", ", Scores.Select(score => score.Score.Name))}", nameof(search));
        int folds = Outer.Count / Outer.Repeats;
        double half = (Outer.IsPartition || Outer.IsTimeOrdered) && folds > 1 ? StudentT.Quantile(0.975, folds - 1) * own.StandardError : double.NaN;
        return new HonestScore(search.Score, HonestMethod.Nested, search.Points[(chooser ?? search).Chosen(Rule)].Mean, own.Mean, own.Mean - half, own.Mean + half);
    }
}

/// <summary>The search within one outer resample, on its training rows alone.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Chosen">The setting that was chosen, and its model of all these rows.</param>
/// <param name="At">Its position among the settings.</param>
/// <param name="Curves">The inner cross-validation: a curve a score, in the order asked for.</param>
public sealed record NestedFold<TModel>(PathPoint<TModel> Chosen, int At, ImmutableArray<ScoreCurve> Curves)
    where TModel : IModel;

/// <summary>A score of the models that the searches chose, on the rows that they hadn't seen. Undefined values are NaN.</summary>
/// <param name="Score">The score.</param>
/// <param name="Mean">The mean over outer resamples, weighted by the weight that each holds out, in each repeat, averaged over repeats; or the pooled score.</param>
/// <param name="StandardError">√(Σ Wₖ(mₖ − m̄)²/ΣWₖ/(K − 1)) in each repeat, averaged over repeats; NaN where pooled.</param>
/// <param name="PerFold">mₖ, the score of each outer resample's held-out rows.</param>
/// <param name="PerRepeat">m̄ of each repeat, or its pooled score.</param>
/// <param name="Pooled">Whether an outer resample can't have the score, and the mean is that of the pooled predictions of a repeat instead.</param>
public sealed record NestedScore(Score Score, double Mean, double StandardError, ImmutableArray<double> PerFold, ImmutableArray<double> PerRepeat, bool Pooled);
