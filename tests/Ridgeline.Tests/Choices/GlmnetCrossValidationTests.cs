using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Paths;

namespace Ridgeline.Tests.Choices;

/// <summary>cv.glmnet with its own folds and λ: means, standard errors and choices.</summary>
/// <remarks>Left out are cases without λ, whose folds glmnet interpolates between λ of their own, and Cox.</remarks>
public sealed class GlmnetCrossValidationTests
{
    private const string Golden = "cvglmnet";
    private static readonly FitOptions Tight = new() { Tolerance = 1e-14 };

    public static TheoryData<string> Ids => GoldenReader.Ids(Golden, c =>
        c.GetProperty("options").TryGetProperty("lambda", out _) && GoldenReader.Text(c.GetProperty("options"), "family") != "cox");

    [Theory]
    [MemberData(nameof(Ids))]
    public void Means_standard_errors_and_choices_are_those_of_glmnet(string id)
    {
        var c = new CvCase(id);
        double[] means = new double[c.Lambdas.Length], errors = new double[means.Length];
        double[][] perFold = c.PerFold();
        for (int at = 0; at < means.Length; at++)
            (means[at], errors[at]) = c.IsByFold ? Moments([.. perFold.Select(fold => fold[at])], c.FoldWeights) : Moments(c.RowValues(at), c.Weights);

        double largest = c.Means.Max(Math.Abs);
        Assert.Equal(c.Means, means, (a, b) => Math.Abs(a - b) <= c.Tolerance * largest);
        Assert.Equal(c.Errors, errors, (a, b) => Math.Abs(a - b) <= c.Tolerance * largest);
        if (c.ExactPerFold is { } exact)
            Assert.Equal(exact, perFold.SelectMany(fold => fold), (a, b) => Math.Abs(a - b) <= c.Tolerance * largest);

        var curve = new ScoreCurve(
            c.HigherIsBetter ? Score.RocAuc : Score.LogLoss, [.. means.Select((mean, at) => new ScorePoint(c.Settings[at], 0, mean, errors[at], [], [], [mean], false))]);
        Assert.Equal((c.IndexMin, c.IndexOneStandardError), (curve.Best, curve.OneStandardError));
        CheckCurve(c, largest);
    }

    /// <summary>Where glmnet's measure is a score of ours, its curve is the same.</summary>
    private static void CheckCurve(CvCase c, double largest)
    {
        if (c.Curve is not { } curve || c.Ours is not { } ours)
            return;
        Assert.Equal(c.Means, curve.Points.Select(point => ours.From + ours.Times * point.Mean), (a, b) => Math.Abs(a - b) <= c.Tolerance * largest);
        Assert.Equal(c.IndexMin, curve.Best);
        if (!c.IsByFold)
            return;
        Assert.Equal(c.Errors, curve.Points.Select(point => Math.Abs(ours.Times) * point.StandardError), (a, b) => Math.Abs(a - b) <= c.Tolerance * largest);
        Assert.Equal(c.IndexOneStandardError, curve.OneStandardError);
    }

    /// <summary>m̄ and √(Σ W(m − m̄)²/ΣW/(K − 1)).</summary>
    private static (double Mean, double Error) Moments(double[] values, double[] weights)
    {
        double total = weights.Sum(), mean = values.Zip(weights, (m, w) => w / total * m).Sum();
        return (mean, Math.Sqrt(values.Zip(weights, (m, w) => w / total * (m - mean) * (m - mean)).Sum() / (values.Length - 1)));
    }

    /// <summary>One case. glmnet's ridge part is in units of sd(y) of the rows that are fitted: with it each fold has another λ and another r here.</summary>
    private sealed class CvCase
    {
        private readonly JsonElement _case;
        private readonly string _measure;
        private readonly double[][][] _links; // of a fold, a λ: m × K

