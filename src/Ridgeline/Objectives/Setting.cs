using System.Collections.Immutable;

namespace Ridgeline.Objectives;

/// <summary>A knob and where it stands.</summary>
/// <param name="Knob">What is turned.</param>
/// <param name="Value">Where it stands, in the knob's own unit.</param>
public readonly record struct Setting(Knob Knob, double Value)
{
    /// <summary>Whether this setting gives a simpler model than <paramref name="other"/>, by the knob's own declaration.</summary>
    /// <param name="other">A setting of the same knob.</param>
    /// <exception cref="ArgumentException">It is a setting of another knob.</exception>
    public bool IsSimplerThan(Setting other)
    {
        if (other.Knob != Knob)
            throw new ArgumentException($"{Knob} and {other.Knob} can't be compared", nameof(other));
        return LargerIsSimpler(Knob) ? Value > other.Value : Value < other.Value;
    }

    /// <summary>The settings in a path's order, the simplest first and repeats once.</summary>
    /// <param name="settings">Settings of one knob.</param>
    /// <exception cref="ArgumentException">There are none, or they turn different knobs.</exception>
    public static ImmutableArray<Setting> SimplestFirst(IEnumerable<Setting> settings)
    {
        ImmutableArray<Setting> all = [.. settings.Distinct()];
        if (all.IsEmpty)
            throw new ArgumentException("a path needs at least one setting", nameof(settings));
        if (all.Any(setting => setting.Knob != all[0].Knob))
            throw new ArgumentException("the settings of a path turn one knob", nameof(settings));
        return LargerIsSimpler(all[0].Knob) ? [.. all.OrderByDescending(s => s.Value)] : [.. all.OrderBy(s => s.Value)];
    }

    /// <summary>What is needed instead where <paramref name="knob"/> can't stand at <paramref name="value"/>: "a finite number of at least 0"; null where it can.</summary>
    /// <param name="knob">The knob.</param>
    /// <param name="value">Where it would stand.</param>
    public static string? Refusal(Knob knob, double value)
    {
        var (fits, needed) = knob switch
        {
            Knob.Lambda or Knob.WeightDecay => (value is >= 0 and < double.PositiveInfinity, "a finite number of at least 0"),
            Knob.C => (value >= 1e-300, "a number of at least 1e-300, or infinite"),
            Knob.Depth => (value >= 0 && value == Math.Floor(value), "0, 1, … or infinite"),
            Knob.Alpha => (value >= 0, "a number of at least 0, or infinite"),
            Knob.Dropout => (value is >= 0 and < 1, "a number of at least 0 and below 1"),
            Knob.Epochs => (value >= 1 && value < double.PositiveInfinity && value == Math.Floor(value), "1, 2, …"),
            _ => throw new ArgumentOutOfRangeException(nameof(knob), knob, "not a knob"),
        };
        return fits ? null : needed;
    }

    /// <summary>A value at which <paramref name="knob"/> can stand.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It can't.</exception>
    internal static double Checked(Knob knob, double value) => Refusal(knob, value) is { } needed
        ? throw new ArgumentOutOfRangeException(nameof(value), value, $"a {knob.Name()} must be {needed}") : value;

    private static bool LargerIsSimpler(Knob knob) => knob switch
    {
        Knob.Lambda or Knob.Alpha or Knob.Dropout or Knob.WeightDecay => true,
        Knob.C or Knob.Depth or Knob.Epochs => false,
        _ => throw new ArgumentOutOfRangeException(nameof(knob), knob, "not a knob"),
    };
}
