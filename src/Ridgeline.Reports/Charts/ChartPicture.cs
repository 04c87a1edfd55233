using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ScottPlot;

namespace Ridgeline.Reports.Charts;

/// <summary>Charts as pictures on a light background, with letters that are in the library: they look the same on every machine.</summary>
internal static class ChartPicture
{
    /// <summary>Pixels across, unless asked otherwise.</summary>
    public const int UsualWidth = 1200;

    /// <summary>Pixels up, unless asked otherwise.</summary>
    public const int UsualHeight = 750;

    private const int Least = 200, Most = 10_000;

    /// <summary>Writes a PNG.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="target">Where to; stays open.</param>
    /// <param name="width">Pixels across, 200 to 10,000.</param>
    /// <param name="height">Pixels up, 200 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size isn't from 200 to 10,000.</exception>
    public static void Png(Chart chart, Stream target, int width = UsualWidth, int height = UsualHeight)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var plot = Plotted(chart, width, height, dashes: true);
        target.Write(plot.GetImageBytes(width, height, ImageFormat.Png));
    }

    /// <summary>Writes an SVG, with <see cref="Chart.Title"/> and <see cref="Chart.Alt"/> for who hears it read.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="target">Where to; stays open.</param>
    /// <param name="width">Pixels across, 200 to 10,000.</param>
    /// <param name="height">Pixels up, 200 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size isn't from 200 to 10,000.</exception>
    public static void Svg(Chart chart, Stream target, int width = UsualWidth, int height = UsualHeight)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var plot = Plotted(chart, width, height, dashes: false); // Skia has none in SVG
        var root = XDocument.Parse(plot.GetSvgXml(width, height)).Root!;
        var name = root.Name.Namespace;
        foreach (var text in root.Descendants(name + "text"))
        {
            text.Value = text.Value.Trim(); // Skia indents it
            if (text.Attribute("font-family") is { } family)
                family.Value = $"'{family.Value}', Verdana, sans-serif"; // where a viewer doesn't have it
        }

        NumberClips(root, chart.Name);
        foreach (var path in root.Descendants(name + "path"))
            if (path.Attribute("stroke") is { } stroke && double.TryParse(path.Attribute("stroke-width")?.Value, CultureInfo.InvariantCulture, out double thickness)
                && ChartPlot.DashesOf(stroke.Value, thickness, width, height) is { } dashes)
                path.SetAttributeValue("stroke-dasharray", string.Join(' ', dashes.Select(dash => dash.ToString(CultureInfo.InvariantCulture))));
        root.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        root.SetAttributeValue("role", "img");
        root.AddFirst(new XElement(name + "title", Plain(chart.Title)), new XElement(name + "desc", Plain(chart.Alt)));
        using var writer = XmlWriter.Create(target, new XmlWriterSettings { Indent = false, CloseOutput = false });
        root.Save(writer);
    }

    /// <summary>Skia counts clips as long as a program runs; here they count from 1 and bear the chart's name, so that the same chart is the same file and several can stand in one page.</summary>
    private static void NumberClips(XElement root, string chart)
    {
        var names = root.Descendants(root.Name.Namespace + "clipPath").Attributes("id").Select((id, k) => (Id: id, Name: $"{ChartWords.Joined(chart)}-clip-{k + 1}")).ToList();
        foreach (var (id, name) in names)
        {
            foreach (var use in root.Descendants().Attributes("clip-path").Where(use => use.Value == $"url(#{id.Value})"))
                use.Value = $"url(#{name})";
            id.Value = name;
        }
    }

    private static Plot Plotted(Chart chart, int width, int height, bool dashes)
    {
        ArgumentNullException.ThrowIfNull(chart);
        foreach (int size in new[] { width, height })
            if (size is < Least or > Most)
                throw new ArgumentOutOfRangeException(size == width ? nameof(width) : nameof(height), size, $"a picture has {Least} to {Most} pixels a side");
        return ChartPlot.Of(chart, width, height, dashes);
    }

    private static string Plain(string text) => ChartWords.Name(text, int.MaxValue);
}
