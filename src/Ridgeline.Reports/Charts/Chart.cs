using System.Collections.Immutable;

namespace Ridgeline.Reports.Charts;

/// <summary>A chart as what it says, not as how it is drawn: the page and the pictures draw the same one.</summary>
internal sealed record Chart
{
    /// <summary>What it is called in files and on the page: lower case, words joined by hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What is drawn and what there is to see, in words with numbers: for who doesn't see it.</summary>
    public required string Alt { get; init; }

    /// <summary>The axis across.</summary>
    public required ChartAxis X { get; init; }

    /// <summary>The axis up.</summary>
    public required ChartAxis Y { get; init; }

    /// <summary>What is drawn, from the back to the front.</summary>
    public required ImmutableArray<ChartSeries> Series { get; init; }

    /// <summary>Upright lines that mark a place on the axis across.</summary>
    public ImmutableArray<ChartMark> Marks { get; init; } = [];

    /// <summary>The path whose settings the axis across has, as its position in the study; null where the axis has something else. A slider over the settings moves a mark along such charts.</summary>
    public int? Path { get; init; }

    /// <summary>Where each setting of <see cref="Path"/> stands on the axis across, in the path's order; empty where there is none.</summary>
    public ImmutableArray<double> Settings { get; init; } = [];
}

/// <summary>An axis.</summary>
/// <param name="Title">What it measures, with its unit.</param>
internal sealed record ChartAxis(string Title)
{
    /// <summary>Whether it is logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether it runs from the largest to the least, so that models grow more complex to the right.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Its places by name, from the top down, for bars and ranges; empty: it is of numbers.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Places that have a name instead of their number: what a logarithm can't show (0, ∞) stands where such a place is.</summary>
    public ImmutableArray<ChartTick> Ticks { get; init; } = [];
}

/// <summary>A place of an axis that has a name.</summary>
/// <param name="At">Where it is, as the axis counts.</param>
/// <param name="Label">What stands there.</param>
internal readonly record struct ChartTick(double At, string Label);

/// <summary>What a series stands for; the same everywhere has the same colour.</summary>
internal enum ChartHue
{
    /// <summary>Held-out rows.</summary>
    HeldOut,

    /// <summary>Rows learned from.</summary>
    Train,

    /// <summary>Bias.</summary>
    Bias,

    /// <summary>Variance.</summary>
    Variance,

    /// <summary>The first of several things alike (columns, families), then the next.</summary>
    One,

    /// <summary>The second.</summary>
    Two,

    /// <summary>The third.</summary>
    Three,

    /// <summary>The fourth.</summary>
    Four,

    /// <summary>The fifth.</summary>
    Five,

    /// <summary>The sixth; the seventh is like the first again.</summary>
    Six,

    /// <summary>What isn't set off.</summary>
    Quiet,
}

/// <summary>Something drawn.</summary>
/// <param name="Name">What the legend calls it; empty: the legend doesn't.</param>
/// <param name="Hue">What it stands for.</param>
internal abstract record ChartSeries(string Name, ChartHue Hue);

/// <summary>Points joined by a line.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Hue">What it stands for.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Up; NaN leaves a gap.</param>
internal sealed record ChartLine(string Name, ChartHue Hue, ImmutableArray<double> X, ImmutableArray<double> Y) : ChartSeries(Name, Hue);

/// <summary>What lies between two lines.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Hue">What it stands for.</param>
/// <param name="X">Across.</param>
/// <param name="Lower">The line below.</param>
/// <param name="Upper">The line above.</param>
internal sealed record ChartBand(string Name, ChartHue Hue, ImmutableArray<double> X, ImmutableArray<double> Lower, ImmutableArray<double> Upper) : ChartSeries(Name, Hue);

/// <summary>Points by themselves.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Hue">What they stand for.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Labels">What each is called; empty: nothing.</param>
/// <param name="Errors">How far each error bar goes up and down; empty: there are none.</param>
internal sealed record ChartPoints(string Name, ChartHue Hue, ImmutableArray<double> X, ImmutableArray<double> Y, ImmutableArray<string> Labels, ImmutableArray<double> Errors) : ChartSeries(Name, Hue);

/// <summary>Bars that lie, one for each place of <see cref="ChartAxis.Categories"/> of the axis up.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Hue">What they stand for.</param>
/// <param name="Values">How far each goes across; NaN: there is none.</param>
/// <param name="Lower">Where its error bar begins; empty: there are none.</param>
/// <param name="Upper">Where its error bar ends.</param>
internal sealed record ChartBars(string Name, ChartHue Hue, ImmutableArray<double> Values, ImmutableArray<double> Lower, ImmutableArray<double> Upper) : ChartSeries(Name, Hue);

/// <summary>Points that lie, one for each place of <see cref="ChartAxis.Categories"/> of the axis up, with an interval around each: bars where 0 is no place to begin from.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Hue">What they stand for.</param>
/// <param name="Values">Where each is; NaN: there is none.</param>
/// <param name="Lower">Where its interval begins; NaN: it has none.</param>
/// <param name="Upper">Where it ends.</param>
internal sealed record ChartRanges(string Name, ChartHue Hue, ImmutableArray<double> Values, ImmutableArray<double> Lower, ImmutableArray<double> Upper) : ChartSeries(Name, Hue);

/// <summary>An upright line.</summary>
/// <param name="Name">What stands beside it.</param>
/// <param name="X">Where.</param>
internal sealed record ChartMark(string Name, double X);
