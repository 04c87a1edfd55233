using System.Collections.Immutable;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Models;

/// <summary>What a model says of rows: η, E[y | η] and, for a model of classes, each row's class and the classes' probabilities.</summary>
public sealed record Predictions
{
    /// <summary>What rows had that no row had when the model was fitted: unseen levels, numbers out of range, gaps; at most one of a kind for each column.</summary>
    public ImmutableArray<DataWarning> Warnings { get; init; } = [];

    /// <summary>The classes' names, K of them; none for a model of numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>η: a number a row; of several outputs n × K, class after class. For the squared hinge loss the decision value, above 0 for the second class.</summary>
    public required ImmutableArray<double> Links { get; init; }

    /// <summary>E[y | η], shaped as <see cref="Links"/>: of numbers the prediction itself, of classes what <see cref="LinearModel.Mean"/> says.</summary>
    public required ImmutableArray<double> Means { get; init; }

    /// <summary>The probability of each class, n × K, class after class; none for numbers, nor for the squared hinge loss, which models no probabilities.</summary>
    public required ImmutableArray<double> Probabilities { get; init; }

    /// <summary>n.</summary>
    public required int Rows { get; init; }

    /// <summary>The class of a row: the most probable, of equal ones the first.</summary>
    /// <param name="row">0-based.</param>
    /// <exception cref="InvalidOperationException">The model is one of numbers.</exception>
    public string Class(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        if (Classes.IsEmpty)
            throw new InvalidOperationException("a model of numbers predicts no class; Means has its predictions");
        if (Probabilities.IsEmpty)
            return Classes[Means[row] > 0.5 ? 1 : 0];
        int best = 0;
        for (int k = 1; k < Classes.Length; k++)
            if (Probabilities[k * Rows + row] > Probabilities[best * Rows + row])
                best = k;
        return Classes[best];
    }

    /// <summary>
    /// A row a row: the column <c>prediction</c>, a class or a number; for classes the columns <c>probability_<i>class</i></c>, or <c>decision</c> where the loss models
    /// no probabilities.
    /// </summary>
    public Table ToTable()
    {
        if (Classes.IsEmpty)
            return new Table("predictions", [new NumberColumn("prediction", Means.AsSpan())]);
        var prediction = new TextColumn("prediction", Enumerable.Range(0, Rows).Select(Class));
        return Probabilities.IsEmpty
            ? new Table("predictions", [prediction, new NumberColumn("decision", Links.AsSpan())])
            : new Table("predictions", [prediction, .. Classes.Select((name, k) => new NumberColumn($"probability_{name}", Probabilities.AsSpan(k * Rows, Rows)))]);
    }
}
