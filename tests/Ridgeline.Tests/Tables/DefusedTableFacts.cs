using CsCheck;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Tables;

public sealed class DefusedTableFacts
{
    private static readonly string[] Known = ["=1+1", "+1", "-1.5e3", "-a", "@SUM(A1)", "\tx", "＝1", "a", ""];
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String[Gen.Char["=+-@'\t\r\nab1. "], 0, 6], Gen.Int[0, Known.Length - 1].Select(k => Known[k]));

    [Fact]
    public void No_cell_and_no_name_begins_a_formula_and_numbers_and_other_texts_are_as_they_were() =>
        Gen.Select(Texts.Array[1, 8], Texts.Where(text => !string.IsNullOrWhiteSpace(text)).Array[1, 5]).Sample((cells, names) =>
        {
            names = [.. names.Distinct()];
            var table = new Table("t", [.. names.Select(name => new TextColumn(name, cells.Append(null))), new NumberColumn("a number", [.. cells.Select((_, i) => -1.0 - i), double.NaN])]);
            var defused = table.Defused();
            Assert.All(defused.Columns, column => Assert.False(IsFormula(column.Name), column.Name));
            Assert.Equal(defused.Columns.Length, defused.Columns.Select(column => column.Name).Distinct().Count());
            foreach (var column in defused.Columns.Take(names.Length))
                for (int row = 0; row < cells.Length; row++)
                    Assert.Equal(IsFormula(cells[row]) ? $"'{cells[row]}" : cells[row], column.Text(row));
            Assert.All(defused.Columns, column => Assert.True(column.IsMissing(cells.Length)));
            Assert.Equal(((NumberColumn)table["a number"]).Values.ToArray(), ((NumberColumn)defused.Columns[^1]).Values.ToArray());
        });

    [Fact]
    public void Names_that_become_the_same_are_told_apart()
    {
        var table = new Table("t", [new NumberColumn("'=a", [1]), new NumberColumn("=a", [2]), new NumberColumn("'=a_2", [3])]);
        Assert.Equal(["'=a", "'=a_3", "'=a_2"], table.Defused().Columns.Select(column => column.Name));
    }

    private static bool IsFormula(string text) => text.Length > 0 && "=+-@\t\r\n＝".Contains(text[0]) && !double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _);
}
