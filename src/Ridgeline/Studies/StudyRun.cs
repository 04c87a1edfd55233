using System.Collections.Immutable;
using System.Reflection;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Files;
using Ridgeline.Keeping;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>A study, stage after stage; what is found stays where it is stopped.</summary>
internal sealed class StudyRun
{
    private const int TestDraws = 1000;

    private readonly string _target;
    private readonly StudyOptions _options;
    private readonly StudyRows _rows;
    private readonly StudyPlan _plan;
    private readonly StudyStages _stages;
    private readonly CancellationToken _stop;
    private readonly KeptFits? _kept;
    private readonly Dictionary<Family, TableProblem> _problems = [];
    private readonly TableResamples _resamples;
    private readonly ImmutableArray<Score> _scores;
    private StudyResult _found;

    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    /// <exception cref="DataException">The data don't allow it.</exception>
    public StudyRun(Table table, string target, StudyOptions options, IProgress<StudyProgress>? progress, CancellationToken stop)
    {
        options = options with { Folds = options.Folds.With(options.Roles) };
        options.Folds.Check();
        _kept = options.Kept is null ? null : new KeptFits(options.Kept);
        options = options with { Fitting = options.Fitting with { Kept = _kept } };
        (_target, _options, _stop) = (target, options, stop);
        _rows = StudyRows.Of(table, target, options);
        var linear = ProblemOf(Family.Linear);
        _resamples = new TableResamples(_rows.Table, target, linear.Classes, linear.Sample, options.Folds);
        var chooses = linear.Suiting(options.Score);
        _scores = [chooses, .. Study.ScoresFor(linear.Loss).Where(score => score != chooses)];
        _plan = StudyPlan.Of(linear, chooses, _resamples.All.Count, _rows.IsTest.Count(mark => mark), options);
        _stages = new StudyStages(_plan, progress);
        _found = new StudyResult
        {
            Options = options,
            Data = SummaryOf(linear),
            Loss = linear.Loss,
            Score = chooses,
            OtherScores = _scores[1..],
            LeftOut = _plan.LeftOut,
            Version = typeof(Study).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        };
    }

    /// <summary>The study, whole.</summary>
    /// <exception cref="StudyStoppedException">It was stopped; what was found is in it.</exception>
    /// <exception cref="WriteException">What is fitted was to be kept where nothing can be written.</exception>
    public StudyResult Finished()
    {
        _kept?.Begin(_found.Data.Hash, _target);
        try
        {
            Compare();
            Choose();
            Diagnose();
            Test();
            _kept?.Empty();
            return _found;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            if (_kept?.Failure is { } failure)
                LeaveOut($"Not all that was fitted could be kept ({failure}): the same study fits it again.");
            throw new StudyStoppedException(_found with { StoppedAt = _stages.Current }, _stop);
        }
        finally
        {
            _kept?.End();
        }
    }

    private Resamples Folds => _resamples.All;

    private TableProblem ProblemOf(Family family)
    {
        if (!_problems.TryGetValue(family, out var problem))
            _problems.Add(family, problem = TableProblem.Of(_rows.Table, _target, Reading(family), _options.Folds));
        return problem;
    }

    /// <summary>How the rows are read by a family.</summary>
    private TablePathOptions Reading(Family family) => _rows.Options with
    {
        Family = family,
        Loss = family == Family.Tree ? null : _rows.Options.Loss,
        Criterion = family != Family.Tree ? null : ProblemOf(Family.Linear).Classes.IsEmpty ? SplitCriterion.SquaredError : SplitCriterion.Gini,
    };

    private void Compare()
    {
        foreach (var planned in _plan.Paths)
        {
            var problem = planned.Problem(ProblemOf);
            var asked = Asked(problem);
            var search = TableCrossValidation.Run(problem, _resamples, asked, _scores, _stages.Of(planned.Name), planned.Name, _stop);
            _found = _found with
            {
                Paths = _found.Paths.Add(new StudyPath { Name = planned.Name, Search = search, Unregularized = FitVerdict.Of(search.Search, search.Curve.Points.Length - 1) }),
            };
            if (search.Path.Thinned > 0)
                LeaveOut($"Trees are compared at {search.Path.Path.Points.Length} of the {search.Path.Thinned} α of their path, closer together where trees are small.");
        }
    }

    private TableCrossValidationOptions Asked(TableProblem problem) => new() { Path = problem.Options, Folds = _options.Folds, Score = _scores[0].Name, Honest = null, Rule = ChoiceRule.OneStandardError };

    private void LeaveOut(string sentence) => _found = _found with { LeftOut = _found.LeftOut.Add(sentence) };

    private void Choose()
    {
        _stop.ThrowIfCancellationRequested();
        var choice = JointChoice.Of(_found.Paths);
        _found = _found with { Choice = choice.Choice };
        var path = _found.Paths[choice.Choice.Simplest.Path];
        _found = _found with
        {
            Chosen = path.Search.Path.ModelAt(choice.Choice.Simplest.At),
            OutOfFold = OutOfFoldOf(path.Search, choice.Choice.Simplest.At),
        };
        _stages.Of(StudyPlan.Honest)?.Report(new StudyProgress(StudyPlan.Honest, 0, 1));
        _found = Folds.IsTimeOrdered
            ? _found with { NoHonest = "rows in time order can't be drawn anew, so the best score can't be corrected by the bootstrap; the test rows, which come last, have the last word" }
            : _found with { Honest = HonestOf(choice.Settings) };
    }

