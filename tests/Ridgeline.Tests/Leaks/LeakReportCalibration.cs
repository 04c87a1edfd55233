using Ridgeline.Leaks;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Leaks;

/// <summary>Planted leaks are found and clean tables seldom alarm, counted over tables of the kinds of <see cref="LeakTables"/>.</summary>
public sealed class LeakReportCalibration
{
    private const int Tables = 100;

    [Fact]
    public void Clean_tables_seldom_alarm() => Calibration.AtMost(0.05, Tables, "leaks: alarms in clean tables", seed =>
    {
        var table = LeakTables.Clean(seed);
        return LeakReport.Find(table, LeakTables.RolesOf(table), LeakTables.Folds(table, seed)).Alarms.Any();
    });

    [Fact]
    public void Copies_are_always_found() => Calibration.AtLeast(1, Tables, "leaks: copies of rows found", seed =>
    {
        var table = LeakTables.Clean(seed);
        var random = new LeakTables.Draws(seed + 1000);
        int n = table.Rows, copies = Math.Max(3, n / 20);
        int[] order = random.Order(n), rows = [.. Enumerable.Range(0, n).Concat(order.Take(copies))], shuffled = random.Order(rows.Length);
        table = table.Take([.. shuffled.Select(at => rows[at])]);
        var folds = LeakTables.Folds(table, seed);
        int[] foldOf = folds.FoldOf().ToArray();
        var apart = shuffled.Select((at, row) => (Source: rows[at], Row: row)).GroupBy(own => own.Source).Where(own => own.Select(one => foldOf[one.Row]).Distinct().Count() > 1).SelectMany(own => own.Select(one => one.Row));
        var found = LeakReport.Find(table, LeakTables.RolesOf(table), folds).Leaks.SingleOrDefault(leak => leak.Kind == LeakKind.RepeatedRows);
        return found is not null && apart.All(found.Rows.Contains) && (found.IsAlarm || LeakTables.Coarse.Contains(LeakTables.KindOf(seed)));
    });

    [Fact]
    public void Divided_groups_are_always_found() => Calibration.AtLeast(1, Tables, "leaks: divided groups found, whole ones not", seed =>
    {
        var table = LeakTables.Clean(seed);
        var random = new LeakTables.Draws(seed + 2000);
        double[] groups = random.Below(table.Rows, table.Rows / 4);
        table = LeakTables.With(table, new NumberColumn("g", groups));
        var roles = LeakTables.RolesOf(table, ("g", ColumnRole.Group));
        var whole = Resamples.Grouped(LeakTables.SampleOf(table), [.. groups.Select(code => (int)code)], 5, seed);
        return LeakReport.Find(table, roles, LeakTables.Folds(table, seed)).Alarms.Any(leak => leak.Kind == LeakKind.DividedGroup && leak.Columns is ["g"])
            && !LeakReport.Find(table, roles, whole).Leaks.Any(leak => leak.Kind == LeakKind.DividedGroup);
    });

    [Fact]
    public void A_violated_order_of_time_is_always_found() => Calibration.AtLeast(1, Tables, "leaks: violated order of time found, kept order not", seed =>
    {
        var table = LeakTables.Clean(seed);
        table = LeakTables.With(table, new NumberColumn("t", [.. Enumerable.Range(0, table.Rows).Select(row => (double)(row / 2))]));
        var roles = LeakTables.RolesOf(table, ("t", ColumnRole.Time));
        var shuffled = table.Take(new LeakTables.Draws(seed + 3000).Order(table.Rows));
        var ordered = Resamples.TimeOrdered(LeakTables.SampleOf(table), 5);
        return IsFound(table, LeakTables.Folds(table, seed)) && IsFound(shuffled, ordered) && !IsFound(table, ordered);
        bool IsFound(Table own, Resamples folds) => LeakReport.Find(own, roles, folds).Alarms.Any(leak => leak.Kind == LeakKind.TimeOrder && leak.Columns is ["t"]);
    });

    [Fact]
    public void A_column_made_of_the_target_is_mostly_found() => Calibration.AtLeast(0.95, Tables, "leaks: a column made of the target found", seed =>
    {
        var table = LeakTables.Clean(seed);
        table = LeakTables.With(table, Derived(table, seed, new LeakTables.Draws(seed + 4000)));
        return LeakReport.Find(table, LeakTables.RolesOf(table, ("z", ColumnRole.Number)), LeakTables.Folds(table, seed)).Alarms
            .Any(leak => leak.Kind is LeakKind.TellingColumn or LeakKind.EncodedTarget && leak.Columns is ["z"]);
    });

