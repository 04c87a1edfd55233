using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Networks;

/// <summary>Small problems that networks are tried on.</summary>
internal static class NetworkCases
{
    /// <summary>Rows of three columns whose target no line fits, as the loss takes it.</summary>
    public static Sample Of(Loss loss, int rows = 60, ulong seed = 1, double[]? weights = null, Func<double[], double[]>? change = null)
    {
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, 3 * rows).Select(_ => 4 * random.NextUniform() - 2)], y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double eta = x[i] * x[rows + i] + Math.Sin(2 * x[2 * rows + i]) + 0.4 * (random.NextUniform() - 0.5);
            y[i] = Target(loss, eta);
        }

        return Sample.Of(Design.Dense(change?.Invoke(x) ?? x, rows), y, weights);
    }

    public static Loss Named(string name) => Loss.Named(name, 3);

    private static double Target(Loss loss, double eta) => loss.Name switch
    {
        "logistic" => eta > 0 ? 1 : 0,
        "multinomial" => eta > 0.7 ? 2 : eta > -0.7 ? 1 : 0,
        "poisson" => Math.Round(Math.Exp(eta)),
        _ => 100 + 20 * eta,
    };
}
