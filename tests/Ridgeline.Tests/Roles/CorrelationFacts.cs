using CsCheck;
using Ridgeline.Numerics;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>Groups of columns that go together are those that every pair's rows say, gaps or not, in any number of columns.</summary>
public sealed class CorrelationFacts
{
    private static readonly Gen<(ulong Seed, int Rows, int Columns, double Gaps)> Cases =
        Gen.Select(Gen.ULong, Gen.OneOf(Gen.Int[5, 60], Gen.Int[2040, 2060]), Gen.OneOf(Gen.Int[1, 12], Gen.Int[60, 70], Gen.Int[125, 135]), Gen.OneOf(Gen.Const(0.0), Gen.Double[0.1, 0.7]));

    [Fact]
    public void Groups_are_those_of_all_pairs() => Cases.Sample((seed, rows, count, gaps) =>
    {
        var columns = Columns(seed, rows, count, gaps);
        int[] group = [.. Enumerable.Range(0, count)];
        for (int one = 0; one < count; one++)
            for (int other = one + 1; other < count; other++)
            {
                double correlation = Math.Abs(Correlation(columns[one], columns[other]));
                if (Math.Abs(correlation - CorrelationSearch.Least) < 1e-9)
                    return; // either is right
                if (correlation > CorrelationSearch.Least)
                    group = [.. group.Select(root => root == group[other] ? group[one] : root)];
            }

        var expected = Enumerable.Range(0, count).GroupBy(j => group[j]).Where(members => members.Count() > 1).Select(members => string.Join(' ', members.Select(j => columns[j].Name)));
        var (found, used) = CorrelationSearch.Find([.. columns], TestContext.Current.CancellationToken);
        Assert.Equal(rows, used);
        Assert.Equal(expected, found.Select(one => string.Join(' ', one.Columns)));
        foreach (var one in found)
        {
            double strongest = one.Columns.SelectMany(name => one.Columns.Where(other => other != name).Select(other => Math.Abs(Correlation(columns.First(column => column.Name == name), columns.First(column => column.Name == other))))).Max();
            Assert.Equal(strongest, Math.Abs(one.Correlation), 9);
            Assert.Equal(one.Correlation, Correlation(columns.First(column => column.Name == one.One), columns.First(column => column.Name == one.Other)), 9);
        }
    }, iter: 20);

    [Fact]
    public void Of_many_rows_a_sample_tells_close_columns_from_others()
    {
        var random = new RandomStream(3);
        const int rows = 50_000;
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextUniform())];
        NumberColumn With(string name, double share) => new(name, [.. x.Select(value => value + share * random.NextUniform())]);
        var (groups, used) = CorrelationSearch.Find([new NumberColumn("x", x), With("near", 0.4), With("far", 0.6)], TestContext.Current.CancellationToken); // 0.93 and 0.86
        Assert.Equal(10_000, used);
        Assert.Equal(["x", "near"], Assert.Single(groups).Columns);
    }

    [Fact]
    public void Columns_far_from_zero_and_columns_that_never_meet_are_no_trouble()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(row => Math.Sin(row))];
        var far = new NumberColumn("far", [.. x.Select(value => 1e9 + value)]);
        var half = new NumberColumn("half", [.. x.Select((value, row) => row < 20 ? value : double.NaN)]);
        var rest = new NumberColumn("rest", [.. x.Select((value, row) => row < 20 ? double.NaN : value)]);
        Assert.Equal(["x", "far", "half", "rest"], Assert.Single(CorrelationSearch.Find([new NumberColumn("x", x), far, half, rest], TestContext.Current.CancellationToken).Groups).Columns);
        Assert.Empty(CorrelationSearch.Find([half, rest], TestContext.Current.CancellationToken).Groups);
    }

    /// <summary>Columns of three hidden ones and noise, with gaps in every other.</summary>
    private static NumberColumn[] Columns(ulong seed, int rows, int count, double gaps)
    {
        var random = new RandomStream(seed);
        double[][] hidden = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextUniform()).ToArray())];
        return [.. Enumerable.Range(0, count).Select(j =>
        {
            var own = hidden[random.NextBelow(3)];
            double sign = random.NextBelow(2) == 0 ? -1 : 1, noise = random.NextUniform();
            return new NumberColumn($"c{j}", [.. own.Select(value => random.NextUniform() < gaps && j % 2 == 0 ? double.NaN : sign * value + noise * random.NextUniform())]);
        })];
    }

    /// <summary>Pearson's correlation of the rows where both are there; 0 where there are fewer than ten.</summary>
    private static double Correlation(NumberColumn one, NumberColumn other)
    {
        int[] both = [.. Enumerable.Range(0, one.Rows).Where(row => !one.IsMissing(row) && !other.IsMissing(row))];
        return both.Length < 10 ? 0 : MathNet.Numerics.Statistics.Correlation.Pearson(both.Select(row => one.Values[row]), both.Select(row => other.Values[row]));
    }
}
