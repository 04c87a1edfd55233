using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Diagnoses;

/// <summary>Simulated data of which the right advice is known, and many new rows of the same kind.</summary>
/// <param name="Name">What they are, with their size.</param>
/// <param name="Loss">ℓ.</param>
/// <param name="Train">The rows to learn from.</param>
/// <param name="New">4000 others.</param>
internal sealed record AdviceSituation(string Name, Loss Loss, Sample Train, Sample New)
{
    private const int NewRows = 4000;

    /// <summary>n = 80, p = 200 independent columns of which 5 have a weight of 1; noise 1.</summary>
    public static AdviceSituation WideSparse(ulong seed) => Squared("wide and sparse", seed, 80, 200, (random, x) => Normal(random, x), x => x[0] + x[1] + x[2] - x[3] - x[4], 1);

    /// <summary>n = 80, p = 40 columns: four factors, ten columns each with noise of 0.2 (correlation 0.96); every column has the weight 0.15; noise 2.</summary>
    public static AdviceSituation CorrelatedDense(ulong seed) => Squared("correlated and dense", seed, 80, 40, (random, x) =>
    {
        Span<double> factors = stackalloc double[4];
        Normal(random, factors);
        Normal(random, x);
        for (int j = 0; j < x.Length; j++)
            x[j] = factors[j % 4] + 0.2 * x[j];
    }, x => 0.15 * Sum(x), 2);

    /// <summary>n = 60, p = 120 independent columns, all with normal weights of 0.2; noise 1.</summary>
    public static AdviceSituation WideDense(ulong seed)
    {
        double[] w = new double[120];
        Normal(new RandomStream(seed, 78), w);
        return Squared("wide and dense", seed, 60, 120, (random, x) => Normal(random, x), x => 0.2 * Dot(w, x), 1);
    }

    /// <summary>n = 1200, p = 8 independent columns, all with weights from 0.5 to 1.2; noise 1.</summary>
    public static AdviceSituation Tall(ulong seed) => Squared("many rows, distinct columns", seed, 1200, 8, (random, x) => Normal(random, x), x =>
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++)
            sum += (0.5 + 0.1 * j) * x[j];
        return sum;
    }, 1);

    /// <summary>n = 500, p = 5: 2 where two columns have the same sign, −2 elsewhere; noise 1.</summary>
    public static AdviceSituation Interaction(ulong seed) => Squared("a strong interaction", seed, 500, 5, (random, x) => Normal(random, x), x => (x[0] > 0.3) == (x[1] > -0.2) ? 2 : -2, 1);

    /// <summary>n = 500, p = 20, two classes, one of them in about 5 % of the rows; all weights 0.3.</summary>
    public static AdviceSituation Imbalanced(ulong seed) => Of("one rare class", Loss.Logistic, seed, 500, 20, (random, x) => Normal(random, x), (random, x) => random.NextUniform() < 1 / (1 + Math.Exp(3.6 - 0.3 * Sum(x))) ? 1 : 0);

    private static AdviceSituation Squared(string name, ulong seed, int n, int p, RowOf row, Func<double[], double> mean, double noise)
    {
        double[] one = new double[1];
        return Of(name, Loss.Squared, seed, n, p, row, (random, x) =>
        {
            Normal(random, one);
            return mean(x) + noise * one[0];
        });
    }

    private static AdviceSituation Of(string name, Loss loss, ulong seed, int n, int p, RowOf row, Func<RandomStream, double[], double> target)
    {
        var random = new RandomStream(seed, 77);
        Sample Rows(int count)
        {
            double[] values = new double[count * p], y = new double[count], x = new double[p];
            for (int i = 0; i < count; i++)
            {
                row(random, x);
                for (int j = 0; j < p; j++)
                    values[j * count + i] = x[j];
                y[i] = target(random, x);
            }

            return Sample.Of(Design.Dense(values, count), y);
        }

        return new AdviceSituation($"{name}, n = {n}, p = {p}", loss, Rows(n), Rows(NewRows));
    }

    private delegate void RowOf(RandomStream random, Span<double> x);

    private static void Normal(RandomStream random, Span<double> target)
    {
        for (int j = 0; j < target.Length; j++)
            target[j] = Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());
    }

    private static double Sum(double[] x) => x.Sum();

    private static double Dot(double[] w, double[] x) => w.Zip(x, (a, b) => a * b).Sum();
}
