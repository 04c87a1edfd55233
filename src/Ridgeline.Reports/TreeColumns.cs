using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Trees;

namespace Ridgeline.Reports;

/// <summary>Trees: α or depth, and how large each tree is.</summary>
internal sealed class TreeColumns(TablePath path) : FamilyColumns(path)
{
    private const string Asking = " (--settings says how many)";
    private const int MostLines = 40, MostImportances = 8;

    /// <summary>What a tree's splits lower, as the command line has it.</summary>
    public static string NameOf(SplitCriterion criterion) => criterion switch
    {
        SplitCriterion.Gini => "gini",
        SplitCriterion.Entropy => "entropy",
        SplitCriterion.SquaredError => "squared-error",
        SplitCriterion.AbsoluteError => "absolute-error",
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "not a criterion"),
    };

    public override string Fitted
    {
        get
        {
            var tree = Path.Tree!;
            IEnumerable<string> limits =
            [
                .. tree.MaxDepth < int.MaxValue ? [$"depth at most {tree.MaxDepth}"] : (string[])[],
                .. tree.MaxLeaves < int.MaxValue ? [$"at most {Leaves(tree.MaxLeaves)}"] : (string[])[],
                .. tree.MinSamplesSplit > 2 ? [$"nodes that are divided of at least {tree.MinSamplesSplit}"] : (string[])[],
                .. tree.MinSamplesLeaf > 1 ? [$"leaves of at least {tree.MinSamplesLeaf}"] : (string[])[],
                .. tree.MinImpurityDecrease > 0 ? [$"splits that lower the impurity by at least {tree.MinImpurityDecrease}"] : (string[])[],
            ];
            return $"Decision trees by {NameOf(tree.Criterion)}, over {(Knob == Knob.Alpha ? "α: cost-complexity pruning" : "their depth")}{string.Concat(limits.Select(limit => $"; {limit}"))}";
        }
    }

    public override string ComplexityHead => "leaves";

    public override string ComplexityKey => "Leaves";

    public override string ComplexityWords(int least, int most) => $"{(least == most ? "" : $"{least} to ")}{Leaves(most)}";

    public override IReadOnlyList<string> FitHeads => ["depth", "explained", ""];

    public override IReadOnlyList<string> FitCells(int at) => [$"{TreeAt(at).Depth}", Explained(at).ToString("F4"), ""];

    public override string Legend => "explained is the share of the root's impurity that the questions remove, on the rows learned from; ridgeline fit shows one tree.";

    public override IEnumerable<string> Ending()
    {
        if (Path.NothingExplained)
            yield return $"No column helps: {(PathConsole.IsConstantTarget(Path) ? "the target is the same in every row" : "no question that the limits allow divides the rows")}, so every tree is its root alone.";
        else if (Knob == Knob.Alpha)
            yield return "Each tree is the exact minimal cost-complexity subtree of one grown tree at its α, and lies within the next.";
        else
            yield return "Each tree is one grown tree, cut at its depth.";
        if (Path.Thinned > 0)
            yield return $"The path has {Path.Thinned} settings in all; {Path.Path.Points.Length} of them were fitted, closer together where trees are small{Asking}.";
    }

    public override IEnumerable<string> Ending(TableCrossValidation run) => Ending();

    /// <summary>Without what only path and cv can be asked for.</summary>
    public override IEnumerable<string> Fits(TableCrossValidation run) => Ending().Select(line => line.Replace(Asking, "", StringComparison.Ordinal));

    public override string? Judged(Score score) => CautionOf(score);

    /// <summary>What is to be known of a score that judges trees; null: nothing.</summary>
    public static string? CautionOf(Score score) => score == Score.LogLoss
        ? "A leaf of one class says 0 or 1, and log loss punishes a miss there almost without measure, so it chooses small trees: --score brier or --score accuracy judges trees more evenly."
        : null;

    public override IEnumerable<string> Model(int at)
    {
        var tree = TreeAt(at);
        yield return $"{Leaves(tree.Leaves)}, depth {tree.Depth}; the questions remove {Explained(at):P1} of the root's impurity, on the rows learned from";
        if (Knob == Knob.Alpha)
            yield return "It is the exact minimal cost-complexity subtree of the grown tree at this α";
        if (tree.Leaves == 1)
            yield break;
        var importances = tree.Importances;
        int[] order = [.. Enumerable.Range(0, importances.Length).Where(j => importances[j] > 0).OrderByDescending(j => importances[j])];
        yield return $"Importances (shares of the impurity removed): {string.Join(", ", order.Take(MostImportances).Select(j => $"{Wording.Shortened(Path.Columns[j])} {importances[j]:F3}"))}{(order.Length > MostImportances ? $" and {order.Length - MostImportances} more" : "")}";
    }

    public override IEnumerable<string> Text(int at, bool asRules)
    {
        var tree = TreeAt(at);
        string[] lines = asRules ? [.. tree.Rules(Path.Columns, Levels, Path.Classes)] : tree.Describe(Path.Columns, Levels, Path.Classes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines.Take(MostLines))
            yield return line.TrimEnd();
        if (lines.Length > MostLines)
            yield return $"… and {Wording.Count(lines.Length - MostLines, "line")} more, which --json has";
    }

    public override void Head(Utf8JsonWriter json)
    {
        var tree = Path.Tree!;
        json.WriteString("knob", Knob.Name());
        json.WriteString("criterion", NameOf(tree.Criterion));
        Limit("maxDepth", tree.MaxDepth);
        json.WriteNumber("minSamplesSplit", tree.MinSamplesSplit);
        json.WriteNumber("minSamplesLeaf", tree.MinSamplesLeaf);
        json.Number("minImpurityDecrease", tree.MinImpurityDecrease);
        Limit("maxLeaves", tree.MaxLeaves);
        void Limit(string name, int most) => json.Number(name, most == int.MaxValue ? null : most);
    }

    public override void Point(Utf8JsonWriter json, int at)
    {
        json.Number(Knob == Knob.Depth ? "maxDepth" : KeyOf(Knob), Path.Path.Points[at].Setting.Value);
        json.WriteNumber("leaves", TreeAt(at).Leaves);
        json.WriteNumber("depth", TreeAt(at).Depth);
        json.Number("explained", Explained(at));
    }

    public override void Model(Utf8JsonWriter json, int at)
    {
        var tree = TreeAt(at);
        json.WriteStartObject("importances");
        foreach (var (name, importance) in Path.Columns.Zip(tree.Importances))
            json.Number(name, importance);
        json.WriteEndObject();
        json.Texts("tree", tree.Describe(Path.Columns, Levels, Path.Classes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
        json.Texts("rules", tree.Rules(Path.Columns, Levels, Path.Classes));
    }

    private ImmutableArray<ImmutableArray<string>> Levels => [.. Enumerable.Range(0, Path.Columns.Length).Select(Path.Sample.Design.Levels)];

    private DecisionTree TreeAt(int at) => (DecisionTree)Path.Path.Points[at].Model;

    /// <summary>The share of the root's impurity that a tree's questions remove; 0 where there is none.</summary>
    private double Explained(int at)
    {
        double impurity = TreeAt(0).Nodes[0].Impurity;
        return impurity > 0 ? TreeAt(at).ImpurityDecreases.Sum() / impurity : 0;
    }

    private static string Leaves(int count) => count == 1 ? "1 leaf" : $"{count} leaves";
}
