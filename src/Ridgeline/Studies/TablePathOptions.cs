using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>Which path is fitted on a table, and how.</summary>
public sealed record TablePathOptions
{
    private static readonly Network DefaultNetwork = Network.Layers(64, 32); // the same one in all options, so that another is known

    /// <summary>The family; default linear.</summary>
    public Family Family { get; init; } = Family.Linear;

    /// <summary>
    /// The settings to fit, of one of the family's knobs, in any order: answered the simplest first, repeats once, never stopped early. Default: the family's automatic path over
    /// <see cref="Knob"/>.
    /// </summary>
    public ImmutableArray<Setting> Settings { get; init; }

    /// <summary>The knob that an automatic path turns; null: λ of linear models, α of trees, the dropout of networks.</summary>
    public Knob? Knob { get; init; }

    /// <summary>What only linear models have; with another family it must be left as it is.</summary>
    public LinearOptions Linear { get; init; } = new();

    /// <summary>What splits of trees lower, which also says whether the target is classes or numbers; null: Gini's index of classes, the squared error of numbers.</summary>
    public SplitCriterion? Criterion { get; init; }

    /// <summary>How far trees are grown; with another family it must be left as it is. Their criterion is <see cref="Criterion"/>.</summary>
    public TreeOptions Tree { get; init; } = new();

    /// <summary>The network, and how it is trained; default: two layers of 64 and 32 units. With another family it must be left as it is.</summary>
    public Network Network { get; init; } = DefaultNetwork;

    /// <summary>How many settings an automatic path of networks has, and one of trees at most, at least 2; null: as many as suit a network's knob, and all of trees (in cross-validations of many rows fewer).</summary>
    public int? SettingCount
    {
        get;
        init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two settings are needed");
    }

    /// <summary>The losses that can be named: squared, huber and poisson for numbers; logistic and squared-hinge for two classes, multinomial for two or more.</summary>
    public static ImmutableArray<string> LossNames { get; } = ["squared", "logistic", "multinomial", "poisson", "huber", "squared-hinge"];

    /// <summary>One of <see cref="LossNames"/>; null: text and whole numbers of at most 20 values are classes (two: logistic, more: multinomial), other numbers are squared. Trees have a <see cref="Criterion"/> instead, networks neither huber nor squared-hinge.</summary>
    public string? Loss
    {
        get;
        init => field = value is null || LossNames.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the losses are {string.Join(", ", LossNames)}");
    }

    /// <summary>The column of row weights ≥ 0; null: every row 1.</summary>
    public string? WeightsColumn { get; init; }

    /// <summary>What the weights mean; default importance.</summary>
    public WeightKind WeightKind { get; init; } = WeightKind.Importance;

    /// <summary>The column added to Xw + b; null: none. Not for several classes, nor for trees.</summary>
    public string? OffsetColumn { get; init; }

    /// <summary>The positive one of two classes; null: the second in order.</summary>
    public string? Positive { get; init; }

    /// <summary>The parts of columns, by name, where they aren't what the cells speak for (<see cref="TableRoles.Infer"/>); weights, offset, groups and folds may be named here as well.</summary>
    public ImmutableSortedDictionary<string, ColumnRole> Roles { get; init; } = ImmutableSortedDictionary<string, ColumnRole>.Empty;

    /// <summary>How the columns that are learned from become numbers, in every resample anew; null: <see cref="Recipes.Recipe.For"/> their parts, of trees <see cref="Recipes.Recipe.AsCells"/>.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>Rows that are set aside: they count as rows without a weight. Default: none.</summary>
    internal ImmutableArray<bool> TestRows { get; init; }

    /// <summary>How every fit is made; default: to a relative gap of 1e-6, and an automatic path may end early.</summary>
    public FitOptions Fitting { get; init; } = new() { StopWhenSaturated = true };
}
