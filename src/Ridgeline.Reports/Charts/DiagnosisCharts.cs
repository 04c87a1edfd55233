using System.Collections.Immutable;
using Ridgeline.Diagnoses;
using Ridgeline.Stability;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Charts;

/// <summary>What the diagnosis of the model handed over found, as far as it came.</summary>
internal sealed class DiagnosisCharts(StudyResult study)
{
    private const int MostBars = 20;

    private readonly TableDiagnosis _diagnosis = study.Diagnosis!;

    /// <summary>The charts of the parts that there are.</summary>
    public IEnumerable<Chart> All()
    {
        if (_diagnosis.BiasVariance is { } parts)
            yield return BiasVariance(parts);
        if (_diagnosis.Learning is { } learning)
            yield return Learning(learning);
        if (_diagnosis.Epochs is { } epochs)
            yield return Epochs(epochs);
        if (_diagnosis.Selection is { Units.Length: > 0 } selection)
            yield return Stability(selection);
        if (_diagnosis.Intervals is { Intervals.Length: > 0 } intervals && Intervals(intervals) is { } chart)
            yield return chart;
        if (!_diagnosis.Importance.IsDefaultOrEmpty)
            yield return Importance(_diagnosis.Importance);
    }

    private Chart BiasVariance(BootstrapBiasVariance parts)
    {
        int? path = study.Choice?.Simplest.Path;
        string name = path is { } chosen ? study.Paths[chosen].Name : "path";
        var settings = _diagnosis.Search.Curve.Points.Select(point => point.Setting);
        bool isOfPath = path is not null && parts.Points.All(point => settings.Contains(point.Setting));
        var axis = new SettingAxis([.. isOfPath ? settings : parts.Points.Select(point => point.Setting)]); // the parts may be of some of the path's settings
        ImmutableArray<double> places = [.. parts.Points.Select(point => axis.Place(point.Setting))];
        var least = parts.Points[parts.Best];
        bool isSquared = parts.Error == DecomposedError.Squared;
        string bias = isSquared ? "bias² (noise included)" : "bias (noise included)";
        ChartLine Line(string name, ChartHue hue, Func<BootstrapBiasVariancePoint, double> value) => new(name, hue, places, ChartWords.Drawn(parts.Points.Select(value)));
        string Words(BootstrapBiasVariancePoint point) => $"{ChartWords.Short(point.Error)} = {(isSquared ? "bias²" : "bias")} {ChartWords.Short(point.Bias)} + variance {ChartWords.Short(point.Variance)}";
        return new Chart
        {
            Name = "bias-variance",
            Title = $"Bias and variance of the {name}",
            Alt = $"What the {(isSquared ? "squared" : "0-1")} error of rows left out of {Wording.Count(parts.Draws, "bootstrap draw")} is made of, noise counting as bias. At {ChartWords.Of(parts.Points[0].Setting)}: {Words(parts.Points[0])}; "
                + $"least at {ChartWords.Of(least.Setting)}: {Words(least)}; at {ChartWords.Of(parts.Points[^1].Setting)}: {Words(parts.Points[^1])}.",
            X = axis.Axis,
            Y = new ChartAxis(isSquared ? "squared error" : "0-1 error"),
            Series = [Line(bias, ChartHue.Bias, point => point.Bias), Line("variance", ChartHue.Variance, point => point.Variance), Line("error on rows left out", ChartHue.HeldOut, point => point.Error)],
            Marks = isOfPath ? PathCharts.MarksOf(study, path!.Value) : [],
            Path = isOfPath ? path : null,
            Settings = isOfPath ? axis.Places : [],
        };
    }

