using Ridgeline.Leaks;
using Ridgeline.Roles;

namespace Ridgeline.Tests.Leaks;

/// <summary>What is said of data sets that everybody knows.</summary>
public sealed class LeakReferenceTests
{
    [Fact]
    public void Birth_weights_tell_which_are_low()
    {
        var alarms = Find("birthwt", "low").Alarms.ToDictionary(leak => leak.Kind);
        Assert.Equal([LeakKind.RepeatedRows, LeakKind.TellingColumn], alarms.Keys);
        Assert.Equal(("bwt", 1.0), (Assert.Single(alarms[LeakKind.TellingColumn].Columns), alarms[LeakKind.TellingColumn].Value));
        Assert.Contains("rows 15 and 16", alarms[LeakKind.RepeatedRows].Evidence); // the same mother to the pound, her child to the gram
    }

    [Fact]
    public void The_iris_that_is_there_twice_is_told_as_chance_may_have_it()
    {
        var leak = Assert.Single(Find("iris", "target").Leaks, own => own.Kind == LeakKind.RepeatedRows);
        Assert.False(leak.IsAlarm); // four measures in steps of a millimetre
        Assert.Equal([101, 142], leak.Rows);
        Assert.Contains("rows 102 and 143", leak.Evidence);
        Assert.Empty(Find("iris", "target").Alarms);
    }

    [Fact]
    public void Scaled_diabetes_columns_are_reported_as_scaled_and_raw_ones_are_not()
    {
        var leak = Assert.Single(Find("diabetes_scaled", "target").Alarms);
        Assert.Equal(LeakKind.AlreadyScaled, leak.Kind);
        Assert.StartsWith("Already scaled: ", leak.Evidence);
        Assert.Equal(["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"], leak.Columns);
        Assert.Empty(Find("diabetes_raw", "target").Alarms);
    }

    [Theory]
    [InlineData("breast_cancer", "target")]
    [InlineData("mtcars", "mpg")]
    [InlineData("swiss", "Fertility")]
    [InlineData("quine", "Days")]
    [InlineData("digits_part", "target")]
    public void Honest_data_do_not_alarm(string name, string target) => Assert.Empty(Find(name, target).Alarms);

    private static LeakReport Find(string name, string target)
    {
        var table = ReferenceData.Table(name);
        if (!table.Columns.Any(column => column.Name == target))
            target = table.Columns[^1].Name;
        return LeakReport.Find(table, TableRoles.Infer(table, target), LeakTables.FoldsOf(table, target, 10), stop: TestContext.Current.CancellationToken);
    }
}
