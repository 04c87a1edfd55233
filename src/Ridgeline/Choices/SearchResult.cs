using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>The best row of a search, fitted on all of the sample's rows.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Index">Its position in the table.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Score">Its mean test score: the best of many, and so better than it will be on new rows.</param>
/// <param name="Point">The model, its setting and certificate.</param>
public sealed record SearchBest<TModel>(int Index, Parameters Parameters, double Score, PathPoint<TModel> Point)
    where TModel : IModel;

/// <summary>What a search found.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Table">Every row.</param>
/// <param name="Resamples">What was held out.</param>
/// <param name="ChosenBy">The score that chooses.</param>
/// <param name="Best">The best row by it, refitted; null if that wasn't asked for, or no row has the score.</param>
public sealed record SearchResult<TModel>(SearchTable Table, Resamples Resamples, Score ChosenBy, SearchBest<TModel>? Best)
    where TModel : IModel
{
    /// <summary>The position of the best row, as <see cref="SearchTable.Best"/> has it.</summary>
    public int? BestIndex => Table.Best(ChosenBy.Name);

    /// <summary>The best row's parameters.</summary>
    public Parameters? BestParameters => BestIndex is { } best ? Table.Rows[best].Parameters : null;

    /// <summary>The best row's mean test score; NaN if no row has one.</summary>
    public double BestScore => BestIndex is { } best ? Table.Rows[best].Scores[Table.IndexOf(ChosenBy.Name)].MeanTest : double.NaN;
}
