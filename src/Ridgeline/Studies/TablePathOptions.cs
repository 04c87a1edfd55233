using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Roles;

namespace Ridgeline.Studies;

/// <summary>Which path is fitted on a table, and how.</summary>
public sealed record TablePathOptions
{
    /// <summary>The losses that can be named: squared, huber and poisson for numbers; logistic and squared-hinge for two classes, multinomial for two or more.</summary>
    public static ImmutableArray<string> LossNames { get; } = ["squared", "logistic", "multinomial", "poisson", "huber", "squared-hinge"];

    /// <summary>One of <see cref="LossNames"/>; null: text and whole numbers of at most 20 values are classes (two: logistic, more: multinomial), other numbers are squared.</summary>
    public string? Loss
    {
        get;
        init => field = value is null || LossNames.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the losses are {string.Join(", ", LossNames)}");
    }

    /// <summary>Huber's δ &gt; 0; null: what <see cref="Losses.HuberDelta"/> gives. Only for the huber loss.</summary>
    public double? Delta
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "δ must be a finite number above 0");
    }

    /// <summary>r of the penalty, 0 (ridge) … 1 (lasso); default 1.</summary>
    public double L1Ratio
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the L1 ratio must be between 0 (ridge) and 1 (lasso)");
    } = 1;

    /// <summary>The strengths to fit, all λ or all C, in any order: answered the strongest first, repeats once, never stopped early. Default: the automatic <see cref="Grid"/>.</summary>
    public ImmutableArray<Strength> Strengths { get; init; }

    /// <summary>The automatic grid.</summary>
    public LambdaGrid Grid { get; init; } = new();

    /// <summary>Whether the penalty acts on wⱼ·sdⱼ; default yes.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether an intercept is fitted; default yes.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>The column of row weights ≥ 0; null: every row 1.</summary>
    public string? WeightsColumn { get; init; }

    /// <summary>What the weights mean; default importance.</summary>
    public WeightKind WeightKind { get; init; } = WeightKind.Importance;

    /// <summary>The column added to Xw + b; null: none. Not for the multinomial loss.</summary>
    public string? OffsetColumn { get; init; }

    /// <summary>κ by column: 0 = free, ∞ = left out; columns not named have 1.</summary>
    public ImmutableSortedDictionary<string, double> PenaltyFactors { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The lower limit of a column's coefficient, ≤ 0; columns not named have none.</summary>
    public ImmutableSortedDictionary<string, double> Lower { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The upper limit of a column's coefficient, ≥ 0; columns not named have none.</summary>
    public ImmutableSortedDictionary<string, double> Upper { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The positive one of two classes; null: the second in order.</summary>
    public string? Positive { get; init; }

    /// <summary>The parts of columns, by name, where they aren't what the cells speak for (<see cref="TableRoles.Infer"/>); weights, offset, groups and folds may be named here as well.</summary>
    public ImmutableSortedDictionary<string, ColumnRole> Roles { get; init; } = ImmutableSortedDictionary<string, ColumnRole>.Empty;

    /// <summary>How the columns that are learned from become numbers, in every resample anew; null: <see cref="Recipes.Recipe.For"/> their parts.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>How every fit is made; default: to a relative gap of 1e-6, and an automatic path may end early.</summary>
    public FitOptions Fitting { get; init; } = new() { StopWhenSaturated = true };
}
