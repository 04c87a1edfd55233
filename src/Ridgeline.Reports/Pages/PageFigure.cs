using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Reports.Charts;

namespace Ridgeline.Reports.Pages;

/// <summary>A chart on the page: its title, a legend, where it is drawn, and what it says in words and numbers.</summary>
internal static class PageFigure
{
    /// <summary>At most so many places of a line are drawn.</summary>
    public const int MostPlaces = 500;

    private const int Digits = 6; // more than a screen can show

    /// <summary>The figure.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="words">More of what it says in words; null: nothing.</param>
    public static Element Of(Chart chart, string? words = null)
    {
        string caption = $"caption-{chart.Name}";
        int places = chart.Series.Max(series => series is ChartLine line ? line.X.Length : 0);
        return Element.Of("figure",
            Element.Of("figcaption", chart.Title).With("id", caption),
            Legend(chart),
            chart.Y.Title.Length > 0 ? Element.Of("p", $"↑ {chart.Y.Title}").Class("upwards") : null,
            Element.Of("div", Element.Of("div").Class("chart").With("data-chart", chart.Name).With("role", "img").With("aria-label", $"{chart.Title}. {chart.Alt}")).Class("plot"),
            Element.Of("p", chart.X.Title).Class("across"),
            places > MostPlaces ? Element.Of("p", $"{MostPlaces} of {places} settings are drawn.").Class("note") : null,
            Element.Of("details",
                Element.Of("summary", "In words and numbers"),
                Element.Of("p", chart.Alt),
                words is null ? null : Element.Of("p", words),
                Element.Of("div").Class("scroll").With("tabindex", "0").With("role", "region").With("aria-labelledby", caption)).Class("numbers").With("data-of", chart.Name)).With("id", $"figure-{chart.Name}");
    }

    private static Element? Legend(Chart chart)
    {
        var named = chart.Series.Where(series => series.Name.Length > 0).DistinctBy(series => (series.Name, series.Hue)).ToArray();
        if (named.Length == 0)
            return null;
        if (named[^1] is ChartLine)
            Array.Reverse(named); // from the front to the back
        return Element.Of("ul", named.Select(series => Element.Of("li", Swatch(series), Element.Of("bdi", series.Name)))).Class("legend");
    }

    private static Element Swatch(ChartSeries series)
    {
        string hue = HueOf(series.Hue);
        var shape = series switch
        {
            ChartLine => new Element("line").With("x1", "0").With("x2", "26").With("y1", "6").With("y2", "6").Class($"stroke {hue}"),
            ChartPoints { Hue: ChartHue.HeldOut } => Polygon("13,0.5 18.5,6 13,11.5 7.5,6").Class($"stroke ring {hue}"),
            ChartPoints or ChartRanges => Point(series.Hue).Class($"{(series.Hue == ChartHue.Six ? "stroke ring" : "fill")} {hue}"),
            ChartBand => new Element("rect").With("width", "26").With("height", "12").Class($"band {hue}"),
            _ => new Element("rect").With("width", "26").With("height", "12").Class($"fill {hue}"),
        };
        return Element.Of("svg", shape).With("viewBox", "0 0 26 12").With("width", "26").With("height", "12").With("aria-hidden", "true").With("focusable", "false");
    }

    /// <summary>The shape of a point, which the script and the pictures draw too.</summary>
    private static Element Point(ChartHue hue) => hue switch
    {
        ChartHue.Two => Polygon("9,2 17,2 17,10 9,10"),
        ChartHue.Three => Polygon("13,1 18,10 8,10"),
        ChartHue.Four => Polygon("13,0.5 18,6 13,11.5 8,6"),
        ChartHue.Five => Polygon("13,11 18,2 8,2"),
        _ => new Element("circle").With("cx", "13").With("cy", "6").With("r", "4.5"),
    };

    private static Element Polygon(string points) => new Element("polygon").With("points", points);

