using System.Collections.Immutable;

namespace Ridgeline.Models;

/// <summary>A set of levels, a bit each.</summary>
internal static class LevelSet
{
    /// <summary>Room for <paramref name="levels"/> levels, none of them in it.</summary>
    public static ulong[] Empty(int levels) => new ulong[(levels + 63) >> 6];

    public static void Add(ulong[] set, int code) => set[code >> 6] |= 1UL << (code & 63);

    public static bool Has(ulong[] set, int code) => (set[code >> 6] >> (code & 63) & 1) != 0;

    /// <summary>The codes in a set, rising.</summary>
    public static ImmutableArray<int> Codes(ulong[] set) => [.. Enumerable.Range(0, 64 * set.Length).Where(code => Has(set, code))];
}
