using Ridgeline.Choices;
using Ridgeline.Losses;

namespace Ridgeline.Studies;

/// <summary>What is cross-validated on a table, over which folds, and how it is judged.</summary>
public sealed record TableCrossValidationOptions
{
    /// <summary>The path.</summary>
    public TablePathOptions Path { get; init; } = new();

    /// <summary>The folds.</summary>
    public TableFolds Folds { get; init; } = new();

    /// <summary>The name of the score that chooses, as in <see cref="Scores.Score.Named"/>; null: <see cref="Scores.Score.Default"/> of the loss.</summary>
    /// <exception cref="ArgumentException">There is no such score.</exception>
    public string? Score
    {
        get;
        init => field = value is null ? null : Scores.Score.Named(value, Loss.Squared).Name;
    }

    /// <summary>The choice whose honest score is asked for; default: the best mean.</summary>
    public ChoiceRule Rule { get; init; } = ChoiceRule.Best;

    /// <summary>How the honest score is had; default: by the bootstrap, which needs no other fit. Null: not at all.</summary>
    public HonestMethod? Honest { get; init; } = HonestMethod.Bootstrap;
}
