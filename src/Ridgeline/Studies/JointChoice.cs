using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>The one-standard-error rule over the settings of several paths.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Settings">All settings, the simplest first.</param>
internal sealed record JointChoice(StudyChoice Choice, ImmutableArray<(int Search, int At)> Settings)
{
    /// <summary>The choice among paths that were cross-validated on the same folds by the same score.</summary>
    /// <param name="paths">The paths, the simplest family first.</param>
    public static JointChoice Of(ImmutableArray<StudyPath> paths)
    {
        ImmutableArray<(int Search, int At)> settings =
        [
            .. paths.SelectMany((path, search) => Enumerable.Range(0, path.Curve.Points.Length).Select(at => (Search: search, At: at)))
                .OrderBy(one => paths[one.Search].IsConstant(one.At) ? 0 : 1).ThenBy(one => paths[one.Search].Family).ThenBy(one => Complexity(paths[one.Search], one.At)).ThenBy(one => one.Search).ThenBy(one => one.At),
        ];
        var joint = new ScoreCurve(paths[0].Curve.Score, [.. settings.Select(one => paths[one.Search].Curve.Points[one.At])]);
        var (winner, simplest) = (settings[joint.Best], settings[joint.OneStandardError]);
        return new JointChoice(new StudyChoice(new StudySetting(winner.Search, winner.At), new StudySetting(simplest.Search, simplest.At), Words(paths, winner, simplest)), settings);
    }

    /// <summary>What a family counts; networks of one path have as many parameters, and stay in the order of their knob.</summary>
    private static int Complexity(StudyPath path, int at) => path.Family == Family.Network ? 0 : path.Search.Path.Path.Points[at].Model.Complexity;

    private static string Words(ImmutableArray<StudyPath> paths, (int Search, int At) winner, (int Search, int At) simplest)
    {
        var (best, chosen) = (paths[winner.Search], paths[simplest.Search]);
        var (top, own) = (best.Curve.Points[winner.At], chosen.Curve.Points[simplest.At]);
        string format = Math.Abs(top.Mean) switch { < 0.01 => "G3", < 100 => "F4", < 1e6 => "F1", _ => "G6" };
        string said = $"{top.Mean.ToString(format)}{(double.IsNaN(top.StandardError) ? "" : $" ± {top.StandardError.ToString(format)}")}", title = best.Curve.Score.Title;
        if (winner == simplest)
            return $"The {chosen.Name} is handed over: it has the best {title}, {said}, and nothing simpler comes within that standard error.";
        return winner.Search == simplest.Search
            ? $"The {chosen.Name} is handed over: it has the best {title}, {said}, and of its path the simplest model within that standard error, {own.Mean.ToString(format)}, is taken."
            : $"The {chosen.Name} is handed over: its {title} of {own.Mean.ToString(format)} isn't worse than the best, the {best.Name}'s {said}, by more than that standard error, and nothing simpler comes as near.";
    }
}