    /// <summary>Of numbers: with noise of 1 to 10 % of its standard deviation, bent, or in 40 steps. Of classes: a score above and below a threshold, flags wrong in 1 of 200, or means by a column of levels.</summary>
    internal static NumberColumn Derived(Table table, ulong seed, LeakTables.Draws random)
    {
        int n = table.Rows;
        double[] noise = random.Normal(n);
        ulong way = seed / LeakTables.Kinds % 3;
        if (table["y"] is NumberColumn numbers)
        {
            double[] y = numbers.Values.ToArray();
            double mean = y.Average(), sd = Math.Sqrt(y.Average(value => (value - mean) * (value - mean)));
            return new NumberColumn("z", way switch
            {
                0 => [.. y.Select((value, i) => 3 - 2 * (value + (0.01 + 0.09 * (seed % 7) / 6) * sd * noise[i]))],
                1 => [.. y.Select((value, i) => Math.Atan((value - mean) / sd) + 0.002 * noise[i])],
                _ => [.. y.Select(value => Math.Floor(10 * (value - mean) / sd))],
            });
        }

        int[] codes = [.. Ridgeline.Leaks.LeakRows.CodesOf(table["y"])];
        int[] shop = [.. Enumerable.Range(0, n).Select(_ => random.Below(n / 6))];
        if (way == 2)
        {
            double[] means = [.. shop.Distinct().Order().Select(own => Enumerable.Range(0, n).Where(i => shop[i] == own).Average(i => codes[i] == codes[0] ? 1.0 : 0))];
            int[] places = [.. shop.Distinct().Order()];
            return new NumberColumn("z", [.. shop.Select(own => means[Array.IndexOf(places, own)])]);
        }

        return new NumberColumn("z", [.. codes.Select((code, i) => way == 0 ? 6 * code + noise[i] : random.Below(200) == 0 ? codes[0] : code)]);
    }

    [Fact]
    public void Columns_scaled_before_are_mostly_found() => Calibration.AtLeast(0.95, Tables, "leaks: columns already scaled found", seed =>
    {
        var table = LeakTables.Clean(seed);
        var roles = LeakTables.RolesOf(table);
        var scaled = table.Columns.Select(column => column is NumberColumn numbers && column.Name != "y" && roles[column.Name].Role == ColumnRole.Number ? Scaled(numbers, seed) : column).ToArray();
        if (scaled.SequenceEqual(table.Columns))
            scaled = [.. scaled, Scaled(new NumberColumn("z", new LeakTables.Draws(seed).Normal(table.Rows)), seed)];
        table = new Table(table.Source, [.. scaled]);
        return LeakReport.Find(table, LeakTables.RolesOf(table), LeakTables.Folds(table, seed)).Alarms.Any(leak => leak.Kind == LeakKind.AlreadyScaled);
    });

    /// <summary>By mean and standard deviation of n or n − 1, to a length of 1, or (of numbers not bounded already) to 0 … 1; as they come or to 6 or 4 decimals.</summary>
    internal static NumberColumn Scaled(NumberColumn column, ulong seed)
    {
        double[] present = [.. column.Values.ToArray().Where(value => !double.IsNaN(value))];
        double mean = present.Average(), squares = present.Sum(value => (value - mean) * (value - mean)), least = present.Min(), range = present.Max() - least;
        ulong way = seed / LeakTables.Kinds % 4;
        bool isHeaped = present.Count(value => value == least || value == least + range) > 3;
        int decimals = (int)(seed % 3) switch { 0 => 15, 1 => 6, _ => 4 };
        return new NumberColumn(column.Name, [.. column.Values.ToArray().Select(value => Math.Round(way switch
        {
            0 => (value - mean) / Math.Sqrt(squares / present.Length),
            1 => (value - mean) / Math.Sqrt(squares / (present.Length - 1)),
            2 when !isHeaped => (value - least) / range,
            _ => (value - mean) / Math.Sqrt(way == 2 ? squares / present.Length : squares),
        }, way == 3 ? 15 : decimals))]);
    }

