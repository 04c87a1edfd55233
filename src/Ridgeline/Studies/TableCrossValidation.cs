using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A path on the columns of a table, cross-validated: what each setting is worth on rows that its models hadn't seen, and what is left of that once the choice is held out too.</summary>
public sealed record TableCrossValidation
{
    private const string Fits = "cross-validation", Searches = "nested cross-validation";

    private TableCrossValidation()
    {
    }

    /// <summary>The path of all rows.</summary>
    public required TablePath Path { get; init; }

    /// <summary>Its cross-validation.</summary>
    public required CrossValidated<IModel> Search { get; init; }

    /// <summary>How the folds were asked for.</summary>
    public required TableFolds Folds { get; init; }

    /// <summary>What they are, in words: "10 folds, stratified, seed 42".</summary>
    public required string FoldsDescription { get; init; }

    /// <summary>The choice whose honest score was asked for.</summary>
    public required ChoiceRule Rule { get; init; }

    /// <summary>The honest score of that choice; null where it wasn't asked for, or can't be had.</summary>
    public HonestScore? Honest { get; init; }

    /// <summary>Why there is no honest score though one was asked for; else null.</summary>
    public string? NoHonest { get; init; }

    /// <summary>The nested cross-validation, where the honest score came from one.</summary>
    public Nested<IModel>? Nested { get; init; }

    /// <summary>The score along the path.</summary>
    public ScoreCurve Curve => Search.Curves[0];

    /// <summary>The position of the setting that the rule chooses.</summary>
    public int Chosen => Curve.Chosen(Rule);

    /// <summary>How many fits there were: of all rows and of every resample.</summary>
    public int FitCount => Certificates.Count();

    /// <summary>How many of them weren't certified; 0 for a family that has no certificates.</summary>
    public int MissedCount => Certificates.Count(certificate => certificate is { Converged: false });

    /// <summary>Whether one of them ended so.</summary>
    /// <param name="status">How.</param>
    public bool Missed(FitStatus status) => Certificates.Any(certificate => certificate?.Status == status);

    private IEnumerable<Certificate?> Certificates => Path.Path.Points.Select(point => point.Certificate).Concat(Search.Certificates.SelectMany(fits => fits));

    /// <summary>The unweighted mean and the deviation √(Σₖ (mₖ − m̄)²/K) of the resamples' scores at one setting, as scikit-learn's grid search has them; NaN where a resample can't have the score.</summary>
    /// <param name="at">A position on the path.</param>
    public (double Mean, double Deviation) GridSearch(int at)
    {
        var scores = Curve.Points[at].PerFold;
        double mean = scores.Average();
        return (mean, Math.Sqrt(scores.Average(score => (score - mean) * (score - mean))));
    }

    /// <summary>The setting with the best unweighted mean, ties to the simpler; as a position on the path.</summary>
    public int GridSearchBest
    {
        get
        {
            int best = 0;
            for (int at = 1; at < Curve.Points.Length; at++)
                if (Curve.Score.IsBetter(GridSearch(at).Mean, GridSearch(best).Mean))
                    best = at;
            return best;
        }
    }

    /// <summary>Cross-validates a path.</summary>
    /// <param name="table">The data; each column plays the part that its cells speak for or that the options give it.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
    /// <param name="options">What, and how; null: the lasso with the loss and score that the target calls for, over the automatic grid and 10 folds.</param>
    /// <param name="progress">Told after every fit, and after every search of a nested cross-validation; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TableCrossValidation Run(
        Table table, string target, TableCrossValidationOptions? options = null, IProgress<StudyProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var plain = PlainNumbers.Begin();
        options ??= new TableCrossValidationOptions();
        options = options with { Folds = options.Folds.With(options.Path.Roles) };
        options.Folds.Check();
        table = TimeOrder.Of(table, options.Path.Roles);
        var problem = TableProblem.Of(table, target, options.Path, options.Folds);
        var score = problem.Suiting(options.Score);
        var resamples = new TableResamples(table, target, problem.Classes, problem.Sample, options.Folds);
        var run = Run(problem, resamples, options, [score], progress, Fits, stop);
        return options.Honest switch
        {
            HonestMethod.Nested => run.WithNested(problem, resamples, progress, stop),
            HonestMethod.Bootstrap => run.WithBootstrap(problem.Fitting.Threads, stop),
            _ => run,
        };
    }

    /// <summary>Cross-validates a path of a problem that is at hand.</summary>
    /// <param name="problem">The rows and their fitter.</param>
    /// <param name="resamples">The folds.</param>
    /// <param name="options">How they were asked for.</param>
    /// <param name="scores">The scores, the one that chooses first.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stage">What it is told.</param>
    /// <param name="stop">Stops at once.</param>
    internal static TableCrossValidation Run(
        TableProblem problem, TableResamples resamples, TableCrossValidationOptions options, IReadOnlyList<Score> scores, IProgress<StudyProgress>? progress, string stage, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var settings = problem.SettingsOf(TreeGrid.Most((double)problem.Sample.RowsWithWeight * resamples.All.Repeats), stop);
        var search = CrossValidation.Run(problem.Fitter, problem.Sample, resamples.All, settings, scores, problem.Fitting, StageProgress.Of(progress, stage), stop);
        if (search.Curves[0].Points.All(point => double.IsNaN(point.Mean)))
            throw new DataException($"{problem.Source}: column '{problem.Target}': {scores[0].Title} can't be had of these rows at any setting ({scores[0].Name} needs {NeedOf(scores[0])}); another score would do: {Wording.Listed(Score.For(problem.Loss).Where(other => other.Name != scores[0].Name).Select(other => other.Name))}");
        return new TableCrossValidation
        {
            Path = problem.PathOf(search.Path, search.Extended),
            Search = search,
            Folds = options.Folds,
            FoldsDescription = resamples.Description,
            Rule = options.Rule,
        };
    }

    /// <summary>How many draws the bootstrap makes: 1000, of very many rows and settings down to 200.</summary>
    public int BootstrapDraws =>
BiasCorrectedBootstrap.DrawsFor(Path.Sample.RowsWithWeight, Curve.Points.Length, Search.Resamples.Repeats);

    private static string NeedOf(Score score) => score == Score.PoissonDeviance ? "a target of at least 0, and predictions above 0"
        : score.Needs is ScoreNeeds.Values or ScoreNeeds.Links ? "numbers that aren't too large to be squared" : "rows of every class in what is held out";

    private TableCrossValidation WithBootstrap(int threads, CancellationToken stop) => Search.Resamples.IsTimeOrdered
        ? this with { NoHonest = "rows in time order can't be drawn anew, so the best score can't be corrected by the bootstrap; nested cross-validation can do it" }
        : this with { Honest = BiasCorrectedBootstrap.Run(Search, Path.Sample, Folds.Seed, Rule, draws: BootstrapDraws, threads: threads, stop: stop) };

    private TableCrossValidation WithNested(TableProblem problem, TableResamples resamples, IProgress<StudyProgress>? progress, CancellationToken stop)
    {
        var nested = NestedCrossValidation.Run(
            problem.Fitter, problem.Sample, resamples.All, resamples.Within, problem.Settings, [Curve.Score], Rule, problem.Fitting, StageProgress.Of(progress, Searches), stop);
        return this with { Nested = nested, Honest = nested.Honest(Curve) };
    }
}
