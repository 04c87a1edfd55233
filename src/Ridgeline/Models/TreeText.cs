using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ridgeline.Models;

/// <summary>A tree in words.</summary>
internal sealed class TreeText
{
    private const string OrMissing = " or missing";

    private readonly ImmutableArray<TreeNode> _nodes;
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<ImmutableArray<string>> _levels;
    private readonly ImmutableArray<string> _classes;

    public TreeText(DecisionTree tree, ImmutableArray<string> names, ImmutableArray<ImmutableArray<string>> levels, ImmutableArray<string> classes)
    {
        _nodes = tree.Nodes;
        _names = names.IsDefault ? [.. Enumerable.Range(1, tree.Columns).Select(j => $"x{j}")] : names;
        _levels = levels;
        _classes = classes.IsDefault ? [.. Enumerable.Range(0, tree.Classes).Select(k => $"class {k}")] : classes;
        if (_names.Length != tree.Columns || (!levels.IsDefault && levels.Length != tree.Columns))
            throw new ArgumentException($"{Wording.Count(_names.Length, "name")} for {Wording.Count(tree.Columns, "column")}", nameof(names));
        if (_classes.Length != tree.Classes)
            throw new ArgumentException($"{Wording.Count(_classes.Length, "name")} for {Wording.Count(tree.Classes, "class")}", nameof(classes));
    }

    public string Lines()
    {
        var text = new StringBuilder();
        var open = new Stack<(int Node, string Question)>();
        open.Push((0, "all rows"));
        while (open.TryPop(out var at))
        {
            var node = _nodes[at.Node];
            text.Append(' ', 2 * node.Depth).Append(at.Question).Append(": ").Append(Said(node)).Append('\n');
            if (node.IsLeaf)
                continue;
            open.Push((node.Right, Conditions.Of(node, left: false).Words(node.Column, this)));
            open.Push((node.Left, Conditions.Of(node, left: true).Words(node.Column, this)));
        }

        return text.ToString();
    }

    public ImmutableArray<string> Rules()
    {
        var rules = ImmutableArray.CreateBuilder<string>();
        var open = new Stack<(int Node, ImmutableSortedDictionary<int, Conditions> Asked)>();
        open.Push((0, ImmutableSortedDictionary<int, Conditions>.Empty));
        while (open.TryPop(out var at))
        {
            var node = _nodes[at.Node];
            if (node.IsLeaf)
            {
                string[] conditions = [.. at.Asked.Select(pair => pair.Value.Words(pair.Key, this))];
                string asked = string.Join(" and ", conditions.Select(words => conditions.Length > 1 && words.EndsWith(OrMissing, StringComparison.Ordinal) ? $"({words})" : words));
                rules.Add($"{(asked.Length > 0 ? asked : "all rows")}: {Said(node)}");
                continue;
            }

            open.Push((node.Right, And(left: false)));
            open.Push((node.Left, And(left: true)));

            ImmutableSortedDictionary<int, Conditions> And(bool left)
            {
                var own = Conditions.Of(node, left);
                return at.Asked.SetItem(node.Column, at.Asked.TryGetValue(node.Column, out var before) ? before.And(own) : own);
            }
        }

        return rules.ToImmutable();
    }

    /// <summary>"benign 0.94 (weight 310)", "3.25 (weight 12)".</summary>
    private string Said(TreeNode node)
    {
        if (node.ClassWeights.IsEmpty)
            return $"{Number(node.Value)} (weight {Number(node.Weight)})";
        int most = 0;
        for (int k = 1; k < node.ClassWeights.Length; k++)
            most = node.ClassWeights[k] > node.ClassWeights[most] ? k : most;
        return $"{_classes[most]} {(node.ClassWeights[most] / node.Weight).ToString("0.####", CultureInfo.InvariantCulture)} (weight {Number(node.Weight)})";
    }

    private static string Number(double x) => x.ToString("G6", CultureInfo.InvariantCulture);

    private string Level(int column, int code) => _levels.IsDefault || code >= _levels[column].Length ? code.ToString(CultureInfo.InvariantCulture) : _levels[column][code];

    /// <summary>What is asked of one column: above one number and at most another, or one of some levels; and whether missing rows are among them.</summary>
    private sealed record Conditions(double Above, double AtMost, ImmutableArray<int> Levels, bool Excludes, bool Missing, bool MissingSeen)
    {
        public static Conditions Of(TreeNode node, bool left)
        {
            bool missing = node.MissingGoesLeft == left;
            if (!node.LeftLevels.IsEmpty)
                return new Conditions(double.NegativeInfinity, double.PositiveInfinity, node.LeftLevels, !left, missing, node.MissingSeen);
            return new Conditions(left ? double.NegativeInfinity : node.Threshold, left ? node.Threshold : double.PositiveInfinity, default, false, missing, node.MissingSeen);
        }

        public Conditions And(Conditions other) => new(
            Math.Max(Above, other.Above), Math.Min(AtMost, other.AtMost), Both(other, out bool excludes), excludes, Missing && other.Missing, MissingSeen || other.MissingSeen);

        public string Words(int column, TreeText text)
        {
            string name = text._names[column];
            if (!Levels.IsDefault)
                return $"{name} {(Excludes ? "not in" : "in")} {{{string.Join(", ", Levels.Select(code => text.Level(column, code)))}}}{(MissingSeen ? Missing ? OrMissing : ", not missing" : "")}";
            string asked = (double.IsNegativeInfinity(Above), double.IsPositiveInfinity(AtMost)) switch
            {
                (true, true) => $"{name} not missing",
                (true, false) => $"{name} ≤ {Number(AtMost)}",
                (false, true) when double.IsPositiveInfinity(Above) => $"{name} missing",
                (false, true) => $"{name} > {Number(Above)}",
                _ => $"{Number(Above)} < {name} ≤ {Number(AtMost)}",
            };
            return Missing && MissingSeen && !double.IsPositiveInfinity(Above) ? asked + OrMissing : asked;
        }

        /// <summary>The levels that both allow: {a} ∩ {b}, {a} \ {b}, or all but {a} ∪ {b}.</summary>
        private ImmutableArray<int> Both(Conditions other, out bool excludes)
        {
            excludes = Excludes && other.Excludes;
            if (Levels.IsDefault || other.Levels.IsDefault)
                return Levels;
            if (excludes)
                return [.. Levels.Union(other.Levels).Order()];
            var (allowed, rest) = Excludes ? (other, this) : (this, other);
            return [.. allowed.Levels.Where(code => rest.Levels.Contains(code) != rest.Excludes)];
        }
    }
}
