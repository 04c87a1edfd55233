using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>How a study is made.</summary>
public sealed record StudyOptions
{
    private const int DefaultFolds = 5;

    /// <summary>The losses that can be named: squared and poisson for numbers, logistic for two classes, multinomial for two or more.</summary>
    public static ImmutableArray<string> LossNames { get; } = ["squared", "logistic", "multinomial", "poisson"];

    /// <summary>One of <see cref="LossNames"/>; null: text and whole numbers of at most 20 values are classes (two: logistic, more: multinomial), other numbers are squared.</summary>
    public string? Loss
    {
        get;
        init => field = value is null || LossNames.Contains(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the losses of a study are {string.Join(", ", LossNames)}");
    }

    /// <summary>Of two classes the positive one, whose probability is predicted and which scores such as f1 are about; null: the second in order.</summary>
    public string? Positive { get; init; }

    /// <summary>The name of the score that marks and chooses, as in <see cref="Scores.Score.Named"/>, one that suits the target; null: <see cref="Scores.Score.Default"/> of the loss.</summary>
    /// <exception cref="ArgumentException">There is no such score.</exception>
    public string? Score
    {
        get;
        init => field = value is null ? null : Scores.Score.Named(value, Losses.Loss.Squared).Name;
    }

    /// <summary>The folds, and the seed of the whole study; default: 5 folds, seed 42.</summary>
    public TableFolds Folds { get; init; } = new() { Count = DefaultFolds };

    /// <summary>The share of rows set aside as the test set, in (0, 1); default a quarter. Groups stay whole; rows in time order are the last.</summary>
    public double TestFraction
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the test fraction must be between 0 and 1");
    } = 0.25;

    /// <summary>Rows to test on instead of a share of the data; null: none.</summary>
    public Table? Test { get; init; }

    /// <summary>Which rows of the data are the test set, chosen by the caller; default: drawn.</summary>
    public ImmutableArray<bool> TestRows { get; init; }

    /// <summary>Whether the model handed over is refitted on all rows, test rows included, once the test score is known.</summary>
    public bool RefitAll { get; init; }

    /// <summary>The parts of columns, by name, where they aren't what the cells speak for (<see cref="TableRoles.Infer"/>): weights, offset, groups, folds and time among them.</summary>
    public ImmutableSortedDictionary<string, ColumnRole> Roles { get; init; } = ImmutableSortedDictionary<string, ColumnRole>.Empty;

    /// <summary>How the columns that are learned from become numbers, in every resample anew, for all families; null: <see cref="Recipes.Recipe.For"/> their parts, of trees <see cref="Recipes.Recipe.AsCells"/>.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>The families that are compared, and one of whose models is handed over; default: all. Each once, at least one.</summary>
    /// <exception cref="ArgumentException">There is none, or one twice.</exception>
    public ImmutableArray<Family> Families
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.Distinct().Count() == value.Length ? value : throw new ArgumentException("at least one family is needed, each once", nameof(value));
    } = [.. Enum.GetValues<Family>()];

    /// <summary>r of the linear family's paths: 1 is L1 alone (the lasso), 0 L2 alone (ridge), between them the elastic net. In [0, 1], each once, at least one; default 1, 0.5, 0.1 and 0.</summary>
    /// <exception cref="ArgumentException">There is none, one twice, or one out of its range.</exception>
    public ImmutableArray<double> L1Ratios
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.Distinct().Count() == value.Length && value.All(ratio => ratio is >= 0 and <= 1) ? [.. value.OrderDescending()] : throw new ArgumentException("at least one ratio from 0 to 1 is needed, each once", nameof(value));
    } = [1, 0.5, 0.1, 0];

    /// <summary>What is looked at beside the comparison; default: everything. What the family or the target doesn't have is left out, and the diagnosis says why.</summary>
    /// <exception cref="ArgumentException">They aren't given, or one is there twice.</exception>
    public ImmutableArray<DiagnosisPart> Parts
    {
        get;
        init => field = !value.IsDefault && value.Distinct().Count() == value.Length ? value : throw new ArgumentException("parts are needed, each once; none at all is []", nameof(value));
    } = [.. DiagnosisParts.All];

    /// <summary>
    /// What the whole study may take on a machine of two cores, from work that is counted before it starts, never timed: the same budget does the same work anywhere. What doesn't fit is made
    /// smaller or left out, and named. Above 0; default five minutes.
    /// </summary>
    public TimeSpan Budget
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a budget must be above 0");
    } = TimeSpan.FromMinutes(5);

    /// <summary>Whether only what answers the question fastest is done: L1 and L2, trees, small networks, the verdict and the leaks, without draws.</summary>
    public bool Quick { get; init; }

    /// <summary>The folder that keeps what was fitted while the study runs, so that the same study, stopped and started again, goes on where it was. It is made if it isn't there. At the end it is emptied, and removed if this run had made it. Null: nothing is kept.</summary>
    public string? Kept { get; init; }

    /// <summary>How every fit is made; default: certified to a relative gap of 1e-8, and an automatic path may end early.</summary>
    public FitOptions Fitting { get; init; } = new() { Tolerance = 1e-8, StopWhenSaturated = true };
}
