using ScottPlot;

namespace Ridgeline.Reports.Charts;

/// <summary>The series of a chart, added to a plot.</summary>
/// <param name="plot">The plot.</param>
/// <param name="across">The axis across.</param>
/// <param name="up">The axis up.</param>
/// <param name="scale">How large pictures are beside the usual ones.</param>
/// <param name="dashes">Whether lines are dashed here; in SVG they are afterwards.</param>
internal sealed class SeriesPlot(Plot plot, ChartScale across, ChartScale up, double scale, bool dashes)
{
    private const int FewPoints = 20; // so few show where they are on their line
    private const double BandOpacity = 0.18, BarHeight = 0.7, Cap = 0.009;

    /// <summary>Adds a series.</summary>
    /// <param name="series">The series.</param>
    public void Add(ChartSeries series)
    {
        switch (series)
        {
            case ChartLine line:
                Line(line);
                break;
            case ChartBand band:
                Band(band);
                break;
            case ChartPoints points:
                Points(points);
                break;
            case ChartBars bars:
                Bars(bars);
                break;
            case ChartRanges ranges:
                Ranges(ranges);
                break;
            default:
                throw new ArgumentException($"a {series.GetType().Name} can't be drawn", nameof(series));
        }
    }

    /// <summary>What the legend shows of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="scale">How large pictures are beside the usual ones.</param>
    /// <param name="dashes">Whether lines are dashed.</param>
    public static LegendItem LegendOf(ChartSeries series, double scale, bool dashes)
    {
        var item = new LegendItem { LabelText = series.Name };
        var color = ColorOf(series.Hue);
        switch (series)
        {
            case ChartLine:
                (item.LineColor, item.LineWidth, item.LinePattern) = (color, WidthOf(series.Hue, scale), dashes ? PatternOf(series.Hue) : LinePattern.Solid);
                break;
            case ChartBand:
                item.FillColor = color.WithOpacity(BandOpacity);
                break;
            case ChartBars:
                item.FillColor = color;
                break;
            case ChartPoints:
                (item.MarkerShape, item.MarkerSize, item.MarkerFillColor, item.MarkerLineColor, item.MarkerLineWidth) = (PointOf(series.Hue), (float)(10 * scale), color, color, (float)(2 * scale));
                break;
            default:
                (item.MarkerShape, item.MarkerSize, item.MarkerFillColor, item.MarkerLineColor) = (ShapeOf(series.Hue), (float)(10 * scale), color, color);
                break;
        }

        return item;
    }

    private static Color ColorOf(ChartHue hue) => Color.FromHex(ChartPalette.Of(hue));

    /// <summary>How wide a line is.</summary>
    /// <param name="hue">What it stands for.</param>
    /// <param name="scale">How large pictures are beside the usual ones.</param>
    public static float WidthOf(ChartHue hue, double scale) => (float)((hue == ChartHue.Quiet ? 1 : 2.4) * scale);

    /// <summary>How a line is dashed, so that colour isn't all that tells it.</summary>
    /// <param name="hue">What it stands for.</param>
    public static LinePattern PatternOf(ChartHue hue) => hue switch
    {
        ChartHue.Train or ChartHue.Bias or ChartHue.Two or ChartHue.Five => LinePattern.Dashed,
        ChartHue.Variance or ChartHue.Three or ChartHue.Six => LinePattern.DenselyDashed,
        _ => LinePattern.Solid,
    };

    private static MarkerShape ShapeOf(ChartHue hue) => hue switch
    {
        ChartHue.Two => MarkerShape.FilledSquare,
        ChartHue.Three => MarkerShape.FilledTriangleUp,
        ChartHue.Four => MarkerShape.FilledDiamond,
        ChartHue.Five => MarkerShape.FilledTriangleDown,
        ChartHue.Six => MarkerShape.OpenCircle,
        _ => MarkerShape.FilledCircle,
    };

    /// <summary>The shape of points by themselves: held-out ones are drawn around others.</summary>
    private static MarkerShape PointOf(ChartHue hue) => hue == ChartHue.HeldOut ? MarkerShape.OpenDiamond : ShapeOf(hue);

    private void Line(ChartLine line)
    {
        foreach (var (from, to) in Runs(line.X.Length, k => double.IsFinite(across.Of(line.X[k])) && double.IsFinite(up.Of(line.Y[k]))))
        {
            var drawn = plot.Add.Scatter(line.X[from..to].Select(across.Of).ToArray(), line.Y[from..to].Select(up.Of).ToArray(), ColorOf(line.Hue));
            (drawn.LineWidth, drawn.LinePattern) = (WidthOf(line.Hue, scale), dashes ? PatternOf(line.Hue) : LinePattern.Solid);
            drawn.MarkerShape = ShapeOf(line.Hue);
            drawn.MarkerSize = to - from == 1 || (line.X.Length <= FewPoints && line.Hue != ChartHue.Quiet) ? (float)(7 * scale) : 0;
        }
    }

