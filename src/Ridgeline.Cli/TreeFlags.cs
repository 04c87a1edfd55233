using System.Collections.Immutable;
using System.CommandLine;
using Ridgeline.Objectives;
using Ridgeline.Trees;

namespace Ridgeline.Cli;

/// <summary>What only trees have: what splits lower, how far a tree is grown, and the settings of its knobs.</summary>
internal static class TreeFlags
{
    private static readonly ImmutableArray<(string Name, SplitCriterion Criterion)> Criteria =
        [("gini", SplitCriterion.Gini), ("entropy", SplitCriterion.Entropy), ("squared-error", SplitCriterion.SquaredError), ("absolute-error", SplitCriterion.AbsoluteError)];

    private static readonly Option<string?> Criterion = new("--criterion") { Description = "what splits lower: gini and entropy of classes, squared-error and absolute-error of numbers [default: gini, or squared-error, by the target]", HelpName = "NAME", CustomParser = Values.Word([.. Criteria.Select(one => one.Name)]) };
    private static readonly Option<ImmutableArray<double>> Alpha = new("--alpha") { Description = "with --knob alpha: the α to prune at, in any order; inf is the root alone [default: one for each tree of the pruning path]", HelpName = "A,B,…", CustomParser = Values.List(alpha => alpha >= 0, "numbers of at least 0 (or inf, for the root alone)") };
    private static readonly Option<ImmutableArray<double>> Depth = new("--depth") { Description = "with --knob depth: the depths to cut at, in any order; inf is the whole tree [default: 0, 1, … to the whole tree]", HelpName = "A,B,…", CustomParser = Values.List(depth => depth >= 0 && (double.IsInteger(depth) || double.IsPositiveInfinity(depth)), "whole numbers of at least 0 (or inf, for the whole tree)") };
    private static readonly Option<int?> MaxDepth = Limit("--max-depth", "the most questions that a row is asked", 0);
    private static readonly Option<int?> MinSamplesSplit = Limit("--min-samples-split", "the fewest rows of a node that is divided [default: 2]", 2);
    private static readonly Option<int?> MinSamplesLeaf = Limit("--min-samples-leaf", "the fewest rows of a leaf [default: 1]", 1);
    private static readonly Option<double?> MinImpurityDecrease = new("--min-impurity-decrease") { Description = "what a split must lower the tree's impurity by at least [default: 0]", HelpName = "D", CustomParser = Values.Optional(least => least is >= 0 and < double.PositiveInfinity, "a finite number of at least 0") };
    private static readonly Option<int?> MaxLeaves = Limit("--max-leaves", "the most leaves; the splits that lower the impurity most are made first", 1);

    /// <summary>The options.</summary>
    public static readonly Option[] All = [Alpha, Depth, Criterion, MaxDepth, MinSamplesSplit, MinSamplesLeaf, MinImpurityDecrease, MaxLeaves];

    /// <summary>The option of a knob's settings.</summary>
    public static Option<ImmutableArray<double>> SettingsOf(Knob knob) => knob == Knob.Depth ? Depth : Alpha;

    /// <summary>The criterion asked for; null: by the target.</summary>
    public static SplitCriterion? CriterionOf(ParseResult parsed) => parsed.GetValue(Criterion) is { } name ? Criteria.First(one => one.Name == name).Criterion : null;

    /// <summary>How far trees are grown.</summary>
    public static TreeOptions Read(ParseResult parsed)
    {
        var defaults = new TreeOptions();
        return defaults with
        {
            MaxDepth = parsed.GetValue(MaxDepth) ?? defaults.MaxDepth,
            MinSamplesSplit = parsed.GetValue(MinSamplesSplit) ?? defaults.MinSamplesSplit,
            MinSamplesLeaf = parsed.GetValue(MinSamplesLeaf) ?? defaults.MinSamplesLeaf,
            MinImpurityDecrease = parsed.GetValue(MinImpurityDecrease) ?? defaults.MinImpurityDecrease,
            MaxLeaves = parsed.GetValue(MaxLeaves) ?? defaults.MaxLeaves,
        };
    }

    private static Option<int?> Limit(string name, string description, int least) => new(name) { Description = description, HelpName = "N", CustomParser = Values.OptionalWhole(least) };
}
