using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ridgeline.Reports;

/// <summary>A table of the columns that the console has room for: where it hasn't room for all, those of the highest rank are left out.</summary>
internal sealed class RankedTable
{
    private const int Between = 1; // character between columns of the simple border, and before the first

    private readonly List<(string Head, int Rank, bool IsText, string[] Cells)> _columns = [];

    /// <summary>Adds a column at the right.</summary>
    /// <param name="head">Its title.</param>
    /// <param name="rank">0: it is always shown; else the higher, the sooner it is left out.</param>
    /// <param name="isText">Whether it holds words, which stand at its left.</param>
    /// <param name="cells">Its cells.</param>
    public void Add(string head, int rank, bool isText, IEnumerable<string> cells) => _columns.Add((head, rank, isText, [.. cells]));

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    public void Write(IAnsiConsole console)
    {
        var shown = _columns.ToList();
        while (Width(shown) > console.Profile.Width && shown.Max(column => column.Rank) is > 0 and var last)
            shown.RemoveAt(shown.FindLastIndex(column => column.Rank == last));
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (head, _, isText, _) in shown)
            table.AddColumn(new TableColumn(new Text(head)).Alignment(isText ? Justify.Left : Justify.Right).NoWrap().PadLeft(0).PadRight(0));
        for (int row = 0; row < shown[0].Cells.Length; row++)
            table.AddRow(shown.Select(column => new Text(column.Cells[row])));
        console.Write(table);
    }

    private static int Width(List<(string Head, int Rank, bool IsText, string[] Cells)> columns) =>
        Between + columns.Sum(column => Between + column.Cells.Append(column.Head).Max(text => new Segment(text).CellCount()));
}
