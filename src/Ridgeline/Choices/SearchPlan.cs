using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>Parameters that a candidate is told, and the settings that are walked for it, the simplest first.</summary>
internal sealed record CandidatePath<TModel>(Parameters Told, Candidate<TModel> Candidate, ImmutableArray<Setting> Settings)
    where TModel : IModel;

/// <summary>What a search fits: rows that differ in their strength alone share a path, and rows that don't differ a fit.</summary>
internal sealed class SearchPlan<TModel>
    where TModel : IModel
{
    private SearchPlan(ImmutableArray<Trial> trials, ImmutableArray<CandidatePath<TModel>> paths, (int Path, int At)[] places) => (Trials, Paths, Places) = (trials, paths, places);

    /// <summary>The table's rows, in order.</summary>
    public ImmutableArray<Trial> Trials { get; }

    public ImmutableArray<CandidatePath<TModel>> Paths { get; }

    /// <summary>The path of each row, and the position among its settings.</summary>
    public IReadOnlyList<(int Path, int At)> Places { get; }

    /// <exception cref="ArgumentException">Samples differ in their rows, a score doesn't suit a loss, or it isn't clear where a knob stands.</exception>
    public static SearchPlan<TModel> Of(Func<Parameters, Candidate<TModel>> candidate, IEnumerable<Trial> trials, Resamples resamples, IReadOnlyList<Score> scores, CancellationToken stop)
    {
        ImmutableArray<Trial> all = [.. trials];
        if (all.IsEmpty)
            throw new ArgumentException("there is nothing to search: no grid, or no draw");
        var numbers = new Dictionary<(Parameters, Knob?), int>();
        var rows = new List<List<Trial>>();
        var pathOf = new int[all.Length];
        for (int row = 0; row < all.Length; row++)
        {
            var key = (all[row].Told, all[row].Setting?.Knob);
            if (!numbers.TryGetValue(key, out pathOf[row]))
            {
                numbers[key] = pathOf[row] = rows.Count;
                rows.Add([]);
            }

            rows[pathOf[row]].Add(all[row]);
        }

        var paths = ImmutableArray.CreateBuilder<CandidatePath<TModel>>(rows.Count);
        foreach (var own in rows)
        {
            stop.ThrowIfCancellationRequested();
            paths.Add(SearchPlan.For(own[0].Told, () =>
            {
                var made = candidate(own[0].Told) ?? throw new ArgumentException("there is none", nameof(candidate));
                Check(made, paths.Count == 0 ? made : paths[0].Candidate, resamples, scores);
                return new CandidatePath<TModel>(own[0].Told, made, Settings(made, own));
            }));
        }

        var places = new Dictionary<(int, Setting), int>();
        for (int path = 0; path < paths.Count; path++)
            for (int at = 0; at < paths[path].Settings.Length; at++)
                places[(path, paths[path].Settings[at])] = at;
        return new SearchPlan<TModel>(
            all, paths.ToImmutable(), [.. pathOf.Select((path, row) => (path, all[row].Setting is { } setting ? places[(path, setting)] : 0))]);
    }

    private static ImmutableArray<Setting> Settings(Candidate<TModel> candidate, List<Trial> rows)
    {
        if (rows[0].Setting is not null)
            return candidate.Setting is null
                ? Setting.SimplestFirst(rows.Select(row => row.Setting!.Value))
                : throw new ArgumentException($"it has a setting of its own, {KnobNames.Name(candidate.Setting.Value.Knob)} = {candidate.Setting.Value.Value}, but the search has an axis of strengths");
        if (candidate.Setting is { } own)
            return [own];
        var automatic = candidate.Fitter.Settings(candidate.Sample);
        return automatic.Length == 1 ? automatic : throw new ArgumentException(
            "it doesn't say where its knob stands: give the search an axis of strengths, or the candidate a Setting");
    }

    private static void Check(Candidate<TModel> made, Candidate<TModel> first, Resamples resamples, IReadOnlyList<Score> scores)
    {
        var (sample, other) = (made.Sample, first.Sample);
        if (sample.Rows != resamples.Rows)
            throw new ArgumentException($"resamples of {Wording.Count(resamples.Rows, "row")} for a sample of {sample.Rows}", nameof(resamples));
        string? differs = ReferenceEquals(sample, other) ? null
            : !sample.Target.SequenceEqual(other.Target) ? "target"
            : sample.WeightKind != other.WeightKind || !sample.Weights.SequenceEqual(other.Weights) ? "weighting" : null;
        if (differs is not null)
            throw new ArgumentException($"its sample has another {differs} than the first candidate's: their scores couldn't be compared");
        if (made.Fitter.Loss is { } loss)
            foreach (var score in scores)
                score.Check(loss);
    }
}

/// <summary>How errors say which candidate they are of.</summary>
internal static class SearchPlan
{
    /// <summary>What <paramref name="work"/> returns; where it refuses an argument, the message says for which parameters.</summary>
    public static T For<T>(Parameters told, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"the candidate{(told.Count == 0 ? "" : $" for {told}")}: {error.Message}", error);
        }
    }
}
