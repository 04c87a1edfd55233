using ScottPlot;

namespace Ridgeline.Reports.Charts;

/// <summary>A chart as ScottPlot draws it.</summary>
internal sealed class ChartPlot
{
    private const double UsualWidth = 1200, UsualHeight = 750;
    private const double TitleSize = 20, TextSize = 15, LeastTextSize = 9;
    private const double MarkRow = 26; // pixels that a row of marks' names takes
    private const double MarkWidth = 1.4;
    private const double Lowered = 0.17; // of their size: what letters are lowered by to stand in the middle of their line
    private const int MostTextOfLegend = 34;

    private readonly Chart _chart;
    private readonly Plot _plot;
    private readonly ChartScale _across, _up;
    private readonly double _width, _height, _scale;
    private readonly bool _dashes;

    private ChartPlot(Chart chart, Plot plot, int width, int height, bool dashes)
    {
        ChartFont.Register();
        (_chart, _plot, _width, _height, _dashes) = (chart, plot, width, height, dashes);
        _scale = ScaleOf(width, height);
        _across = new ChartScale(chart.X, chart.Series.SelectMany(Across).Concat(chart.Marks.Select(mark => mark.X)));
        _up = new ChartScale(chart.Y, chart.Series.SelectMany(Up));
    }

    /// <summary>The plot of a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels up.</param>
    /// <param name="dashes">Whether lines are dashed.</param>
    public static Plot Of(Chart chart, int width, int height, bool dashes) => new ChartPlot(chart, new Plot(), width, height, dashes).Drawn();

    /// <summary>The dashes of a line, by how it is drawn; null where it has none.</summary>
    /// <param name="color">Its colour.</param>
    /// <param name="thickness">How wide it is.</param>
    /// <param name="width">Pixels of the picture across.</param>
    /// <param name="height">Pixels of the picture up.</param>
    public static float[]? DashesOf(string color, double thickness, int width, int height)
    {
        double scale = ScaleOf(width, height);
        bool Is(double other) => Math.Abs(thickness - other) < 0.01 * scale;
        if (color.Equals(ChartPalette.Ink(), StringComparison.OrdinalIgnoreCase))
            return Is(MarkWidth * scale) ? LinePattern.DenselyDashed.Intervals : null;
        foreach (var hue in Enum.GetValues<ChartHue>())
            if (color.Equals(ChartPalette.Of(hue), StringComparison.OrdinalIgnoreCase) && Is(SeriesPlot.WidthOf(hue, scale)) && SeriesPlot.PatternOf(hue).Intervals is { Length: > 0 } dashes)
                return dashes;
        return null;
    }

    private static double ScaleOf(int width, int height) => Math.Clamp(Math.Min(width / UsualWidth, height / UsualHeight), 0.5, 4);

    private float Text => (float)(TextSize * _scale);

    private Plot Drawn()
    {
        var ink = Color.FromHex(ChartPalette.Ink());
        _plot.FigureBackground.Color = Color.FromHex(ChartPalette.Paper());
        _plot.DataBackground.Color = Color.FromHex(ChartPalette.Paper());
        _plot.Grid.MajorLineColor = Color.FromHex(ChartPalette.Grid());
        double last = _up.Largest;
        var rows = RowsOfMarks();
        if (rows.Length > 0)
            _up.Raise((rows.Max() + 1) * MarkRow * _scale / (_height * 0.75));
        foreach (var series in _chart.Series)
            new SeriesPlot(_plot, _across, _up, _scale, _dashes).Add(series);
        Axis(_plot.Axes.Bottom, _chart.X, _across.Ticks(_across.Largest, 8), _width * 0.72, ink);
        Axis(_plot.Axes.Left, _chart.Y, _up.Ticks(last, 7), _height * 0.8, ink);
        _plot.Axes.SetLimits(_across.Least, _across.Largest, _up.Least, _up.Largest);
        Marks(rows, ink);
        Title(ink);
        Legend(ink);
        return _plot;
    }

    private void Axis(IAxis axis, ChartAxis described, ITickGenerator ticks, double room, Color ink)
    {
        axis.TickGenerator = ticks;
        string title = ChartWords.Name(described.Title, 200);
        axis.Label.Text = title;
        axis.Label.Bold = false;
        Font(axis.Label, title, Fitting(title, Text, room), ink);
        Font(axis.TickLabelStyle, string.Concat(described.Categories.Select(name => ChartWords.Name(name))), Math.Min(Text, described.Categories.IsEmpty ? Text : _height * 0.7 / described.Categories.Length), ink);
        axis.TickLabelStyle.OffsetY = (float)(axis.Edge is Edge.Left ? Lowered * axis.TickLabelStyle.FontSize : 0);
        axis.FrameLineStyle.Color = ink;
        axis.MajorTickStyle.Color = ink;
    }

    private void Title(Color ink)
    {
        string title = ChartWords.Name(_chart.Title, 200);
        _plot.Axes.Title.Label.Text = title;
        _plot.Axes.Title.Label.Bold = false;
        Font(_plot.Axes.Title.Label, title, Fitting(title, TitleSize * _scale, _width * 0.8), ink);
        _plot.Axes.Right.FrameLineStyle.IsVisible = false;
        _plot.Axes.Top.FrameLineStyle.IsVisible = false;
    }

