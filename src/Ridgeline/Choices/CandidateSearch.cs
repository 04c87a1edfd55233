using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>Fits what a plan has, a path's resamples side by side, and makes its table.</summary>
internal sealed class CandidateSearch<TModel>
    where TModel : IModel
{
    private readonly SearchPlan<TModel> _plan;
    private readonly Resamples _resamples;
    private readonly ImmutableArray<Score> _scores;
    private readonly SearchOptions _options;
    private readonly FitWorth?[][][] _worth; // of a path, a resample, a setting
    private readonly int _total;
    private int _done;

    private CandidateSearch(SearchPlan<TModel> plan, Resamples resamples, ImmutableArray<Score> scores, SearchOptions options)
    {
        (_plan, _resamples, _scores, _options) = (plan, resamples, scores, options);
        _worth = [.. plan.Paths.Select(path => Enumerable.Range(0, resamples.Count).Select(_ => new FitWorth?[path.Settings.Length]).ToArray())];
        _total = plan.Paths.Sum(path => path.Settings.Length) * resamples.Count;
    }

    public static SearchResult<TModel> Run(
        Func<Parameters, Candidate<TModel>> candidate, IEnumerable<Trial> trials, Resamples resamples, IReadOnlyList<Score> scores, SearchOptions? options,
        IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(scores);
        options ??= new SearchOptions();
        var chosenBy = Chooser(scores, options.ChooseBy);
        var plan = SearchPlan<TModel>.Of(candidate, trials, resamples, scores, stop);
        var search = new CandidateSearch<TModel>(plan, resamples, [.. scores], options);
        search.FitAll(progress, stop);
        var table = search.Table();
        var best = options.Refit && table.Best(chosenBy.Name) is { } index ? search.Refitted(table, index, table.IndexOf(chosenBy.Name), stop) : null;
        return new SearchResult<TModel>(table, resamples, chosenBy, best);
    }

    private static Score Chooser(IReadOnlyList<Score> scores, string? name)
    {
        if (scores.Count == 0)
            throw new ArgumentException("a score is needed to choose by", nameof(scores));
        if (scores.GroupBy(score => score.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"the score '{twice.Key}' is asked for twice", nameof(scores));
        return name is null ? scores[0] : scores.FirstOrDefault(score => score.Name == name)
            ?? throw new ArgumentException($"'{name}' can't choose: it is none of the scores {Wording.Listed(scores.Select(score => score.Name))}", nameof(name));
    }

    private void FitAll(IProgress<FitProgress>? progress, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var journal = _options.Journal is { } file
            ? SearchJournal.Open(file, SearchIdentity.Of(_plan, _resamples, _scores, _options), _scores.Length, Found)
            : null;
        var missing = _worth.Select((own, path) => (Path: path, Resamples: Enumerable.Range(0, _resamples.Count).Where(resample => own[resample].Contains(null)).ToArray()))
            .Where(one => one.Resamples.Length > 0).ToArray();
        _done = _total - missing.Sum(one => one.Resamples.Length * _plan.Paths[one.Path].Settings.Length);
        int together = Math.Clamp(missing.Length, 1, _options.Fit.Threads); // paths; each has its resamples fitted side by side
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = together, CancellationToken = stop };
        var failures = new Exception?[missing.Length];
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, missing.Length), EnumerablePartitionerOptions.NoBuffering), parallel, (at, state) =>
        {
            try
            {
                SearchPlan.For(_plan.Paths[missing[at].Path].Told, () => Fit(missing[at].Path, missing[at].Resamples, Math.Max(1, _options.Fit.Threads / together), journal, progress, stop));
            }
            catch (Exception error)
            {
                failures[at] = error;
                state.Stop(); // those before it have begun, and go on to their end
            }
        });
        if (Array.Find(failures, error => error is not null) is { } first)
        {
            stop.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(first); // the first path's, whatever the threads
        }
    }

    private bool Found(int path, int resample, int at, FitWorth worth)
    {
        if ((uint)path >= (uint)_worth.Length || (uint)resample >= (uint)_resamples.Count || (uint)at >= (uint)_worth[path][resample].Length)
            return false;
        _worth[path][resample][at] ??= worth;
        return true;
    }

    /// <summary>Walks a path in those resamples that the journal hasn't got all of, scores its models and notes what they are worth; what the journal had of them stays.</summary>
    private int Fit(int path, int[] resamples, int threads, SearchJournal? journal, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        var (_, candidate, settings) = _plan.Paths[path];
        var training = _resamples.TrainingSamples(candidate.Sample);
        var rows = resamples.Select(k => new HeldOutRows<TModel>(candidate.Fitter, training[k], _resamples.HeldOutWeights(candidate.Sample, k), _scores)
        {
            KeepsLinks = false,
            ScoresTraining = _options.TrainScores,
        }).ToArray();
        double[] scoring = new double[rows.Length];
        int fitted = 0;
        long began = Now();
        candidate.Fitter.Walk([.. resamples.Select(k => training[k])], settings, _options.Fit with { StopWhenSaturated = false, Threads = threads }, (m, point) =>
        {
            long from = Now();
            rows[m].Take(point);
            bool ended = rows[m].Certificates.Count == settings.Length;
            if (ended)
                rows[m].End(candidate.Sample);
            scoring[m] += Since(from);
            int done = Interlocked.Increment(ref fitted);
            if (ended)
                Note(path, resamples[m], rows[m], (Since(began) - scoring.Sum()) / done, scoring[m] / settings.Length, journal);
            progress?.Report(new FitProgress(Interlocked.Increment(ref _done), _total));
        }, progress: null, stop);
        return fitted;
    }

    private void Note(int path, int resample, HeldOutRows<TModel> rows, double fitTime, double scoreTime, SearchJournal? journal)
    {
        var (told, _, settings) = _plan.Paths[path];
        double[] undefined = [.. _scores.Select(_ => double.NaN)];
        var own = _worth[path][resample];
        int[] added = [.. Enumerable.Range(0, settings.Length).Where(at => own[at] is null)];
        foreach (int at in added)
            own[at] = new FitWorth(
                rows.Rows.Length > 0 ? rows.Held[at] : undefined, _options.TrainScores ? rows.Train[at] : [], rows.Certificates[at]?.Converged, fitTime, scoreTime);
        journal?.Add(path, resample, told, added.Select(at => (at, settings[at], own[at]!)));
    }

    private SearchTable Table()
    {
        var ranks = _scores.Select((score, s) => Ranks(score, [.. _plan.Places.Select(place => Mean(Fits(place).Select(fit => fit.Test[s])))])).ToArray();
        var rows = ImmutableArray.CreateBuilder<SearchRow>(_plan.Trials.Length);
        for (int row = 0; row < _plan.Trials.Length; row++)
        {
            var place = _plan.Places[row];
            FitWorth[] fits = [.. Fits(place)];
            double[] fitTimes = [.. fits.Select(fit => fit.FitTime)], scoreTimes = [.. fits.Select(fit => fit.ScoreTime)];
            rows.Add(new SearchRow(
                _plan.Trials[row].All, _plan.Paths[place.Path].Settings[place.At], [.. _scores.Select((_, s) => ScoreOf(fits, s, ranks[s][row]))],
                Mean(fitTimes), Deviation(fitTimes), Mean(scoreTimes), Deviation(scoreTimes), fits.Count(fit => fit.Converged == false))
            {
                Path = place.Path,
            });
        }

        return new SearchTable(_scores, rows.ToImmutable());
    }

    private IEnumerable<FitWorth> Fits((int Path, int At) place) => _worth[place.Path].Select(fits => fits[place.At]!);

    private static SearchScore ScoreOf(FitWorth[] fits, int s, int rank)
    {
        double[] test = [.. fits.Select(fit => fit.Test[s])], train = [.. fits.Where(fit => fit.Train.Length > 0).Select(fit => fit.Train[s])];
        return new SearchScore(
            Mean(test), Deviation(test), rank, train.Length > 0 ? Mean(train) : double.NaN, train.Length > 0 ? Deviation(train) : double.NaN, [.. test], [.. train]);
    }

    /// <summary>1 + how many are better.</summary>
    internal static int[] Ranks(Score score, double[] means)
    {
        int[] order = [.. Enumerable.Range(0, means.Length)], ranks = new int[means.Length];
        Array.Sort(order, (a, b) => score.IsBetter(means[a], means[b]) ? -1 : score.IsBetter(means[b], means[a]) ? 1 : 0);
        for (int k = 0; k < order.Length; k++)
            ranks[order[k]] = k > 0 && !score.IsBetter(means[order[k - 1]], means[order[k]]) ? ranks[order[k - 1]] : k + 1;
        return ranks;
    }

    private static double Mean(IEnumerable<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
            (sum, count) = (sum + value, count + 1);
        return sum / count;
    }

    private static double Deviation(double[] values)
    {
        double mean = Mean(values);
        return Math.Sqrt(Mean(values.Select(value => (value - mean) * (value - mean))));
    }

    private SearchBest<TModel> Refitted(SearchTable table, int index, int score, CancellationToken stop)
    {
        var candidate = _plan.Paths[_plan.Places[index].Path].Candidate;
        var path = candidate.Fitter.Fit([candidate.Sample], [table.Rows[index].Setting], _options.Fit with { StopWhenSaturated = false }, progress: null, stop)[0];
        return new SearchBest<TModel>(index, table.Rows[index].Parameters, table.Rows[index].Scores[score].MeanTest, path.Points[0]);
    }

    private long Now() => _options.Clock?.GetTimestamp() ?? 0;

    private double Since(long began) => _options.Clock?.GetElapsedTime(began).TotalSeconds ?? double.NaN;
}
