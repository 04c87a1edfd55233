using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Reports.Charts;

/// <summary>
/// An axis over the settings of a path, from the simplest on the left to the most complex on the right. λ, C, α and weight decay go by their logarithm; what has none (0, ∞) stands a little beyond
/// the last setting that has, at a place of that name.
/// </summary>
internal sealed class SettingAxis
{
    private const double LeastStep = 0.3, ShareOfStep = 1.0 / 12; // of a decade, and of all decades
    private const double EpochsByLogarithm = 30;                  // the last over the first

    private readonly Knob _knob;
    private readonly double _zero, _infinity;

    /// <summary>The axis of some settings.</summary>
    /// <param name="settings">Settings of one knob, the simplest first; at least one.</param>
    public SettingAxis(ImmutableArray<Setting> settings)
    {
        _knob = settings[0].Knob;
        double[] values = [.. settings.Select(setting => setting.Value).Where(value => value > 0 && double.IsFinite(value))];
        var (least, largest) = values.Length == 0 ? (1.0, 1.0) : (values.Min(), values.Max());
        bool isLogarithmic = _knob is Knob.Lambda or Knob.C or Knob.Alpha or Knob.WeightDecay || (_knob == Knob.Epochs && largest / least > EpochsByLogarithm);
        double step = Math.Pow(10, Math.Max(LeastStep, Math.Log10(largest / least) * ShareOfStep));
        _zero = isLogarithmic ? least / step : 0;
        _infinity = isLogarithmic ? largest * step : largest + Math.Max(1, Math.Ceiling(largest * ShareOfStep));
        var ticks = ImmutableArray.CreateBuilder<ChartTick>();
        if (isLogarithmic && settings.Any(setting => setting.Value == 0))
            ticks.Add(new ChartTick(_zero, "0"));
        if (settings.Any(setting => double.IsInfinity(setting.Value)))
            ticks.Add(new ChartTick(_infinity, "∞"));
        Axis = new ChartAxis(TitleOf(ticks.ToImmutable()))
        {
            IsLogarithmic = isLogarithmic,
            IsReversed = _knob is Knob.Lambda or Knob.Alpha or Knob.WeightDecay or Knob.Dropout,
            Ticks = ticks.ToImmutable(),
        };
        Places = [.. settings.Select(Place)];
    }

    /// <summary>The axis.</summary>
    public ChartAxis Axis { get; }

    /// <summary>Where each setting stands.</summary>
    public ImmutableArray<double> Places { get; }

    /// <summary>Where a setting stands.</summary>
    /// <param name="setting">One of the path's.</param>
    public double Place(Setting setting) => setting.Value == 0 ? _zero : double.IsInfinity(setting.Value) ? _infinity : setting.Value;

    private string TitleOf(ImmutableArray<ChartTick> ticks)
    {
        var (name, simplest, complex) = _knob switch
        {
            Knob.Lambda => ("λ", "strong", "weak"),
            Knob.C => ("C = 1/(λ·Σs)", "strong", "weak"),
            Knob.Alpha => ("α, what a leaf must save", "small trees", "large trees"),
            Knob.Depth => ("greatest depth", "small trees", "large trees"),
            Knob.Dropout => ("dropout rate", "strong", "none"),
            Knob.WeightDecay => ("weight decay", "strong", "weak"),
            _ => ("epochs", "short", "long"),
        };
        string beyond = ticks.IsEmpty ? "" : $"; {string.Join(" and ", ticks.Select(tick => tick.Label))} {(ticks.Length == 1 ? "stands" : "stand")} beyond the {(ticks.Length == 1 ? "end" : "ends")}";
        return $"{name} ({simplest} → {complex}{beyond})";
    }
}
