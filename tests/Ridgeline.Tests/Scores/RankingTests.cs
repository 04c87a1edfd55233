using CsCheck;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

public sealed class RankingTests
{
    /// <summary>Numbers of all sizes, and many that are equal or crowd together.</summary>
    private static readonly Gen<double[]> Numbers = Gen.OneOf(
        Gen.Double[-1, 1].Array[0, 400],
        Gen.Int[-3, 3].Select(x => (double)x).Array[0, 400],
        Gen.Double[-300, 300].Select(power => Math.Pow(10, power)).Array[0, 400],
        Gen.Double[-40, 0].Select(power => -Math.Exp(power)).Array[0, 400],
        Gen.OneOf(new[] { double.NegativeInfinity, double.PositiveInfinity, double.MaxValue, double.MinValue, double.Epsilon, -0.0, 0.0, 1, Math.BitIncrement(1) }.Select(x => Gen.Const(x)).ToArray()).Array[0, 400],
        Gen.Double[0, 1].Select(Gen.Int[0, 1], (x, far) => x * (far == 0 ? 1e-12 : 1)).Array[0, 400]);

    [Fact]
    public void Numbers_come_in_order_and_each_with_its_own_companion() => Numbers.Sample(numbers =>
    {
        int n = numbers.Length;
        double[] keys = [.. numbers], items = [.. Enumerable.Range(0, n)], sorted = new double[n], companions = new double[n];
        BucketSort.Sort(keys, items, sorted, companions, new int[BucketSort.Counts(n)]);
        Assert.Equal(numbers.Order(), sorted);
        Assert.Equal(Enumerable.Range(0, n).Select(i => (double)i), companions.Order());
        for (int i = 0; i < n; i++)
            Assert.True(numbers[(int)companions[i]] == sorted[i]);
    });

    [Fact]
    public void Auc_counts_pairs_of_numbers_of_all_sizes() => Numbers.Sample(numbers =>
    {
        double[] y = [.. numbers.Select((_, i) => (double)(i * 7 % 3 == 0 ? 1 : 0))], ones = [.. numbers.Select(_ => 1.0)];
        double twice = 0, pairs = 0;
        for (int i = 0; i < y.Length; i++)
            for (int j = 0; j < y.Length; j++)
                if (y[i] == 1 && y[j] == 0)
                    (twice, pairs) = (twice + (numbers[i] > numbers[j] ? 2 : numbers[i] == numbers[j] ? 1 : 0), pairs + 1);
        double auc = Score.RocAuc.Value(y, numbers, y, ones);
        Assert.True(pairs == 0 ? double.IsNaN(auc) : Math.Abs(auc - twice / 2 / pairs) <= 1e-12);
    });

    [Theory]
    [InlineData("roc-auc", 1)]
    [InlineData("roc-auc", 3)]
    [InlineData("roc-auc-ovo", 3)]
    [InlineData("average-precision", 1)]
    public void Ranking_allocates_nothing(string name, int outputs)
    {
        const int Rows = 5000;
        var score = Score.Named(name);
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => (double)(i % Math.Max(outputs, 2)))], ones = [.. y.Select(_ => 1.0)];
        double[] link = [.. Enumerable.Range(0, Rows * outputs).Select(i => Math.Sin(i))];
        score.Value(y, link, link, ones);
        long least = long.MaxValue; // a collection may empty the pool in between, but not every time
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            score.Value(y, link, link, ones);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