    private void Legend(Color ink)
    {
        var items = _chart.Series.Reverse().Where(series => series.Name.Length > 0).Select(series => SeriesPlot.LegendOf(series, _scale, _dashes)).ToArray();
        if (items.Length == 0)
        {
            _plot.HideLegend();
            return;
        }

        foreach (var item in items)
        {
            item.LabelText = ChartWords.Name(item.LabelText, MostTextOfLegend);
            Font(item.LabelStyle, item.LabelText, Text, ink);
            item.LabelStyle.OffsetY = (float)(Lowered * Text);
        }

        _plot.Legend.DisplayPlottableLegendItems = false;
        _plot.Legend.ManualItems.AddRange(items);
        _plot.Legend.SymbolWidth = (float)(34 * _scale);
        _plot.Legend.OutlineWidth = 0;
        _plot.Legend.ShadowColor = Colors.Transparent;
        _plot.ShowLegend(Edge.Right);
    }

    private static void Font(LabelStyle style, string text, double size, Color ink)
    {
        style.FontName = ChartFont.For(text);
        style.FontSize = (float)size;
        style.ForeColor = ink;
    }

    /// <summary>The row of each mark's name, counted from the top: names that would overlap stand in different rows.</summary>
    private int[] RowsOfMarks()
    {
        var rows = new int[_chart.Marks.Length];
        var taken = new List<List<(double From, double To)>>();
        for (int k = 0; k < rows.Length; k++)
        {
            var (from, to) = Extent(_chart.Marks[k]);
            int row = taken.FindIndex(spans => spans.All(span => to < span.From || from > span.To));
            if (row < 0)
            {
                row = taken.Count;
                taken.Add([]);
            }

            taken[row].Add((from, to));
            rows[k] = row;
        }

        return _chart.Marks.All(mark => mark.Name.Length == 0) ? [] : rows;
    }

    /// <summary>From where to where a mark's name goes, in pixels of an area that is about as wide as the data's.</summary>
    private (double From, double To) Extent(ChartMark mark)
    {
        double room = _width * 0.62, width = ChartFont.WidthOf(mark.Name, Text) + 14 * _scale;
        double at = (_across.Of(mark.X) - _across.Least) / (_across.Largest - _across.Least) * room, from = Math.Clamp(at - width / 2, 0, Math.Max(0, room - width));
        return (from, from + width);
    }

    private void Marks(int[] rows, Color ink)
    {
        double room = _width * 0.62;
        foreach (var mark in _chart.Marks.Where(mark => double.IsFinite(_across.Of(mark.X))))
        {
            double at = _across.Of(mark.X);
            var line = _plot.Add.VerticalLine(at, (float)((mark.Name.Length == 0 ? 1 : MarkWidth) * _scale), ink, _dashes && mark.Name.Length > 0 ? LinePattern.DenselyDashed : LinePattern.Solid);
        }

        for (int k = 0; k < rows.Length; k++) // over all of the lines
        {
            var mark = _chart.Marks[k];
            if (mark.Name.Length == 0 || !double.IsFinite(_across.Of(mark.X)))
                continue;
            var (from, to) = Extent(mark);
            double middle = _across.Least + (from + to) / 2 / room * (_across.Largest - _across.Least);
            double row = _up.Largest - (rows[k] + 0.5) * MarkRow * _scale / (_height * 0.75) * (_up.Largest - _up.Least);
            var name = _plot.Add.Text(ChartWords.Name(mark.Name), middle, row);
            name.Alignment = Alignment.MiddleCenter;
            name.LabelBackgroundColor = Color.FromHex(ChartPalette.Paper());
            name.LabelPadding = (float)(3 * _scale);
            Font(name.LabelStyle, mark.Name, Text, ink);
        }
    }

    /// <summary>The size at which a text fits, but no smaller than can be read.</summary>
    private double Fitting(string text, double size, double room) => Math.Max(LeastTextSize * _scale, Math.Min(size, size * room / Math.Max(1, ChartFont.WidthOf(text, size))));

    private static IEnumerable<double> Across(ChartSeries series) => series switch
    {
        ChartLine line => line.X,
        ChartBand band => band.X,
        ChartPoints points => points.X,
        ChartBars bars => [0, .. bars.Values, .. bars.Lower, .. bars.Upper],
        ChartRanges ranges => [.. ranges.Values, .. ranges.Lower, .. ranges.Upper],
        _ => throw new ArgumentException($"a {series.GetType().Name} can't be drawn", nameof(series)),
    };

    private static IEnumerable<double> Up(ChartSeries series) => series switch
    {
        ChartLine line => line.Y,
        ChartBand band => band.Lower.Concat(band.Upper),
        ChartPoints points => points.Errors.IsEmpty ? points.Y : points.Y.SelectMany((y, k) => new[] { y - points.Errors[k], y + points.Errors[k] }),
        _ => [],
    };
}
