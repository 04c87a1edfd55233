using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>What a family is worth in a study: its path, cross-validated on the folds that all families share, by the score that chooses.</summary>
/// <param name="Family">The family.</param>
/// <param name="Score">The score.</param>
/// <param name="Rows">A row a setting, the simplest first.</param>
/// <param name="Best">The position of the row with the best mean.</param>
/// <param name="OneStandardError">The position of the simplest row within one standard error of it: what the family would hand over.</param>
/// <param name="Chosen">The model of that row, fitted on the rows to learn from.</param>
public sealed record StudyFamily(Family Family, Score Score, ImmutableArray<FamilyRow> Rows, int Best, int OneStandardError, Model Chosen);

/// <summary>A setting and what came of it.</summary>
/// <param name="Setting">Where the knob stood.</param>
/// <param name="Complexity">The non-zero coefficients, leaves or parameters of the model fitted on all rows to learn from.</param>
/// <param name="Score">The score on the rows learned from and on held-out folds.</param>
public sealed record FamilyRow(Setting Setting, int Complexity, ScorePoint Score);

/// <summary>
/// Which model is handed over: the one-standard-error rule over all families' settings together. Of the simplest family that has a setting which isn't worse than the best of all by more
/// than the best's standard error (inclusive), the simplest such setting.
/// </summary>
/// <param name="Family">That family.</param>
/// <param name="At">That setting, as a position in the family's rows.</param>
/// <param name="Best">The family with the best score of all.</param>
/// <param name="Sentence">Why, in words.</param>
public sealed record FamilyChoice(Family Family, int At, Family Best, string Sentence)
{
    /// <summary>The choice among families.</summary>
    /// <param name="families">The families, judged by the same score on the same folds; any order.</param>
    /// <exception cref="ArgumentException">There is none, or they are judged by different scores.</exception>
    public static FamilyChoice Of(ImmutableArray<StudyFamily> families)
    {
        if (families.IsDefaultOrEmpty || families.Any(family => family.Score != families[0].Score))
            throw new ArgumentException("a choice needs families that are judged by one score", nameof(families));
        var score = families[0].Score;
        StudyFamily[] ordered = [.. families.OrderBy(family => family.Family)];
        var best = ordered[0];
        foreach (var family in ordered)
            if (score.IsBetter(Top(family).Mean, Top(best).Mean))
                best = family;
        double slack = double.IsNaN(Top(best).StandardError) ? 0 : Top(best).StandardError;
        double limit = score.HigherIsBetter ? Top(best).Mean - slack : Top(best).Mean + slack;
        bool IsNear(FamilyRow row) => !double.IsNaN(row.Score.Mean) && !score.IsBetter(limit, row.Score.Mean);
        var chosen = ordered.First(family => family == best || family.Rows.Any(IsNear));
        int at = chosen == best ? best.OneStandardError : chosen.Rows.TakeWhile(row => !IsNear(row)).Count();
        return new FamilyChoice(chosen.Family, at, best.Family, Words(score, ordered, best, chosen, at));
    }

    private static ScorePoint Top(StudyFamily family) => family.Rows[family.Best].Score;

    private static string Words(Score score, StudyFamily[] families, StudyFamily best, StudyFamily chosen, int at)
    {
        string format = Math.Abs(Top(best).Mean) switch { < 0.01 => "G3", < 100 => "F4", < 1e6 => "F1", _ => "G6" };
        string Number(double value) => value.ToString(format);
        string top = $"{Number(Top(best).Mean)}{(double.IsNaN(Top(best).StandardError) ? "" : $" ± {Number(Top(best).StandardError)}")}";
        if (families.Length == 1)
            return $"{Name(chosen, "The")} is handed over: no other family was studied.";
        if (chosen != best)
            return $"{Name(chosen, "The")} is handed over: its {score.Title} of {Number(chosen.Rows[at].Score.Mean)} isn't worse than the best, {Name(best, "the")}'s {top}, by more than that standard error{(chosen == families[0] ? "" : ", and no simpler family comes as near")}.";
        string[] worse = [.. families.TakeWhile(family => family != best).Select(family => $"{Name(family, "the")}'s {Number(Top(family).Mean)}")];
        return worse.Length == 0
            ? $"{Name(chosen, "The")} is handed over: it is the simplest, and no other family does better than its best {score.Title}, {top}."
            : $"{Name(chosen, "The")} is handed over: it has the best {score.Title}, {top}, and {string.Join(" and ", worse)} {(worse.Length == 1 ? "is" : "are")} worse by more than that standard error.";
    }

    private static string Name(StudyFamily family, string the) => $"{the} {(family.Family == Family.Linear ? "linear model" : family.Family.Name())}";
}
