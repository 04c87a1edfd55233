namespace Ridgeline.Reports.Charts;

/// <summary>
/// The colours of charts, as #RRGGBB, on a light background and on a dark one. Lines have a contrast of at least 3:1 to their background, text of at least 7:1. The six hues of things alike differ by at
/// least 12 (CIE 1976 ΔE) in the eyes of people without one kind of cones too, by the simulation of Machado, Oliveira and Fernandes (2009); pictures give each a marker or a dash of its own besides.
/// </summary>
internal static class ChartPalette
{
    /// <summary>The colour of what a series stands for.</summary>
    /// <param name="hue">What it stands for.</param>
    /// <param name="dark">Whether the background is dark.</param>
    public static string Of(ChartHue hue, bool dark = false) => hue switch
    {
        ChartHue.HeldOut => dark ? "#FF9F5A" : "#C2410C",
        ChartHue.Train or ChartHue.Bias => dark ? "#6DB6F2" : "#1F6FB2",
        ChartHue.Variance => dark ? "#2FBF9A" : "#00916C",
        ChartHue.One => dark ? "#4AA3E8" : "#0068A8",
        ChartHue.Two => dark ? "#E5673A" : "#B5330A",
        ChartHue.Three => dark ? "#2FBF9A" : "#00916C",
        ChartHue.Four => dark ? "#E59AD2" : "#A23B7C",
        ChartHue.Five => dark ? "#F0D45A" : "#A68100",
        ChartHue.Six => dark ? "#EDEFF2" : "#333333",
        ChartHue.Quiet => dark ? "#7C848C" : "#8C9196",
        _ => throw new ArgumentOutOfRangeException(nameof(hue), hue, "not a hue"),
    };

    /// <summary>The background.</summary>
    /// <param name="dark">Whether it is dark.</param>
    public static string Paper(bool dark = false) => dark ? "#14181D" : "#FFFFFF";

    /// <summary>Text and marks.</summary>
    /// <param name="dark">Whether the background is dark.</param>
    public static string Ink(bool dark = false) => dark ? "#E6E9ED" : "#1F2328";

    /// <summary>The lines of the grid, which only help.</summary>
    /// <param name="dark">Whether the background is dark.</param>
    public static string Grid(bool dark = false) => dark ? "#2C333B" : "#E4E7EB";
}
