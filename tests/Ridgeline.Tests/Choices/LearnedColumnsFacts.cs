using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

/// <summary>Columns that are learned from the weights: every resample learns its own, and nothing else changes.</summary>
public class LearnedColumnsFacts
{
    private const int Rows = 60, Columns = 4;

    private static readonly Gen<(Imputed Columns, double[] Y, Penalty Penalty)> Cases =
        from x in Gen.Double[-2, 2].Array[Rows * Columns]
        from gaps in Gen.Int[0, Rows * Columns - 1].Array[0, 12]
        from y in Gen.Double[-3, 3].Array[Rows]
        from ratio in Gen.Int[0, 2].Select(half => half / 2.0)
        select (new Imputed(Without(x, gaps)), y, Penalty.ElasticNet(ratio));

    [Fact]
    public void Every_fold_is_fitted_and_scored_on_columns_of_its_own_rows() => Cases.Sample((columns, y, penalty) =>
    {
        var fitter = new LinearPathFitter(Loss.Squared, penalty);
        var sample = Sample.OfLearned(columns, y);
        var folds = Resamples.KFold(sample, 5, 3);
        var settings = fitter.Settings(sample)[..20];
        var run = CrossValidation.Run(fitter, sample, folds, settings, [Score.Mse], new FitOptions { Tolerance = 1e-10 });
        for (int k = 0; k < 5; k++)
        {
            double[] training = folds.TrainingWeights(sample, k), held = folds.HeldOutWeights(sample, k);
            var own = Sample.Of(Design.Dense(columns.Filled(training), Rows), y, training);
            var path = fitter.Fit([own], settings, new FitOptions { Tolerance = 1e-10 })[0];
            for (int at = 0; at < settings.Length; at++)
            {
                double[] link = new double[Rows];
                path.Points[at].Model.Link(own.Design, link);
                double mse = Enumerable.Range(0, Rows).Sum(i => held[i] * (y[i] - link[i]) * (y[i] - link[i])) / held.Sum();
                Assert.Equal(mse, run.Curves[0].Points[at].PerFold[k], 1e-6 * (1 + mse));
            }
        }
    }, iter: 30);

    [Fact]
    public void Rows_held_out_of_the_search_decide_nothing() => Gen.Select(Cases, Gen.Double[-50, 50].Array[Columns]).Sample((drawn, other) =>
    {
        var (columns, y, penalty) = drawn;
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 6 == 0 ? 0.0 : 1)];
        var changed = new Imputed([.. columns.X.Select((x, at) => weights[at % Rows] > 0 ? x : other[at / Rows])]);
        double[] otherY = [.. y.Select((value, i) => weights[i] > 0 ? value : 7)];
        var fitter = new LinearPathFitter(Loss.Squared, penalty);
        Nested<LinearModel> Run(Sample sample)
        {
            var settings = fitter.Settings(sample)[..10];
            return NestedCrossValidation.Run(fitter, sample, Resamples.KFold(sample, 3, 1), (inner, _) => Resamples.KFold(inner, 3, 2), settings, [Score.Mse], ChoiceRule.Best, new FitOptions());
        }

        var (one, two) = (Run(Sample.OfLearned(columns, y, weights)), Run(Sample.OfLearned(changed, otherY, weights)));
        Assert.Equal(one.Scores[0].PerFold, two.Scores[0].PerFold);
        Assert.Equal(one.Folds.SelectMany(fold => fold.Chosen.Model.Coefficients), two.Folds.SelectMany(fold => fold.Chosen.Model.Coefficients));
    }, iter: 20);

    [Fact]
    public void Designs_are_shared_where_nothing_else_was_learned_and_forgotten_where_it_was()
    {
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(i => Math.Sin(i * i))], y = x[..Rows];
        var complete = new Imputed(x);
        var sample = Sample.OfLearned(complete, y);
        var folds = Resamples.KFold(sample, 5, 3);
        Assert.All(folds.TrainingSamples(sample), training => Assert.Same(sample.Design, training.Design));
        Assert.Equal(1, complete.Made());

        x[3] = double.NaN;
        var gappy = new Imputed(x);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L1);
        var run = Sample.OfLearned(gappy, y);
        int most = 0;
        var settings = fitter.Settings(run)[..5];
        CrossValidation.Run(fitter, run, Resamples.KFold(run, 5, 3), settings, [Score.Mse], new FitOptions { Threads = 1 }, new Told(() => most = Math.Max(most, gappy.Alive())));
        Assert.Equal(6, gappy.Made()); // all rows, and five folds whose mean is another
        Assert.True(most <= 3, $"{most} designs at a time");
    }

    private static double[] Without(double[] x, int[] gaps)
    {
        double[] with = [.. x];
        foreach (int gap in gaps)
            with[gap] = double.NaN;
        return with;
    }

    private sealed class Told(Action action) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => action();
    }

    /// <summary>The weighted mean where a number is missing.</summary>
    private sealed class Imputed(double[] x, double[]? means = null, List<WeakReference>? made = null) : ILearnedColumns
    {
        private readonly List<WeakReference> _made = made ?? [];

        public double[] X => x;

        public int Made() => _made.Count;

        public int Alive()
        {
            GC.Collect();
            return _made.Count(design => design.IsAlive);
        }

        public ILearnedColumns LearnedOn(ReadOnlySpan<double> weights, WeightKind kind)
        {
            double[] learned = Means(weights);
            return means is not null && means.AsSpan().SequenceEqual(learned) ? this : new Imputed(x, learned, _made);
        }

        public Design Make()
        {
            var design = Design.Dense([.. x.Select((value, at) => double.IsNaN(value) ? means![at / Rows] : value)], Rows);
            lock (_made)
                _made.Add(new WeakReference(design));
            return design;
        }

        public double[] Filled(double[] weights)
        {
            double[] learned = Means(weights);
            return [.. x.Select((value, at) => double.IsNaN(value) ? learned[at / Rows] : value)];
        }

        private double[] Means(ReadOnlySpan<double> weights)
        {
            var learned = new double[Columns];
            for (int j = 0; j < Columns; j++)
            {
                double sum = 0, total = 0;
                bool gappy = false;
                for (int i = 0; i < Rows; i++)
                    if (double.IsNaN(x[j * Rows + i]))
                        gappy = true;
                    else
                        (sum, total) = (sum + weights[i] * x[j * Rows + i], total + weights[i]);
                learned[j] = gappy ? sum / total : 0;
            }

            return learned;
        }
    }
}
