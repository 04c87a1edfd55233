using System.Buffers.Binary;
using System.Globalization;
using System.Xml.Linq;
using Ridgeline.Reports.Charts;

namespace Ridgeline.Reports.Tests.Charts;

/// <summary>Charts as PNG and SVG.</summary>
public sealed class ChartPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Kinds => ["numbers", "three classes", "wide", "stopped"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_png_has_the_size_that_was_asked_for(string kind) => Assert.All(StudyCharts.Of(ChartStudies.Of(kind)), chart =>
    {
        using var stream = new MemoryStream();
        ChartPicture.Png(chart, stream, 640, 400);
        byte[] png = stream.ToArray();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal("IHDR", System.Text.Encoding.ASCII.GetString(png, 12, 4));
        Assert.Equal((640, 400), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_svg_is_xml_of_text_and_shapes_that_says_what_there_is_to_see(string kind) => Assert.All(StudyCharts.Of(ChartStudies.Of(kind)), chart =>
    {
        var root = Drawn(chart);
        Assert.Equal((chart.Title, chart.Alt), (root.Element(Svg + "title")!.Value, root.Element(Svg + "desc")!.Value));
        string[] shapes = ["svg", "title", "desc", "g", "rect", "path", "line", "ellipse", "circle", "polygon", "polyline", "text", "clipPath", "defs"];
        Assert.All(root.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, shapes));
        Assert.All(root.DescendantsAndSelf().Attributes(), attribute => Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Value.Contains("script", StringComparison.Ordinal)));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_text_lies_on_another_or_outside(string kind) => Assert.All(StudyCharts.Of(ChartStudies.Of(kind)), chart =>
    {
        var boxes = Drawn(chart).Descendants(Svg + "text").Where(text => text.Value.Trim().Length > 0).Select(Box).ToArray();
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => Assert.True(box.Left >= -1 && box.Right <= ChartPicture.UsualWidth + 1 && box.Top >= -1 && box.Bottom <= ChartPicture.UsualHeight + 1, $"{chart.Name}: {box}"));
        for (int one = 0; one < boxes.Length; one++)
            for (int other = 0; other < one; other++)
                Assert.False(boxes[one].Left < boxes[other].Right && boxes[other].Left < boxes[one].Right && boxes[one].Top < boxes[other].Bottom && boxes[other].Top < boxes[one].Bottom, $"{chart.Name}: {boxes[one]} and {boxes[other]}");
    });

    [Fact]
    public void Hostile_names_are_drawn_as_they_are_but_short()
    {
        var charts = StudyCharts.Of(ChartStudies.Of("numbers")).Where(chart => chart.Name is "coefficients-lasso" or "importance").ToArray();
        Assert.Equal(2, charts.Length);
        string[] drawn = [.. charts.SelectMany(chart => Drawn(chart).Descendants(Svg + "text")).Select(text => text.Value)];
        foreach (string beginning in new[] { "<script>alert(\"x\")</scr", "=HYPERLINK(", "a⏎b \"q\" 'r' & <b>", new string('w', 24) + "…" })
            Assert.Contains(drawn, text => text.StartsWith(beginning, StringComparison.Ordinal));
        Assert.DoesNotContain(drawn, text => text.Length > 60);
    }

    [Fact]
    public void Letters_are_those_of_the_font_that_is_in_the_assembly()
    {
        var chart = StudyCharts.Of(ChartStudies.Of("wide")).Single(chart => chart.Name == "coefficients-ridge");
        Assert.All(Drawn(chart).Descendants(Svg + "text"), text => Assert.StartsWith("'DejaVu Sans'", text.Attribute("font-family")!.Value));
    }

    [Fact]
    public void The_same_chart_is_the_same_picture()
    {
        var chart = StudyCharts.Of(ChartStudies.Of("numbers"))[0];
        byte[] Png()
        {
            using var stream = new MemoryStream();
            ChartPicture.Png(chart, stream);
            return stream.ToArray();
        }

        Assert.Equal(Png(), Png());
        Assert.Equal(Drawn(chart).ToString(), Drawn(chart).ToString());
    }

    [Fact]
    public void A_gap_is_a_gap_and_a_point_between_gaps_is_drawn()
    {
        var chart = new Chart
        {
            Name = "gaps",
            Title = "Gaps",
            Alt = "3 points.",
            X = new ChartAxis("x"),
            Y = new ChartAxis("y"),
            Series = [new ChartLine("line", ChartHue.HeldOut, [.. Enumerable.Range(0, 30).Select(i => (double)i)], [.. Enumerable.Range(0, 30).Select(i => i is 5 or 15 or 25 ? i : double.NaN)])],
        };
        Assert.Equal(3, Drawn(chart).Descendants(Svg + "ellipse").Count());
        Assert.Empty(Drawn(chart with { Series = [new ChartLine("", ChartHue.HeldOut, [1, 2], [double.NaN, double.NaN])] }).Descendants(Svg + "ellipse"));
    }

    [Theory]
    [InlineData(199, 400)]
    [InlineData(400, 10_001)]
    public void Sizes_that_are_no_pictures_are_refused(int width, int height)
    {
        var chart = StudyCharts.Of(ChartStudies.Of("wide"))[0];
        Assert.Contains("200 to 10000", Assert.Throws<ArgumentOutOfRangeException>(() => ChartPicture.Png(chart, Stream.Null, width, height)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ChartPicture.Svg(chart, Stream.Null, width, height));
    }

    private static XElement Drawn(Chart chart)
    {
        using var stream = new MemoryStream();
        ChartPicture.Svg(chart, stream);
        stream.Position = 0;
        return XDocument.Load(stream).Root!;
    }

    /// <summary>Where a text is: its letters' places are in the file, the last one is taken for half as wide as it is high.</summary>
    private static (double Left, double Top, double Right, double Bottom, string Text) Box(XElement text)
    {
        string transform = text.Attribute("transform")?.Value ?? "translate(0 0)";
        double[] numbers = Numbers(transform[(transform.IndexOf('(') + 1)..^1]);
        double size = double.Parse(text.Attribute("font-size")!.Value, CultureInfo.InvariantCulture);
        double[] x = Numbers(text.Attribute("x")!.Value), y = Numbers(text.Attribute("y")!.Value);
        double from = x.Min(), to = x.Max() + 0.5 * size, top = y[0] - 0.7 * size, bottom = y[0];
        bool isUpright = transform.StartsWith("matrix(0 -1 1 0", StringComparison.Ordinal);
        return isUpright
            ? (numbers[4] + top, numbers[5] - to, numbers[4] + bottom, numbers[5] - from, text.Value)
            : (numbers[^2] + from, numbers[^1] + top, numbers[^2] + to, numbers[^1] + bottom, text.Value);
    }

    private static double[] Numbers(string text) => [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
