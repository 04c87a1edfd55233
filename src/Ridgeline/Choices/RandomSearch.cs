using Ridgeline.Files;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Choices;

/// <summary>Cross-validates parameters drawn at random.</summary>
/// <remarks>Bergstra, Bengio: <i>Random search for hyper-parameter optimization</i> (J. Mach. Learn. Res. 13, 2012).</remarks>
public static class RandomSearch
{
    /// <summary>As <see cref="GridSearch.Run"/>, of draws: <see cref="ParameterDistributions.Draw"/> says which. A longer search begins like a shorter one.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="candidate">What is fitted for some parameters: called once for all draws that differ in their strength alone, without the strength.</param>
    /// <param name="distributions">What is drawn.</param>
    /// <param name="count">How many draws; at least 1. Where strengths are listed each is a row for every one of them.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="resamples">Which rows are held out, and when.</param>
    /// <param name="scores">The scores, the one that chooses first; no two of one name.</param>
    /// <param name="options">How it is run; default: <see cref="SearchOptions"/> as they are.</param>
    /// <param name="progress">Told after every fit, from any thread; may be null.</param>
    /// <param name="stop">Asked before every fit, and between the steps of one.</param>
    /// <exception cref="ArgumentException">As for a grid.</exception>
    /// <exception cref="DataException">The journal is that of another search, or none.</exception>
    /// <exception cref="WriteException">The journal can't be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; a journal has what was done.</exception>
    public static SearchResult<TModel> Run<TModel>(
        Func<Parameters, Candidate<TModel>> candidate, ParameterDistributions distributions, int count, ulong seed, Resamples resamples, IReadOnlyList<Score> scores,
        SearchOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(distributions);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var plain = PlainNumbers.Begin();
        return CandidateSearch<TModel>.Run(candidate, distributions.Trials(seed, count), resamples, scores, options, progress, stop);
    }
}
