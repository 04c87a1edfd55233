using CsCheck;
using Ridgeline.Leaks;
using Ridgeline.Resampling;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Leaks;

/// <summary>What is found says where, and only what folds divide is found.</summary>
public sealed class LeakReportFacts
{
    private static readonly Gen<ulong> Seeds = Gen.ULong[1, 1UL << 40];

    [Theory]
    [InlineData(0.0, "Rows that follow each other are no more alike in the target than others.")]
    [InlineData(0.95, " % less in the target than others do (")]
    public void Of_dates_it_is_said_what_the_folds_do_and_whether_the_target_follows_them(double follows, string said)
    {
        var random = new LeakTables.Draws(3);
        double[] y = random.Normal(300), x = random.Normal(300);
        for (int i = 1; i < y.Length; i++)
            y[i] += follows * y[i - 1];
        int[] order = random.Order(y.Length);
        var table = new Table("t", [new NumberColumn("x", x), new NumberColumn("y", [.. order.Select(at => y[at])]), new DateColumn("day", order.Select(at => (DateTime?)new DateTime(2024, 3, 1).AddDays(at)))]);
        var leak = Assert.Single(LeakReport.Find(table, LeakTables.RolesOf(table), LeakTables.Folds(table, 1)).Leaks, leak => leak.Kind == LeakKind.TimeOrder);
        Assert.StartsWith("Rows are dated by column 'day', an order that the folds don't keep (", leak.Evidence, StringComparison.Ordinal);
        Assert.Contains(" of 300 rows are predicted by models that have seen later rows. ", leak.Evidence, StringComparison.Ordinal);
        Assert.Contains(said, leak.Evidence, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[(\s][-−]\d|\b0 %", leak.Evidence);
    }

    [Fact]
    public void Folds_that_keep_the_groups_of_a_leak_whole_do_not_leak_so() => Seeds.Sample(seed =>
    {
        var (table, _) = WithCopies(seed, 200, 20);
        var leak = Assert.Single(Find(table, LeakTables.Folds(table, seed)).Alarms);
        Assert.Equal(LeakKind.RepeatedRows, leak.Kind);
        var whole = Resamples.Grouped(LeakTables.SampleOf(table), leak.Groups.AsSpan(), 5, seed);
        Assert.Empty(Find(table, whole).Leaks);
    }, iter: 20);

    [Fact]
    public void Exposed_rows_are_those_with_a_copy_on_the_other_side_in_some_resample() => Gen.Select(Seeds, Gen.Int[0, 4]).Sample((seed, kind) =>
    {
        var (table, source) = WithCopies(seed, 120, 15);
        var sample = LeakTables.SampleOf(table);
        var resamples = kind switch
        {
            0 => Resamples.KFold(sample, 4, seed, repeats: 2),
            1 => Resamples.LeaveOneOut(sample),
            2 => Resamples.TimeOrdered(sample, 4),
            3 => Resamples.ShuffleSplit(sample, 3, 0.3, seed),
            _ => Resamples.Bootstrap(sample, 3, seed),
        };
        var expected = new SortedSet<int>();
        for (int k = 0; k < resamples.Count; k++)
        {
            double[] trains = resamples.TrainingWeights(sample, k), held = resamples.HeldOutWeights(sample, k);
            expected.UnionWith(Enumerable.Range(0, table.Rows).Where(row => held[row] > 0 && Enumerable.Range(0, table.Rows).Any(other => source[other] == source[row] && trains[other] > 0)));
        }

        var found = Find(table, resamples).Leaks.SingleOrDefault(leak => leak.Kind == LeakKind.RepeatedRows);
        Assert.Equal(expected, found is null ? [] : found.Rows);
        Assert.Equal(expected.Count, found?.Value ?? 0);
    }, iter: 40);

    [Fact]
    public void Rows_without_a_target_are_in_no_fold_and_leak_nothing() => Seeds.Sample(seed =>
    {
        var (table, source) = WithCopies(seed, 150, 10);
        double[] y = ((NumberColumn)table["y"]).Values.ToArray();
        for (int row = 0; row < y.Length; row++)
            if (Array.IndexOf(source, source[row]) < row)
                y[row] = double.NaN;
        table = LeakTables.With(table, new NumberColumn("y", y));
        Assert.Empty(Find(table, LeakTables.Folds(table, seed)).Leaks);
    }, iter: 10);

    [Fact]
    public void Copies_with_another_target_are_found_too() => Seeds.Sample(seed =>
    {
        var (table, _) = WithCopies(seed, 150, 10);
        table = LeakTables.With(table, new NumberColumn("y", new LeakTables.Draws(seed + 1).Normal(table.Rows)));
        var leak = Assert.Single(Find(table, LeakTables.Folds(table, seed)).Alarms);
        Assert.Equal(LeakKind.RepeatedRows, leak.Kind);
        Assert.Contains("0 of them in the target too", leak.Evidence);
    }, iter: 10);

    [Fact]
    public void Of_a_hundred_thousand_rows_near_copies_are_found()
    {
        var random = new LeakTables.Draws(1);
        const int n = 100_000, near = 40;
        double[][] x = [.. Enumerable.Range(0, 5).Select(_ => random.Normal(n))];
        foreach (double[] own in x)
            for (int k = 0; k < near; k++)
                own[n - 1 - k] = own[k] + 1e-4 * random.Uniform();
        var table = new Table("t", [.. x.Select((own, j) => new NumberColumn($"x{j}", own)), new NumberColumn("y", random.Normal(n))]);
        var leak = Assert.Single(Find(table, LeakTables.Folds(table, 1)).Alarms);
        Assert.Equal(LeakKind.NearRows, leak.Kind);
        Assert.True(leak.Rows.All(row => row < near || row >= n - near));
        Assert.InRange(leak.Rows.Length, 50, 2 * near); // four in five pairs are in two folds
    }

    [Fact]
    public void A_target_encoded_with_smoothing_is_found_exactly() => Gen.Select(Seeds, Gen.Double[0, 20]).Sample((seed, m) =>
    {
        var random = new LeakTables.Draws(seed);
        const int n = 200;
        int[] shop = [.. Enumerable.Range(0, n).Select(_ => random.Below(30))];
        double[] y = random.Normal(n);
        double mean = y.Average();
        double[] code = [.. shop.Select(own => (Enumerable.Range(0, n).Where(i => shop[i] == own).Sum(i => y[i]) + m * mean) / (shop.Count(other => other == own) + m))];
        var table = new Table("t", [new NumberColumn("code", code), new NumberColumn("x", random.Normal(n)), new NumberColumn("y", y)]);
        var leak = Assert.Single(Find(table, LeakTables.Folds(table, seed)).Alarms, own => own.Kind == LeakKind.EncodedTarget);
        Assert.Equal(("code", shop.Distinct().Count()), (Assert.Single(leak.Columns), (int)leak.Value));
        var clean = LeakTables.With(table, new NumberColumn("code", [.. code.Select(value => value + 0.01)]));
        Assert.DoesNotContain(Find(clean, LeakTables.Folds(table, seed)).Leaks, own => own.Kind == LeakKind.EncodedTarget);
    }, iter: 20);

    [Fact]
    public void Gaps_filled_with_means_are_found_and_gaps_left_are_not() => Gen.Select(Seeds, Gen.Bool).Sample((seed, isMedian) =>
    {
        var random = new LeakTables.Draws(seed);
        double[] x = random.Normal(101), others = [.. x.Skip(10).Order()];
        double fill = isMedian ? others[45] : x.Skip(10).Average();
        Table Of(double filled) => new("t", [new NumberColumn("x", [.. x.Select((value, i) => i < 10 ? filled : value)]), new NumberColumn("z", random.Normal(101)), new NumberColumn("y", random.Normal(101))]);
        var leak = Assert.Single(Find(Of(fill), null).Alarms);
        Assert.Equal((LeakKind.AlreadyImputed, "x"), (leak.Kind, Assert.Single(leak.Columns)));
        Assert.Equal(isMedian ? 11 : 10, leak.Rows.Length);
        Assert.Empty(Find(Of(double.NaN), null).Alarms);
        Assert.Empty(Find(Of(fill + 0.01), null).Alarms);
    }, iter: 20);

    [Fact]
    public void The_same_table_has_the_same_report()
    {
        var (table, _) = WithCopies(5, 300, 20);
        var folds = LeakTables.Folds(table, 5);
        Assert.Equal(Find(table, folds).Leaks.Select(leak => leak.Evidence), Find(table, folds).Leaks.Select(leak => leak.Evidence));
    }

    [Theory]
    [InlineData("patient_id", true)]
    [InlineData("PatientID", true)]
    [InlineData("userId", true)]
    [InlineData("ID", true)]
    [InlineData("humidity", false)]
    [InlineData("width", false)]
    [InlineData("paid", false)]
    public void Names_of_identifiers_are_known_by_their_words(string name, bool isOne) => Assert.Equal(isOne, EntityRows.IsNamed(name));

    [Fact]
    public void Rows_that_repeat_by_chance_are_at_most_as_many_as_pairs_or_rows_and_exact_for_equal_cells() => Gen.Select(Gen.Int[2, 60], Gen.Double[0.1, 5].Array[1, 8]).Sample((n, sizes) =>
    {
        double sum = sizes.Sum();
        double[] cells = [.. sizes.Select(size => size / sum)];
        double share = cells.Sum(p => p * p), expected = n - cells.Sum(p => 1 - Math.Pow(1 - p, n)), most = AlikeByChance.Repeating(n, share * n * (n - 1) / 2);
        Assert.InRange(most, expected - 1e-9, Math.Min(n - 1, share * n * (n - 1) / 2) + 1e-9);
        int m = cells.Length;
        Assert.Equal(n - m * (1 - Math.Pow(1 - 1.0 / m, n)), AlikeByChance.Repeating(n, n * (n - 1) / 2.0 / m), 1e-9);
        Assert.Equal(1e-9, AlikeByChance.Repeating(n, 1e-9), 1e-15);
    });

    [Fact]
    public void A_strong_category_is_told_and_no_alarm_unless_it_is_named_like_an_identifier() => Seeds.Sample(seed =>
    {
        var random = new LeakTables.Draws(seed);
        const int n = 500;
        double[] level = random.Normal(30), noise = random.Normal(n);
        int[] own = [.. Enumerable.Range(0, n).Select(_ => random.Below(30))];
        Leak? Found(string name) => Find(
            new Table("t", [new TextColumn(name, own.Select(code => $"level {code}")), new NumberColumn("x", noise), new NumberColumn("y", [.. own.Select((code, i) => 1.5 * level[code] + noise[i])])]),
            LeakTables.Folds(new Table("t", [new NumberColumn("y", noise)]), seed)).Leaks.SingleOrDefault(leak => leak.Kind == LeakKind.LikelyGroup);
        Assert.False(Found("city")?.IsAlarm ?? false);
        Assert.True(Found("customer")?.IsAlarm ?? true);
        Assert.Equal(Found("city")?.Value, Found("customer")?.Value);
    }, iter: 10);

    [Fact]
    public void An_identifier_has_its_article_and_a_report_claims_no_more_than_may_be()
    {
        var random = new LeakTables.Draws(1);
        var table = new Table("t", [new NumberColumn("k", [.. Enumerable.Range(0, 60).Select(i => (double)(i / 3))]), new NumberColumn("x", random.Normal(60)), new NumberColumn("y", random.Normal(60))]);
        var report = LeakReport.Find(table, LeakTables.RolesOf(table, ("k", Ridgeline.Roles.ColumnRole.Id)), LeakTables.Folds(table, 1), stop: TestContext.Current.CancellationToken);
        Assert.StartsWith("What an identifier's", Assert.Single(report.Leaks, leak => leak.Kind == LeakKind.DividedGroup).Effect);
        Assert.Contains("scores may be better", report.Summary);
    }

    [Fact]
    public void Resamples_of_other_rows_are_refused()
    {
        var (table, _) = WithCopies(1, 50, 5);
        var error = Assert.Throws<ArgumentException>(() => Find(table, LeakTables.Folds(LeakTables.Clean(16), 1)));
        Assert.Contains("for a table of 55", error.Message);
    }

    private static LeakReport Find(Table table, Resamples? resamples) => LeakReport.Find(table, LeakTables.RolesOf(table), resamples, stop: TestContext.Current.CancellationToken);

    /// <summary>Normal numbers with copies of some rows, and which row each was made of.</summary>
    private static (Table Table, int[] Source) WithCopies(ulong seed, int n, int copies)
    {
        var random = new LeakTables.Draws(seed);
        var table = new Table("t", [.. Enumerable.Range(0, 4).Select(j => new NumberColumn($"x{j}", random.Normal(n))), new NumberColumn("y", random.Normal(n))]);
        int[] rows = [.. Enumerable.Range(0, n), .. random.Order(n).Take(copies)], order = random.Order(rows.Length), source = [.. order.Select(at => rows[at])];
        return (table.Take(source), source);
    }
}