    private Chart Learning(LearningCurve learning)
    {
        var points = learning.Points;
        ImmutableArray<double> rows = [.. points.Select(point => point.Rows)];
        var digits = ScoreDigits.Of(learning.Sizes);
        ChartBand Band(string of, ChartHue hue, Func<LearningPoint, double> middle, Func<LearningPoint, double> error) => new(
            $"one standard error, {of}", hue, rows, ChartWords.Drawn(points.Select(point => middle(point) - error(point))), ChartWords.Drawn(points.Select(point => middle(point) + error(point))));
        return new Chart
        {
            Name = "learning-curve",
            Title = $"{ChartWords.Sentence(study.Score.Title)} by the rows learned from, at {ChartWords.Of(learning.Setting)}",
            Alt = $"{ChartWords.Sentence(study.Score.Title)} at {points.Length} sizes from {ChartWords.Short(rows[0])} to {ChartWords.Short(rows[^1])} rows, {(study.Score.HigherIsBetter ? "higher" : "lower")} is better; the bands are one standard error. "
                + $"On held-out rows it goes from {digits.Of(points[0].HeldOut)} to {digits.Of(points[^1].HeldOut)}, on the rows learned from it goes from {digits.Of(points[0].Train)} to {digits.Of(points[^1].Train)}. {ChartWords.Sentence(learning.Sentence)}",
            X = new ChartAxis("rows learned from"),
            Y = PathCharts.YOf(learning.Sizes),
            Series =
            [
                Band("learned from", ChartHue.Train, point => point.Train, point => point.TrainStandardError),
                Band("held out", ChartHue.HeldOut, point => point.HeldOut, point => point.HeldOutStandardError),
                new ChartLine("rows learned from", ChartHue.Train, rows, ChartWords.Drawn(points.Select(point => point.Train))),
                new ChartLine("held-out rows", ChartHue.HeldOut, rows, ChartWords.Drawn(points.Select(point => point.HeldOut))),
            ],
        };
    }

    private static Chart Epochs(EpochCurve curve)
    {
        var axis = new SettingAxis([.. curve.Scores.Points.Select(point => point.Setting)]);
        var points = curve.Points;
        return new Chart
        {
            Name = "epochs",
            Title = $"{ChartWords.Sentence(curve.Scores.Score.Title)} by epoch",
            Alt = ChartWords.Sentence(curve.Sentence),
            X = axis.Axis,
            Y = PathCharts.YOf(curve.Scores),
            Series =
            [
                new ChartBand("one standard error", ChartHue.HeldOut, axis.Places, ChartWords.Drawn(points.Select(point => point.HeldOut - point.HeldOutStandardError)), ChartWords.Drawn(points.Select(point => point.HeldOut + point.HeldOutStandardError))),
                new ChartLine("rows learned from", ChartHue.Train, axis.Places, ChartWords.Drawn(points.Select(point => point.Train))),
                new ChartLine("held-out rows", ChartHue.HeldOut, axis.Places, ChartWords.Drawn(points.Select(point => point.HeldOut))),
            ],
            Marks = [new ChartMark("best", axis.Places[curve.Best])],
        };
    }

    private static Chart Stability(StableSelection selection)
    {
        SelectionFrequency[] ever = [.. selection.Units.Where(unit => unit.Frequency > 0)], shown = [.. (ever.Length > 0 ? ever : [.. selection.Units]).Take(MostBars)];
        double[] Bars(bool isStable) => [.. shown.Select(unit => selection.IsStable(unit) == isStable ? unit.Frequency : double.NaN)];
        var (stable, others) = (Bars(true), Bars(false));
        var series = ImmutableArray.CreateBuilder<ChartSeries>();
        if (!stable.All(double.IsNaN))
            series.Add(new ChartBars("stable", ChartHue.One, [.. stable], [], []));
        if (!others.All(double.IsNaN))
            series.Add(new ChartBars("not stable", ChartHue.Quiet, [.. others], [], []));
        return new Chart
        {
            Name = "stability",
            Title = $"How often half samples select a column{Part(shown.Length, selection.Units.Length)}",
            Alt = $"{ChartWords.Sentence(selection.Sentence)}.",
            X = new ChartAxis($"share of {2 * selection.Bound.Pairs} half samples that select it"),
            Y = new ChartAxis("") { Categories = Names(shown.Select(unit => unit.Unit.Name)) },
            Series = series.DrainToImmutable(),
            Marks = [new ChartMark($"stable from {ChartWords.Short(selection.Bound.Threshold)}", selection.Bound.Threshold)],
        };
    }