    private HonestScore HonestOf(ImmutableArray<(int Search, int At)> settings)
    {
        var sample = _found.Paths[0].Search.Path.Sample;
        int draws = BiasCorrectedBootstrap.DrawsFor(sample.RowsWithWeight, settings.Length, Folds.Repeats);
        return BiasCorrectedBootstrap.Among([.. _found.Paths.Select(path => path.Search.Search)], settings, sample, _options.Folds.Seed, ChoiceRule.OneStandardError, draws: draws, threads: _options.Fitting.Threads, stop: _stop);
    }

    /// <summary>The means that the folds' models gave the rows held out, a mean over repeats.</summary>
    private static ImmutableArray<double> OutOfFoldOf(TableCrossValidation search, int at)
    {
        var said = search.Search.OutOfFold;
        int rows = search.Path.Sample.Rows, outputs = said.Outputs;
        double[] sums = new double[rows * outputs], counts = new double[rows];
        for (int k = 0; k < said.Resamples; k++)
        {
            var held = said.RowsOf(k);
            var links = said.LinksOf(k, at);
            double[] means = new double[links.Length];
            search.Path.Path.Points[at].Model.Mean(links, means);
            for (int i = 0; i < held.Length; i++)
            {
                counts[held[i]]++;
                for (int output = 0; output < outputs; output++)
                    sums[output * rows + held[i]] += means[output * held.Length + i];
            }
        }

        return [.. sums.Select((sum, i) => counts[i % rows] > 0 ? sum / counts[i % rows] : double.NaN)];
    }

    private void Diagnose()
    {
        var (path, at) = _found.Choice!.Simplest;
        var search = _found.Paths[path].Search;
        var begun = new TableDiagnosis { Search = search, At = at, IsGiven = false, Verdict = FitVerdict.Of(search.Search, at) };
        _found = _found with { Diagnosis = begun };
        var planned = _plan.Diagnosing(_plan.Paths[path]);
        _found = _found with { LeftOut = [.. _found.LeftOut, .. planned.LeftOut] };
        var options = new TableDiagnosisOptions { Search = Asked(_plan.Paths[path].Problem(ProblemOf)), Parts = planned.Parts, Draws = planned.Draws, Shuffles = planned.Shuffles };
        var run = new DiagnosisRun(begun, _rows.Table, options, _stages.Inner, _stop);
        foreach (var part in planned.Parts)
        {
            _stop.ThrowIfCancellationRequested();
            _stages.Begin(part.Name());
            _found = _found with { Diagnosis = run.With(part) };
        }
    }

    private void Test()
    {
        _stop.ThrowIfCancellationRequested();
        _stages.Begin(StudyPlan.Testing);
        var (path, at) = _found.Choice!.Simplest;
        var search = _found.Paths[path].Search;
        var problem = _plan.Paths[path].Problem(ProblemOf);
        double[] weights = [.. problem.AllWeights.Select((weight, row) => _rows.IsTest[row] ? weight : 0)];
        _found = _found with { TestScores = TestScoring.Of(search.Path.Path.Points[at].Model, problem.Sample, weights, _scores, GroupsOfTest(), TestDraws, _options.Folds.Seed, _options.Fitting.Threads, _stop) };
        if (!_options.RefitAll)
            return;
        var sample = problem.Sample.Reweighted([.. problem.AllWeights]);
        var point = problem.Fitter.Fit([sample], [search.Path.Path.Points[at].Setting], problem.Fitting with { StopWhenSaturated = false }, _stages.Of(StudyPlan.Testing) is { } told ? StageProgress.Of(told, StudyPlan.Testing) : null, _stop)[0];
        var whole = search.Path with { Sample = sample, Path = point };
        _found = _found with { Chosen = whole.ModelAt(0), RefittedOnAllRows = true };
    }

    private int[] GroupsOfTest() => _options.Folds.GroupColumn is { } column ? StudyRows.GroupsOf(_rows.Table[column]) : [];

    private DataSummary SummaryOf(TableProblem linear)
    {
        var sample = linear.Sample;
        ImmutableArray<string> learned = [.. linear.Roles.Learned];
        var target = _rows.Table[_target];
        ImmutableArray<bool> isTest = [.. _rows.IsTest.Select((mark, row) => mark && linear.AllWeights[row] > 0)];
        return new DataSummary
        {
            Table = _rows.Table,
            Hash = _rows.Table.Hash(),
            Target = _target,
            Columns = [.. sample.Design.Names.Where((name, j) => !sample.View.IsConstant(j) || learned.Contains(name))],
            ConstantColumns = TablePath.ConstantIn(sample),
            Classes = linear.Classes,
            ClassRows = [.. linear.Classes.Select(name => Enumerable.Range(0, target.Rows).Count(row => !target.IsMissing(row) && target.Text(row) == name))],
            Numbers = linear.Classes.IsEmpty ? NumbersOf(sample) : null,
            IsTest = isTest,
            TrainRows = sample.RowsWithWeight,
            TestRows = isTest.Count(mark => mark),
            TestDescription = _rows.Description,
            TestSource = _options.Test?.Source,
            FoldsDescription = _resamples.Description,
            Roles = _options.Test is null ? linear.Roles : _rows.Roles, // with a test file parts are given, and these say why
            Recipe = ((Recipes.RecipeColumns)sample.Columns!).Learned!,
            RowsWithoutTarget = target.MissingCount,
        };
    }

    private static TargetNumbers NumbersOf(Sample training)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < training.Target.Length; i++)
            if (training.Weights[i] > 0 && training.Target[i] is var y)
                (least, largest, sum) = (Math.Min(least, y), Math.Max(largest, y), sum + training.Weights[i] * y);
        return new TargetNumbers(least, sum / training.WeightSum, largest);
    }
}
