using System.Security.Cryptography;
using System.Text;
using Ridgeline.Reports.Charts;

namespace Ridgeline.Reports.Pages;

/// <summary>The scripts and the style that a page carries, and the policy that lets these scripts run and no others, and the page ask nothing of a network.</summary>
internal static class PageScript
{
    /// <summary>The scripts, in the order in which they run.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [Text("plotly-basic.min.js"), Text("charts.js"), Text("report.js")];

    /// <summary>The style.</summary>
    public static string Style { get; } = Hues() + Text("report.css");

    /// <summary>The content security policy: scripts by their hash alone, so that one which came in with the data wouldn't run; styles, which the charts set, inline; nothing from anywhere else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src {string.Join(' ', Scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'"))}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>The colours of charts, light and dark, as the pictures have them.</summary>
    private static string Hues() => $":root {{ {string.Join(' ', Enum.GetValues<ChartHue>().Select(hue => $"--{PageFigure.HueOf(hue)}: light-dark({ChartPalette.Of(hue)}, {ChartPalette.Of(hue, dark: true)});"))} }}\n";

    private static string Text(string name)
    {
        using var stream = typeof(PageScript).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
