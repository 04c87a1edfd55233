using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Charts;

/// <summary>The families of a study beside each other, and what is left of the choice's score.</summary>
internal static class FamilyCharts
{
    private const double ZeroPlace = 0.5; // of a model without any column, on an axis of logarithms

    /// <summary>How complex a model is, and what it scores on rows that it hasn't seen: a series for each path.</summary>
    public static Chart SideBySide(StudyResult study)
    {
        bool hasZero = study.Paths.Any(path => path.Search.Path.Path.Points.Any(point => point.Model.Complexity == 0));
        var (lines, points) = (ImmutableArray.CreateBuilder<ChartSeries>(), ImmutableArray.CreateBuilder<ChartSeries>());
        for (int at = study.Paths.Length - 1; at >= 0; at--) // the simplest family in front
        {
            var (path, hue) = (study.Paths[at], StudyCharts.HueOf(at));
            var places = path.Search.Path.Path.Points.Select(point => PlaceOf(point.Model.Complexity)).ToImmutableArray();
            if (places.Distinct().Count() > 1)
                lines.Add(new ChartLine("", hue, places, ChartWords.Drawn(path.Curve.Points.Select(point => point.Mean))));
            int[] shown = [.. new[] { path.OneStandardError, path.Best }.Distinct()];
            points.Add(new ChartPoints(
                path.Name, hue, [.. shown.Select(k => places[k])], ChartWords.Drawn(shown.Select(k => path.Curve.Points[k].Mean)), [],
                [.. shown.Select(k => path.Curve.Points[k].StandardError is var error && double.IsFinite(error) ? error : 0)]));
        }

        if (study.Choice is { } chosen)
            points.Add(HandedOver(study, chosen.Simplest));
        double[] means = [.. study.Paths.SelectMany(path => path.Curve.Points).Select(point => point.Mean).Where(double.IsFinite)];
        return new Chart
        {
            Name = "families",
            Title = $"{ChartWords.Sentence(study.Score.Title)} on held-out rows against complexity",
            Alt = SideBySideAlt(study),
            X = new ChartAxis($"complexity: {CountedIn(study)}{(hasZero ? "; 0 stands before 1" : "")}") { IsLogarithmic = true, Ticks = hasZero ? [new ChartTick(ZeroPlace, "0")] : [] },
            Y = PathCharts.YOf(study.Paths[0].Curve) with { IsLogarithmic = PathCharts.Spreads(means, means.Min()) },
            Series = [.. lines, .. points],
            Marks = study.Choice is { } choice ? [new ChartMark("handed over", PlaceOf(study.Paths[choice.Simplest.Path].Search.Path.Path.Points[choice.Simplest.At].Model.Complexity))] : [],
        };
    }

    private static ChartPoints HandedOver(StudyResult study, StudySetting chosen)
    {
        var point = study.Paths[chosen.Path].Curve.Points[chosen.At];
        double place = PlaceOf(study.Paths[chosen.Path].Search.Path.Path.Points[chosen.At].Model.Complexity);
        return new ChartPoints($"handed over: {study.Paths[chosen.Path].Name}", ChartHue.HeldOut, [place], ChartWords.Drawn([point.Mean]), [], [double.IsFinite(point.StandardError) ? point.StandardError : 0]);
    }

    /// <summary>The score by the search, held out with the choice, and on the test set; null where there is none of the last two.</summary>
    public static Chart? Scores(StudyResult study)
    {
        var (path, at) = study.Choice!.Simplest;
        var point = study.Paths[path].Curve.Points[at];
        List<(string Name, double Value, double Lower, double Upper)> found = [("cross-validation, as chosen", study.Honest?.Search ?? point.Mean, double.NaN, double.NaN)];
        if (study.Honest is { } honest)
            found.Add(("honest: choice held out too", honest.Honest, honest.Lower, honest.Upper));
        if (study.TestScores.Length > 0 && study.TestScores[0] is var test)
            found.Add(($"test set, {Wording.Count(study.Data.TestRows, "row")}", test.Value, test.Lower, test.Upper));
        if (found.Count == 1)
            return null;
        var digits = ScoreDigits.Of(study.Paths[path].Curve);
        string Words((string Name, double Value, double Lower, double Upper) one) =>
            $"{one.Name}: {digits.Of(one.Value)}{(double.IsNaN(one.Lower) || double.IsNaN(one.Upper) ? "" : $", 95 % interval {digits.Of(one.Lower)} to {digits.Of(one.Upper)}")}";
        return new Chart
        {
            Name = "scores",
            Title = $"What is left of the {study.Score.Title}",
            Alt = $"{ChartWords.Sentence(study.Score.Title)} of the model handed over, {(study.Score.HigherIsBetter ? "higher" : "lower")} is better. {ChartWords.Sentence(string.Join("; ", found.Select(Words)))}.",
            X = PathCharts.YOf(study.Paths[path].Curve),
            Y = new ChartAxis("") { Categories = [.. found.Select(one => one.Name)] },
            Series = [new ChartRanges("", ChartHue.HeldOut, ChartWords.Drawn(found.Select(one => one.Value)), ChartWords.Drawn(found.Select(one => one.Lower)), ChartWords.Drawn(found.Select(one => one.Upper)))],
        };
    }

    private static double PlaceOf(int complexity) => complexity == 0 ? ZeroPlace : complexity;

    private static string CountedIn(StudyResult study) => string.Join(", ", study.Paths.Select(path => path.Family).Distinct().Select(family => family switch
    {
        Family.Linear => "columns with a coefficient",
        Family.Tree => "leaves",
        _ => "parameters of a network",
    }));

    private static string SideBySideAlt(StudyResult study)
    {
        string Words(StudyPath path)
        {
            var digits = ScoreDigits.Of(path.Curve);
            var points = path.Search.Path.Path.Points;
            string simple = path.OneStandardError == path.Best ? "" : $", {digits.Of(path.Curve.Points[path.OneStandardError].Mean)} with {Counted(path, points[path.OneStandardError].Model.Complexity)} within one standard error";
            return $"{path.Name} {digits.Of(path.Curve.Points[path.Best])} with {Counted(path, points[path.Best].Model.Complexity)} at its best{simple}";
        }

        string chosen = study.Choice is { } choice ? $" Handed over: the {study.Paths[choice.Simplest.Path].Name} with {Counted(study.Paths[choice.Simplest.Path], study.Paths[choice.Simplest.Path].Search.Path.Path.Points[choice.Simplest.At].Model.Complexity)}." : "";
        return $"{ChartWords.Sentence(study.Score.Title)} on held-out rows of {Wording.Count(study.Paths.Length, "path")}, {(study.Score.HigherIsBetter ? "higher" : "lower")} is better; the bars are one standard error. {ChartWords.Sentence(string.Join("; ", study.Paths.Select(Words)))}.{chosen}";
    }

    private static string Counted(StudyPath path, int complexity) => path.Family switch
    {
        Family.Linear => Wording.Count(complexity, "column"),
        Family.Tree => complexity == 1 ? "1 leaf" : $"{complexity} leaves",
        _ => Wording.Count(complexity, "parameter"),
    };
}
