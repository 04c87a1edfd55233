using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>A path of models of one family on the columns of a table.</summary>
public sealed record TablePath
{
    private const double Rounding = 1e-9; // a share of the deviance

    internal TablePath(IPathFitter<IModel> fitter, FitOptions fitting) => (Fitter, Fitting) = (fitter, fitting);

    /// <summary>Who fitted it.</summary>
    internal IPathFitter<IModel> Fitter { get; }

    /// <summary>How.</summary>
    internal FitOptions Fitting { get; }

    /// <summary>Where the data came from.</summary>
    public required string Source { get; init; }

    /// <summary>The column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>The family.</summary>
    public required Family Family { get; init; }

    /// <summary>ℓ that the target calls for: minimised by linear models and networks; of trees it says which scores suit.</summary>
    public required Loss Loss { get; init; }

    /// <summary>P of linear models, with a factor and limits a column where some were given; null for other families.</summary>
    public required Penalty? Penalty { get; init; }

    /// <summary>How trees were grown, by a criterion that suits the target; null for other families.</summary>
    public TreeOptions? Tree { get; init; }

    /// <summary>The network that was trained; null for other families.</summary>
    public Network? Network { get; init; }

    /// <summary>The part of each of the table's columns, and why.</summary>
    public required TableRoles Roles { get; init; }

    /// <summary>The columns of the design, in the order of a model's: those of the table that are learned from, and what the recipe made of them.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>The column that was added to η; null: none.</summary>
    public string? OffsetColumn { get; init; }

    /// <summary>The classes of the target, in the outputs' order; of two the second is the positive one. Empty for numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The rows that were fitted.</summary>
    public required Sample Sample { get; init; }

    /// <summary>Whether the settings are those of the automatic path, not the caller's.</summary>
    public required bool Automatic { get; init; }

    /// <summary>How many settings were asked for, repeats once.</summary>
    public required int Asked { get; init; }

    /// <summary>How many settings were added below the automatic grid because its last was the best in cross-validation; 0 for a path by itself.</summary>
    public int Extended { get; init; }

    /// <summary>How many settings an automatic path of trees has in all, where only some of them were fitted; else 0.</summary>
    public int Thinned { get; init; }

    /// <summary>The models, the simplest setting first.</summary>
    public required ModelPath<IModel> Path { get; init; }

    /// <summary>Whether the path ended before its grid because a weaker penalty hardly changed the fit any more.</summary>
    public bool EndedEarly => Path.Points.Length - Extended < Asked;

    /// <summary>Whether an automatic path explains nothing of the target, up to rounding: no column helps, or the target is constant.</summary>
    public bool NothingExplained => Automatic && Path.Points.All(point => ExplainsNothing(point.Model));

    private static bool ExplainsNothing(IModel model) => model switch
    {
        LinearModel linear => linear.DevianceRatio < Rounding,
        DecisionTree tree => tree.Leaves == 1,
        _ => false,
    };

    /// <summary>The table's columns that don't vary over the rows with weight, and so take no part.</summary>
    public ImmutableArray<string> ConstantColumns => ConstantIn(Sample);

    /// <summary>How the table's columns became those of the design, as all rows with weight taught it.</summary>
    public LearnedRecipe Recipe => LearnedOf(Sample);

    /// <summary>One of the models, with all that a model file holds.</summary>
    /// <param name="at">A position on the path.</param>
    public Model ModelAt(int at)
    {
        var point = Path.Points[at];
        var model = point.Model is LinearModel linear ? HandedLinear(point.Of(linear), Sample, Penalty!, Target, Classes, Roles) : Handed(point, Sample, Target, Classes, Roles);
        return model with { OffsetColumn = OffsetColumn };
    }

    /// <summary>
    /// How many parameters one of the models is worth, whatever its family: Σ cov(λ̂ᵢ, yᵢ) over targets drawn anew, each of which is fitted (<see cref="PerturbedDegreesOfFreedom"/>). Numbers get noise
    /// half as large as what the model leaves in 5-fold cross-validation; classes and counts are drawn from what it says of rows held out.
    /// </summary>
    /// <param name="at">A position on the path.</param>
    /// <param name="draws">How many targets, at least 2.</param>
    /// <param name="seed">Of draws and folds.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="DataException">The squared hinge loss models no probabilities to draw classes from; or the model is sure of the class of every row that it hasn't seen, so that none would be drawn otherwise.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EffectiveDegreesOfFreedom DegreesOfFreedom(int at, int draws, ulong seed, CancellationToken stop = default)
    {
        if (Loss == Loss.SquaredHinge)
            throw new DataException($"{Source}: column '{Target}': the squared hinge loss models no probabilities that classes could be drawn from, and so has no degrees of freedom; the logistic loss has");
        var target = !Classes.IsEmpty ? DrawnTarget.Classes : Loss == Loss.Poisson && Family != Family.Tree ? DrawnTarget.Counts : DrawnTarget.Numbers;
        try
        {
            return ModelWorth.Of(Fitter, Sample, Path.Points[at].Setting, target, Scores.Score.Default(Loss), draws, seed, Fitting, stop);
        }
        catch (ArgumentException error) // a model that is sure of every row, or fits it exactly, has no targets like its own to draw
        {
            throw new DataException($"{Source}: column '{Target}': degrees of freedom can't be told of this model: {Wording.Reason(error)}; a simpler setting's can, and ridgeline diagnose draws targets from the path's best", error);
        }
    }

