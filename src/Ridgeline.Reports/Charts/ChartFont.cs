using ScottPlot;
using SkiaSharp;

namespace Ridgeline.Reports.Charts;

/// <summary>The font of pictures, DejaVu Sans, which is in the assembly: a machine may have no fonts, and pictures shouldn't depend on which it has.</summary>
internal sealed class ChartFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Loaded = new(Load);

    private ChartFont()
    {
    }

    /// <summary>Makes it known to the plotting library, once.</summary>
    public static void Register()
    {
        lock (Loaded)
            if (!Fonts.FontResolvers.OfType<ChartFont>().Any())
                Fonts.FontResolvers.Insert(0, new ChartFont());
    }

    /// <summary>How wide a text is.</summary>
    /// <param name="text">A line.</param>
    /// <param name="size">The size of its letters.</param>
    public static double WidthOf(string text, double size)
    {
        using var font = new SKFont(Loaded.Value, (float)size);
        return font.MeasureText(text);
    }

    /// <summary>A font that has the letters of a text: this one, or what the machine has for those that it hasn't; of two that lack some this one, which shows boxes.</summary>
    /// <param name="text">A text.</param>
    public static string For(string text)
    {
        using var font = new SKFont(Loaded.Value, 12);
        return font.ContainsGlyphs(text) || Fonts.Detect(text) is not { Length: > 0 } other ? Name : other;
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Loaded.Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Loaded.Value : null;

    private static SKTypeface Load()
    {
        using var stream = typeof(ChartFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
