using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Leaks;

/// <summary>
/// Simulated tables without a leak, of sixteen kinds in turn by seed, and what plants a leak in them.
/// <list type="number">
/// <item>0: normal numbers, a linear target. 1: skewed numbers (log-normal, exponential), a skewed target. 2: counts, two classes. 3: few levels and small whole numbers, two classes: rows are alike by chance.</item>
/// <item>4: whole numbers and flags like a clinic's, two classes. 5: numbers and dates that don't matter. 6: gaps at random in numbers and texts. 7: more columns than rows.</item>
/// <item>8: columns made of three latent factors. 9: three clusters of numbers with one decimal, three classes. 10: shares with heaps at 0 and 1. 11: numbers around 0 with standard deviation 1, two decimals.</item>
/// <item>12: one strong honest predictor among weak ones. 13: random walks over time, the target independent of it. 14: a column of 60 levels without effect, and one of 5 with. 15: counts and their sum, a price that repeats.</item>
/// </list>
/// </summary>
internal static class LeakTables
{
    public const int Kinds = 16;

    /// <summary>Kinds in which rows are alike, or nearly, by chance.</summary>
    public static readonly int[] Coarse = [2, 3, 4, 14, 15];

    private static readonly int[] Sizes = [60, 120, 250, 500, 1000, 3500];

    public static int KindOf(ulong seed) => (int)(seed % Kinds);

    public static Table Clean(ulong seed)
    {
        var random = new Draws(seed);
        int n = Sizes[(int)(seed / Kinds % (ulong)Sizes.Length)];
        return new Table($"clean {seed}", [.. Columns(KindOf(seed), n, random)]);
    }

    private static IEnumerable<Column> Columns(int kind, int n, Draws random)
    {
        switch (kind)
        {
            case 0: return WithNumbers(n, random, [.. Enumerable.Range(0, 6).Select(_ => random.Normal(n))], 1);
            case 1:
                double[][] skewed = [.. Enumerable.Range(0, 5).Select(j => random.Normal(n).Select(z => Math.Exp((0.5 + 0.2 * j) * z)).ToArray())];
                return WithNumbers(n, random, skewed, 1, Math.Exp);
            case 2: return WithClasses(n, random, [.. Enumerable.Range(0, 8).Select(j => random.Counts(n, 1 + j))]);
            case 3: return [.. WithClasses(n, random, [random.Counts(n, 1), random.Below(n, 4)]), random.Levels("a", n, 3), random.Levels("b", n, 4)];
            case 4: return WithClasses(n, random, [random.Below(n, 30), [.. random.Normal(n).Select(z => Math.Round(60 + 15 * z))], random.Below(n, 2), random.Below(n, 2), random.Below(n, 3)]);
            case 5:
                int[] days = [.. Enumerable.Range(0, n).Select(_ => random.Below(2000))];
                return [.. WithNumbers(n, random, [.. Enumerable.Range(0, 4).Select(_ => random.Normal(n))], 1), new DateColumn("day", days.Select(day => (DateTime?)new DateTime(2019, 1, 1).AddDays(day)))];
            case 6:
                double[][] gaps = [.. Enumerable.Range(0, 5).Select(_ => random.Normal(n).Select(z => random.Below(6) == 0 ? double.NaN : z).ToArray())];
                return [.. WithNumbers(n, random, gaps, 1), new TextColumn("city", Enumerable.Range(0, n).Select(_ => random.Below(5) == 0 ? null : $"c{random.Below(4)}"))];
            case 7: return WithNumbers(n = Math.Min(n, 250), random, [.. Enumerable.Range(0, n + 20).Select(_ => random.Normal(n))], 1);
            case 8:
                double[][] factors = [.. Enumerable.Range(0, 3).Select(_ => random.Normal(n))];
                return WithNumbers(n, random, [.. Enumerable.Range(0, 12).Select(j => random.Normal(n).Select((z, i) => factors[j % 3][i] + 0.3 * z).ToArray())], 1);
            case 9:
                int[] cluster = [.. Enumerable.Range(0, n).Select(_ => random.Below(3))];
                double[][] measured = [.. Enumerable.Range(0, 4).Select(j => random.Normal(n).Select((z, i) => Math.Round(5 + cluster[i] * (1 + j % 2) + 0.5 * z, 1)).ToArray())];
                return [.. measured.Select((x, j) => new NumberColumn($"x{j}", x)), new TextColumn("y", cluster.Select(code => $"class {code}"))];
            case 10: return WithNumbers(n, random, [.. Enumerable.Range(0, 5).Select(_ => random.Normal(n).Select(z => Math.Clamp(Math.Round(0.5 + 0.35 * z, 3), 0, 1)).ToArray())], 1);
            case 11: return WithClasses(n, random, [.. Enumerable.Range(0, 10).Select(_ => random.Normal(n).Select(z => Math.Round(z, 2)).ToArray())]);
            case 12:
                double[] strong = random.Normal(n);
                return [.. Enumerable.Range(0, 4).Select(j => new NumberColumn($"x{j}", random.Normal(n))), new NumberColumn("strong", strong), new NumberColumn("y", [.. random.Normal(n).Select((z, i) => strong[i] + 0.35 * z)])];
            case 13:
                double[][] walks = [.. Enumerable.Range(0, 3).Select(_ => Walk(random.Normal(n)))];
                return [.. walks.Select((x, j) => new NumberColumn($"x{j}", x)), new NumberColumn("y", random.Normal(n)), new DateColumn("day", Enumerable.Range(0, n).Select(i => (DateTime?)new DateTime(2020, 1, 1).AddDays(i)))];
            case 14: return [.. WithNumbers(n, random, [random.Normal(n), random.Below(n, 9)], 1), random.Levels("shop", n, 60), random.Levels("kind", n, 5)];
            default:
                double[] one = random.Counts(n, 6), other = random.Counts(n, 9), price = [.. random.Below(n, 25).Select(code => 9.99 + 10 * code)];
                return WithNumbers(n, random, [one, other, [.. one.Zip(other, (a, b) => a + b)], price], 1);
        }
    }

