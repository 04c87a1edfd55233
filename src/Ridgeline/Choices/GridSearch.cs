using Ridgeline.Files;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Choices;

/// <summary>Cross-validates every point of parameter grids.</summary>
public static class GridSearch
{
    /// <summary>
    /// Fits every point of the grids in every resample, scores it on the rows held out, and fits the best on all rows. Points that differ in their strength alone
    /// are walked as one path; paths and resamples are shared between threads, on which nothing depends.
    /// </summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="candidate">What is fitted for some parameters: called once for all points that differ in their strength alone, without the strength.</param>
    /// <param name="grids">The grids, one after the other in the table.</param>
    /// <param name="resamples">Which rows are held out, and when.</param>
    /// <param name="scores">The scores, the one that chooses first; no two of one name.</param>
    /// <param name="options">How it is run; default: <see cref="SearchOptions"/> as they are.</param>
    /// <param name="progress">Told after every fit, from any thread; may be null.</param>
    /// <param name="stop">Asked before every fit, and between the steps of one.</param>
    /// <exception cref="ArgumentException">
    /// There is no grid or score, candidates have samples of other rows, target or weights, a score doesn't suit a loss, or it isn't clear where a knob stands.
    /// </exception>
    /// <exception cref="DataException">The journal is that of another search, or none.</exception>
    /// <exception cref="WriteException">The journal can't be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; a journal has what was done.</exception>
    public static SearchResult<TModel> Run<TModel>(
        Func<Parameters, Candidate<TModel>> candidate, IReadOnlyList<ParameterGrid> grids, Resamples resamples, IReadOnlyList<Score> scores,
        SearchOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(grids);
        using var plain = PlainNumbers.Begin();
        return CandidateSearch<TModel>.Run(candidate, grids.SelectMany(grid => grid.Trials), resamples, scores, options, progress, stop);
    }
}
