using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;

namespace Ridgeline.AotSmoke;

/// <summary>A path of every way through the solvers, on data drawn here: each fit's objective and its coefficients.</summary>
/// <remarks>
/// At a tolerance of 1e-10 the solvers finish what they began: the coefficients are the optimum's to about 1e-14, whichever vectors the machine has.
/// </remarks>
internal static class SimulatedPaths
{
    private const int Points = 12;
    private const double LowestShare = 0.02; // of λ_max: enough columns are active, and all of them strongly determined

    private static readonly FitOptions Exact = new() { Tolerance = 1e-10, Threads = 1 };

    public static IEnumerable<(string Name, double Number)> Numbers() =>
    [
        .. Path("lasso, tall", Loss.Squared, Penalty.L1, Dense(400, 20, outputs: 1, seed: 1)),
        .. Path("elastic net, wide", Loss.Squared, Penalty.ElasticNet(0.5), Dense(90, 150, outputs: 1, seed: 2)),
        .. Path("logistic, L1", Loss.Logistic, Penalty.L1, Dense(240, 40, outputs: 1, seed: 3)),
        .. Path("multinomial, elastic net", Loss.Multinomial(3), Penalty.ElasticNet(0.7), Dense(210, 15, outputs: 3, seed: 4)),
        .. Path("Poisson, L1", Loss.Poisson, Penalty.L1, Dense(200, 25, outputs: 1, seed: 5)),
        .. Path("Huber, elastic net", Loss.Huber(1.2), Penalty.ElasticNet(0.9), Dense(200, 25, outputs: 1, seed: 6)),
        .. Path("squared hinge, elastic net", Loss.SquaredHinge, Penalty.ElasticNet(0.5), Dense(200, 25, outputs: 1, seed: 7)),
        .. Path("lasso, sparse", Loss.Squared, Penalty.L1, Sparse(300, 500, share: 0.05, seed: 8)),
        .. Path("logistic, sparse", Loss.Logistic, Penalty.ElasticNet(0.8), Sparse(300, 200, share: 0.05, seed: 9)),
        .. Path("lasso, sparse, descent", Loss.Squared, Penalty.L1, Sparse(900, 1200, share: 0.02, seed: 10)),
        .. Path("lasso, tall, folds", Loss.Squared, Penalty.L1, Dense(400, 20, outputs: 1, seed: 11), folds: 3),
        .. Path("elastic net, wide, folds", Loss.Squared, Penalty.ElasticNet(0.5), Dense(90, 150, outputs: 1, seed: 12), folds: 3),
        .. Path("logistic, L1, folds", Loss.Logistic, Penalty.L1, Dense(300, 45, outputs: 1, seed: 13), folds: 3),
        .. Path("Poisson, elastic net, folds", Loss.Poisson, Penalty.ElasticNet(0.6), Dense(240, 25, outputs: 1, seed: 14), folds: 3),
    ];

    private static IEnumerable<(string Name, double Number)> Path(string name, Loss loss, Penalty penalty, (Design Design, double[] Eta, RandomStream Random) data, int folds = 0)
    {
        var sample = Sample.Of(data.Design, Target(loss, data.Eta, data.Random));
        var fitter = new LinearPathFitter(loss, penalty, new LambdaGrid { Count = Points, Ratio = LowestShare });
        Sample[] samples = folds == 0 ? [sample] : Resamples.KFold(sample, folds, seed: 1).TrainingSamples(sample);
        return fitter.Fit(samples, fitter.Settings(sample), Exact).SelectMany((path, fold) => Numbers(folds == 0 ? name : $"{name}, without {fold}", path));
    }

    private static IEnumerable<(string Name, double Number)> Numbers(string name, ModelPath<LinearModel> path)
    {
        var points = path.Points;
        for (int k = 0; k < points.Length; k++)
        {
            var (setting, model, certificate) = points[k];
            if (certificate is not { Converged: true })
                throw new InvalidOperationException($"{name}: {certificate} at {setting}");
            yield return ($"{name}, λ {k}", setting.Value);
            yield return ($"{name}, objective {k}", certificate.Value.Primal);
            for (int j = 0; j < model.Coefficients.Length; j++)
                yield return ($"{name}, coefficient {j} of fit {k}", model.Coefficients[j]);
            for (int j = 0; j < model.Intercepts.Length; j++)
                yield return ($"{name}, intercept {j} of fit {k}", model.Intercepts[j]);
        }
    }

    private static (Design Design, double[] Eta, RandomStream Random) Dense(int rows, int columns, int outputs, ulong seed)
    {
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, rows * columns).Select(_ => Normal(random))], eta = new double[rows * outputs];
        for (int k = 0; k < outputs; k++)
            for (int j = k; j < columns; j += 3)
                for (int i = 0; i < rows; i++)
                    eta[k * rows + i] += Effect(j) * x[j * rows + i];
        return (Design.Dense(x, rows), eta, random);
    }

    private static (Design Design, double[] Eta, RandomStream Random) Sparse(int rows, int columns, double share, ulong seed)
    {
        var random = new RandomStream(seed);
        List<double> values = [];
        List<int> indices = [], starts = [0];
        var eta = new double[rows];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                if (random.NextUniform() >= share)
                    continue;
                values.Add(Normal(random));
                indices.Add(i);
                eta[i] += j % 3 == 0 ? 2 * Effect(j) * values[^1] : 0;
            }

            starts.Add(values.Count);
        }

        return (Design.Sparse([.. values], [.. indices], [.. starts], rows), eta, random);
    }

    private static double Effect(int j) => (j % 2 == 0 ? 1.0 : -1.0) / (1 + j / 4);

    /// <summary>A target that the loss allows, drawn around η.</summary>
    private static double[] Target(Loss loss, double[] eta, RandomStream random)
    {
        int rows = eta.Length / loss.Outputs;
        return [.. Enumerable.Range(0, rows).Select(i => loss.Name switch
        {
            "multinomial" => Enumerable.Range(0, loss.Outputs).MaxBy(k => eta[k * rows + i] + 2 * Normal(random)),
            "poisson" => Math.Floor(-Math.Log(1 - random.NextUniform()) * Math.Exp(Math.Clamp(eta[i], -2, 3))),
            "logistic" or "squared-hinge" => eta[i] + 2 * Normal(random) > 0 ? 1.0 : 0,
            _ => 3 + eta[i] + Normal(random),
        })];
    }

    private static double Normal(RandomStream random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());
}