    /// <summary>A model fitted on a sample, with the names of what it needs.</summary>
    internal static Model Handed(PathPoint<IModel> point, Sample sample, string target, ImmutableArray<string> classes, TableRoles roles)
    {
        var learned = LearnedOf(sample);
        return new Model
        {
            Target = target,
            Classes = classes,
            Roles = RolesOf(roles),
            Recipe = learned,
            Columns = learned.Columns,
            Setting = point.Setting,
            Fitted = point.Model,
            Rows = sample.RowsWithWeight,
        };
    }

    /// <summary>The same of a linear model. What a step made and no row with weight has isn't handed over.</summary>
    internal static Model HandedLinear(PathPoint<LinearModel> point, Sample sample, Penalty penalty, string target, ImmutableArray<string> classes, TableRoles roles)
    {
        var strength = Strength.Of(point.Setting);
        var learned = LearnedOf(sample);
        int[] kept = [.. Enumerable.Range(0, learned.Columns.Length).Where(j => !sample.View.IsConstant(j) || learned.Sources[j] is [var source] && source == learned.Columns[j])];
        if (kept.Length is 0 || kept.Length == learned.Columns.Length)
            kept = [.. Enumerable.Range(0, learned.Columns.Length)];
        else
            learned = learned.Keeping(kept);
        var linear = point.Model;
        int columns = linear.Coefficients.Length / linear.Outputs;
        return new Model
        {
            Target = target,
            Classes = classes,
            Roles = RolesOf(roles),
            Recipe = learned,
            Columns = learned.Columns,
            Setting = point.Setting,
            Fitted = new LinearModel(linear.Loss, [.. Enumerable.Range(0, linear.Outputs).SelectMany(k => kept.Select(j => linear.Coefficients[k * columns + j]))], linear.Intercepts, linear.Norm) { DevianceRatio = linear.DevianceRatio },
            Linear = new LinearFit
            {
                Penalty = penalty.Name,
                Lambda = strength.LambdaOn(sample),
                C = strength.COn(sample),
                Means = [.. kept.Select(j => sample.View.Means[j])],
                Scales = [.. kept.Select(j => sample.View.Scales[j])],
                Certificate = point.Certificate!.Value,
            },
            Rows = sample.RowsWithWeight,
        };
    }

    private static ImmutableSortedDictionary<string, ColumnRole> RolesOf(TableRoles roles) =>
        roles.Columns.ToImmutableSortedDictionary(column => column.Column, column => column.Role, StringComparer.Ordinal);

    /// <summary>The columns that are constant over a sample's rows, without those that a step made.</summary>
    internal static ImmutableArray<string> ConstantIn(Sample sample)
    {
        var columns = (RecipeColumns)sample.Columns!;
        return [.. columns.Table.Columns.Select(column => column.Name).Where(name => sample.Design.Names.IndexOf(name) is >= 0 and var j && IsConstant(sample, j))];
    }

    /// <summary>Whether a column is the same, or missing, in every row with weight.</summary>
    private static bool IsConstant(Sample sample, int j)
    {
        if (!sample.Design.HasGaps(j))
            return sample.View.IsConstant(j);
        int first = sample.Weights.IndexOfAnyExcept(0);
        for (int row = first; row < sample.Rows; row++)
            if (sample.Weights[row] > 0 && !sample.Design[row, j].Equals(sample.Design[first, j]))
                return false;
        return true;
    }

    private static LearnedRecipe LearnedOf(Sample sample)
    {
        var columns = (RecipeColumns)sample.Columns!;
        return columns.Recipe.Learn(columns.Table, sample.Weights, sample.WeightKind); // its ranges and levels are these rows' own
    }

    /// <summary>Fits a path.</summary>
    /// <param name="table">The data; each column plays the part that its cells speak for or that the options give it.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
    /// <param name="options">Which path; null: the lasso with the loss that the target calls for, over the automatic grid.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TablePath Fit(
        Table table, string target, TablePathOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
    {
        using var plain = PlainNumbers.Begin();
        options ??= new TablePathOptions();
        var problem = TableProblem.Of(table, target, options);
        var settings = problem.SettingsOf(most: null, stop) is { IsDefault: false } asked ? asked : problem.Fitter.Settings(problem.Sample);
        stop.ThrowIfCancellationRequested();
        return problem.PathOf(problem.Fitter.Fit([problem.Sample], settings, problem.Fitting, progress, stop)[0]);
    }
}
