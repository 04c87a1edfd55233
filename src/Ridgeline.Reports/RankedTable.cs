using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ridgeline.Reports;

/// <summary>
/// A table of the columns that the console has room for. Where it hasn't room for all, those of the highest rank are left out; where that isn't enough, titles and then words go over several lines, the
/// widest first, and in the end the last columns are left out. No number is ever broken.
/// </summary>
internal sealed class RankedTable
{
    private const int Between = 1; // character between columns of the simple border, and before the first

    private readonly List<Ranked> _columns = [];

    /// <summary>Adds a column at the right.</summary>
    /// <param name="head">Its title.</param>
    /// <param name="rank">0: it is shown as long as there is room for its longest word or number; else the higher, the sooner it is left out.</param>
    /// <param name="isText">Whether it holds words, which stand at its left.</param>
    /// <param name="cells">Its cells.</param>
    public void Add(string head, int rank, bool isText, IEnumerable<string> cells) => _columns.Add(new Ranked(head, rank, isText, [.. cells]));

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    public void Write(IAnsiConsole console)
    {
        var shown = _columns.ToList();
        int room = console.Profile.Width;
        while (shown.Count > 1 && Width(shown.Select(column => column.Widest)) > room && shown.Max(column => column.Rank) is > 0 and var last)
            shown.RemoveAt(shown.FindLastIndex(column => column.Rank == last));
        while (shown.Count > 1 && Width(shown.Select(column => column.Narrowest)) > room)
            shown.RemoveAt(shown.Count - 1);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (column, width) in shown.Zip(Widths(shown, room)))
            table.AddColumn(new TableColumn(new Text(column.Head)).Alignment(column.IsText ? Justify.Left : Justify.Right).NoWrap().Width(width).PadLeft(0).PadRight(0));
        for (int row = 0; row < shown[0].Cells.Length; row++)
            table.AddRow(shown.Select(column => new Text(column.Cells[row])));
        console.Write(table);
    }

    /// <summary>Every column as wide as it would be, the widest title narrowed first where that is too wide, and then the widest words.</summary>
    private static int[] Widths(List<Ranked> columns, int room)
    {
        int[] widths = [.. columns.Select(column => column.Widest)];
        foreach (int[] least in (int[][])[[.. columns.Select(column => column.UnderBrokenHead)], [.. columns.Select(column => column.Narrowest)]])
            while (Width(widths) > room && Enumerable.Range(0, widths.Length).Where(k => widths[k] > least[k]).ToArray() is { Length: > 0 } broken)
                widths[broken.MaxBy(k => widths[k])]--;
        return widths;
    }

    private static int Width(IEnumerable<int> widths) => Between + widths.Sum(width => Between + width);

    private static int Cells(string text) => new Segment(text).CellCount();

    private static int Word(string text) => text.Split(' ').Max(Cells);

    private sealed record Ranked(string Head, int Rank, bool IsText, string[] Cells)
    {
        public int Widest => Math.Max(Cells.Select(RankedTable.Cells).DefaultIfEmpty().Max(), RankedTable.Cells(Head));

        public int UnderBrokenHead => Math.Max(Cells.Select(RankedTable.Cells).DefaultIfEmpty().Max(), Word(Head));

        public int Narrowest => IsText ? Math.Max(Cells.Select(Word).DefaultIfEmpty().Max(), Word(Head)) : UnderBrokenHead;
    }
}
