using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A path as text: what was fitted, a row a fit, and how it ended.</summary>
public static class PathConsole
{
    private const double LeastBound = 1e-12;

    /// <summary>Writes the path.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="path">What was fitted.</param>
    public static void Write(IAnsiConsole console, TablePath path)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(path);
        using var plain = PlainNumbers.Begin();
        var columns = FamilyColumns.Of(path);
        foreach (string line in Data(path))
            Line(console, line);
        console.WriteLine();
        var shown = columns.Shown();
        console.Write(Rows(path, columns, shown));
        foreach (string line in LeftOut(shown, path).Concat(columns.Ending()).Append(columns.Legend))
            Line(console, line);
    }

    /// <summary>How many rows a table doesn't show.</summary>
    internal static IEnumerable<string> LeftOut(IReadOnlyList<int> shown, TablePath path)
    {
        if (shown.Count < path.Path.Points.Length)
            yield return $"{shown.Count} of {path.Path.Points.Length} settings are shown, {path.Path.Points.Length - shown.Count} between them are not; --json has all.";
    }

    /// <summary>How many columns there are to learn from: the table's, and what became of them; not what a recipe keeps for levels that aren't there.</summary>
    internal static int Columns(TablePath path)
    {
        var own = path.Roles.Learned.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, path.Columns.Length).Count(j => !path.Sample.View.IsConstant(j) || own.Contains(path.Columns[j]));
    }

    /// <summary>What was fitted, in lines.</summary>
    internal static IEnumerable<string> Data(TablePath path)
    {
        var sample = path.Sample;
        string rows = sample.RowsWithWeight == sample.Design.Rows ? Wording.Count(sample.Design.Rows, "row") : $"{sample.RowsWithWeight} of {sample.Design.Rows} rows (the others have weight 0)";
        yield return $"{path.Source}: {rows}, {Wording.Count(Columns(path), "column")}, target '{path.Target}'";
        var columns = FamilyColumns.Of(path);
        yield return columns.Fitted;
        if (path.Classes.Length == 2 && path.Loss.Outputs == 1)
            yield return $"Classes {path.Classes[0]} and {path.Classes[1]}; {columns.OfTwoClasses}";
        else if (!path.Classes.IsEmpty)
            yield return $"{path.Classes.Length} classes: {Listed(path.Classes)}";
        if (ClassTarget.AlikeButForCase(path.Classes) is { IsEmpty: false } alike)
            yield return $"Beware: {Listed(alike)} differ in letter case only, and count as different classes";
        foreach (string line in PartLines.Of(path.Roles, path.Recipe))
            yield return line;
        if (!path.ConstantColumns.IsEmpty)
            yield return $"Constant, so without a part in the fit: {Listed(path.ConstantColumns)}";
    }

    private static Spectre.Console.Table Rows(TablePath path, FamilyColumns columns, IReadOnlyList<int> shown)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns([.. columns.SettingHeads, columns.ComplexityHead, .. columns.FitHeads]);
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k < table.Columns.Count - 1 ? Justify.Right : Justify.Left).NoWrap().PadLeft(0).PadRight(1); // fits 80 characters
        foreach (int at in shown)
            table.AddRow(columns.SettingCells(at).Append($"{path.Path.Points[at].Model.Complexity}").Concat(columns.FitCells(at)).Select(cell => new Text(cell)));
        return table;
    }

    /// <summary>Whether every row with weight has the same target.</summary>
    internal static bool IsConstantTarget(TablePath path)
    {
        var target = path.Sample.Target;
        int first = path.Sample.Weights.IndexOfAnyExcept(0);
        bool constant = true;
        for (int row = first; row < target.Length; row++)
            constant &= path.Sample.Weights[row] == 0 || target[row] == target[first];
        return constant;
    }

    /// <summary>A status in words.</summary>
    internal static string Words(FitStatus status) => status switch
    {
        FitStatus.IterationLimit => "iteration limit",
        _ => status.Name(),
    };

    /// <summary>The relative gap, where it is more than what sums of another order would leave of it; none without a dual bound.</summary>
    internal static string Gap(Certificate certificate) => Rounded.Gap(certificate) switch
    {
        null => "none",
        { } gap when Math.Abs(gap) <= LeastBound => "≤1E-12",
        { } gap => gap.ToString("0.0E-0"),
    };

    /// <summary>How far at most from the optimum, relative to the null objective: <see cref="Gap"/>, but never less than can be told.</summary>
    internal static string Bound(Certificate certificate) => Rounded.Gap(certificate) is { } gap ? Math.Max(gap, LeastBound).ToString("0.0E-0") : "none";

    /// <summary>The deviance ratio.</summary>
    internal static string Ratio(LinearModel model) => (Math.Round(model.DevianceRatio, 4) + 0).ToString("F4"); // never −0

    /// <summary>A number in four digits.</summary>
    internal static string Short(double value) => double.IsInfinity(value) ? "∞" : value.ToString("G4");

    private static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(12)) + (names.Count > 12 ? $" and {names.Count - 12} more" : "");

    /// <summary>A line, whatever is in it.</summary>
    internal static void Line(IAnsiConsole console, string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }
}