    /// <summary>What the script and the style sheet call a hue.</summary>
    /// <param name="hue">The hue.</param>
    public static string HueOf(ChartHue hue) => JsonNamingPolicy.CamelCase.ConvertName(hue.ToString());

    /// <summary>The chart as the page's script reads it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="kept">Which of its path's settings the slider has; empty: it has no path.</param>
    public static void Write(Utf8JsonWriter json, Chart chart, IReadOnlyList<int> kept)
    {
        json.WriteStartObject();
        json.WriteString("title", Element.Plain(chart.Title));
        Axis(json, "x", chart.X);
        Axis(json, "y", chart.Y);
        json.WriteStartArray("series");
        foreach (var series in chart.Series)
            Series(json, series);
        json.WriteEndArray();
        json.WriteStartArray("marks");
        foreach (var mark in chart.Marks)
        {
            json.WriteStartObject();
            json.WriteString("name", Element.Plain(mark.Name));
            json.Number("x", mark.X);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (chart.Path is { } path)
            json.WriteNumber("path", path);
        else
            json.WriteNull("path");
        json.Numbers("places", chart.Settings.IsEmpty ? [] : kept.Select(at => chart.Settings[at]));
        json.WriteEndObject();
    }

    private static void Axis(Utf8JsonWriter json, string name, ChartAxis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("title", Element.Plain(axis.Title));
        json.WriteBoolean("log", axis.IsLogarithmic);
        json.WriteBoolean("reversed", axis.IsReversed);
        json.Texts("categories", axis.Categories.Select(Element.Plain));
        json.WriteStartArray("ticks");
        foreach (var tick in axis.Ticks)
        {
            json.WriteStartObject();
            json.Number("at", tick.At);
            json.WriteString("label", Element.Plain(tick.Label));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Series(Utf8JsonWriter json, ChartSeries series)
    {
        json.WriteStartObject();
        json.WriteString("name", Element.Plain(series.Name));
        json.WriteString("hue", HueOf(series.Hue));
        switch (series)
        {
            case ChartLine line:
                json.WriteString("kind", "line");
                Numbers(json, "x", Thinned(line.X));
                Numbers(json, "y", Thinned(line.Y));
                break;
            case ChartBand band:
                json.WriteString("kind", "band");
                Numbers(json, "x", Thinned(band.X));
                Numbers(json, "lower", Thinned(band.Lower));
                Numbers(json, "upper", Thinned(band.Upper));
                break;
            case ChartPoints points:
                json.WriteString("kind", "points");
                Numbers(json, "x", points.X);
                Numbers(json, "y", points.Y);
                json.Texts("labels", points.Labels.Select(Element.Plain));
                Numbers(json, "errors", points.Errors);
                break;
            case ChartBars bars:
                json.WriteString("kind", "bars");
                Places(json, bars.Values, bars.Lower, bars.Upper);
                break;
            case ChartRanges ranges:
                json.WriteString("kind", "ranges");
                Places(json, ranges.Values, ranges.Lower, ranges.Upper);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(series), series.GetType().Name, "not a series that the page can draw");
        }

        json.WriteEndObject();
    }

    private static void Places(Utf8JsonWriter json, ImmutableArray<double> values, ImmutableArray<double> lower, ImmutableArray<double> upper)
    {
        Numbers(json, "values", values);
        Numbers(json, "lower", lower);
        Numbers(json, "upper", upper);
    }

    /// <summary>Evenly spaced values of a long line, its ends among them.</summary>
    private static IEnumerable<double> Thinned(ImmutableArray<double> values) => values.Length <= MostPlaces
        ? values
        : Enumerable.Range(0, MostPlaces).Select(k => values[(int)((long)k * (values.Length - 1) / (MostPlaces - 1))]);

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers) =>
        json.Numbers(name, numbers.Select(number => double.IsFinite(number) ? double.Parse(number.ToString($"G{Digits}")) : number));
}
