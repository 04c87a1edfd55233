using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>Parts that are given: what their cells must be, and how many columns may play them.</summary>
public sealed class GivenRoleTests
{
    private static readonly Table Data = new("data.csv",
    [
        new NumberColumn("y", [1, 2, double.NaN, 4]), new NumberColumn("x", [0.5, 2, -1, 3]), new TextColumn("t", ["1", "b", "a", "b"]),
        new DateColumn("d", [new DateTime(2026, 11, 28), new DateTime(2026, 11, 29), null, new DateTime(2026, 12, 1)]),
        new NumberColumn("gap", [1, double.NaN, 3, 4]), new NumberColumn("minus", [1, 2, 3, -4]), new NumberColumn("nothing", [0, 0, 5, 0]),
    ]);

    [Theory]
    [InlineData("t", ColumnRole.Number, "row 2, column 't': 'b' can't be a number; a number such as 12.5 or 3e-4 is needed in every row that isn't missing; as a category, every text is a level")]
    [InlineData("d", ColumnRole.Number, "row 1, column 'd': '2026-11-28' can't be a number; a number")]
    [InlineData("d", ColumnRole.Category, "row 1, column 'd': '2026-11-28' can't be a category; numbers or texts can be levels")]
    [InlineData("x", ColumnRole.Date, "row 1, column 'x': '0.5' can't be a date; a date such as 2026-11-28")]
    [InlineData("t", ColumnRole.Weight, "row 2, column 't': 'b' can't be a weight; a weight of at least 0 is needed")]
    [InlineData("minus", ColumnRole.Weight, "row 4, column 'minus': '-4' can't be a weight; a weight of at least 0 is needed")]
    [InlineData("gap", ColumnRole.Weight, "row 2, column 'gap': is missing; a weight of at least 0 is needed")]
    [InlineData("nothing", ColumnRole.Weight, "column 'nothing': all weights are 0, so there is no row to learn from")]
    [InlineData("x", ColumnRole.Frequency, "row 1, column 'x': '0.5' can't be a frequency; how often the row is there, a whole number of at least 0, is needed")]
    [InlineData("t", ColumnRole.Time, "row 1, column 't': '1' can't be a time; a date or a number is needed")]
    [InlineData("gap", ColumnRole.Time, "row 2, column 'gap': is missing; a date or a number is needed")]
    [InlineData("t", ColumnRole.Offset, "row 2, column 't': 'b' can't be an offset; a number is needed")]
    [InlineData("gap", ColumnRole.Offset, "row 2, column 'gap': is missing; a number is needed")]
    public void Cells_that_cannot_play_a_part_are_named(string column, ColumnRole role, string message)
    {
        var error = Assert.Throws<DataException>(() => TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { [column] = role }));
        Assert.StartsWith($"data.csv: {message}", error.Message);
    }

    [Theory]
    [InlineData("x", ColumnRole.Category)]
    [InlineData("t", ColumnRole.Group)]
    [InlineData("t", ColumnRole.Fold)]
    [InlineData("d", ColumnRole.Time)] // where it is missing there is no target
    [InlineData("d", ColumnRole.Group)]
    [InlineData("x", ColumnRole.Weight)] // where it is negative there is no target
    [InlineData("x", ColumnRole.Offset)]
    [InlineData("t", ColumnRole.Id)]
    [InlineData("gap", ColumnRole.Ignore)]
    [InlineData("nothing", ColumnRole.Number)]
    public void Cells_that_can_are_taken(string column, ColumnRole role)
    {
        var roles = TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { [column] = role });
        Assert.Equal(new AssignedRole(column, role, "as given", true), roles[column]);
    }

    [Fact]
    public void A_part_that_one_column_can_play_is_refused_to_two()
    {
        foreach (var role in (ColumnRole[])[ColumnRole.Weight, ColumnRole.Group, ColumnRole.Time, ColumnRole.Offset, ColumnRole.Fold, ColumnRole.Target])
            Assert.Contains("'gap', 'x' can't all be", Assert.Throws<ArgumentException>(() => TableRoles.Infer(Data, null, new Dictionary<string, ColumnRole> { ["x"] = role, ["gap"] = role })).Message);
        Assert.Contains("'gap', 'x' can't all be weight or frequency", Assert.Throws<ArgumentException>(() => TableRoles.Infer(Data, null, new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Weight, ["gap"] = ColumnRole.Frequency })).Message);
        Assert.Contains("'y' is the target and can't be number too", Assert.Throws<ArgumentException>(() => TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { ["y"] = ColumnRole.Number })).Message);
        Assert.Contains("'y' and 'x' can't both be the target", Assert.Throws<ArgumentException>(() => TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Target })).Message);
        Assert.Equal("y", TableRoles.Infer(Data, null, new Dictionary<string, ColumnRole> { ["y"] = ColumnRole.Target }).Only(ColumnRole.Target));
        Assert.Equal(["x", "t"], TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Id, ["t"] = ColumnRole.Id }).With(ColumnRole.Id));
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_and_a_target_needs_cells()
    {
        Assert.Contains("there is no column 'q'", Assert.Throws<DataException>(() => TableRoles.Infer(Data, "q")).Message);
        Assert.Contains("there is no column 'q'", Assert.Throws<DataException>(() => TableRoles.Infer(Data, "y", new Dictionary<string, ColumnRole> { ["q"] = ColumnRole.Id })).Message);
        Assert.Equal("data.csv: row 1, column 'd': '2026-11-28' can't be a target; a number or a class is needed, as dates can't be predicted", Assert.Throws<DataException>(() => TableRoles.Infer(Data, "d")).Message);
        var empty = new Table("e.csv", [new NumberColumn("y", [double.NaN, double.NaN]), new NumberColumn("x", [1, 2])]);
        Assert.Equal("e.csv: column 'y' is missing in every row; a target is needed in some", Assert.Throws<DataException>(() => TableRoles.Infer(empty, "y")).Message);
    }

    [Fact]
    public void Names_of_roles_read_back()
    {
        foreach (var role in Enum.GetValues<ColumnRole>())
            Assert.Equal(role, ColumnRoleNames.Parse(role.Name()));
        Assert.Null(ColumnRoleNames.Parse("Number"));
        Assert.Equal("number category date ignore weight frequency group time id offset fold", string.Join(' ', ColumnRoleNames.Given));
    }
}
