using CsCheck;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

public sealed class UpdatableCholeskyFacts
{
    private const int Most = 150; // several blocks of the factor, several vectors of a row

    [Fact]
    public void Whatever_came_and_went_it_solves_what_is_left() => Gen.Select(Gen.ULong, Gen.Int[1, Most]).Sample((seed, order) =>
    {
        var random = new RandomStream(seed);
        double[] a = PositiveDefinite(random, order), first = Drawn(random, order), second = Drawn(random, order);
        var factor = new UpdatableCholesky();
        List<int> kept = [], left = [.. Enumerable.Range(0, order)];
        if (random.NextBelow(2) == 0)
        {
            kept.AddRange(left);
            left.Clear();
            Assert.True(factor.Factor(order, (i, row) => a.AsSpan(i * order + i, order - i).CopyTo(row)));
            factor.SetRight(first, second);
        }

        for (int change = 0; change < 12; change++)
        {
            if (kept.Count > 0 && (left.Count == 0 || random.NextBelow(2) == 0))
            {
                int index = random.NextBelow(kept.Count);
                factor.Remove(index);
                left.Add(kept[index]);
                kept.RemoveAt(index);
            }
            else
            {
                int[] entering = [.. left.Take(1 + random.NextBelow(left.Count))];
                Append(factor, a, order, kept, entering, first, second);
                left.RemoveRange(0, entering.Length);
                kept.AddRange(entering);
            }

            Assert.Equal(kept.Count, factor.Size);
            double[] x = [.. kept.Select(k => first[k])], both = new double[kept.Count];
            factor.Solve(x);
            Solves(a, order, kept, x, k => first[k]);
            factor.SolveRight(0.5, both);
            Solves(a, order, kept, both, k => first[k] - 0.5 * second[k]);
        }
    });

    private static void Append(UpdatableCholesky factor, double[] a, int order, List<int> kept, int[] entering, double[] first, double[] second)
    {
        int count = entering.Length, stride = kept.Count + count;
        double[] columns = new double[count * stride], corner = new double[count * count];
        for (int b = 0; b < count; b++)
        {
            for (int s = 0; s < kept.Count; s++)
                columns[b * stride + s] = a[entering[b] * order + kept[s]];
            for (int c = 0; c < count; c++)
                corner[b * count + c] = a[entering[b] * order + entering[c]];
        }

        double[] enteringFirst = [.. entering.Select(k => first[k])], enteringSecond = [.. entering.Select(k => second[k])];
        Assert.Equal(count, factor.Append(columns, stride, corner, enteringFirst, enteringSecond, new bool[count]));
    }

    private static void Solves(double[] a, int order, List<int> kept, double[] x, Func<int, double> right)
    {
        for (int s = 0; s < kept.Count; s++)
        {
            double sum = -right(kept[s]), size = Math.Abs(sum);
            for (int t = 0; t < kept.Count; t++)
            {
                sum += a[kept[s] * order + kept[t]] * x[t];
                size += Math.Abs(a[kept[s] * order + kept[t]] * x[t]);
            }

            Assert.True(Math.Abs(sum) <= 1e-12 * size, $"row {s} of {kept.Count} misses {sum:g3} of {size:g3}");
        }
    }

    private static double[] PositiveDefinite(RandomStream random, int order)
    {
        double[] z = Drawn(random, order * (order + 5)), a = new double[order * order];
        for (int i = 0; i < order; i++)
            for (int j = 0; j < order; j++)
            {
                for (int k = 0; k < order + 5; k++)
                    a[i * order + j] += z[Math.Min(i, j) * (order + 5) + k] * z[Math.Max(i, j) * (order + 5) + k];
                a[i * order + j] += i == j ? 1 : 0;
            }

        return a;
    }

    private static double[] Drawn(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextUniform() - 1)];
}
