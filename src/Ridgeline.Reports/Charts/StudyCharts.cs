using System.Buffers;
using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Charts;

/// <summary>
/// What a study has to show: the families side by side, what is left of the score, each path, and what the diagnosis found. Of a study that was stopped, or that left parts out, the charts of what there is.
/// </summary>
internal static class StudyCharts
{
    /// <summary>The charts, the most telling first.</summary>
    /// <param name="study">A study.</param>
    public static ImmutableArray<Chart> Of(StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var charts = ImmutableArray.CreateBuilder<Chart>();
        if (study.Paths.Length > 0)
            charts.Add(FamilyCharts.SideBySide(study));
        if (study.Choice is not null && FamilyCharts.Scores(study) is { } scores)
            charts.Add(scores);
        for (int path = 0; path < study.Paths.Length; path++)
        {
            var own = new PathCharts(study, path);
            charts.Add(own.Score());
            if (study.Paths[path].Family == Family.Linear)
                charts.Add(new CoefficientPaths(study, path).Chart());
            charts.Add(own.Complexity());
        }

        if (study.Diagnosis is not null)
            charts.AddRange(new DiagnosisCharts(study).All());
        return [.. charts.Select(chart => chart with { Title = ChartWords.Name(chart.Title, int.MaxValue), Alt = ChartWords.Name(chart.Alt, int.MaxValue) })]; // sentences of the diagnosis have names as the data do
    }

    /// <summary>The hue of a path where several are compared.</summary>
    /// <param name="path">Its position in the study.</param>
    public static ChartHue HueOf(int path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(path);
        return Likes[path % Likes.Length];
    }

    /// <summary>Whether a chart of any study may have this name.</summary>
    /// <param name="name">A name.</param>
    public static bool IsName(string name) => OfAll.Contains(name) || Array.Exists(OfPath, of => name.StartsWith(of, StringComparison.Ordinal) && IsPath(name.AsSpan(of.Length)));

    /// <summary>Whether it is a path's name, as <see cref="ChartWords.Joined"/> puts it.</summary>
    private static bool IsPath(ReadOnlySpan<char> name) => name is "lasso" or "ridge" or "tree" or "network" || (name.StartsWith(ElasticNet) && !name[ElasticNet.Length..].ContainsAnyExcept(OfRatio));

    private const string ElasticNet = "elastic-net-"; // and its L1 ratio
    private static readonly SearchValues<char> OfRatio = SearchValues.Create("0123456789e-");
    private static readonly string[] OfAll = ["families", "scores", "bias-variance", "learning-curve", "epochs", "stability", "intervals", "importance"], OfPath = ["score-", "coefficients-", "complexity-"];

    private static readonly ChartHue[] Likes = [ChartHue.One, ChartHue.Two, ChartHue.Three, ChartHue.Four, ChartHue.Five, ChartHue.Six];
}