    private void Band(ChartBand band)
    {
        foreach (var (from, to) in Runs(band.X.Length, k => double.IsFinite(across.Of(band.X[k])) && double.IsFinite(up.Of(band.Lower[k])) && double.IsFinite(up.Of(band.Upper[k]))))
        {
            if (to - from == 1)
            {
                Segment(across.Of(band.X[from]), up.Of(band.Lower[from]), across.Of(band.X[from]), up.Of(band.Upper[from]), ColorOf(band.Hue).WithOpacity(BandOpacity), 8);
                continue;
            }

            double[] x = [.. band.X[from..to].Select(across.Of)];
            var drawn = plot.Add.FillY(x, [.. band.Lower[from..to].Select(up.Of)], [.. band.Upper[from..to].Select(up.Of)]);
            drawn.FillColor = ColorOf(band.Hue).WithOpacity(BandOpacity);
            drawn.LineWidth = 0;
            drawn.MarkerSize = 0;
        }
    }

    private void Points(ChartPoints points)
    {
        var color = ColorOf(points.Hue);
        for (int k = 0; k < points.X.Length; k++)
        {
            var (x, y) = (across.Of(points.X[k]), up.Of(points.Y[k]));
            if (!double.IsFinite(x) || !double.IsFinite(y))
                continue;
            if (!points.Errors.IsEmpty && points.Errors[k] > 0)
            {
                var (low, high) = (up.Of(points.Y[k] - points.Errors[k]), up.Of(points.Y[k] + points.Errors[k]));
                Segment(x, double.IsFinite(low) ? low : up.Least, x, high, color, 1.6);
            }

            Marker(x, y, PointOf(points.Hue), points.Hue, points.Hue == ChartHue.HeldOut ? 18 : 10);
            if (!points.Labels.IsEmpty)
            {
                var label = plot.Add.Text(ChartWords.Name(points.Labels[k]), x, y);
                (label.LabelFontName, label.LabelFontSize, label.OffsetX, label.LabelFontColor) = (ChartFont.For(points.Labels[k]), (float)(13 * scale), (float)(8 * scale), color);
            }
        }
    }

    private void Bars(ChartBars bars)
    {
        var drawn = new List<Bar>();
        for (int k = 0; k < bars.Values.Length; k++)
            if (double.IsFinite(bars.Values[k]))
                drawn.Add(new Bar { Position = up.OfCategory(k), Value = across.Of(bars.Values[k]), ValueBase = across.Of(0), Size = BarHeight, FillColor = ColorOf(bars.Hue), LineWidth = 0, Orientation = Orientation.Horizontal });
        plot.Add.Bars(drawn).Horizontal = true;
        for (int k = 0; k < bars.Lower.Length; k++)
            Interval(k, bars.Lower[k], bars.Upper[k], Color.FromHex(ChartPalette.Ink()), 1.6);
    }

    private void Ranges(ChartRanges ranges)
    {
        for (int k = 0; k < ranges.Values.Length; k++)
        {
            Interval(k, ranges.Lower[k], ranges.Upper[k], ColorOf(ranges.Hue), 2.2);
            if (double.IsFinite(across.Of(ranges.Values[k])))
                Marker(across.Of(ranges.Values[k]), up.OfCategory(k), ShapeOf(ranges.Hue), ranges.Hue, 11);
        }
    }

    private void Interval(int category, double lower, double upper, Color color, double width)
    {
        var (from, to) = (across.Of(lower), across.Of(upper));
        if (!double.IsFinite(from) || !double.IsFinite(to))
            return;
        double at = up.OfCategory(category), cap = Cap * (up.Largest - up.Least);
        Segment(from, at, to, at, color, width);
        Segment(from, at - cap, from, at + cap, color, width);
        Segment(to, at - cap, to, at + cap, color, width);
    }

    private void Marker(double x, double y, MarkerShape shape, ChartHue hue, double size)
    {
        var marker = plot.Add.Marker(x, y, shape, (float)(size * scale), ColorOf(hue));
        marker.MarkerLineWidth = (float)(2 * scale);
    }

    private void Segment(double fromX, double fromY, double toX, double toY, Color color, double width)
    {
        var line = plot.Add.Line(fromX, fromY, toX, toY);
        (line.LineColor, line.LineWidth, line.MarkerSize) = (color, (float)(width * scale), 0);
    }

    /// <summary>The runs of what can be drawn, between gaps.</summary>
    private static IEnumerable<(int From, int To)> Runs(int count, Func<int, bool> isThere)
    {
        for (int from = 0; from < count; from++)
        {
            int to = from;
            while (to < count && isThere(to))
                to++;
            if (to > from)
                yield return (from, to);
            from = to;
        }
    }
}