    [Fact]
    public void Near_copies_are_mostly_found() => Calibration.AtLeast(0.95, Tables, "leaks: near copies found (numbers of kinds 0, 1, 5, 7, 8, 11 jittered by 1 % of their standard deviation)", seed =>
    {
        var table = NearCopies(seed);
        return LeakReport.Find(table, LeakTables.RolesOf(table), LeakTables.Folds(table, seed)).Alarms.Any(leak => leak.Kind == LeakKind.NearRows);
    });

    internal static Table NearCopies(ulong seed)
    {
        int[] kinds = [0, 1, 5, 7, 8, 11];
        var table = LeakTables.Clean((seed / 6 * LeakTables.Kinds) + (ulong)kinds[seed % 6]);
        var random = new LeakTables.Draws(seed + 5000);
        int n = table.Rows, copies = Math.Max(6, n / 20);
        table = table.Take([.. Enumerable.Range(0, n), .. random.Order(n).Take(copies)]);
        table = new Table(table.Source, [.. table.Columns.Select(column => column is NumberColumn numbers && column.Name != "y" ? Jittered(numbers, n, random) : column)]);
        return table;
    }

    private static NumberColumn Jittered(NumberColumn column, int from, LeakTables.Draws random)
    {
        double[] values = column.Values.ToArray(), noise = random.Normal(values.Length), present = [.. values.Where(value => !double.IsNaN(value))];
        double mean = present.Average(), sd = Math.Sqrt(present.Average(value => (value - mean) * (value - mean)));
        for (int i = from; i < values.Length; i++)
            values[i] += 0.01 * sd * noise[i];
        return new NumberColumn(column.Name, values);
    }

    [Fact]
    public void A_column_that_names_what_rows_are_about_is_mostly_found() => Calibration.AtLeast(0.95, Tables, "leaks: an identifier of several rows, not given, found", seed =>
    {
        var random = new LeakTables.Draws(seed + 6000);
        int entities = 60 + (int)(seed % 5) * 40, each = 3 + (int)(seed % 3), n = entities * each;
        double[] own = random.Normal(entities), noise = random.Normal(n), x = random.Normal(n), z = random.Normal(n);
        int[] order = random.Order(n), names = random.Order(entities);
        bool isClasses = seed % 2 == 0;
        double[] eta = [.. order.Select((at, i) => 1.5 * own[at / each] + 0.5 * x[i] + 0.7 * noise[i])];
        Column entity = seed % 4 < 2 ? new NumberColumn("patient", [.. order.Select(at => 1000.0 + names[at / each])]) : new TextColumn("patient", order.Select(at => $"p{names[at / each]}"));
        Column target = isClasses ? new TextColumn("y", eta.Select(value => value > 0 ? "yes" : "no")) : new NumberColumn("y", eta);
        var table = new Table("t", [entity, new NumberColumn("x", x), new NumberColumn("z", z), target]);
        var roles = LeakTables.RolesOf(table);
        var leak = LeakReport.Find(table, roles, LeakTables.Folds(table, seed)).Alarms.SingleOrDefault(found => found.Kind == LeakKind.LikelyGroup);
        return leak is { Columns: ["patient"] } && !LeakReport.Find(table, roles, Resamples.Grouped(LeakTables.SampleOf(table), leak.Groups.AsSpan(), 5, seed)).Alarms.Any();
    });

    [Fact]
    public void Dates_that_the_target_follows_are_mostly_found() => Calibration.AtLeast(0.95, Tables, "leaks: shuffled folds of dated rows that follow each other found", seed =>
    {
        var random = new LeakTables.Draws(seed + 7000);
        int n = 150 + (int)(seed % 4) * 100;
        double[] y = random.Normal(n), x = random.Normal(n), z = random.Normal(n);
        for (int i = 1; i < n; i++)
            y[i] += 0.8 * y[i - 1];
        int[] order = random.Order(n);
        var table = new Table("t", [new NumberColumn("x", x), new NumberColumn("z", z), new NumberColumn("y", [.. order.Select(at => y[at])]), new DateColumn("day", order.Select(at => (DateTime?)new DateTime(2024, 3, 1).AddDays(at)))]);
        return LeakReport.Find(table, LeakTables.RolesOf(table), LeakTables.Folds(table, seed)).Alarms.Any(leak => leak.Kind == LeakKind.TimeOrder);
    });
}
