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

    private static bool LargerIsSimpler(Knob knob) => knob switch
    {
        Knob.Lambda => true,
        Knob.C or Knob.Depth => false,
        _ => throw new ArgumentOutOfRangeException(nameof(knob), knob, "not a knob"),
    };
}
