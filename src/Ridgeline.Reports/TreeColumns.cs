using System.Text.Json;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Models;

namespace Ridgeline.Reports;

/// <summary>Trees: α or depth, and how large each tree is.</summary>
internal sealed class TreeColumns(TablePath path) : FamilyColumns(path)
{
    public override string Fitted => $"Decision trees over {(Knob == Knob.Alpha ? "α, their cost-complexity" : "their greatest depth")}";

    public override string ComplexityHead => "leaves";

    public override string ComplexityKey => "Leaves";

    public override string ComplexityWords(int least, int most) => $"{(least == most ? "" : $"{least} to ")}{Leaves(most)}";

    public override IReadOnlyList<string> FitHeads => ["depth", ""];

    public override IReadOnlyList<string> FitCells(int at) => [$"{TreeAt(at).Depth}", ""];

    public override string Legend => "--json has every tree.";

    public override IEnumerable<string> Ending()
    {
        if (Path.NothingExplained)
            yield return $"No column helps: {(PathConsole.IsConstantTarget(Path) ? "the target is the same in every row" : "no question splits the rows")}, and every tree is its root alone.";
    }

    public override IEnumerable<string> Ending(TableCrossValidation run) => Ending();

    public override IEnumerable<string> Model(int at)
    {
        yield return $"{Leaves(TreeAt(at).Leaves)}, depth {TreeAt(at).Depth}";
    }

    public override void Head(Utf8JsonWriter json)
    {
    }

    public override void Point(Utf8JsonWriter json, int at)
    {
        json.Number(KeyOf(Knob), Path.Path.Points[at].Setting.Value);
        json.WriteNumber("leaves", TreeAt(at).Leaves);
        json.WriteNumber("depth", TreeAt(at).Depth);
    }

    private DecisionTree TreeAt(int at) => (DecisionTree)Path.Path.Points[at].Model;

    private static string Leaves(int count) => count == 1 ? "1 leaf" : $"{count} leaves";
}
