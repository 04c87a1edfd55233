using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>A study's families: their paths on its folds, and the models that they hand over.</summary>
/// <param name="data">The rows, the folds and the score.</param>
/// <param name="target">The column to predict.</param>
/// <param name="options">Which families, and how much work.</param>
/// <param name="progress">Told what is done; may be null.</param>
/// <param name="stop">Stops at once.</param>
internal sealed class StudyFamilies(StudyData data, string target, StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken stop)
{
    private readonly Dictionary<Family, ImmutableArray<PathPoint<IModel>>> _fitted = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<Family, IPathFitter<IModel>?> _fitters = [];

    /// <summary>What is to be said of the families' grids, and of families that were left out.</summary>
    public ImmutableArray<string> Notes => [.. _notes];

    /// <summary>Refuses a study that would have nothing to hand over, before anything is fitted.</summary>
    /// <exception cref="DataException">The families that were asked for are all left out.</exception>
    public void Check()
    {
        if (!options.Families.Order().Any(family => family == Family.Linear || FitterOf(family) is not null))
            throw new DataException($"{data.Summary.Source}: {string.Join(' ', _notes)}");
    }

    /// <summary>The scores, on the test set, of one of a family's models, the choosing score first.</summary>
    public ImmutableArray<TestScore> Tested(Family family, int at, ImmutableArray<Score> scores) => [.. scores.Select(score => new TestScore(score, data.TestScore(_fitted[family][at].Model, score, family)))];

    /// <summary>Of two classes, the probabilities that one of a family's models gives the rows to learn from; else null.</summary>
    public ProbabilityRange? ProbabilitiesOf(Family family, int at) => data.Summary.Classes.Length == 2 ? data.ProbabilitiesOf(_fitted[family][at].Model, family) : null;

    /// <summary>What each family is worth, the simplest first.</summary>
    /// <param name="path">The linear family's path, which the study has already.</param>
    /// <param name="swept">Its sweep of C, which often goes on where the path ends.</param>
    public ImmutableArray<StudyFamily> Of(CrossValidated<LinearModel> path, CrossValidated<LinearModel> swept)
    {
        var families = ImmutableArray.CreateBuilder<StudyFamily>();
        foreach (var family in options.Families.Order())
            if (family == Family.Linear)
            {
                var rows = Points(path).Concat(Points(swept)).OrderByDescending(row => Strength.Of(row.Point.Setting).LambdaOn(data.Training)).ToArray();
                families.Add(Compared(family, data.Score, [.. rows.Select(row => row.Point.Of<IModel>(row.Point.Model))], [.. rows.Select(row => row.Score)]));
            }
            else if (FitterOf(family) is { } fitter)
                families.Add(Compared(family, fitter));
        return families.ToImmutable();
    }

    private static IEnumerable<(PathPoint<LinearModel> Point, ScorePoint Score)> Points(CrossValidated<LinearModel> run) => run.Path.Points.Zip(run.Curves[0].Points);

    /// <summary>One of a family's models, fitted on the rows to learn from.</summary>
    public Model Handed(Family family, int at) => _fitted[family][at].Model is LinearModel linear
        ? TablePath.HandedLinear(_fitted[family][at].Of(linear), data.Training, Penalty.L2, target, data.Summary.Classes, data.Summary.Roles)
        : TablePath.Handed(_fitted[family][at], data.TrainingOf(family), target, data.Summary.Classes, data.Summary.Roles);

    /// <summary>The model of one λ, fitted on the rows to learn from.</summary>
    public Model Linear(CrossValidated<LinearModel> path, int at) =>
        TablePath.HandedLinear(path.Path.Points[at], data.Training, Penalty.L2, target, data.Summary.Classes, data.Summary.Roles);

    /// <summary>The same setting fitted on all rows.</summary>
    public Model Refitted(Model chosen)
    {
        var family = chosen.Family;
        var sample = data.AllRowsOf(family);
        var told = StageProgress.Of(progress, "refit on all rows");
        if (family == Family.Linear)
            return TablePath.HandedLinear(
                new LinearPathFitter(data.Loss, Penalty.L2).Fit([sample], [chosen.Setting], options.Fitting, told, stop)[0].Points[0], sample, Penalty.L2, target, data.Summary.Classes, data.Summary.Roles);
        var point = FitterOf(family)!.Fit([sample], [chosen.Setting], options.Fitting, told, stop)[0].Points[0];
        return TablePath.Handed(point, sample, target, data.Summary.Classes, data.Summary.Roles);
    }

    private StudyFamily Compared(Family family, IPathFitter<IModel> fitter)
    {
        string stage = family == Family.Tree ? "decision trees over α" : "networks over dropout";
        var sample = data.TrainingOf(family);
        var settings = family == Family.Tree ? Thinned(fitter.Settings(sample), TreeGrid.Most(sample.RowsWithWeight)) : default;
        var search = CrossValidation.Run(fitter, sample, data.Folds, settings, [data.Score], options.Fitting, StageProgress.Of(progress, stage), stop);
        return Compared(family, search.Curves[0].Score, search.Path.Points, search.Curves[0].Points);
    }

    private ImmutableArray<Setting> Thinned(ImmutableArray<Setting> all, int most)
    {
        if (all.Length > most)
            _notes.Add($"Trees are compared at {most} of the {all.Length} α of their path, closer together where trees are small.");
        return TreeGrid.Thinned(all, most);
    }

    private StudyFamily Compared(Family family, Score score, ImmutableArray<PathPoint<IModel>> points, ImmutableArray<ScorePoint> scores)
    {
        _fitted[family] = points;
        var curve = new ScoreCurve(score, scores);
        var rows = points.Zip(scores, (point, own) => new FamilyRow(point.Setting, point.Model.Complexity, own));
        return new StudyFamily(family, score, [.. rows], curve.Best, curve.OneStandardError, Handed(family, curve.OneStandardError));
    }

    /// <summary>A family's fitter; null where it is left out, which is noted.</summary>
    private IPathFitter<IModel>? FitterOf(Family family)
    {
        if (!_fitters.TryGetValue(family, out var fitter))
            _fitters.Add(family, fitter = family == Family.Tree ? NewTrees() : NewNetworks());
        return fitter;
    }

    private FamilyFitter<DecisionTree>? NewTrees()
    {
        if (!data.Summary.Classes.IsEmpty && data.Score.Needs == ScoreNeeds.Links)
        {
            _notes.Add($"No tree was compared: {data.Score.Name} needs a linear predictor, which trees don't have; log-loss scores their probabilities.");
            return null;
        }

        return new FamilyFitter<DecisionTree>(new TreePathFitter(new TreeOptions { Criterion = data.Summary.Classes.IsEmpty ? SplitCriterion.SquaredError : SplitCriterion.Gini }));
    }

    private FamilyFitter<NetworkModel>? NewNetworks()
    {
        var budget = NetworkBudget.Of(data.Training, data.Loss, data.Folds.Count, options.Seed, options.Work);
        _notes.Add(budget.Note);
        return budget.Fitter is { } fitter ? new FamilyFitter<NetworkModel>(fitter) : null;
    }
}