    private static double[] Walk(double[] steps)
    {
        for (int i = 1; i < steps.Length; i++)
            steps[i] += steps[i - 1];
        return steps;
    }

    private static List<Column> WithNumbers(int n, Draws random, double[][] x, double noise, Func<double, double>? shape = null)
    {
        double[] y = random.Normal(n);
        for (int i = 0; i < n; i++)
            y[i] *= noise;
        foreach (double[] own in x.Take(4))
            AddStandardised(own, 0.5, y);
        if (shape is not null)
            y = [.. y.Select(shape)];

        return [.. x.Select((own, j) => (Column)new NumberColumn($"x{j}", own)), new NumberColumn("y", y)];
    }

    private static List<Column> WithClasses(int n, Draws random, double[][] x)
    {
        double[] eta = random.Normal(n);
        foreach (double[] own in x.Take(3))
            AddStandardised(own, 0.7, eta);
        return [.. x.Select((own, j) => (Column)new NumberColumn($"x{j}", own)), new TextColumn("y", eta.Select(value => value > 0 ? "yes" : "no"))];
    }

    private static void AddStandardised(double[] x, double weight, double[] target)
    {
        double[] present = [.. x.Where(value => !double.IsNaN(value))];
        double mean = present.Average(), sd = Math.Sqrt(present.Average(value => (value - mean) * (value - mean)));
        for (int i = 0; i < target.Length; i++)
            target[i] += sd > 0 && !double.IsNaN(x[i]) ? weight * (x[i] - mean) / sd : 0;
    }

    public static TableRoles RolesOf(Table table, params (string Column, ColumnRole Role)[] given) => TableRoles.Infer(table, "y", given.ToDictionary(own => own.Column, own => own.Role));

    /// <summary>Folds of single rows, those with a target.</summary>
    public static Resamples Folds(Table table, ulong seed) => FoldsOf(table, "y", 5, seed);

    /// <summary>Folds of single rows, those with a target.</summary>
    public static Resamples FoldsOf(Table table, string target, int count, ulong seed = 42)
    {
        double[] weights = [.. Enumerable.Range(0, table.Rows).Select(row => table[target].IsMissing(row) ? 0.0 : 1)];
        return Resamples.KFold(SampleOf(table, weights), count, seed);
    }

    public static Sample SampleOf(Table table, ReadOnlySpan<double> weights = default) =>
        Sample.Of(Design.Dense(new double[table.Rows], table.Rows), new double[table.Rows], weights);

    /// <summary>The table with another column, or with one in the place of that of its name.</summary>
    public static Table With(Table table, Column column) => new(table.Source, [.. table.Columns.Where(own => own.Name != column.Name), column]);

    /// <summary>Numbers from a seed.</summary>
    internal sealed class Draws(ulong seed)
    {
        private readonly RandomStream _random = new(seed, stream: 41);

        public int Below(int count) => _random.NextBelow(count);

        public double Uniform() => _random.NextUniform();

        public double[] Normal(int n) => [.. Enumerable.Range(0, n).Select(_ => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform()))];

        public double[] Below(int n, int count) => [.. Enumerable.Range(0, n).Select(_ => (double)Below(count))];

        public double[] Counts(int n, double mean) => [.. Enumerable.Range(0, n).Select(_ => Count(mean))];

        public TextColumn Levels(string name, int n, int count) => new(name, Enumerable.Range(0, n).Select(_ => $"{name}{Below(count)}"));

        public int[] Order(int n)
        {
            int[] order = [.. Enumerable.Range(0, n)];
            _random.Shuffle<int>(order);
            return order;
        }

        private double Count(double mean)
        {
            double product = Uniform(), limit = Math.Exp(-mean);
            int count = 0;
            for (; product > limit; count++)
                product *= Uniform();
            return count;
        }
    }
}
