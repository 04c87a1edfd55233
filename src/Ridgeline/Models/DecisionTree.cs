using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Models;

/// <summary>
/// A classification or regression tree. It gives the class shares, or the number, of the leaf that a row falls into. Columns may have missing rows (NaN) and codes of levels
/// (<see cref="Design.Levels"/>).
/// </summary>
/// <remarks>The trees of a path are cuts of one grown tree, and hold a number each beside it.</remarks>
public sealed class DecisionTree : INestedModel
{
    private readonly NestedTree _nested;
    private readonly int _level;
    private readonly Lazy<(ImmutableArray<TreeNode> Nodes, int[] PlaceOf)> _view;

    internal DecisionTree(NestedTree nested, int level)
    {
        (_nested, _level) = (nested, level);
        _view = new(View);
    }

    /// <summary>The nodes, each right before all that is below its left child and then all that is below its right.</summary>
    public ImmutableArray<TreeNode> Nodes => _view.Value.Nodes;

    /// <summary>p, the columns of the design it was grown on.</summary>
    public int Columns => _nested.Nodes.Columns;

    /// <summary>The number of classes that it tells apart; 0 for a tree of numbers.</summary>
    public int Classes => _nested.Nodes.Classes;

    /// <summary>The number of leaves.</summary>
    public int Leaves => _nested.CellsAt(_level);

    /// <summary>The most questions that a row is asked.</summary>
    public int Depth
    {
        get
        {
            int deepest = 0;
            for (int at = 0; at < _nested.Count; at++)
                if (_nested.IsDivided(at, _level))
                    deepest = Math.Max(deepest, _nested.Nodes.Depth[at] + 1);
            return deepest;
        }
    }

    /// <summary>1 for numbers and two classes, else the number of classes.</summary>
    public int Outputs => _nested.Outputs;

    /// <summary>What each column's questions lower the tree's impurity by in all: Σ of <see cref="TreeNode.Improvement"/>, p numbers.</summary>
    public ImmutableArray<double> ImpurityDecreases
    {
        get
        {
            var sums = new double[Columns];
            for (int at = 0; at < _nested.Count; at++)
                if (_nested.IsDivided(at, _level))
                    sums[_nested.Nodes.Column[at]] += _nested.Nodes.Improvement(at);
            return [.. sums];
        }
    }

    /// <summary>The columns' importances: their shares of <see cref="ImpurityDecreases"/>, 0 where nothing is lowered (Breiman et al. 1984, §5.3.4, without surrogates).</summary>
    public ImmutableArray<double> Importances
    {
        get
        {
            var decreases = ImpurityDecreases;
            double total = decreases.Sum();
            return total > 0 ? [.. decreases.Select(decrease => decrease / total)] : decreases;
        }
    }

    int IModel.Complexity => Leaves;

    NestedTree INestedModel.Nested => _nested;

    int INestedModel.Level => _level;

    /// <summary>The nodes that all trees of its path share.</summary>
    internal TreeArrays Grown => _nested.Nodes;

    /// <inheritdoc/>
    /// <remarks>A tree has no link: these are the shares, or numbers, themselves.</remarks>
    /// <exception cref="ArgumentException">The design has another number of columns.</exception>
    public void Link(Design design, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        var cells = new int[design.Rows];
        _nested.Place(_level, design, [], cells);
        for (int k = 0; k < Outputs; k++)
            for (int i = 0; i < cells.Length; i++)
                target[k * cells.Length + i] = _nested.Prediction(cells[i], k);
    }

    /// <inheritdoc/>
    public void Mean(ReadOnlySpan<double> link, Span<double> target) => link.CopyTo(target);

    /// <summary>The position of the leaf that a row falls into.</summary>
    /// <param name="design">The rows.</param>
    /// <param name="row">Which of them.</param>
    /// <exception cref="ArgumentException">The design has another number of columns.</exception>
    public int LeafOf(Design design, int row)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (design.Columns != Columns)
            throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the tree {Columns}", nameof(design));
        return _view.Value.PlaceOf[_nested.CellOf(_level, design, row)];
    }

    /// <summary>The tree as indented lines, a node each: what leads to it, what it predicts and the weight of its rows.</summary>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <param name="levels">The names of each column's levels; codes if left out.</param>
    /// <param name="classes">The classes' names; codes if left out.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than columns or classes.</exception>
    public string Describe(ImmutableArray<string> names = default, ImmutableArray<ImmutableArray<string>> levels = default, ImmutableArray<string> classes = default)
    {
        using var plain = PlainNumbers.Begin();
        return new TreeText(this, names, levels, classes).Lines();
    }

    /// <summary>A line a leaf: all that is asked on the way to it, joined where it is about one column, what the leaf predicts and the weight of its rows.</summary>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <param name="levels">The names of each column's levels; codes if left out.</param>
    /// <param name="classes">The classes' names; codes if left out.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than columns or classes.</exception>
    public ImmutableArray<string> Rules(ImmutableArray<string> names = default, ImmutableArray<ImmutableArray<string>> levels = default, ImmutableArray<string> classes = default)
    {
        using var plain = PlainNumbers.Begin();
        return new TreeText(this, names, levels, classes).Rules();
    }

    /// <summary>As <see cref="Describe"/>, with x1, x2, … and codes.</summary>
    public override string ToString() => Describe();

    private (ImmutableArray<TreeNode> Nodes, int[] PlaceOf) View()
    {
        var arrays = _nested.Nodes;
        int[] cells = new int[_nested.Count], placeOf = new int[_nested.Count];
        _nested.CellsOf(_level, cells);
        int count = 0;
        for (int at = 0; at < cells.Length; at++)
            placeOf[at] = cells[at] == at ? count++ : placeOf[cells[at]];
        var nodes = ImmutableArray.CreateBuilder<TreeNode>(count);
        for (int at = 0; at < cells.Length; at++)
        {
            if (cells[at] != at)
                continue;
            bool asks = _nested.IsDivided(at, _level);
            nodes.Add(new TreeNode(asks ? arrays.Column[at] : -1, asks ? arrays.Threshold[at] : double.NaN, asks ? placeOf[at + 1] : -1, asks ? placeOf[arrays.Right[at]] : -1, arrays.Depth[at])
            {
                LeftLevels = asks && arrays.LeftLevels[at] is { } set ? LevelSet.Codes(set) : [],
                MissingGoesLeft = asks && arrays.MissingLeft[at],
                MissingSeen = asks && arrays.MissingSeen[at],
                Weight = arrays.Weight[at],
                ClassWeights = Classes > 0 ? [.. arrays.Values(at)] : [],
                Value = Classes > 0 ? double.NaN : arrays.Values(at)[0],
                Impurity = arrays.Impurity[at],
                Improvement = asks ? arrays.Improvement(at) : 0,
            });
        }

        return (nodes.MoveToImmutable(), placeOf);
    }
}
