using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

/// <summary>
/// Data sets of two classes, y = [f(x) > 0] with a fifth of the labels flipped, the path of a family and a score. What each of its models is truly worth is known: the expected score of 20,000 rows more.
/// </summary>
internal sealed class FlippedLabels
{
    private const double Flipped = 0.2;
    private const int Rows = 1000, TrueRows = 20_000, Folds = 10;
    private static readonly FitOptions Fit = new() { Threads = 1, Tolerance = 1e-5 };

    private readonly int _columns;
    private readonly Func<double[], int, int, double> _f; // of x, its rows, and a row
    private readonly bool _chained;
    private readonly IPathFitter<IModel> _fitter;
    private readonly ImmutableArray<Setting> _settings;
    private readonly Score _score;
    private readonly Lazy<(Design Design, double[] Share)> _population;

    private FlippedLabels(int columns, Func<double[], int, int, double> f, bool chained, IPathFitter<IModel> fitter, ImmutableArray<Setting> settings, Score score)
    {
        (_columns, _f, _chained, _fitter, _settings, _score) = (columns, f, chained, fitter, settings, score);
        _population = new(() =>
        {
            double[] x = Features(new RandomStream(0, 3), TrueRows);
            return (Design.Dense(x, TrueRows), [.. Enumerable.Range(0, TrueRows).Select(i => _f(x, TrueRows, i) > 0 ? 1 - Flipped : Flipped)]);
        });
    }

    public static ImmutableArray<string> Names { get; } =
    [
        "40 weak columns, L2", "200 weak columns, L2", "10 of 200 columns correlated by 0.9, L2", "5 of 100 columns, L1", "10 of 60 columns correlated by 0.9, L1",
        "a tree of 10 columns pruned, log loss", "a tree of 10 columns pruned, accuracy",
    ];

    public static FlippedLabels Of(string name) => name switch
    {
        "40 weak columns, L2" => Linear(40, 40, Penalty.L2),
        "200 weak columns, L2" => Linear(200, 200, Penalty.L2),
        "10 of 200 columns correlated by 0.9, L2" => Linear(200, 10, Penalty.L2, chained: true),
        "5 of 100 columns, L1" => Linear(100, 5, Penalty.L1),
        "10 of 60 columns correlated by 0.9, L1" => Linear(60, 10, Penalty.L1, chained: true),
        "a tree of 10 columns pruned, log loss" => Tree(Score.LogLoss),
        _ => Tree(Score.Accuracy),
    };

    /// <summary>How many settings the path has, the last far more complex than any that serves.</summary>
    public int Length => _settings.Length;

    /// <summary>The path of one data set cross-validated in ten stratified folds: the verdict on every setting, the expected score of its models, and what cross-validation chooses.</summary>
    public (Verdict[] Verdicts, double[] Truth, int Best, int OneStandardError) Simulate(ulong seed)
    {
        double[] x = Features(new RandomStream(seed, 1), Rows);
        var random = new RandomStream(seed, 2);
        var sample = Sample.Of(Design.Dense(x, Rows), [.. Enumerable.Range(0, Rows).Select(i => _f(x, Rows, i) > 0 != random.NextUniform() < Flipped ? 1.0 : 0)]);
        var run = CrossValidation.Run(_fitter, sample, Resamples.Stratified(sample, Folds, seed), _settings, [_score], Fit);
        return ([.. Enumerable.Range(0, Length).Select(at => FitVerdict.Of(run, at).Verdict)], Truth(run.Path), run.Curves[0].Best, run.Curves[0].OneStandardError);
    }

    /// <summary>The best of the path's scores, ties to the simpler.</summary>
    public int BestOf(double[] scores)
    {
        int best = 0;
        for (int k = 1; k < scores.Length; k++)
            if (_score.IsBetter(scores[k], scores[best]))
                best = k;
        return best;
    }

    /// <summary>f is ±1 times the first columns, λ goes down by 10^⅓ from where nearly nothing is left, four decades.</summary>
    private static FlippedLabels Linear(int columns, int informative, Penalty penalty, bool chained = false)
    {
        double top = ReferenceEquals(penalty, Penalty.L1) ? 0.1 : 1;
        return new(
            columns, (x, n, i) => Enumerable.Range(0, informative).Sum(j => j % 2 == 0 ? x[j * n + i] : -x[j * n + i]), chained, new FamilyFitter<LinearModel>(new LinearPathFitter(Loss.Logistic, penalty)),
            [.. Enumerable.Range(0, 13).Select(k => Strength.Lambda(top * Math.Pow(10, -k / 3.0)).Setting)], Score.LogLoss);
    }

    /// <summary>f asks one column, and then one of two others; from the root to the tree as it was grown.</summary>
    private static FlippedLabels Tree(Score score) => new(
        10, (x, n, i) => x[i] < 0 ? x[n + i] : 0.5 - Math.Abs(x[2 * n + i]), false, new FamilyFitter<DecisionTree>(new TreePathFitter()),
        [new Setting(Knob.Alpha, double.PositiveInfinity), .. Enumerable.Range(0, 14).Select(k => new Setting(Knob.Alpha, 0.05 * Math.Pow(2, -0.5 * k))), new Setting(Knob.Alpha, 0)], score);

    /// <summary>Standard normal columns; chained, with a correlation of 0.9 between neighbours.</summary>
    private double[] Features(RandomStream random, int rows)
    {
        const double correlation = 0.9;
        double[] x = ChoiceCase.Normals(random, rows * _columns);
        for (int at = rows; at < x.Length && _chained; at++)
            x[at] = correlation * x[at - rows] + Math.Sqrt(1 - correlation * correlation) * x[at];
        return x;
    }

    private double[] Truth(ModelPath<IModel> path)
    {
        var (design, share) = _population.Value;
        double[] links = new double[TrueRows * path.Points[0].Model.Outputs * Length], mean = new double[links.Length / Length];
        double[] zeros = new double[TrueRows], ones = [.. zeros.Select(_ => 1.0)], others = [.. share.Select(p => 1 - p)];
        _fitter.Link(design, [], [.. path.Points.Select(point => point.Model)], links);
        return [.. path.Points.Select((point, k) =>
        {
            var link = links.AsSpan(k * mean.Length, mean.Length);
            point.Model.Mean(link, mean);
            return (share.Sum() * _score.Value(ones, link, mean, share) + others.Sum() * _score.Value(zeros, link, mean, others)) / TrueRows;
        })];
    }
}
