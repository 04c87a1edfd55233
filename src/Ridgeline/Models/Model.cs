using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Models;

/// <summary>What is handed over: a fitted model of any family with the names of what it needs, and where the knob stood that held it back.</summary>
public sealed record Model
{
    /// <summary>The column that it predicts.</summary>
    public required string Target { get; init; }

    /// <summary>The classes, in the order of their codes: of two, probabilities are the second's. None for a model of numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The columns of its design, in the coefficients' order: what the recipe makes of a table's.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>How the columns of a table become those of the design, and what these were when it was fitted; null: they are numbers that are taken as they are.</summary>
    public LearnedRecipe? Recipe { get; init; }

    /// <summary>The part that each column of the table played; empty where a file doesn't say.</summary>
    public ImmutableSortedDictionary<string, ColumnRole> Roles { get; init; } = ImmutableSortedDictionary<string, ColumnRole>.Empty;

    /// <summary>The columns that a table needs to be predicted, and what they hold.</summary>
    public ImmutableArray<(string Name, ColumnKind Kind)> Needs =>
    [
        .. Recipe?.Inputs.Select(input => (input.Name, input.Kind)) ?? Columns.Select(name => (name, ColumnKind.Number)),
        .. OffsetColumn is null ? [] : (ReadOnlySpan<(string, ColumnKind)>)[(OffsetColumn, ColumnKind.Number)],
    ];

    /// <summary>The column that is added to Xw + b as it is, in the rows predicted too; null: none.</summary>
    public string? OffsetColumn { get; init; }

    /// <summary>The fitted model.</summary>
    public required IModel Fitted { get; init; }

    /// <summary>Where the knob stood.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The family.</summary>
    public Family Family => Setting.Knob.Family();

    /// <summary>What only a linear model has: its penalty, and its certificate; null for another family's.</summary>
    public LinearFit? Linear { get; init; }

    /// <summary>How many rows it was fitted on.</summary>
    public required int Rows { get; init; }

    /// <summary>How many parameters it is worth, where that was estimated; else null.</summary>
    public EffectiveDegreesOfFreedom? DegreesOfFreedom { get; init; }

    /// <summary>Predicts every row of a table. The columns may stand in any order; others are left alone.</summary>
    /// <param name="table">Raw rows: the model scales them as it was fitted.</param>
    /// <exception cref="DataException">A column is missing or of another kind, a row of one can't be used, or a prediction is no finite number: the row's numbers are too large.</exception>
    /// <exception cref="InvalidOperationException">There are classes where the loss is one of numbers, or more or fewer than it tells apart.</exception>
    public Predictions Predict(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!ClassesFit)
            throw new InvalidOperationException($"a {Kind} with {Wording.Count(Fitted.Outputs, "output")} can't tell {Wording.Count(Classes.Length, "class")} apart");
        string[] missing = [.. Needs.Select(column => column.Name).Where(name => table.Columns.All(column => column.Name != name))];
        if (missing.Length > 0)
            throw new DataException($"{table.Source}: the model needs {(missing.Length == 1 ? "the column" : Wording.Count(missing.Length, "column"))} {Wording.Listed(missing)}, which the data don't have{(table.Columns.Length == 1 ? Wording.Separator(table.Columns[0].Name) : "")}");
        bool several = Fitted.Outputs > 1;
        var (given, gaps) = Recipe?.Filled(table) ?? (table, []);
        var (design, warnings) = Recipe?.Apply(given) ?? new Applied(Design.Of(table, Columns), []);
        double[] link = new double[design.Rows * Fitted.Outputs], mean = new double[link.Length];
        Fitted.Link(design, link);
        if (OffsetColumn is not null) // losses of several outputs take none
            TensorPrimitives.Add(link, table.Numbers(OffsetColumn).Values, link);
        Fitted.Mean(link, mean);
        int beyond = Array.FindIndex(mean, value => !double.IsFinite(value));
        if (beyond < 0)
            beyond = Array.FindIndex(link, value => !double.IsFinite(value));
        if (beyond >= 0)
            throw new DataException($"{table.Source}: row {table.FirstRow + beyond % design.Rows + 1}: the prediction is too large for a number ({(Family == Family.Linear ? "its linear predictor" : "what it comes from")} is {link[beyond]:G4}); the row is far from those that the model was fitted on");
        return new Predictions
        {
            Rows = design.Rows,
            Warnings = [.. gaps.AddRange(warnings).Select(warning => warning with { Source = table.Source })],
            Classes = several && Classes.IsEmpty ? [.. Enumerable.Range(0, Fitted.Outputs).Select(code => code.ToString(CultureInfo.InvariantCulture))] : Classes,
            Links = ImmutableCollectionsMarshal.AsImmutableArray(link),
            Means = ImmutableCollectionsMarshal.AsImmutableArray(mean),
            Probabilities = several ? [.. mean] : Classes.IsEmpty || Fitted is LinearModel { Loss: var loss } && loss == Loss.SquaredHinge ? [] : [.. mean.Select(p => 1 - p), .. mean],
        };
    }

    /// <summary>Whether there are as many classes as the model tells apart, or none are named.</summary>
    internal bool ClassesFit => Classes.IsEmpty || Classes.Length == (Fitted.Outputs > 1 ? Fitted.Outputs : IsOfTwoClasses ? 2 : 0);

    /// <summary>What it is, in words.</summary>
    internal string Kind => Fitted switch
    {
        LinearModel linear => $"model of the {linear.Loss.Name} loss",
        NetworkModel network => $"network of the {network.Loss.Name} loss",
        _ => Family.Name(),
    };

    private bool IsOfTwoClasses => Fitted switch
    {
        LinearModel { Loss: var loss } => loss == Loss.Logistic || loss == Loss.SquaredHinge,
        DecisionTree tree => tree.Classes == 2,
        NetworkModel { Loss: var loss } => loss == Loss.Logistic,
        _ => false,
    };

    /// <summary>Writes the model file (JSON), in one piece or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Files.WriteException">It can't be written.</exception>
    public void Save(string path) => ModelFile.Save(this, path);

    /// <summary>Writes what a model file holds.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(this, stream);
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">There is no such file, or it isn't a model file.</exception>
    public static Model Load(string path) => ModelFile.Load(path);
}
