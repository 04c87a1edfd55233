using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

/// <summary>Rows drawn from a known model: x standard normal, η = strength·(x₁ − x₂ + x₃ − x₄ + x₅), and y of it as the loss has it.</summary>
internal sealed record ChoiceCase(Loss Loss, int Rows, int Columns, double Strength, ulong Seed)
{
    private const int Informative = 5;

    public static Gen<ChoiceCase> Any(params Loss[] losses) =>
        Gen.Select(Gen.Int[0, losses.Length - 1].Select(at => losses[at]), Gen.Int[24, 40], Gen.Int[5, 9], Gen.Double[0, 1], Gen.ULong).Select((loss, rows, columns, strength, seed) => new ChoiceCase(loss, rows, columns, strength, seed));

    /// <summary>X, column after column.</summary>
    public double[] X { get; } = Normals(new RandomStream(Seed, 1), Rows * Columns);

    public double[] Y
    {
        get
        {
            var random = new RandomStream(Seed, 2);
            double[] noise = Normals(new RandomStream(Seed, 3), Rows);
            var y = new double[Rows];
            for (int i = 0; i < Rows; i++)
            {
                double eta = 0;
                for (int j = 0; j < Informative; j++)
                    eta += (j % 2 == 0 ? Strength : -Strength) * X[j * Rows + i];
                double u = random.NextUniform();
                y[i] = Loss.Outputs > 1 ? (u < 0.3 ? 0 : eta > 0 ? 1 : 2)
                    : ReferenceEquals(Loss, Loss.Logistic) ? (u < 1 / (1 + Math.Exp(-eta)) ? 1 : 0)
                    : ReferenceEquals(Loss, Loss.Poisson) ? Math.Floor(Math.Exp(0.3 * eta) + 3 * u) : eta + noise[i];
            }

            return y;
        }
    }

    /// <summary>½, 1, 1½ or 2 a row: their sums are exact, so that equal scores are equal to the last bit.</summary>
    public double[] Weights => [.. Uniforms(4).Select(u => 0.5 + Math.Floor(4 * u) / 2)];

    /// <summary>1 or 2 a row.</summary>
    public double[] Frequencies => [.. Uniforms(5).Select(u => u < 0.5 ? 1.0 : 2)];

    public double[] Offset => [.. Uniforms(6).Select(u => u - 0.5)];

    public Design Design => Design.Dense(X, Rows);

    public Sample Sample => Sample.Of(Design, Y);

    /// <summary>With weights and an offset.</summary>
    public Sample Weighted => Sample.Of(Design, Y, Weights, offset: Offset);

    public bool IsOfClasses => ReferenceEquals(Loss, Loss.Logistic) || Loss.Outputs > 1;

    /// <summary>Folds that share the classes, where there are any.</summary>
    public Resamples Folds(Sample sample, int count, int repeats = 1) =>
        IsOfClasses && sample.Levels().All(level => Enumerable.Range(0, Rows).Count(i => sample.Weights[i] > 0 && sample.Target[i] == level) >= count)
            ? Resamples.Stratified(sample, count, Seed, repeats) : Resamples.KFold(sample, count, Seed, repeats);

    /// <summary>Scores of every kind that suit the loss.</summary>
    public Score[] Scores { get; } = ReferenceEquals(Loss, Loss.Logistic) ? [Score.LogLoss, Score.RocAuc, Score.Accuracy, Score.F1, Score.Deviance(Loss)]
        : Loss.Outputs > 1 ? [Score.LogLoss, Score.RocAuc, Score.Accuracy, Score.Brier]
        : ReferenceEquals(Loss, Loss.Poisson) ? [Score.PoissonDeviance, Score.Mae] : [Score.Mse, Score.Mae, Score.R2];

    public static double[] Normals(RandomStream random, int count)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());
        return values;
    }

    private double[] Uniforms(ulong stream)
    {
        var random = new RandomStream(Seed, stream);
        return [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform())];
    }
}
