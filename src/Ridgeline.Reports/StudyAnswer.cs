using Ridgeline.Leaks;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>The four questions of a study, and what it answers, in a sentence each.</summary>
internal static class StudyAnswer
{
    private const int MostTelling = 3;
    private const double MostByLuck = 0.05;

    /// <summary>The questions that were come to, with their answers.</summary>
    /// <param name="study">What was found.</param>
    public static IEnumerable<(string Question, string Answer)> Of(StudyResult study)
    {
        if (!study.Paths.IsEmpty)
            yield return ("Does it overfit?", Overfit(study));
        if (study.Choice is not { } choice)
            yield break;
        yield return ("How much?", HowMuch(study, choice.Simplest));
        yield return ("Which model?", $"{Which(study, choice)}{Nothing(study)}");
        if (study.Honest is not null || !study.TestScores.IsEmpty)
            yield return ("How sure?", Sure(study));
    }

    /// <summary>A setting of a study, in words: lasso at λ = 0.02.</summary>
    public static string Named(StudyResult study, StudySetting setting) => $"{study.Paths[setting.Path].Name} at {Setting(study, setting)}";

    /// <summary>That leaks were found, and which column tells the target; null where there are none.</summary>
    public static string? Leaks(StudyResult study)
    {
        var alarms = study.Diagnosis is { Leaks.IsDefaultOrEmpty: false } diagnosis ? diagnosis.Leaks.Select(priced => priced.Leak).Where(leak => leak.IsAlarm).ToArray() : [];
        string[] telling = [.. alarms.Where(leak => leak.Kind is LeakKind.TellingColumn or LeakKind.EncodedTarget).SelectMany(leak => leak.Columns)];
        return alarms.Length == 0 ? null
            : $"But {Wording.Count(alarms.Length, "leak")} {(alarms.Length == 1 ? "was" : "were")} found{(telling.Length == 0 ? "" : $", and {Wording.Listed(telling, MostTelling)} {(telling.Length == 1 ? "tells" : "tell")} the target")}: on new rows it may be far worse.";
    }

    private static string Setting(StudyResult study, StudySetting setting) => FamilyColumns.Named(study.Paths[setting.Path].Curve.Points[setting.At].Setting);

    private static string Overfit(StudyResult study)
    {
        var groups = study.Paths.GroupBy(path => path.Unregularized.Verdict).ToArray();
        string found = string.Join(", ", groups.Select(group => $"{DiagnosisConsole.Word(group.Key)} ({(groups.Length == 1 && study.Paths.Length > 1 ? study.Paths.Length == 2 ? "both paths" : $"all {study.Paths.Length} paths" : string.Join(", ", group.Select(path => path.Name)))})"));
        return study.Diagnosis is { } diagnosis
            ? $"At the weakest regularization: {found}. The model handed over: {DiagnosisConsole.Word(diagnosis.Verdict.Verdict)}."
            : $"At the weakest regularization: {found}.";
    }

    private static string HowMuch(StudyResult study, StudySetting chosen)
    {
        var path = study.Paths[chosen.Path].Search.Path;
        var columns = FamilyColumns.Of(path);
        int complexity = path.Path.Points[chosen.At].Model.Complexity;
        string of = path.Family == Family.Linear ? $" of {Wording.Count(PathConsole.Columns(path), "column")}" : "";
        return $"{columns.Setting(chosen.At)}, setting {chosen.At + 1} of {path.Path.Points.Length} from the simplest: {columns.ComplexityWords(complexity, complexity)}{of}.";
    }

    private static string Which(StudyResult study, StudyChoice choice)
    {
        string name = study.Paths[choice.Simplest.Path].Name;
        if (study.Paths[choice.Simplest.Path].IsConstant(choice.Simplest.At))
            return $"None: the same is said of every row, as {(choice.Winner == choice.Simplest ? "nothing that was compared is better" : $"the best, the {Named(study, choice.Winner)}, isn't better by more than its standard error")}. Nothing was found in these columns that predicts '{study.Data.Target}'.";
        if (choice.Winner == choice.Simplest)
            return $"The {name}: the best, and nothing simpler comes within one standard error of it.";
        return choice.Winner.Path == choice.Simplest.Path
            ? $"The {name}, at the simplest setting within one standard error of the best, {Setting(study, choice.Winner)}."
            : $"The {name}: simpler than the best, the {Named(study, choice.Winner)}, and within one standard error of it.";
    }

    /// <summary>That the model handed over does no better than models of shuffled targets, where that is so.</summary>
    private static string Nothing(StudyResult study) => study.Diagnosis?.Shuffled is { P: > MostByLuck } shuffled
        ? $" But models of shuffled targets do as well (p = {shuffled.P:G2}), so it may have learned nothing."
        : "";

    private static string Sure(StudyResult study)
    {
        List<string> said = [];
        if (study.Honest is { } honest)
            said.Add($"honest {honest.Score.Title} {ScoreDigits.Interval(honest.Honest, honest.Lower, honest.Upper)}");
        if (!study.TestScores.IsEmpty)
            said.Add($"{(said.Count > 0 ? "" : $"{study.TestScores[0].Score.Title} ")}{ScoreDigits.Interval(study.TestScores[0].Value, study.TestScores[0].Lower, study.TestScores[0].Upper)} on {Wording.Count(study.Data.TestRows, "test row")}");
        return $"{DiagnosisConsole.Capitalised(string.Join("; ", said))}. Intervals are of 95 %.{(Leaks(study) is { } leaks ? $" {leaks}" : "")}";
    }
}
