using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Reports.Charts;

namespace Ridgeline.Reports.Tests.Charts;

/// <summary>The charts of studies of every kind.</summary>
public sealed class StudyChartsTests
{
    public static TheoryData<string> Kinds => [.. ChartStudies.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_series_has_as_many_places_as_values_and_nothing_infinite(string kind) => Assert.All(StudyCharts.Of(ChartStudies.Of(kind)), chart =>
    {
        Assert.NotEmpty(chart.Series);
        Assert.All(chart.Series, series =>
        {
            ImmutableArray<double>[] parts = series switch
            {
                ChartLine line => [line.X, line.Y],
                ChartBand band => [band.X, band.Lower, band.Upper],
                ChartPoints points => [points.X, points.Y, points.Errors],
                ChartBars bars => [bars.Values, bars.Lower, bars.Upper],
                ChartRanges ranges => [ranges.Values, ranges.Lower, ranges.Upper],
                _ => throw new InvalidOperationException(series.GetType().Name),
            };
            Assert.All(parts.Where(part => !part.IsEmpty), part => Assert.Equal(parts[0].Length, part.Length));
            Assert.All(parts.SelectMany(part => part), value => Assert.False(double.IsInfinity(value)));
            Assert.All(parts[0], value => Assert.False(double.IsNaN(value) && series is not ChartBars));
            if (series is ChartBars or ChartRanges)
                Assert.Equal(chart.Y.Categories.Length, parts[0].Length);
            Assert.Contains(parts[^1].IsEmpty ? parts[0] : parts[1].IsEmpty ? parts[0] : parts[1], double.IsFinite);
            if (chart.X.IsLogarithmic)
                Assert.All(parts[0], value => Assert.True(value > 0));
        });
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Names_are_those_of_files_and_no_two_charts_share_one(string kind)
    {
        var charts = StudyCharts.Of(ChartStudies.Of(kind));
        Assert.All(charts, chart => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", chart.Name));
        Assert.Equal(charts.Length, charts.Select(chart => chart.Name).Distinct().Count());
        Assert.All(charts, chart => Assert.True(StudyCharts.IsName(chart.Name), chart.Name)); // else its picture would outlive its study
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_setting_of_a_path_has_a_place_that_grows_with_complexity_and_marks_are_among_them(string kind)
    {
        var study = ChartStudies.Of(kind);
        foreach (var chart in StudyCharts.Of(study).Where(chart => chart.Path is not null))
        {
            var path = study.Paths[chart.Path!.Value];
            Assert.Equal(path.Curve.Points.Length, chart.Settings.Length);
            var drawn = chart.Settings.Select(place => chart.X.IsReversed ? -place : place).ToArray();
            Assert.All(drawn.Zip(drawn.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"{chart.Name}: {pair}"));
            Assert.All(chart.Marks, mark => Assert.Contains(mark.X, chart.Settings));
            Assert.Contains(chart.Marks, mark => mark.Name.Contains("best") && mark.X == chart.Settings[path.Best]);
            Assert.Contains(chart.Marks, mark => mark.Name.Contains("1 SE") && mark.X == chart.Settings[path.OneStandardError]);
            Assert.Equal(study.Choice?.Simplest.Path == chart.Path, chart.Marks.Any(mark => mark.Name.Contains("handed over")));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_logarithm_cannot_show_has_a_named_place_and_the_axis_says_so(string kind)
    {
        var study = ChartStudies.Of(kind);
        foreach (var chart in StudyCharts.Of(study).Where(chart => chart.Path is not null))
        {
            var settings = study.Paths[chart.Path!.Value].Curve.Points.Select(point => point.Setting).ToArray();
            for (int at = 0; at < settings.Length; at++)
                if (chart.X.IsLogarithmic && (settings[at].Value == 0 || double.IsInfinity(settings[at].Value)))
                {
                    string label = settings[at].Value == 0 ? "0" : "∞";
                    Assert.Contains(new ChartTick(chart.Settings[at], label), chart.X.Ticks);
                    Assert.Contains(label, chart.X.Title);
                }
                else
                    Assert.Equal(settings[at].Value, chart.Settings[at]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_score_is_drawn_as_the_search_found_it(string kind)
    {
        var study = ChartStudies.Of(kind);
        Assert.All(study.Paths.Select((path, at) => (path, at)), one =>
        {
            var chart = StudyCharts.Of(study).Single(chart => chart.Path == one.at && chart.Name.StartsWith("score-", StringComparison.Ordinal));
            var lines = chart.Series.OfType<ChartLine>().ToDictionary(line => line.Hue);
            Assert.Equal(one.path.Curve.Points.Select(point => point.Mean), lines[ChartHue.HeldOut].Y);
            Assert.Equal(Enumerable.Range(0, one.path.Curve.Points.Length).Select(one.path.Curve.TrainOf), lines[ChartHue.Train].Y);
            var band = Assert.Single(chart.Series.OfType<ChartBand>());
            for (int at = 0; at < band.X.Length; at++)
                Assert.Equal(2 * one.path.Curve.Points[at].StandardError, band.Upper[at] - band.Lower[at], 9);
        });
    }

    [Fact]
    public void Coefficients_are_in_standard_deviations_and_at_most_200_are_drawn_which_title_and_words_say()
    {
        var study = ChartStudies.Of("wide");
        int ridge = study.Paths.Length - 1;
        var chart = StudyCharts.Of(study).Single(chart => chart.Name == "coefficients-ridge");
        Assert.Equal((200, 6), (chart.Series.Length, chart.Series.Count(series => series.Name.Length > 0)));
        Assert.Contains("the 200 largest of 230", chart.Title);
        Assert.Contains("the 200 with the largest are drawn", chart.Alt);
        var search = study.Paths[ridge].Search.Path;
        var drawn = chart.Series.OfType<ChartLine>().Select(line => line.Y.Max(Math.Abs)).Order().ToArray();
        double[] all = [.. search.Columns.Select((_, j) => search.Path.Points.Max(point => Math.Abs(((LinearModel)point.Model).Coefficients[j] * search.Sample.View.Scales[j])))];
        Assert.Equal(all.OrderDescending().Take(190), drawn.OrderDescending().Take(190));
        Assert.DoesNotContain("largest of", StudyCharts.Of(study).Single(chart => chart.Name == "coefficients-lasso").Title);
    }

    [Fact]
    public void A_stopped_study_has_the_charts_of_what_it_found()
    {
        Assert.Equal(["families", "score-lasso", "coefficients-lasso", "complexity-lasso"], StudyCharts.Of(ChartStudies.Of("stopped")).Select(chart => chart.Name).Take(4));
        string[] some = [.. StudyCharts.Of(ChartStudies.Of("stopped in its diagnosis")).Select(chart => chart.Name)];
        Assert.Contains("bias-variance", some);
        Assert.DoesNotContain("learning-curve", some);
        string[] whole = [.. StudyCharts.Of(ChartStudies.Of("numbers")).Select(chart => chart.Name)];
        Assert.Empty(some.Except(whole));
        Assert.Equal(["families", "scores", "bias-variance", "learning-curve", "importance"], whole.Intersect(["families", "scores", "bias-variance", "learning-curve", "importance"]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Words_are_sentences_with_numbers_in_which_names_are_short_and_clean(string kind) => Assert.All(StudyCharts.Of(ChartStudies.Of(kind)), chart =>
    {
        Assert.Matches(@"\d", chart.Alt);
        Assert.EndsWith(".", chart.Alt);
        foreach (string text in new[] { chart.Alt, chart.Title, chart.X.Title, chart.Y.Title }.Concat(chart.Y.Categories).Concat(chart.Series.Select(series => series.Name)))
        {
            Assert.DoesNotContain(new string('w', 50), text);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.DoesNotContain('\u202E', text);
        }
    });

    [Fact]
    public void Of_several_classes_a_column_has_one_line_its_norm()
    {
        var study = ChartStudies.Of("three classes");
        var chart = StudyCharts.Of(study).Single(chart => chart.Name == "coefficients-lasso");
        Assert.Equal(3, study.Data.Classes.Length);
        Assert.InRange(chart.Series.Length, 1, ChartStudies.Hostile.Length);
        Assert.All(chart.Series.OfType<ChartLine>().SelectMany(line => line.Y), value => Assert.True(value >= 0));
        Assert.Contains("norm over the classes", chart.Alt);
    }

    [Fact]
    public void Epochs_and_depths_stand_where_they_are_and_a_setting_alone_has_a_place()
    {
        static SettingAxis Places(params Setting[] settings) => new([.. settings]);
        Assert.Equal([0, 1, 2, 3], Places(new(Knob.Depth, 0), new(Knob.Depth, 1), new(Knob.Depth, 2), new(Knob.Depth, double.PositiveInfinity)).Places);
        Assert.Equal([1, 10, 100], Places(new(Knob.Epochs, 1), new(Knob.Epochs, 10), new(Knob.Epochs, 100)).Places);
        Assert.True(Places(new(Knob.Epochs, 1), new(Knob.Epochs, 100)).Axis.IsLogarithmic);
        Assert.False(Places(new(Knob.Epochs, 1), new(Knob.Epochs, 12)).Axis.IsLogarithmic);
        Assert.Single(Places(new Setting(Knob.Alpha, double.PositiveInfinity)).Places);
        var both = Places(new(Knob.Alpha, double.PositiveInfinity), new(Knob.Alpha, 0));
        Assert.True(both.Places[0] > both.Places[1] && both.Places[1] > 0);
        Assert.Equal(["0", "∞"], both.Axis.Ticks.Select(tick => tick.Label));
    }
}