        public CvCase(string id)
        {
            _case = GoldenReader.Case(Golden, id);
            var options = _case.GetProperty("options");
            string family = GoldenReader.Text(options, "family")!, data = GoldenReader.Text(options, "data")!;
            string[]? classes = options.TryGetProperty("classes", out _) ? GoldenReader.Texts(options, "classes") : null;
            double[] x = GoldenReader.Columns(_case, data), y = GoldenReader.Target(data, GoldenReader.Text(options, "y")!, classes);
            Alpha = GoldenReader.Number(options.GetProperty("alpha"));
            Problem = new GoldenProblem(family, classes?.Length ?? 1, x, y, GoldenReader.Numbers(options, "weights"), standardize: true, l1Ratio: Alpha);
            FoldOf = [.. GoldenReader.Numbers(options, "foldid")!.Select(fold => (int)fold - 1)];
            Folds = Resamples.Given(FoldOf);
            Lambdas = GoldenReader.Numbers(options, "lambda")!;
            HasExact = _case.TryGetProperty("exact", out var exact);
            var best = HasExact ? exact : _case;
            (Means, Errors) = (GoldenReader.Numbers(best, "cvm")!, GoldenReader.Numbers(best, "cvsd")!);
            _measure = HasExact ? GoldenReader.Text(exact, "measure_used")! : GoldenReader.Text(options.GetProperty("cv"), "type.measure")!;
            IsByFold = !HasExact || exact.GetProperty("grouped_used").GetBoolean();
            ExactPerFold = HasExact ? GoldenReader.Numbers(exact, "per_fold") : null;
            var all = ScaleVaries ? null : CrossValidation.Run(Fitter(0), Problem.Sample(), Folds, Settings, [Ours?.Score ?? Score.Deviance(Problem.Loss)], Tight);
            Curve = Ours is null ? null : all?.Curves[0];
            _links = [.. Enumerable.Range(0, Folds.Count).Select(fold => LinksOf(fold, all))];
        }

        public GoldenProblem Problem { get; }
        public double Alpha { get; }
        public ImmutableArray<int> FoldOf { get; }
        public Resamples Folds { get; }
        public double[] Lambdas { get; }
        public bool HasExact { get; }
        public double[] Means { get; }
        public double[] Errors { get; }
        public double[]? ExactPerFold { get; }

        /// <summary>The curve of <see cref="Ours"/>, where one run has it.</summary>
        public ScoreCurve? Curve { get; }

        /// <summary>Whether the mean is over folds; else it is over rows.</summary>
        public bool IsByFold { get; }

        public double Tolerance => HasExact ? 1e-9 : 1e-6;
        public int IndexMin => _case.GetProperty("index_min").GetInt32();
        public int IndexOneStandardError => _case.GetProperty("index_1se").GetInt32();
        public bool HigherIsBetter => _measure == "auc";
        public double[] Weights => Problem.Weights;
        public double[] FoldWeights => [.. Enumerable.Range(0, Folds.Count).Select(k => Rows(k).Sum(i => Weights[i]))];
        public bool ScaleVaries => Problem.Family == "gaussian" && Alpha < 1;
        public ImmutableArray<Setting> Settings => SettingsOf(1);

        /// <summary>glmnet's measure = From + Times·Score.</summary>
        public (Score Score, double From, double Times)? Ours => (Problem.Family, _measure) switch
        {
            ("gaussian" or "poisson", "mse") => (Score.Mse, 0, 1),
            ("gaussian" or "poisson", "mae") => (Score.Mae, 0, 1),
            ("poisson", "deviance") => (Score.Deviance(Loss.Poisson), 0, 1),
            ("binomial", "mse") => (Score.Brier, 0, 2),
            ("multinomial", "mse") => (Score.Brier, 0, 1),
            ("binomial" or "multinomial", "class") => (Score.Accuracy, 1, -1),
            ("binomial", "auc") => (Score.RocAuc, 0, 1),
            _ => null,
        };

        public int[] Rows(int fold) => [.. Enumerable.Range(0, FoldOf.Length).Where(i => FoldOf[i] == fold)];

        public LinearPathFitter Fitter(int fold) => new(Problem.Loss, Penalty.ElasticNet(ScaleVaries ? Alpha / Unit(fold) : Alpha));

