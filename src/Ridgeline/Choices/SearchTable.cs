using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Choices;

/// <summary>One score of a row, over K resamples. NaN where a resample can't have the score; a mean over it is NaN then, too.</summary>
/// <param name="MeanTest">Σₖ tₖ/K, unweighted.</param>
/// <param name="StdTest">√(Σₖ (tₖ − mean)²/K).</param>
/// <param name="Rank">1 for the best mean, in the score's own direction; of equal means the smallest rank; undefined means are last.</param>
/// <param name="MeanTrain">The mean of the training rows' scores; NaN if they weren't scored.</param>
/// <param name="StdTrain">Their 1/K standard deviation.</param>
/// <param name="Test">tₖ, the score of the rows that resample k holds out.</param>
/// <param name="Train">The score of the rows that it learns from; empty if they weren't scored.</param>
public sealed record SearchScore(
    double MeanTest, double StdTest, int Rank, double MeanTrain, double StdTrain, ImmutableArray<double> Test, ImmutableArray<double> Train);

/// <summary>One row of a search's table: parameters, and what they were worth.</summary>
/// <param name="Parameters">All of them, the strength too.</param>
/// <param name="Setting">Where the knob stood.</param>
/// <param name="Scores">A score each, in the order asked for.</param>
/// <param name="MeanFitTime">Seconds a fit took, averaged over resamples; a path's are shared evenly by its settings. NaN without a clock.</param>
/// <param name="StdFitTime">Their 1/K standard deviation.</param>
/// <param name="MeanScoreTime">The same of scoring.</param>
/// <param name="StdScoreTime">Their 1/K standard deviation.</param>
/// <param name="Unconverged">How many of the K fits have a certificate that doesn't call them converged; 0 for a family without certificates.</param>
public sealed record SearchRow(
    Parameters Parameters, Setting Setting, ImmutableArray<SearchScore> Scores, double MeanFitTime, double StdFitTime, double MeanScoreTime, double StdScoreTime, int Unconverged)
{
    /// <summary>The path that the row is on.</summary>
    internal int Path { get; init; }
}

/// <summary>
/// What every row of a search was worth, as scikit-learn's <c>cv_results_</c> has it: unweighted means and 1/K standard deviations. But each score keeps its own
/// direction: an error isn't negated, and rank 1 is the smallest.
/// </summary>
public sealed class SearchTable
{
    internal SearchTable(ImmutableArray<Score> scores, ImmutableArray<SearchRow> rows) => (Scores, Rows) = (scores, rows);

    /// <summary>The scores, in the order asked for.</summary>
    public ImmutableArray<Score> Scores { get; }

    /// <summary>The rows: of a grid in the order of <see cref="ParameterGrid.Points"/>, of a random search draw by draw.</summary>
    public ImmutableArray<SearchRow> Rows { get; }

    /// <summary>
    /// The first row of rank 1, or on the same path one as good and simpler, by the knob's own declaration; null if no row's mean is defined.
    /// </summary>
    /// <param name="score">A score's name; default: the first score.</param>
    /// <exception cref="ArgumentException">The search has no such score.</exception>
    public int? Best(string? score = null)
    {
        int s = IndexOf(score), best = -1;
        for (int row = 0; row < Rows.Length; row++)
        {
            if (Rows[row].Scores[s].Rank != 1 || double.IsNaN(Rows[row].Scores[s].MeanTest))
                continue;
            if (best < 0 || (Rows[row].Path == Rows[best].Path && Rows[row].Setting.IsSimplerThan(Rows[best].Setting)))
                best = row;
        }

        return best < 0 ? null : best;
    }

    /// <summary>
    /// The table with scikit-learn's columns, in its order: mean_fit_time, std_fit_time, mean_score_time, std_score_time, param_<i>name</i> …, params, then for each
    /// score split0_test_<i>score</i> …, mean_test_<i>score</i>, std_test_<i>score</i>, rank_test_<i>score</i> and the same of train without rank; at last
    /// unconverged. A single score is called "score" there, several by their names. A column with undefined numbers is text, empty where they are.
    /// </summary>
    public Table ToTable()
    {
        var columns = new List<Column>
        {
            Numbers("mean_fit_time", row => row.MeanFitTime),
            Numbers("std_fit_time", row => row.StdFitTime),
            Numbers("mean_score_time", row => row.MeanScoreTime),
            Numbers("std_score_time", row => row.StdScoreTime),
        };
        foreach (string name in Rows.SelectMany(row => row.Parameters.Names).Distinct().Order(StringComparer.Ordinal))
            columns.Add(Rows.All(row => row.Parameters.Has(name) && row.Parameters[name].Number is { } number && double.IsFinite(number))
                ? Numbers($"param_{name}", row => row.Parameters.Number(name))
                : new TextColumn($"param_{name}", Rows.Select(row => row.Parameters.Has(name) ? row.Parameters[name].ToString() : "")));
        columns.Add(new TextColumn("params", Rows.Select(row => row.Parameters.ToString())));
        for (int s = 0; s < Scores.Length; s++)
            AddScore(columns, s);
        columns.Add(Numbers("unconverged", row => row.Unconverged));
        return new Table("search", [.. columns]);
    }

    internal int IndexOf(string? score)
    {
        int s = score is null ? 0 : Scores.Select(own => own.Name).ToList().IndexOf(score);
        return s >= 0 ? s : throw new ArgumentException($"the search has no score '{score}'; it has {Wording.Listed(Scores.Select(own => own.Name))}", nameof(score));
    }

    private void AddScore(List<Column> columns, int s)
    {
        string name = Scores.Length == 1 ? "score" : Scores[s].Name;
        for (int k = 0; k < Rows[0].Scores[s].Test.Length; k++)
        {
            int split = k;
            columns.Add(Numbers($"split{split}_test_{name}", row => row.Scores[s].Test[split]));
        }

        columns.Add(Numbers($"mean_test_{name}", row => row.Scores[s].MeanTest));
        columns.Add(Numbers($"std_test_{name}", row => row.Scores[s].StdTest));
        columns.Add(Numbers($"rank_test_{name}", row => row.Scores[s].Rank));
        if (Rows[0].Scores[s].Train.IsEmpty)
            return;
        for (int k = 0; k < Rows[0].Scores[s].Train.Length; k++)
        {
            int split = k;
            columns.Add(Numbers($"split{split}_train_{name}", row => row.Scores[s].Train[split]));
        }

        columns.Add(Numbers($"mean_train_{name}", row => row.Scores[s].MeanTrain));
        columns.Add(Numbers($"std_train_{name}", row => row.Scores[s].StdTrain));
    }

    private Column Numbers(string name, Func<SearchRow, double> value)
    {
        double[] values = [.. Rows.Select(value)];
        return values.All(double.IsFinite)
            ? new NumberColumn(name, values)
            : new TextColumn(name, values.Select(number => double.IsNaN(number) ? "" : ((ParameterValue)number).ToString()));
    }
}
