using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Tests.Studies;

public sealed class TreeGridFacts
{
    [Fact]
    public void So_many_settings_are_left_in_order_with_both_ends_and_ever_wider_apart() => Gen.Select(Gen.Int[1, 3000], Gen.Int[2, 300]).Sample((count, most) =>
    {
        ImmutableArray<Setting> all = [.. Enumerable.Range(0, count).Select(at => new Setting(Knob.Depth, at))];
        var left = TreeGrid.Thinned(all, most);
        Assert.Equal(Math.Min(count, most), left.Length);
        Assert.Equal((all[0], all[^1]), (left[0], left[^1]));
        int[] gaps = [.. left.Skip(1).Zip(left, (next, one) => (int)(next.Value - one.Value))];
        Assert.All(gaps, gap => Assert.InRange(gap, 1, count));
        for (int k = 1; k < gaps.Length; k++)
            Assert.True(gaps[k] >= gaps[k - 1] - 1, $"{gaps[k - 1]} then {gaps[k]}"); // rounding alone narrows them
    });

    [Fact]
    public void Few_rows_are_compared_at_every_setting_and_none_at_fewer_than_200()
    {
        Assert.True(TreeGrid.Most(500) > 30_000);
        Assert.Equal(1000, TreeGrid.Most(20_000));
        Assert.Equal(200, TreeGrid.Most(1e9));
    }
}