        /// <summary>For each fold the measure at each λ.</summary>
        public double[][] PerFold() =>
        [
            .. Enumerable.Range(0, Folds.Count).Select(fold => Enumerable.Range(0, Lambdas.Length).Select(at =>
            {
                int[] rows = Rows(fold);
                double[] weights = [.. rows.Select(i => Weights[i])];
                if (_measure == "auc")
                    return Score.RocAuc.Value([.. rows.Select(i => Problem.Y[i])], _links[fold][at], _links[fold][at], weights);
                return Values(fold, at).Zip(weights, (value, weight) => value * weight).Sum() / weights.Sum();
            }).ToArray()),
        ];

        /// <summary>The measure of every row.</summary>
        public double[] RowValues(int at)
        {
            var values = new double[Problem.Rows];
            for (int fold = 0; fold < Folds.Count; fold++)
                foreach (var (row, value) in Rows(fold).Zip(Values(fold, at)))
                    values[row] = value;
            return values;
        }

        /// <summary>glmnet's measures of single rows: those of classes sum over all classes, their deviance clips probabilities at 1e-5 (cv.lognet and cv.multnet in glmnet 4.1).</summary>
        private double[] Values(int fold, int at)
        {
            int[] rows = Rows(fold);
            double[] eta = _links[fold][at];
            return [.. rows.Select((row, i) =>
            {
                double y = Problem.Y[row];
                if (Problem.Family == "gaussian")
                    return _measure == "mse" ? Math.Pow(y - eta[i], 2) : Math.Abs(y - eta[i]);
                if (Problem.Family == "poisson")
                {
                    double mean = Math.Exp(eta[i]);
                    return _measure switch { "mse" => Math.Pow(y - mean, 2), "mae" => Math.Abs(y - mean), _ => 2 * ((y == 0 ? 0 : y * Math.Log(y / mean)) - y + mean) };
                }

                double[] odds = Problem.Outputs == 1 ? [1, Math.Exp(eta[i])] : [.. Enumerable.Range(0, Problem.Outputs).Select(k => Math.Exp(eta[k * rows.Length + i]))];
                double[] p = [.. odds.Select(odd => odd / odds.Sum())];
                int own = (int)y;
                return _measure switch
                {
                    "mse" => p.Select((value, k) => Math.Pow(value - (k == own ? 1 : 0), 2)).Sum(),
                    "mae" => p.Select((value, k) => Math.Abs(value - (k == own ? 1 : 0))).Sum(),
                    "class" => Array.IndexOf(p, p.Max()) == own ? 0.0 : 1,
                    _ => -2 * Math.Log(Math.Clamp(p[own], 1e-5, 1 - 1e-5)),
                };
            })];
        }

        /// <summary>Out-of-fold links of one fold. Where λ differs by fold all folds are fitted at that of this one.</summary>
        private double[][] LinksOf(int fold, CrossValidated<LinearModel>? all)
        {
            var said = (all ?? CrossValidation.Run(Fitter(fold), Problem.Sample(), Folds, SettingsOf(Unit(fold)), [Score.Mse], Tight)).OutOfFold;
            return [.. Lambdas.Select((_, at) => said.LinksOf(fold, at).ToArray())];
        }

        private ImmutableArray<Setting> SettingsOf(double unit) => [.. Lambdas.Select(lambda => Strength.Lambda(lambda * unit).Setting)];

        /// <summary>λ here / λ there: α + (1 − α)/sd(y) of the training rows.</summary>
        private double Unit(int fold)
        {
            int[] rows = [.. Enumerable.Range(0, FoldOf.Length).Where(i => FoldOf[i] != fold)];
            double total = rows.Sum(i => Weights[i]), mean = rows.Sum(i => Weights[i] / total * Problem.Y[i]);
            return Alpha + (1 - Alpha) / Math.Sqrt(rows.Sum(i => Weights[i] / total * Math.Pow(Problem.Y[i] - mean, 2)));
        }
    }
}
