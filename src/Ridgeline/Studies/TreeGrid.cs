using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>Some of a long path of trees: close together where trees are small and settings differ, ever farther apart where thousands of leaves come and go.</summary>
internal static class TreeGrid
{
    private const int Always = 200;
    private const double Work = 4e9; // rows × settings × draws of a bootstrap over them

    /// <summary>How many settings rows are compared at: as many as 200 bootstrap draws of their predictions can go through.</summary>
    /// <param name="rows">How many predictions there are.</param>
    public static int Most(double rows) => (int)Math.Clamp(Work / (200 * rows), Always, int.MaxValue);

    /// <summary>At most so many of the settings, the first and the last among them, at positions in about equal ratios.</summary>
    /// <param name="settings">Settings, the simplest first.</param>
    /// <param name="most">How many are left, at least 2.</param>
    public static ImmutableArray<Setting> Thinned(ImmutableArray<Setting> settings, int most)
    {
        int last = settings.Length - 1;
        if (settings.Length <= most)
            return settings;
        var kept = ImmutableArray.CreateBuilder<Setting>(most);
        int before = -1;
        for (int k = 0; k < most; k++)
        {
            before = Math.Max(before + 1, (int)Math.Round(Math.Pow(last + 1.0, (double)k / (most - 1))) - 1);
            kept.Add(settings[before]);
        }

        return kept.MoveToImmutable();
    }
}
