using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Charts;

/// <summary>A path of a study: its score and what its models are made of, setting by setting.</summary>
internal sealed class PathCharts
{
    private const double MostApart = 10;

    private readonly StudyResult _study;
    private readonly int _at;
    private readonly StudyPath _path;
    private readonly SettingAxis _axis;

    /// <param name="study">The study.</param>
    /// <param name="path">The position of the path.</param>
    public PathCharts(StudyResult study, int path)
    {
        (_study, _at, _path) = (study, path, study.Paths[path]);
        _axis = AxisOf(_path);
    }

    /// <summary>The axis over a path's settings.</summary>
    public static SettingAxis AxisOf(StudyPath path) => new([.. path.Curve.Points.Select(point => point.Setting)]);

    /// <summary>The marks of a path: its best, its one-standard-error setting and the one handed over; those of the same place as one.</summary>
    public static ImmutableArray<ChartMark> MarksOf(StudyResult study, int path)
    {
        var own = study.Paths[path];
        var axis = AxisOf(own);
        var named = new List<(int At, string Name)> { (own.Best, SettingMarks.Best), (own.OneStandardError, SettingMarks.OneStandardError) };
        if (study.Choice?.Simplest is { } chosen && chosen.Path == path)
            named.Add((chosen.At, SettingMarks.HandedOver));
        return [.. named.GroupBy(one => one.At, one => one.Name).OrderBy(group => group.Key).Select(group => new ChartMark(string.Join(", ", group), axis.Places[group.Key]))];
    }

    /// <summary>The score on the rows learned from and on held-out ones.</summary>
    public Chart Score()
    {
        var curve = _path.Curve;
        string title = curve.Score.Title;
        double[] train = [.. Enumerable.Range(0, curve.Points.Length).Select(curve.TrainOf)], heldOut = [.. curve.Points.Select(point => point.Mean)];
        var up = YOf(curve) with { IsLogarithmic = Spreads(heldOut, heldOut[0]) && train.All(value => value > 0) };
        double Away(ScorePoint point, int side) => point.Mean + side * point.StandardError is var end && up.IsLogarithmic && end <= 0 ? heldOut.Min() / 2 : end;
        return new Chart
        {
            Name = $"score-{ChartWords.Joined(_path.Name)}",
            Title = $"{ChartWords.Sentence(title)} of the {_path.Name}",
            Alt = ScoreAlt(train, heldOut),
            X = _axis.Axis,
            Y = up,
            Series =
            [
                new ChartBand("one standard error", ChartHue.HeldOut, _axis.Places, ChartWords.Drawn(curve.Points.Select(point => Away(point, -1))), ChartWords.Drawn(curve.Points.Select(point => Away(point, 1)))),
                new ChartLine("rows learned from", ChartHue.Train, _axis.Places, ChartWords.Drawn(train)),
                new ChartLine("held-out rows", ChartHue.HeldOut, _axis.Places, ChartWords.Drawn(heldOut)),
            ],
            Marks = MarksOf(_study, _at),
            Path = _at,
            Settings = _axis.Places,
        };
    }

    /// <summary>The axis of a score.</summary>
    public static ChartAxis YOf(ScoreCurve curve) => new($"{curve.Score.Title} ({(curve.Score.HigherIsBetter ? "higher" : "lower")} is better)");

    /// <summary>Whether some scores are so far above a usual one that only logarithms show the others apart.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="usual">A usual one.</param>
    public static bool Spreads(IEnumerable<double> scores, double usual)
    {
        double[] finite = [.. scores.Where(double.IsFinite)];
        return finite.Length > 0 && finite.Min() > 0 && finite.Max() > MostApart * usual;
    }

    /// <summary>Columns with a coefficient, or leaves; where every setting has as many, the size of the weights.</summary>
    public Chart Complexity()
    {
        var points = _path.Search.Path.Path.Points;
        int[] counts = [.. points.Select(point => point.Model.Complexity)];
        bool isAlike = counts.Length > 1 && counts.Distinct().Count() == 1 && points[0].Model is LinearModel or NetworkModel;
        double[] values = isAlike ? [.. points.Select(point => NormOf(point.Model))] : [.. counts.Select(count => (double)count)];
        var (noun, title) = (_path.Family, isAlike) switch
        {
            (Family.Linear, false) => ("columns with a coefficient", "Columns that the"),
            (Family.Tree, _) => ("leaves", "Leaves of the"),
            (Family.Network, false) => ("parameters", "Parameters of the"),
            (_, true) => ($"‖w‖, every model has {counts[0]} {(_path.Family == Family.Network ? "parameters" : "columns")}", "Size of the weights of the"),
            _ => throw new InvalidOperationException($"a {_path.Family} has no count"),
        };
        string whole = title == "Columns that the" ? $"{title} {_path.Name} uses" : $"{title} {_path.Name}";
        var (best, simple) = (_path.Best, _path.OneStandardError);
        return new Chart
        {
            Name = $"complexity-{ChartWords.Joined(_path.Name)}",
            Title = whole,
            Alt = $"{whole}: {ChartWords.Short(values[0])} at {SettingAt(0)} and {ChartWords.Short(values[^1])} at {SettingAt(^1)}; {ChartWords.Short(values[simple])} at the simplest setting within one standard error, {SettingAt(simple)}, and {ChartWords.Short(values[best])} at the best, {SettingAt(best)}.",
            X = _axis.Axis,
            Y = new ChartAxis(noun),
            Series = [new ChartLine("", StudyCharts.HueOf(_at), _axis.Places, ChartWords.Drawn(values))],
            Marks = MarksOf(_study, _at),
            Path = _at,
            Settings = _axis.Places,
        };
    }

    private static double NormOf(IModel model) => model switch
    {
        LinearModel linear => linear.Norm,
        NetworkModel network => Math.Sqrt(network.Layers.Sum(layer => layer.Weights.Sum(weight => (double)weight * weight))),
        _ => throw new InvalidOperationException($"a {model.GetType().Name} has no weights"),
    };

    private string SettingAt(Index at) => ChartWords.Of(_path.Curve.Points[at].Setting);

    private string ScoreAlt(double[] train, double[] heldOut)
    {
        var curve = _path.Curve;
        var digits = ScoreDigits.Of(curve);
        var (best, simple) = (_path.Best, _path.OneStandardError);
        string chosen = _study.Choice?.Simplest is { } handed && handed.Path == _at ? $" The model handed over is at {SettingAt(handed.At)}." : "";
        string range = heldOut.Length == 1 ? $"at one setting, {SettingAt(0)}" : $"at {heldOut.Length} settings from {SettingAt(0)} to {SettingAt(^1)}";
        return $"{ChartWords.Sentence(curve.Score.Title)} of the {_path.Name} {range}; {(curve.Score.HigherIsBetter ? "higher" : "lower")} is better. "
            + $"On held-out rows it is {digits.Of(heldOut[0])} at the simplest setting, {digits.Of(curve.Points[best])} at the best, {SettingAt(best)}, and {digits.Of(heldOut[^1])} at the most complex; "
            + $"on the rows learned from {digits.Of(train[0])}, {digits.Of(train[best])} and {digits.Of(train[^1])}. "
            + (simple == best ? "No simpler setting is within one standard error of the best." : $"The simplest setting within one standard error of the best is {SettingAt(simple)} with {digits.Of(heldOut[simple])}.")
            + chosen + ChartWords.Infinite(heldOut.Concat(train), "score");
    }
}
