using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Solvers;

/// <summary>Random linear problems: wide and tall, with held-out rows, offsets, free and left-out columns, limits, constant and repeated columns.</summary>
internal sealed record EngineCases(string Loss, double L1Ratio, bool Sparse)
{
    public int MostRows { get; init; } = 60;
    public int MostColumns { get; init; } = 60;
    public bool Factors { get; init; } = true;
    public bool Limits { get; init; } = true;
    public bool Odd { get; init; } = true; // constant and repeated columns, a class of one row

    /// <summary>Columns correlated up to 0.999, of scales 1e-8 to 1e8, some of them far from zero.</summary>
    public bool IllConditioned { get; init; }

    /// <summary>An optimum exists without any penalty: no direction separates.</summary>
    public bool Overlapping { get; init; }

    public Gen<EngineCase> Gen => CsCheck.Gen.Select(CsCheck.Gen.ULong, CsCheck.Gen.Int[8, MostRows], CsCheck.Gen.Int[1, MostColumns]).Select(Draw);

    public EngineCase Draw(ulong seed, int rows, int columns)
    {
        var random = new RandomStream(seed);
        bool Chance(double share) => random.NextUniform() < share;
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());

        int classes = Loss is "multinomial" ? 2 + random.NextBelow(3) : 2, kinds = Loss is "squared" or "huber" ? 1 : classes;
        if (Overlapping)
            columns = Math.Min(columns, Math.Max(1, rows / kinds - 2));
        bool standardize = Chance(0.6), intercept = Chance(0.7), odd = Odd && Chance(0.5), thin = Sparse || Chance(0.2);
        ImmutableArray<double> factors = default, lower = default, upper = default;
        if (Factors && Chance(0.5))
        {
            int free = Math.Min(Chance(0.5) ? 0 : 1 + random.NextBelow(2), Math.Max(0, rows / kinds - 2));
            factors = [.. Enumerable.Range(0, columns).Select(_ => random.NextBelow(6) switch { 0 when free-- > 0 => 0, 1 => double.PositiveInfinity, 2 => 0.5, 3 => 2, _ => 1 })];
        }

        double[] common = [.. Enumerable.Range(0, rows).Select(_ => Normal())], weights = new double[rows], x = new double[rows * columns];
        bool integers = Chance(0.3), even = Chance(0.3);
        for (int i = 0; i < rows; i++)
            weights[i] = even ? 1 : Chance(0.2) ? 0 : integers ? 1 + random.NextBelow(3) : 0.2 + random.NextUniform();
        double correlation = IllConditioned ? 0.999 : Chance(0.3) ? 0.9 : 0.3;
        int overlapping = Overlapping ? columns + 2 : factors.IsDefault ? 1 : factors.Count(f => f == 0) + 2;
        overlapping = Math.Min(overlapping, rows / kinds);
        var eta = new double[classes * rows];
        for (int j = 0; j < columns; j++)
        {
            double scale = IllConditioned ? Math.Pow(10, 16 * random.NextUniform() - 8) : 0.3 + 2 * random.NextUniform();
            double mean = thin ? 0 : scale * (IllConditioned && random.NextBelow(4) == 0 ? 1e4 : 1) * Normal();
            bool free = Overlapping || (!factors.IsDefault && factors[j] == 0), constant = odd && Chance(0.15), copy = odd && j > 0 && Chance(0.2) && (Overlapping || !free);
            int original = copy ? random.NextBelow(j) : 0;
            double[] effects = [.. Enumerable.Range(0, classes).Select(_ => Chance(0.5) ? Normal() : 0)];
            for (int i = 0; i < rows; i++)
            {
                bool empty = thin && Chance(0.6) && !(free && i < overlapping * kinds);
                double z = correlation * common[i] + Math.Sqrt(1 - correlation * correlation) * Normal();
                double value = constant ? mean : copy ? x[original * rows + i] : empty ? 0 : mean + scale * z;
                if (free && i < overlapping * kinds && i % kinds != 0)
                    value = x[j * rows + i - i % kinds]; // rows of every class that the free columns can't tell apart
                x[j * rows + i] = value;
                for (int k = 0; k < classes && !copy; k++)
                    eta[k * rows + i] += effects[k] * (value - mean) / scale / Math.Sqrt(columns) * 2;
            }
        }

        bool rare = odd && !Overlapping && factors.IsDefault && Chance(0.3);
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Target(i, i < overlapping * kinds ? i % kinds : rare ? 0 : -1))];
        for (int i = 0; i < overlapping * kinds; i++)
            weights[i] = 1;
        if (Limits && Chance(0.4))
        {
            int kind = random.NextBelow(3);
            ImmutableArray<double> Draw(double sign) => [.. Enumerable.Range(0, columns).Select(_ => random.NextBelow(4) switch { 0 => sign * double.PositiveInfinity, 1 => 0.0, _ => sign * 0.5 * random.NextUniform() })];
            lower = kind == 0 ? [.. Enumerable.Repeat(0.0, columns)] : kind == 1 ? Draw(-1) : default;
            upper = kind > 0 ? Draw(1) : default;
        }

        double[] offsets = Chance(0.3) ? [.. Enumerable.Range(0, rows).Select(_ => 0.7 * Normal())] : [];
        var loss = Ridgeline.Losses.Loss.Named(Loss, classes, Loss == "huber" ? (Chance(0.5) ? HuberDelta.Of(y, weights) : 0.05 + random.NextUniform()) : 0);
        return new EngineCase(loss, rows, x, y, weights, offsets, standardize, intercept, L1Ratio, Sparse, factors, lower, upper) { Seed = seed };

        double Target(int i, int given) => Loss switch
        {
            "squared" => 3 + eta[i] + Normal(),
            "huber" => 3 + eta[i] + (Chance(0.2) ? 10 : 0.5) * Normal(),
            "poisson" => given == 0 ? 0 : Math.Max(given, Math.Floor(-Math.Log(1 - random.NextUniform()) * Math.Exp(Math.Clamp(eta[i], -2, 3)))),
            "multinomial" => given >= 0 ? given : Enumerable.Range(0, classes).MaxBy(k => eta[k * rows + i] + Normal()),
            _ => given >= 0 ? given : Chance(1 / (1 + Math.Exp(-eta[i]))) ? 1 : 0,
        };
    }
}
