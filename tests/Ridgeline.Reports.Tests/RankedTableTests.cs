using CsCheck;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class RankedTableTests
{
    private const int LongestWord = 18;

    private static readonly Gen<string> Words = Gen.String[Gen.Char['a', 'z'], 1, LongestWord].Array[1, 3].Select(words => string.Join(' ', words));

    private static readonly Gen<(string Head, int Rank, bool IsText, string[] Cells)> Columns = Gen.Bool.SelectMany(isText =>
        Gen.Select(Words, Gen.Int[0, 4], (isText ? Words : Gen.Double[-1e4, 1e4].Select(number => $"{number:G6}")).Array[3], (head, rank, cells) => (head, rank, isText, cells)));

    [Fact]
    public void Whatever_the_width_no_number_and_no_word_is_broken() => Gen.Select(Columns.Array[1, 8], Gen.Int[LongestWord + 4, 160]).Sample((columns, width) =>
    {
        using var console = new TestConsole().Width(width);
        var table = new RankedTable();
        foreach (var (head, rank, isText, cells) in columns)
            table.Add(head, rank, isText, cells);
        table.Write(console);
        Assert.All(console.Lines, line => Assert.InRange(line.Length, 0, width));
        HashSet<string> whole = [.. columns.SelectMany(column => column.Cells.Append(column.Head)).SelectMany(text => text.Split(' '))];
        Assert.All(console.Output.Split([' ', '\n', '─'], StringSplitOptions.RemoveEmptyEntries), word => Assert.Contains(word, whole));
    });

    [Fact]
    public void A_title_that_is_too_long_goes_over_two_lines_before_anything_else_does()
    {
        using var console = new TestConsole().Width(60);
        var table = new RankedTable();
        table.Add("λ", 0, false, ["0.00402947", "0.0375800"]);
        table.Add("train average-precision", 0, false, ["0.99911", "0.99909"]);
        table.Add("held-out average-precision", 0, false, ["0.99921 ± 0.00023", "0.99913 ± 0.00024"]);
        table.Add("", 0, true, ["best", ""]);
        table.Write(console);
        Assert.Contains(" 0.00402947 ", console.Output, StringComparison.Ordinal);
        Assert.Contains("0.99921 ± 0.00023 best", console.Output, StringComparison.Ordinal);
        Assert.Equal(2, console.Lines.TakeWhile(line => !line.Contains('─')).Count(line => line.Trim().Length > 0));
    }
}
