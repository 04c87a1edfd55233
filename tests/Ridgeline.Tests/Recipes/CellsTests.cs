using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>Designs that have a table's gaps and levels as they are.</summary>
public sealed class CellsTests
{
    private static readonly Table Given = new("given",
    [
        new NumberColumn("age", [31, double.NaN, 44]),
        TextColumn.Adopt("race", ["white", "black"], [0, 1, -1]),
        new NumberColumn("ward", [7, 10, 7]),
        new DateColumn("visit", [new DateTime(2026, 11, 28), null, new DateTime(2026, 12, 1)]),
        TextColumn.Adopt("same", ["x"], [0, 0, 0]),
    ]);

    private static Recipe AsCells() => Recipe.AsCells(Given, new Dictionary<string, ColumnUse> { ["ward"] = ColumnUse.Category });

    [Fact]
    public void A_table_becomes_numbers_with_gaps_codes_of_levels_and_parts_of_dates()
    {
        var learned = AsCells().Learn(Given);
        var design = learned.DesignOf(Given);
        Assert.Equal(["age", "race", "ward", "visit.year", "visit.month", "visit.weekday", "visit.days"], design.Names);
        Assert.Equal([31, double.NaN, 44], Enumerable.Range(0, 3).Select(row => design[row, 0]));
        Assert.Equal(["black", "white"], design.Levels(1));
        Assert.Equal([1, 0, double.NaN], Enumerable.Range(0, 3).Select(row => design[row, 1]));
        Assert.Equal(["7", "10"], design.Levels(2));
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(row => design[row, 2]));
        Assert.Equal([true, true, false, true, true, true, true], Enumerable.Range(0, 7).Select(design.HasGaps));
        Assert.Empty(design.Levels(0));
        Assert.Equal(11, design[0, 4]);
        Assert.True(learned.IsSameForAllWeights);
    }

    [Fact]
    public void A_level_that_was_not_there_is_missing_and_said()
    {
        var learned = AsCells().Learn(Given);
        var applied = learned.Apply(new Table("new",
        [
            new NumberColumn("age", [double.NaN, 60]), TextColumn.Adopt("race", ["other", "black"], [0, 1]), new NumberColumn("ward", [8, 10]),
            new DateColumn("visit", [null, new DateTime(2026, 11, 29)]),
        ]));
        Assert.True(double.IsNaN(applied.Design[0, 1]) && double.IsNaN(applied.Design[0, 2]));
        Assert.Equal(0, applied.Design[1, 1]);
        Assert.Equal(1, applied.Design[1, 2]);
        Assert.Contains(applied.Warnings, warning => warning is { Column: "race", Kind: DataWarningKind.UnseenLevel, Count: 1 });
        Assert.Contains(applied.Warnings, warning => warning is { Column: "age", Kind: DataWarningKind.OutsideRange, Count: 1 });
    }

    [Fact]
    public void A_linear_model_refuses_levels_and_gaps()
    {
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        string Refused(Design design) => Assert.Throws<ArgumentException>(() =>
            fitter.Fit([Sample.Of(design, [1, 2, 3])], [Strength.Lambda(1).Setting], new FitOptions())).Message;
        Assert.Contains("'race'", Refused(Design.OfCells([0, 1, 1], 3, ["race"], [["black", "white"]])));
        Assert.Contains("'age' has missing rows", Refused(Design.OfCells([31, double.NaN, 44], 3, ["age"])));
    }

    [Fact]
    public void Codes_and_numbers_that_cannot_be_are_refused_by_row_and_column()
    {
        Assert.Contains("row 2, column 'race': 2", Assert.Throws<ArgumentException>(() => Design.OfCells([0, 2], 2, ["race"], [["a", "b"]])).Message);
        Assert.Contains("row 1, column 'x1'", Assert.Throws<ArgumentException>(() => Design.OfCells([double.PositiveInfinity, 2], 2)).Message);
        Assert.Throws<ArgumentException>(() => Design.OfCells([0, 2], 2, ["x"], []));
        Assert.Throws<ArgumentException>(() => Design.OfCells([0, 2, 3], 2));
    }
}