    private Chart? Intervals(CoefficientIntervals intervals)
    {
        var (scales, classes) = (_diagnosis.Search.Path.Sample.View.Scales, _diagnosis.Search.Path.Classes);
        double Sized(CoefficientInterval one, double value) => value * scales[one.Column];
        CoefficientInterval[] used = [.. intervals.Intervals.Where(one => scales[one.Column] > 0 && (one.Estimate != 0 || one.Lower != 0 || one.Upper != 0)).OrderByDescending(one => Math.Abs(Sized(one, one.Estimate)))];
        if (used.Length == 0)
            return null;
        CoefficientInterval[] shown = [.. used.Take(MostBars)];
        bool hasSeveral = intervals.Intervals.Any(one => one.Output > 0);
        string Label(CoefficientInterval one) => hasSeveral ? $"{ChartWords.Name(one.Name, 20)}, {ChartWords.Name(classes[one.Output], 12)}" : ChartWords.Name(one.Name);
        double[] ends = [.. shown.SelectMany(one => new[] { one.Lower, one.Upper })];
        return new Chart
        {
            Name = "intervals",
            Title = $"Coefficients at {ChartWords.Of(intervals.Setting)} and how far they spread{Part(shown.Length, used.Length)}",
            Alt = $"{ChartWords.Sentence(intervals.Sentence)}. The largest: {string.Join(", ", shown.Take(5).Select(one => $"'{Label(one)}' {ChartWords.Short(Sized(one, one.Estimate))} ({ChartWords.Short(Sized(one, one.Lower))} to {ChartWords.Short(Sized(one, one.Upper))})"))}, in standard deviations of their columns.{ChartWords.Infinite(ends, "end")}",
            X = new ChartAxis($"coefficient × sd of its column, {intervals.Level * 100:0.##} % {(intervals.Claim == IntervalClaim.SpreadOnly ? "of the draws" : "interval")}"),
            Y = new ChartAxis("") { Categories = Names(shown.Select(Label)) },
            Series = [new ChartRanges("", ChartHue.One, ChartWords.Drawn(shown.Select(one => Sized(one, one.Estimate))), ChartWords.Drawn(shown.Select(one => Sized(one, one.Lower))), ChartWords.Drawn(shown.Select(one => Sized(one, one.Upper))))],
            Marks = [new ChartMark("", 0)],
        };
    }

    private Chart Importance(ImmutableArray<PermutationImportance> importance)
    {
        PermutationImportance[] sorted = [.. importance.OrderByDescending(one => double.IsNaN(one.Mean) ? double.NegativeInfinity : one.Mean)], different = [.. sorted.Where(one => one.Mean != 0)], shown = [.. (different.Length > 0 ? different : sorted).Take(MostBars)];
        double Away(PermutationImportance one, int side) => one.Mean + side * one.StandardDeviation;
        int without = importance.Count(one => one.Mean == 0);
        return new Chart
        {
            Name = "importance",
            Title = $"What the model loses without a column{Part(shown.Length, sorted.Length)}",
            Alt = $"By how much the {study.Score.Title} on held-out rows gets worse when a column is shuffled, with one standard deviation. Most: {string.Join(", ", shown.Take(5).Select(one => $"'{ChartWords.Name(one.Group.Name)}' {ChartWords.Short(one.Mean)}"))}. {without} of {Wording.Count(importance.Length, "column")} make{(without == 1 ? "s" : "")} no difference.",
            X = new ChartAxis($"by how much the {study.Score.Title} gets worse"),
            Y = new ChartAxis("") { Categories = Names(shown.Select(one => one.Group.Name)) },
            Series = [new ChartBars("", ChartHue.One, ChartWords.Drawn(shown.Select(one => one.Mean)), ChartWords.Drawn(shown.Select(one => Away(one, -1))), ChartWords.Drawn(shown.Select(one => Away(one, 1))))],
        };
    }

    private static string Part(int shown, int all) => shown < all ? $", the first {shown} of {all}" : "";

    private static ImmutableArray<string> Names(IEnumerable<string> names) => [.. names.Select(name => ChartWords.Name(name))];
}
