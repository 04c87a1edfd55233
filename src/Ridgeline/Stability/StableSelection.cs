using System.Collections.Immutable;
using System.Globalization;

namespace Ridgeline.Stability;

/// <summary>The units selected on at least a share π of half samples, and how many of them are expected to be false at most.</summary>
/// <param name="Bound">π, q, p, B and the bound.</param>
/// <param name="Average">How many units were selected on a half sample on average: at most q where the path counts to q units, q itself where it counts down to a setting.</param>
/// <param name="Units">Every unit that counts, the most often selected first; of equals as the columns stand.</param>
/// <param name="Always">The columns that aren't held back (κ = 0): always in, and outside the count.</param>
public sealed record StableSelection(SelectionBound Bound, double Average, ImmutableArray<SelectionFrequency> Units, ImmutableArray<string> Always)
{
    private const int MostNamed = 12;

    /// <summary>The stable units: with a frequency of at least π.</summary>
    public ImmutableArray<SelectionFrequency> Stable => [.. Units.Where(IsStable)];

    /// <summary>Whether a unit is stable.</summary>
    /// <param name="unit">One of <see cref="Units"/>.</param>
    public bool IsStable(SelectionFrequency unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Math.Round(unit.Frequency * 2 * Bound.Pairs) >= Bound.Steps;
    }

    /// <summary>The stable units in words, with the numbers that they rest on.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            var stable = Stable;
            string units = Units.Any(unit => unit.Unit.Columns.Length > 1) ? "group" : "column";
            string which = string.Create(CultureInfo.InvariantCulture, $"of {Wording.Count(Bound.Candidates, units)} {(stable.Length == 1 ? "1 is" : stable.IsEmpty ? "none is" : $"{stable.Length} are")} selected on at least {Bound.Threshold:0.# %} of {2 * Bound.Pairs} half samples");
            string names = stable.IsEmpty ? "" : ": " + string.Join(", ", stable.Take(MostNamed).Select(unit => string.Create(CultureInfo.InvariantCulture, $"'{Wording.Shortened(unit.Unit.Name)}' ({unit.Frequency:0.# %})")))
                + (stable.Length > MostNamed ? $" and {stable.Length - MostNamed} more" : "");
            string always = Always.IsEmpty ? "" : $"; {Wording.Listed(Always)} {(Always.Length == 1 ? "isn't" : "aren't")} held back and {(Always.Length == 1 ? "doesn't" : "don't")} count";
            return $"{which}{names}; {(stable.IsEmpty ? Rests : Expectation)}{always}";
        }
    }

    private string Rests => string.Create(CultureInfo.InvariantCulture, $"{Average:0.#} selected on a half sample{(Math.Abs(Average - Bound.Selected) > 0.05 ? $", {Bound.Selected:0.#} at most" : "")}");

    private string Expectation
    {
        get
        {
            if (Bound.Threshold <= 0.5 || Bound.Assumption == BoundAssumption.None)
                return string.Create(CultureInfo.InvariantCulture, $"at most {Bound.Expected:G3} false ones are expected ({Rests}{(Bound.Assumption == BoundAssumption.None ? "" : $", {Bound.Assumption.Name()} frequencies")})");
            return string.Create(CultureInfo.InvariantCulture, $"at most {Bound.Expected:G3} false ones are expected ({Rests}, {Bound.Assumption.Name()} frequencies; {Bound.Under(BoundAssumption.None).Expected:G3} without that assumption)");
        }
    }
}
