using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Tables;

namespace Ridgeline.Models;

/// <summary>What is handed over: a fitted model with the names of what it needs, how strongly it was held back, and its certificate.</summary>
public sealed record Model
{
    /// <summary>The column that it predicts.</summary>
    public required string Target { get; init; }

    /// <summary>The classes, in the order of their codes: of two, probabilities are the second's. None for a model of numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The columns that it needs, in the coefficients' order.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>mⱼ of the rows it was fitted on. The coefficients have them in already.</summary>
    public required ImmutableArray<double> Means { get; init; }

    /// <summary>sdⱼ (1/n) of the rows it was fitted on; 0 for a constant column. The coefficients have them in already.</summary>
    public required ImmutableArray<double> Scales { get; init; }

    /// <summary>w and b on the original scale.</summary>
    public required LinearModel Linear { get; init; }

    /// <summary>The penalty's name.</summary>
    public required string Penalty { get; init; }

    /// <summary>λ.</summary>
    public required double Lambda { get; init; }

    /// <summary>C = 1/(λ·Σs) on the rows it was fitted on.</summary>
    public required double C { get; init; }

    /// <summary>How many rows it was fitted on.</summary>
    public required int Rows { get; init; }

    /// <summary>How far it can be from the optimum.</summary>
    public required Certificate Certificate { get; init; }

    /// <summary>Predicts every row of a table. The columns may stand in any order; others are left alone.</summary>
    /// <param name="table">Raw rows: the model scales them as it was fitted.</param>
    /// <exception cref="DataException">A column is missing, or a cell of one is not a finite number, or the model isn't one of two classes.</exception>
    public Predictions Predict(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Linear.Outputs != 1 || Classes.Length != 2)
            throw new DataException($"a model of the {Linear.Loss.Name} loss with {Classes.Length} classes gives no probability of the second of two; predictions of others come from its linear model");
        var missing = Columns.Where(name => table.Columns.All(column => column.Name != name)).ToArray();
        if (missing.Length > 0)
            throw new DataException($"{table.Source}: the model needs {(missing.Length == 1 ? "column" : $"{missing.Length} columns")} {Wording.Listed(missing)}, which the data don't have");
        var design = Design.Of(table, Columns);
        double[] link = new double[design.Rows], mean = new double[design.Rows];
        Linear.Link(design, link);
        Linear.Mean(link, mean);
        return new Predictions(Classes, [.. mean]);
    }

    /// <summary>Writes the model file (JSON), in one piece or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Files.WriteException">It can't be written.</exception>
    public void Save(string path) => ModelFile.Save(this, path);

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">There is no such file, or it isn't a model file.</exception>
    public static Model Load(string path) => ModelFile.Load(path);
}

/// <summary>The predicted probabilities of two classes.</summary>
/// <param name="Classes">The classes' names.</param>
/// <param name="Probabilities">The second class's probability, a row.</param>
public sealed record Predictions(ImmutableArray<string> Classes, ImmutableArray<double> Probabilities)
{
    /// <summary>The class of a row: the second where its probability is above ½.</summary>
    /// <param name="row">0-based.</param>
    public string Class(int row) => Classes[Probabilities[row] > 0.5 ? 1 : 0];

    /// <summary>The columns <c>prediction</c> and <c>probability_<i>class</i></c>, a row a row.</summary>
    public Table ToTable() => new("predictions",
    [
        new TextColumn("prediction", [.. Enumerable.Range(0, Probabilities.Length).Select(Class)]),
        new NumberColumn($"probability_{Classes[0]}", [.. Probabilities.Select(p => 1 - p)]),
        new NumberColumn($"probability_{Classes[1]}", Probabilities),
    ]);
}
