using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>The trade that λ makes: bias² against variance, exactly, and where cross-validation chooses.</summary>
internal static class BiasVarianceDemo
{
    private const int Learn = 100, New = 1000, Folds = 10, Repeats = 5, Shown = 9;
    private const double LeastLambda = 1e-6; // of λ_max, which for ridge is a thousand times what a first weight needs
    private const double Allowed = 1.1, InWhole = 100;

    public static Demo Run(DemoOptions options, CancellationToken stop)
    {
        var truth = Situations.Dense();
        SimulatedData data = truth.Draw(Learn, options.Seed), fresh = truth.Draw(New, options.Seed, Learn);
        var sample = data.ToSample();
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2, new LambdaGrid { Ratio = LeastLambda });
        var curve = CrossValidation.Run(
            fitter, sample, Resamples.KFold(sample, Folds, options.Seed, Repeats), fitter.Settings(sample), [Score.Mse], new FitOptions { Threads = options.Threads }, null, stop).Curves[0];
        var exact = RidgeBiasVariance.Of(sample, Penalty.L2, data.Links, truth.Noise, fresh.Design, fresh.Links, [.. curve.Points.Select(point => point.Setting)], stop: stop);
        return new Demo(
            "bias-variance", "What λ trades", options.Seed, $"y = {truth.Formula} + noise (sd {truth.Noise:G3})",
            [
                $"{Learn} rows to learn from; {truth.Columns} independent normal columns, each of which predicts a little; ridge regression.",
                $"Bias² and variance are exact: over all targets that the noise could have made, averaged over {New} new rows. Cross-validation (CV, {Folds} folds, {Repeats} times) has seen one target only.",
            ],
            Table(exact, curve), ClaimOf(exact, curve),
            "A weak penalty lets the fit follow the noise: other noise, another fit, which is variance. A strong one doesn't let it follow the truth either, which is bias. Held-out rows feel both, and so cross-validation finds the middle without knowing either.");
    }

    private static Claim ClaimOf(RidgeBiasVariance exact, ScoreCurve curve)
    {
        var points = exact.Points;
        int wrong = 0;
        for (int at = 1; at < points.Length; at++)
            wrong += points[at].BiasSquared > points[at - 1].BiasSquared || points[at].Variance < points[at - 1].Variance ? 1 : 0;
        double chosen = points[curve.Best].ExpectedError, least = points[exact.Best].ExpectedError;
        return new Claim("As λ falls bias² falls and variance rises, and cross-validation's λ lies near where their sum is least.",
        [
            new Finding($"bias² goes from {points[0].BiasSquared:G3} to {points[^1].BiasSquared:G3} and variance from {points[0].Variance:G3} to {points[^1].Variance:G3}, {wrong} of {points.Length - 1} steps going the other way", "none may", wrong == 0),
            new Finding($"both and the noise are {chosen:G3} at cross-validation's λ, {least:G3} at the best", "they must be at most a tenth more", chosen <= Allowed * least),
        ]);
    }

    private static DemoTable Table(RidgeBiasVariance exact, ScoreCurve curve)
    {
        int last = exact.Points.Length - 1;
        var shown = new SortedSet<int>(Enumerable.Range(0, Shown).Select(k => k * last / (Shown - 1))) { exact.Best, curve.Best };
        return new DemoTable(Demo.MeanSquares, ["bias²", "variance", "both + noise", "CV error"],
        [
            .. shown.Select(at => new DemoRow(
                $"λ = {Lambda(exact.Points[at].Setting.Value)}", [exact.Points[at].BiasSquared, exact.Points[at].Variance, exact.Points[at].ExpectedError, curve.Points[at].Mean],
                string.Join(", ", (string[])[.. at == exact.Best ? ["least"] : (string[])[], .. at == curve.Best ? ["chosen"] : (string[])[]]))),
        ]);
    }

    private static string Lambda(double value) => value.ToString(value >= InWhole ? "0" : "G3");
}
