using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>How a study is made.</summary>
public sealed record StudyOptions
{
    /// <summary>The losses that can be named: squared for numbers, logistic for two classes, multinomial for two or more.</summary>
    public static ImmutableArray<string> LossNames { get; } = ["squared", "logistic", "multinomial"];

    /// <summary>One of <see cref="LossNames"/>; null: text and whole numbers of at most 20 values are classes (two: logistic, more: multinomial), other numbers are squared.</summary>
    public string? Loss
    {
        get;
        init => field = value is null || LossNames.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the losses of a study are {string.Join(", ", LossNames)}");
    }

    /// <summary>The score that marks and chooses, one that suits the target; null: ROC AUC for two classes, log loss for more, mean squared error for numbers.</summary>
    public Score? Score { get; init; }

    /// <summary>K of K-fold cross-validation, at least 2; default 5.</summary>
    public int Folds
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two folds are needed");
    } = 5;

    /// <summary>The seed of the test set and of the folds; default 42.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The share of rows set aside as the test set, in (0, 1); default a quarter.</summary>
    public double TestFraction
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the test fraction must be between 0 and 1");
    } = 0.25;

    /// <summary>Rows to test on instead of a share of the data; null: none.</summary>
    public Table? Test { get; init; }

    /// <summary>Which rows of the data are the test set, chosen by the caller; default: drawn.</summary>
    public ImmutableArray<bool> TestRows { get; init; }

    /// <summary>The fold of each row, −1 for test rows, chosen by the caller; default: drawn.</summary>
    public ImmutableArray<int> FoldOf { get; init; }

    /// <summary>Whether the model handed over is refitted on all rows, test rows included, once the test score is known.</summary>
    public bool RefitAll { get; init; }

    /// <summary>The parts of columns, by name, where they aren't what the cells speak for (<see cref="TableRoles.Infer"/>). A study takes no weights, offset, groups, folds or time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A part is one of those.</exception>
    public ImmutableSortedDictionary<string, ColumnRole> Roles
    {
        get;
        init => field = value.Values.All(role => role == ColumnRole.Target || Parts.Contains(role))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), string.Join(", ", value.Values.Select(role => role.Name())), $"a study takes no weights, offset, groups, folds or time; the parts are {string.Join(", ", Parts.Select(role => role.Name()))}");
    } = ImmutableSortedDictionary<string, ColumnRole>.Empty;

    /// <summary>The parts that a study's columns can play, beside the target's.</summary>
    public static ImmutableArray<ColumnRole> Parts { get; } = [ColumnRole.Number, ColumnRole.Category, ColumnRole.Date, ColumnRole.Ignore, ColumnRole.Id];

    /// <summary>How the columns that are learned from become numbers, in every resample anew, for all families; null: <see cref="Recipes.Recipe.For"/> their parts, of trees <see cref="Recipes.Recipe.AsCells"/>.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>The families that are compared, and one of whose models is handed over; default: all. Each once, at least one.</summary>
    /// <exception cref="ArgumentException">There is none, or one twice.</exception>
    public ImmutableArray<Family> Families
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.Distinct().Count() == value.Length ? value : throw new ArgumentException("at least one family is needed, each once", nameof(value));
    } = [.. Enum.GetValues<Family>()];

    /// <summary>What the trainings of networks may take together: rows × parameters × epochs, added up over all trainings; above 0, default 1e10. It decides how fine their grid is.</summary>
    public double Work
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the work must be above 0");
    } = 1e10;

    /// <summary>How every fit is made; default: certified to a relative gap of 1e-10.</summary>
    public FitOptions Fitting { get; init; } = new() { Tolerance = 1e-10 };
}
