using System.Collections.Immutable;
using Ridgeline.Demos;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>Demonstrations as text that fits 80 columns: what was simulated, a small table, the claim and whether it is borne out, and why it is so.</summary>
public static class DemoConsole
{
    private const double MostInDigits = 1000; // three digits show less of more
    private const double Rounding = 1e-9;

    /// <summary>Writes one.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="demo">The demonstration.</param>
    public static void Write(IAnsiConsole console, Demo demo)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(demo);
        using var plain = PlainNumbers.Begin();
        console.WriteLine();
        console.Write(new Text($"{demo.Title} ({demo.Name})", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        PathConsole.Line(console, $"Truth: {demo.Formula}");
        foreach (string line in demo.Simulated)
            PathConsole.Line(console, line);
        console.Write(TableOf(demo.Table));
        PathConsole.Line(console, $"Claim: {demo.Claim.Statement}");
        PathConsole.Line(console, demo.Claim.Verdict);
        PathConsole.Line(console, $"Why: {demo.Why}");
    }

    /// <summary>Writes how many claims were borne out, and which were not.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="demos">The demonstrations, at least one.</param>
    public static void WriteSummary(IAnsiConsole console, ImmutableArray<Demo> demos)
    {
        ArgumentNullException.ThrowIfNull(console);
        using var plain = PlainNumbers.Begin();
        string[] not = [.. demos.Where(demo => !demo.Claim.IsBorneOut).Select(demo => demo.Name)];
        console.WriteLine();
        PathConsole.Line(console, $"{demos.Length - not.Length} of {Wording.Count(demos.Length, "claim")} borne out with seed {demos[0].Seed}{(not.Length > 0 ? $"; not {string.Join(", ", not)}" : "")}. --seed N draws other data.");
    }

    private static Table TableOf(DemoTable numbers)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn(new Text(numbers.Corner)).PadLeft(0).PadRight(0).NoWrap());
        foreach (string title in numbers.Columns)
            table.AddColumn(new TableColumn(new Text(title)).RightAligned().PadLeft(0).PadRight(0).NoWrap());
        bool isMarked = numbers.Rows.Any(row => row.Mark.Length > 0);
        if (isMarked)
            table.AddColumn(new TableColumn(new Text("")).PadLeft(0).PadRight(0).NoWrap());
        foreach (var row in numbers.Rows)
            table.AddRow([new Text(row.Title), .. row.Values.Select(value => new Text(Short(value))), .. isMarked ? [new Text(row.Mark)] : (Text[])[]]);
        return table;
    }

    /// <summary>Three digits, and none of what is rounding beside all else that is shown; nothing where there is no number.</summary>
    private static string Short(double value) => double.IsNaN(value) ? "" : Math.Abs(value) < Rounding ? "0" : Math.Abs(value) >= MostInDigits && double.IsFinite(value) ? value.ToString("0") : value.ToString("G3");
}
