using System.Text.Json;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What changed in the model handed over and in what was found of it: coefficients, what is selected again and again, leaks.</summary>
/// <param name="changes">Where it is told.</param>
internal sealed class ComparedModel(ComparedChanges changes)
{
    /// <summary>The topic of coefficients, which are told in standard deviations of their columns.</summary>
    public const string Coefficient = "coefficients";

    private const string Stability = "stability", Leak = "leaks";
    private const double Rounding = 1e-9; // of the largest coefficient: what solvers leave open

    /// <summary>Tells it.</summary>
    public void Find()
    {
        Coefficients();
        Selected();
        Leaks();
        changes.Names("left out", "sentences", changes.Before.Texts("leftOut"), changes.After.Texts("leftOut"));
    }

    /// <summary>Of two linear models, in standard deviations of the columns: those that came, went, changed sign, and changed most.</summary>
    private void Coefficients()
    {
        if (changes.Before.At("model", "linear") is null || changes.After.At("model", "linear") is null)
            return;
        var (before, after) = (Of(changes.Before), Of(changes.After));
        double size = before.Values.Concat(after.Values).Select(Math.Abs).DefaultIfEmpty().Max();
        var all = before.Keys.Union(after.Keys).Select(column => (Column: column, One: before.GetValueOrDefault(column), Other: after.GetValueOrDefault(column)));
        foreach (var (column, one, other) in all.Where(own => Math.Abs(own.Other - own.One) > Rounding * size).OrderBy(own => Kind(own.One, own.Other)).ThenByDescending(own => Math.Abs(own.Other - own.One)).ThenBy(own => own.Column, StringComparer.Ordinal))
            changes.Add(Coefficient, column, Shown(one), Shown(other), Kind(one, other) switch { 0 => "came", 1 => "went", 2 => "changed its sign", _ => $"by {(other > one ? "+" : "−")}{Math.Abs(other - one):G3}" });
    }

    private static int Kind(double one, double other) => one == 0 ? 0 : other == 0 ? 1 : Math.Sign(one) != Math.Sign(other) ? 2 : 3;

    private static ComparedValue Shown(double coefficient) => coefficient == 0 ? default : new(coefficient, null);

    private static Dictionary<string, double> Of(ComparedResults results)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        var outputs = results.List("model", "linear", "coefficients");
        foreach (var output in outputs)
            foreach (var column in output.GetProperty("columns").EnumerateObject())
                found[outputs.Count > 1 ? $"{output.GetProperty("class").GetString()}: {column.Name}" : column.Name] = column.Value[1].ValueKind == JsonValueKind.Number ? column.Value[1].GetDouble() : double.NaN;
        return found;
    }

    /// <summary>How often units are selected on half samples, of those that became stable or are no longer.</summary>
    private void Selected()
    {
        if (changes.Before.At("diagnosis", "selection") is null || changes.After.At("diagnosis", "selection") is null)
            return;
        var (before, after) = (Units(changes.Before), Units(changes.After));
        foreach (string unit in before.Keys.Union(after.Keys))
        {
            var (one, other) = (before.GetValueOrDefault(unit), after.GetValueOrDefault(unit));
            if (one.IsStable != other.IsStable)
                changes.Add(Stability, unit, new(one.Frequency, null), new(other.Frequency, null), other.IsStable ? "selected again and again now" : "no longer selected again and again");
        }

        static Dictionary<string, (double? Frequency, bool IsStable)> Units(ComparedResults results) => results.List("diagnosis", "selection", "columns").ToDictionary(
            unit => unit.GetProperty("column").GetString()!, unit => (ComparedValue.Of(unit.GetProperty("frequency")).Number, unit.GetProperty("stable").GetBoolean()), StringComparer.Ordinal);
    }

    private void Leaks()
    {
        if (changes.Before.At("diagnosis", "leaks") is null || changes.After.At("diagnosis", "leaks") is null)
            return;
        var (before, after) = (Found(changes.Before), Found(changes.After));
        foreach (string leak in before.Keys.Union(after.Keys))
        {
            string? one = before.GetValueOrDefault(leak), other = after.GetValueOrDefault(leak);
            changes.Add(Leak, leak, ComparedValue.Of(one), ComparedValue.Of(other), one is null ? "appeared" : other is null ? "vanished" : null);
        }

        static Dictionary<string, string> Found(ComparedResults results)
        {
            var found = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var leak in results.List("diagnosis", "leaks"))
            {
                string columns = string.Join(", ", leak.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
                found[$"{leak.GetProperty("kind").GetString()}{(columns.Length > 0 ? $": {columns}" : "")}"] = leak.GetProperty("alarm").GetBoolean() ? "alarm" : "told";
            }

            return found;
        }
    }
}
