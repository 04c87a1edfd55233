using Ridgeline.Roles;

namespace Ridgeline.Tests.Roles;

/// <summary>What people would say of well-known data is what the rules say.</summary>
public sealed class ReferenceRoleTests
{
    [Theory]
    [InlineData("breast_cancer", "target", 30, 0)]
    [InlineData("diabetes_raw", "target", 10, 0)]
    [InlineData("diabetes_scaled", "target", 10, 0)]
    [InlineData("birthwt_numeric", "low", 10, 0)]
    [InlineData("quine_numeric", "Days", 6, 0)]
    [InlineData("synth_wide", "y", 301, 0)]
    [InlineData("synth_correlated", "y", 25, 0)]
    [InlineData("synth_sparse", "y", 81, 0)]
    [InlineData("synth_groups", "y", 21, 0)]
    [InlineData("synth_nonlinear", "y", 4, 0)]
    [InlineData("lung_complete", "status", 9, 0)]
    [InlineData("iris", "species", 4, 0)]
    [InlineData("quine", "Days", 0, 4)]
    [InlineData("birthwt", "bwt", 8, 1)]
    public void Nothing_is_left_out_of(string name, string target, int numbers, int categories)
    {
        var table = ReferenceData.Table(name);
        var roles = TableRoles.Infer(table, target);
        Assert.Equal((numbers, categories), (roles.With(ColumnRole.Number).Count(), roles.With(ColumnRole.Category).Count()));
        Assert.Equal(table.Columns.Length - 1, numbers + categories);
        Assert.Empty(roles.Questions);
    }

    [Theory]
    [InlineData("breast_cancer", "target")]
    [InlineData("diabetes_raw", "target")]
    [InlineData("birthwt_numeric", "bwt")]
    [InlineData("quine", "Days")]
    [InlineData("synth_wide", "y")]
    [InlineData("synth_wide", "y_bin")]
    [InlineData("synth_correlated", "y")]
    [InlineData("synth_sparse", "y_bin")]
    [InlineData("synth_groups", "y_bin")]
    [InlineData("synth_nonlinear", "y")]
    [InlineData("lung_complete", "status")]
    [InlineData("iris", "species")]
    [InlineData("digits_part", "digit")]
    [InlineData("mtcars", "mpg")]
    [InlineData("mtcars", "vs")]
    [InlineData("swiss", "Fertility")]
    public void Nothing_gives_the_target_away_in(string name, string target)
    {
        var table = ReferenceData.Table(name);
        Assert.Empty(LikelyLeak.Find(table, TableRoles.Infer(table, target), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_weight_at_birth_says_whether_it_was_low()
    {
        var table = ReferenceData.Table("birthwt");
        var roles = TableRoles.Infer(table, "low");
        var leak = Assert.Single(LikelyLeak.Find(table, roles, TestContext.Current.CancellationToken));
        Assert.Equal(("bwt", LeakMeasure.RocAuc, 1.0), (leak.Column, leak.Measure, leak.Value));
        Assert.Equal(new AssignedRole("race", ColumnRole.Category, "whole numbers 1 to 3, like codes", false), roles["race"]);
        Assert.Equal("whole numbers with 4 values", roles["ptl"].Reason);
    }

    [Fact]
    public void Names_of_cars_and_provinces_are_identifiers()
    {
        foreach (var (name, target, id) in (ReadOnlySpan<(string, string, string)>)[("mtcars", "mpg", "model"), ("swiss", "Fertility", "province")])
        {
            var roles = TableRoles.Infer(ReferenceData.Table(name), target);
            Assert.Equal(new AssignedRole(id, ColumnRole.Id, "every row different, like an identifier", false), roles[id]);
            Assert.All(roles.Columns.Where(assigned => assigned.Column != id && assigned.Column != target), assigned => Assert.Equal(ColumnRole.Number, assigned.Role));
        }
    }

    [Fact]
    public void Blank_pixels_are_constant_and_the_others_numbers()
    {
        var roles = TableRoles.Infer(ReferenceData.Table("digits_part"), "digit");
        Assert.Equal(["pixel_0_0", "pixel_3_7", "pixel_4_0", "pixel_4_7", "pixel_5_0"], roles.Columns.Where(assigned => assigned.Reason == "constant: 0 in every row").Select(assigned => assigned.Column));
        Assert.Equal("exactly 0.333333 × 'pixel_6_0'", roles["pixel_7_0"].Reason); // 3 and 1 in one row
        Assert.Equal(58, roles.With(ColumnRole.Number).Count());
        Assert.Equal(6, roles.With(ColumnRole.Ignore).Count());
    }

    [Fact]
    public void Both_iris_petals_and_the_sizes_of_tumours_go_together()
    {
        var iris = Describe("iris", "species");
        Assert.Equal(["petal_length", "petal_width"], Assert.Single(iris.CorrelatedGroups).Columns);
        Assert.Equal(0.962865, iris.CorrelatedGroups[0].Correlation, 6);
        Assert.Equal(1, iris.RepeatedRows);
        Assert.Equal([50, 50, 50], iris.Target!.Classes.Select(one => one.Rows));
        var cancer = Describe("breast_cancer", "target");
        Assert.Equal(["mean_radius", "mean_perimeter", "mean_area", "worst_radius", "worst_perimeter", "worst_area"], cancer.CorrelatedGroups[0].Columns);
        Assert.Equal(("mean_radius", "mean_perimeter"), (cancer.CorrelatedGroups[0].One, cancer.CorrelatedGroups[0].Other));
        Assert.Equal(4, cancer.CorrelatedGroups.Length);
        Assert.Empty(cancer.Warnings);
        Assert.Equal((569, 30, 569 / 30.0), (cancer.Rows, cancer.LearnedColumns, cancer.RowsPerColumn));
    }

    private static TableDescription Describe(string name, string target)
    {
        var table = ReferenceData.Table(name);
        return TableDescription.Of(table, TableRoles.Infer(table, target), TestContext.Current.CancellationToken);
    }
}
