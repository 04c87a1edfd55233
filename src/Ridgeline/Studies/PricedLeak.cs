using Ridgeline.Leaks;

namespace Ridgeline.Studies;

/// <summary>A leak of a table, and what it is worth to the score.</summary>
/// <param name="Leak">The leak.</param>
/// <param name="Price">How much better the score is with it than without; null where that can't be had.</param>
/// <param name="NoPrice">Why there is no price; null where there is one.</param>
public sealed record PricedLeak(Leak Leak, LeakPrice? Price, string? NoPrice);
