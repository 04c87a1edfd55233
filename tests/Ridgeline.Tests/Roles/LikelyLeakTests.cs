using CsCheck;
using Ridgeline.Numerics;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>What gives the target away is named, by whatever it does it, and what is honestly strong isn't.</summary>
public sealed class LikelyLeakTests
{
    private static readonly Gen<(ulong Seed, int Rows)> Cases = Gen.Select(Gen.ULong[0, 1UL << 40], Gen.Int[300, 600]);

    [Fact]
    public void Classes_under_other_names_are_named() => Cases.Sample((seed, n) =>
    {
        int[] y = Classes(seed, n, 2), k = Classes(seed + 1, n, 4);
        Leaks(new TextColumn("y", y.Select(code => code == 1 ? "yes" : "no")), LeakMeasure.RocAuc, new NumberColumn("x", [.. y.Select(code => 5.0 - code)]));
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.HeldOut, new TextColumn("x", y.Select(code => code == 1 ? "died" : "alive")));
        Leaks(new TextColumn("y", k.Select(code => $"class {code}")), LeakMeasure.HeldOut, new NumberColumn("x", [.. k.Select(code => (double)(code * 7 % 5))]));
        Leaks(new TextColumn("y", k.Select(code => $"class {code}")), LeakMeasure.HeldOut, new TextColumn("x", k.Select((code, row) => $"{code}{(char)('a' + row % 2)}")));
    });

    [Fact]
    public void A_target_of_numbers_with_hardly_any_noise_is_named() => Cases.Sample((seed, n) =>
    {
        double[] y = Normal(seed, n), noise = Normal(seed + 1, n);
        var target = new NumberColumn("y", y);
        Leaks(target, LeakMeasure.RankCorrelation, new NumberColumn("x", [.. y.Select((value, row) => -3 * value + 0.001 * noise[row])]));
        Leaks(target, LeakMeasure.RankCorrelation, new NumberColumn("x", [.. y.Select(Math.Exp)]));
        Leaks(target, LeakMeasure.RankCorrelation, new NumberColumn("x", y));
    });

    [Fact]
    public void A_number_that_is_known_only_with_one_class_is_named() => Cases.Sample((seed, n) =>
    {
        int[] y = Classes(seed, n, 2);
        double[] amount = Normal(seed + 1, n);
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.RocAuc, new NumberColumn("x", [.. y.Select((code, row) => code == 1 ? 100 + amount[row] : 0)]));
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.RocAuc, new NumberColumn("x", [.. y.Select((code, row) => code == 1 ? amount[row] : double.NaN)]));
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.RocAuc, new DateColumn("x", y.Select((code, row) => code == 1 ? new DateTime(2026, 1, 1).AddDays(row % 50) : (DateTime?)null)));
    });

    [Fact]
    public void A_flag_set_after_the_fact_is_named_though_a_few_rows_are_wrong()
    {
        int[] y = Classes(1, 3000, 2);
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.HeldOut, new NumberColumn("x", [.. y.Select((code, row) => row % 500 == 7 ? 1.0 - code : code)]));
    }

    [Fact]
    public void What_does_not_rise_or_fall_with_the_target_is_found_by_its_neighbours()
    {
        double[] x = Normal(3, 4000);
        Leaks(new NumberColumn("y", [.. x.Select(value => value * value)]), LeakMeasure.HeldOut, new NumberColumn("x", x));
        Leaks(new TextColumn("y", x.Select(value => Math.Abs(value) < 0.7 ? "inner" : "outer")), LeakMeasure.HeldOut, new NumberColumn("x", x));
    }

    [Fact]
    public void Strong_honest_predictors_are_not_named() => Cases.Sample((seed, n) =>
    {
        int[] y = Classes(seed, n, 2);
        double[] noise = Normal(seed + 1, n), other = Normal(seed + 2, n);
        double[] strong = [.. y.Select((code, row) => 2.66 * code + noise[row])]; // AUC Φ(2.66/√2) = 0.97
        Assert.Empty(Find(new NumberColumn("y", Of(y)), new NumberColumn("x", strong)));
        Assert.Empty(Find(new NumberColumn("y", noise), new NumberColumn("x", [.. noise.Select((value, row) => value + 0.15 * other[row])]))); // R² 0.978
        Assert.Empty(Find(new NumberColumn("y", Of(y)), new TextColumn("x", y.Select((code, row) => $"{(Math.Abs(noise[row]) > 1.8 ? 1 - code : code)}")))); // right in 93 %
    });

    [Fact]
    public void Many_levels_are_no_leak() => Cases.Sample((seed, n) =>
    {
        int[] y = Classes(seed, n, 2), level = Classes(seed + 1, n, n / 2);
        Assert.Empty(Find(new NumberColumn("y", Of(y)), new TextColumn("x", level.Select(code => $"l{code}"))));
        Assert.Empty(Find(new NumberColumn("y", Normal(seed, n)), new TextColumn("x", level.Select(code => $"l{code}"))));
    });

    [Fact]
    public void Luck_in_few_rows_is_no_leak() => Gen.Select(Gen.ULong[0, 1UL << 40], Gen.Int[4, 12]).Sample((seed, n) =>
    {
        double[] y = [.. Enumerable.Range(0, n).Select(row => (double)(row % 2))];
        var columns = Enumerable.Range(0, 300).Select(j => (Column)new NumberColumn($"x{j}", Normal(seed + (ulong)j, n)));
        var table = new Table("t", [new NumberColumn("y", y), .. columns]);
        Assert.Empty(LikelyLeak.Find(table, TableRoles.Infer(table, "y"), TestContext.Current.CancellationToken));
    }, iter: 20);

    [Fact]
    public void Gaps_hide_no_leak() => Cases.Sample((seed, n) =>
    {
        int[] y = Classes(seed, n, 2), k = Classes(seed + 1, n, 4), gap = Classes(seed + 2, n, 3);
        double[] value = Normal(seed + 3, n);
        Leaks(new NumberColumn("y", Of(y)), LeakMeasure.RocAuc, new NumberColumn("x", [.. y.Select((code, row) => gap[row] == 0 ? double.NaN : code)]));
        Leaks(new NumberColumn("y", Of(k)), LeakMeasure.HeldOut, new TextColumn("x", k.Select((code, row) => gap[row] == 0 ? null : $"class {code}")));
        Leaks(new NumberColumn("y", value), LeakMeasure.RankCorrelation, new NumberColumn("x", [.. value.Select((number, row) => gap[row] == 0 ? double.NaN : -number)]));
    });

    [Fact]
    public void Rows_without_a_target_and_columns_not_learned_from_have_no_say()
    {
        int[] y = Classes(5, 400, 2);
        var target = new NumberColumn("y", [.. y.Select((code, row) => row % 4 == 0 ? double.NaN : code)]);
        var x = new NumberColumn("x", [.. y.Select((code, row) => row % 4 == 0 ? 1 - code : code)]);
        var table = new Table("t", [target, x, new NumberColumn("z", Normal(1, 400))]);
        Assert.Equal("x", Assert.Single(LikelyLeak.Find(table, TableRoles.Infer(table, "y"), TestContext.Current.CancellationToken)).Column);
        Assert.Empty(LikelyLeak.Find(table, TableRoles.Infer(table, "y", new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Ignore }), TestContext.Current.CancellationToken));
        Assert.Empty(LikelyLeak.Find(table, TableRoles.Infer(table, null), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_sample_of_rows_is_spread_over_them_and_always_the_same() => Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 500]).Sample((count, most) =>
    {
        int[] rows = RowSample.Of(count, most);
        Assert.Equal(Math.Min(count, most), rows.Length);
        Assert.Equal(rows, RowSample.Of(count, most));
        for (int k = 0; k < rows.Length; k++)
            Assert.InRange(rows[k], (long)k * count / rows.Length, ((k + 1L) * count - 1) / rows.Length);
        Assert.Equal(rows.Distinct().Order(), rows);
    });

    private static void Leaks(Column target, LeakMeasure measure, Column column)
    {
        var leak = Assert.Single(Find(target, column));
        Assert.Equal(("x", measure), (leak.Column, leak.Measure));
        Assert.InRange(leak.Value, 0.99, 1);
        Assert.False(string.IsNullOrWhiteSpace(leak.Reason));
    }

    private static IReadOnlyList<LikelyLeak> Find(Column target, Column column)
    {
        var table = new Table("t", [column, new NumberColumn("other", Normal(ulong.MaxValue, target.Rows)), target]);
        var kind = column switch { TextColumn => ColumnRole.Category, DateColumn => ColumnRole.Date, _ => ColumnRole.Number };
        return LikelyLeak.Find(table, TableRoles.Infer(table, "y", new Dictionary<string, ColumnRole> { ["x"] = kind }), TestContext.Current.CancellationToken);
    }

    private static int[] Classes(ulong seed, int n, int count)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, n).Select(_ => random.NextBelow(count))];
    }

    private static double[] Of(int[] codes) => [.. codes.Select(code => (double)code)];

    /// <summary>Normal by Box and Muller.</summary>
    private static double[] Normal(ulong seed, int n)
    {
        var random = new RandomStream(seed, stream: 9);
        return [.. Enumerable.Range(0, n).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform()))];
    }
}
