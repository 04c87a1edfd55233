using System.Globalization;
using Ridgeline.Reports.Charts;

namespace Ridgeline.Reports.Tests.Charts;

/// <summary>The colours of charts: WCAG 2.2's contrast, and whether they differ in every eye.</summary>
public sealed class ChartPaletteTests
{
    private static readonly ChartHue[] Likes = [ChartHue.One, ChartHue.Two, ChartHue.Three, ChartHue.Four, ChartHue.Five, ChartHue.Six];

    // Machado, Oliveira and Fernandes (2009), severity 1: protanomaly, deuteranomaly, tritanomaly, of linear RGB.
    private static readonly double[][][] Eyes =
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_have_a_contrast_of_3_and_text_of_7(bool dark)
    {
        Assert.All(Enum.GetValues<ChartHue>(), hue => Assert.True(Contrast(ChartPalette.Of(hue, dark), ChartPalette.Paper(dark)) >= 3, $"{hue}"));
        Assert.True(Contrast(ChartPalette.Ink(dark), ChartPalette.Paper(dark)) >= 7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Things_alike_differ_in_every_eye(bool dark) => Assert.All(Eyes, eye =>
    {
        foreach (var one in Likes)
            foreach (var other in Likes.Where(other => other > one))
                Assert.True(Distance(Lab(eye, ChartPalette.Of(one, dark)), Lab(eye, ChartPalette.Of(other, dark))) >= 12, $"{one}, {other}");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_stands_in_one_chart_has_different_colours(bool dark) =>
        Assert.Equal(3, new[] { ChartHue.HeldOut, ChartHue.Bias, ChartHue.Variance }.Select(hue => ChartPalette.Of(hue, dark)).Distinct().Count());

    private static double[] Linear(string hex) => [.. new[] { 1, 3, 5 }.Select(at => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static double Contrast(string one, string other)
    {
        double Luminance(string hex) => Linear(hex) is var c ? 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] : 0;
        double[] both = [.. new[] { Luminance(one), Luminance(other) }.Order()];
        return (both[1] + 0.05) / (both[0] + 0.05);
    }

    private static double[] Lab(double[][] eye, string hex)
    {
        double[] c = Linear(hex), seen = [.. eye.Select(row => Math.Max(0, row[0] * c[0] + row[1] * c[1] + row[2] * c[2]))];
        double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
        double x = F((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047), y = F(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]), z = F((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Distance(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());
}
