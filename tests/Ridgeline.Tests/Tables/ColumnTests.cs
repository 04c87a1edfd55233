using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Tables;

public class ColumnTests
{
    [Fact]
    public void A_missing_number_is_NaN_and_an_infinite_one_is_refused()
    {
        var column = new NumberColumn("a", [1, double.NaN, -0.5]);
        Assert.Equal(1, column.MissingCount);
        Assert.True(column.IsMissing(1));
        Assert.Equal(["1", "", "-0.5"], Enumerable.Range(0, 3).Select(column.Text));
        Assert.Contains("row 2, column 'a'", Assert.Throws<DataException>(() => new NumberColumn("a", [1, double.PositiveInfinity])).Message);
    }

    [Fact]
    public void Texts_are_levels_and_codes_and_an_empty_text_is_one()
    {
        var column = new TextColumn("t", ["b", null, "a", "", "b"]);
        Assert.Equal(["b", "a", ""], column.Levels);
        Assert.Equal([0, -1, 1, 2, 0], column.Codes);
        Assert.Equal(["b", null, "a", "", "b"], column.Values);
        Assert.Equal((1, true, false), (column.MissingCount, column.IsMissing(1), column.IsMissing(3)));
        Assert.Throws<ArgumentException>(() => TextColumn.Adopt("t", ["a"], [0, 1]));
        Assert.Throws<ArgumentException>(() => TextColumn.Adopt("t", ["a", "a"], [0, 1]));
    }

    [Fact]
    public void Dates_are_days_or_have_times()
    {
        var days = new DateColumn("d", [new DateTime(2026, 11, 28), null]);
        var times = new DateColumn("d", [new DateTime(2026, 11, 28, 9, 30, 0).AddTicks(1_200_000)]);
        Assert.Equal(("2026-11-28", "", false, 1), (days.Text(0), days.Text(1), days.HasTimes, days.MissingCount));
        Assert.Equal(("2026-11-28T09:30:00.12", true), (times.Text(0), times.HasTimes));
        Assert.Contains("row 1, column 'd'", Assert.Throws<DataException>(() => DateColumn.Adopt("d", [-5])).Message);
    }

    [Fact]
    public void Rows_of_two_columns_keep_their_kind_or_become_texts()
    {
        var joined = new Table("a", [new NumberColumn("x", [1, double.NaN]), new TextColumn("t", ["u", "v"]), new DateColumn("d", [new DateTime(2000, 1, 1), null])])
            .Append(new Table("b", [new DateColumn("d", [new DateTime(2001, 1, 1)]), new TextColumn("x", ["q"]), new TextColumn("t", ["v"])]));
        Assert.Equal(["1", null, "q"], Assert.IsType<TextColumn>(joined["x"]).Values);
        Assert.Equal([0, 1, 1], Assert.IsType<TextColumn>(joined["t"]).Codes);
        Assert.Equal(new DateTime(2001, 1, 1), Assert.IsType<DateColumn>(joined["d"])[2]);
    }

    [Fact]
    public void Columns_of_one_array_become_a_design_without_a_copy_unless_one_is_far_from_zero()
    {
        double[] block = [1, -1, 2, -2];
        Table Of(double[] values, params int[] starts) =>
            new("t", [.. starts.Select((start, j) => (Column)NumberColumn.Adopt($"x{j}", values.AsMemory(start, 2)))]);
        var kept = Assert.IsType<DenseDesign>(Design.Of(Of(block, 0, 2), ["x0", "x1"]));
        Assert.Same(block, kept.Values);
        Assert.NotSame(block, Assert.IsType<DenseDesign>(Design.Of(Of(block, 2, 0), ["x0", "x1"])).Values);
        Assert.NotSame(block, Assert.IsType<DenseDesign>(Design.Of(Of(block, 0), ["x0"])).Values);
        double[] far = [1, -1, 1e6, 1e6 + 1];
        var shifted = Assert.IsType<DenseDesign>(Design.Of(Of(far, 0, 2), ["x0", "x1"]));
        Assert.NotSame(far, shifted.Values);
        Assert.Equal([1, -1, 1e6, 1e6 + 1], far);
        Assert.Equal(1e6 + 1, shifted[1, 1] + shifted.Shift(1));
    }
}
