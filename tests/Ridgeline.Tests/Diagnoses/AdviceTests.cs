using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

/// <summary>Advice is right where the right advice is known, costs no more than what the folds can't tell, and cites its numbers.</summary>
public sealed class AdviceTests
{
    private const int Sets = 100;
    private static readonly FitOptions Fit = new() { Threads = 1 };
    private static readonly LambdaGrid Grid = new() { Count = 30 };

    [Fact]
    public void Few_of_many_columns_predict() => Holds(AdviceSituation.WideSparse, Remedy.L1, Remedy.ElasticNet);

    [Fact]
    public void Correlated_columns_all_predict_a_little() => Holds(AdviceSituation.CorrelatedDense, Remedy.L2, Remedy.ElasticNet);

    [Fact]
    public void Many_independent_columns_predict_a_little() => Holds(AdviceSituation.WideDense, Remedy.L2, Remedy.ElasticNet);

    [Fact]
    public void Many_rows_of_few_columns_need_little() => Holds(AdviceSituation.Tall, Remedy.LittleOrNone);

    [Fact]
    public void Columns_that_act_together_need_a_tree() => Holds(AdviceSituation.Interaction, Remedy.Tree);

    [Fact]
    public void A_rare_class_needs_a_penalty() => Holds(AdviceSituation.Imbalanced, Remedy.L2, Remedy.L1, Remedy.ElasticNet);

    /// <summary>The advice is one of <paramref name="right"/>, and following it is, on new rows, not worse than the best alternative by more than one standard error of its cross-validation.</summary>
    private static void Holds(Func<ulong, AdviceSituation> situation, params Remedy[] right)
    {
        string name = situation(1).Name;
        Calibration.AtLeast(0.9, Sets, $"advice: {name}: {string.Join(" or ", right)} is advised, and costs no more than one standard error", seed =>
        {
            var own = situation(seed);
            var (advice, worth) = Followed(own, seed);
            double best = worth.Values.Min(), error = worth.MinBy(pair => pair.Value).Key is var pilot ? pilot.Curve.Points[pilot.Curve.Best].StandardError : 0;
            return right.Contains(advice.Remedy) && worth[advice.Advised] <= best + error;
        });
    }

    /// <summary>The advice, and what the best setting of each pilot is worth on new rows.</summary>
    private static (Advice Advice, Dictionary<Pilot, double> Worth) Followed(AdviceSituation situation, ulong seed)
    {
        var sample = situation.Train;
        bool isClasses = ReferenceEquals(situation.Loss, Loss.Logistic);
        var folds = isClasses ? Resamples.Stratified(sample, 10, seed) : Resamples.KFold(sample, 10, seed);
        var score = Score.Default(situation.Loss);
        var worth = new Dictionary<Pilot, double>(ReferenceEqualityComparer.Instance);
        void Run<TModel>(string name, IPathFitter<TModel> fitter, Penalty? penalty = null, ImmutableArray<Setting> settings = default)
            where TModel : IModel
        {
            var search = CrossValidation.Run(fitter, sample, folds, settings, [score], Fit);
            var pilot = Pilot.Of(name, search, penalty);
            var model = search.Path.Points[pilot.Curve.Best].Model;
            double[] link = new double[situation.New.Rows * model.Outputs], mean = new double[link.Length];
            model.Link(situation.New.Design, link);
            model.Mean(link, mean);
            worth.Add(pilot, score.Value(situation.New.Target, link, mean, situation.New.Weights));
        }

        foreach (var (name, penalty) in new[] { ("L1", Penalty.L1), ("L2", Penalty.L2), ("the elastic net", Penalty.ElasticNet(0.5)) })
            Run(name, new LinearPathFitter(situation.Loss, penalty, Grid), penalty);
        if (sample.Rows >= 2 * (sample.Design.Columns + 1))
            Run("no penalty", new LinearPathFitter(situation.Loss, Penalty.L2), Penalty.L2, [Strength.Lambda(0).Setting]);
        Run("trees", new TreePathFitter(new TreeOptions { Criterion = isClasses ? SplitCriterion.Gini : SplitCriterion.SquaredError }) { MaxSettings = 30 });
        return (Advice.From(sample, situation.Loss, [.. worth.Keys]), worth);
    }

    [Fact]
    public void Every_point_cites_its_number() => Gen.Select(Gen.ULong[1, 1UL << 40], Gen.Int[0, 4]).Sample((seed, kind) =>
    {
        var situation = new Func<ulong, AdviceSituation>[] { AdviceSituation.WideSparse, AdviceSituation.CorrelatedDense, AdviceSituation.Tall, AdviceSituation.Interaction, AdviceSituation.Imbalanced }[kind](seed);
        var (advice, _) = Followed(situation, seed);
        Assert.Equal(advice.Points.Length, advice.Points.Select(point => point.Topic).Distinct().Count());
        foreach (var point in advice.Points)
        {
            Assert.All([point.Finding, point.Recommendation, point.Otherwise], sentence => Assert.EndsWith(".", sentence));
            Assert.Contains("f ", point.Otherwise); // "if …" or "If …"
            if (point.Topic != AdviceTopic.Strengths)
                Assert.Contains(point.Number.ToString("G4") is var shown && double.IsInfinity(point.Number) ? "∞" : shown, point.Finding);
        }

        Assert.Equal(advice.Strengths, advice.Advised.Tied);
        Assert.Contains(advice.Advised.Curve.Points[advice.Advised.Curve.Best].Setting, advice.Strengths);
        Assert.NotEmpty(advice.Summary);
    }, iter: 5, threads: 1);

    [Fact]
    public void Its_own_pilots_are_those_that_could_be_handed_in()
    {
        var situation = AdviceSituation.CorrelatedDense(3);
        var folds = Resamples.KFold(situation.Train, 5, 3);
        var own = Advice.Of(situation.Train, Loss.Squared, folds, Score.Mse, options: Fit, stop: TestContext.Current.CancellationToken);
        Pilot Run(string name, Penalty penalty) => Pilot.Of(name, CrossValidation.Run(new LinearPathFitter(Loss.Squared, penalty), situation.Train, folds, default, [Score.Mse], Fit, stop: TestContext.Current.CancellationToken), penalty);
        var handed = Advice.From(situation.Train, Loss.Squared, [Run("L1", Penalty.L1), Run("L2", Penalty.L2), Run("the elastic net", Penalty.ElasticNet(0.5))]);
        Assert.Equal(own.Summary, handed.Summary);
        Assert.Equal(own.Points.Where(point => point.Topic != AdviceTopic.Unpenalised), handed.Points);
    }

    [Fact]
    public void The_condition_number_is_that_of_the_correlations() => Gen.Select(Gen.Double[-0.99, 0.99], Gen.Int[2, 40]).Sample((rho, copies) =>
    {
        // two standardised columns of correlation ρ have the eigenvalues 1 ± ρ; orthogonal others the eigenvalue 1
        const int n = 64;
        double[] x = new double[3 * n];
        for (int i = 0; i < n; i++)
        {
            double a = (i & 1) == 0 ? 1 : -1, b = (i & 2) == 0 ? 1 : -1, c = (i & 4) == 0 ? 1 : -1;
            (x[i], x[n + i], x[2 * n + i]) = (3 + a, 100 * (rho * a + Math.Sqrt(1 - rho * rho) * b), c);
        }

        double[] weights = [.. Enumerable.Range(0, n).Select(i => i < 32 ? 1.0 : copies)];
        var geometry = ColumnGeometry.Of(Sample.Of(Design.Dense(x, n), new double[n], weights));
        Assert.Equal(Math.Sqrt((1 + Math.Abs(rho)) / (1 - Math.Abs(rho))), geometry.Condition, 1e-6 * geometry.Condition);
        Assert.Equal(Math.Abs(rho), geometry.Largest, 1e-9);
        Assert.Equal(Math.Abs(rho) > 0.9 ? [0, 1] : [], geometry.Correlated);
    });

    [Fact]
    public void Columns_that_depend_on_each_other_exactly_have_an_infinite_condition_number()
    {
        var random = new Tests.Leaks.LeakTables.Draws(1);
        double[] a = random.Normal(50), b = random.Normal(50);
        var sample = Sample.Of(Design.Dense([.. a, .. b, .. a.Zip(b, (one, other) => one - 2 * other), .. Enumerable.Repeat(7.0, 50)], 50), a);
        var geometry = ColumnGeometry.Of(sample);
        Assert.Equal((3, double.PositiveInfinity), (geometry.Columns, geometry.Condition));
        Assert.Equal(double.PositiveInfinity, ColumnGeometry.Of(Sample.Of(Design.Dense(random.Normal(200), 10), new double[10])).Condition);
    }

    [Fact]
    public void A_level_of_each_whole_category_is_left_out_of_the_condition_number() => Gen.Select(Gen.ULong[1, 1UL << 40], Gen.Int[2, 6], Gen.Int[2, 4]).Sample((seed, first, second) =>
    {
        const int n = 120;
        var random = new Tests.Leaks.LeakTables.Draws(seed);
        double[] x = random.Normal(n), weights = [.. Enumerable.Range(0, n).Select(i => 1.0 + i % 3)];
        int[] one = [.. Enumerable.Range(0, n).Select(i => i % first)], other = [.. Enumerable.Range(0, n).Select(i => i / first % second)];
        double[][] Levels(int[] own, int levels) => [.. Enumerable.Range(0, levels).Select(level => own.Select(code => code == level ? 1.0 : 0).ToArray())];
        ColumnGeometry Of(IEnumerable<double[]> columns) => ColumnGeometry.Of(Sample.Of(Design.Dense([.. columns.SelectMany(own => own)], n), x, weights));
        double Share(int[] own, int level) => own.Zip(weights, (code, weight) => code == level ? weight : 0).Sum();
        double[][] Without(int[] own, int levels) => [.. Levels(own, levels).Where((_, level) => level != Enumerable.Range(0, levels).MaxBy(k => Share(own, k)))];
        var (all, few) = (Of([x, .. Levels(one, first), .. Levels(other, second)]), Of([x, .. Without(one, first), .. Without(other, second)]));
        Assert.Equal((2, first + second + 1), (all.LeftOut, all.Columns));
        Assert.Equal(few.Condition, all.Condition, 1e-6 * few.Condition);
        Assert.True(double.IsFinite(all.Condition));
        Assert.Equal(0, Of([x, .. Levels(one, first).Skip(1)]).LeftOut);
    });

    [Fact]
    public void Of_noise_it_says_that_no_column_predicts()
    {
        int told = 0, sets = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var random = new Tests.Leaks.LeakTables.Draws(seed);
            var sample = Sample.Of(Design.Dense(random.Normal(100 * 10), 100), random.Normal(100));
            var advice = Advice.Of(sample, Loss.Squared, Resamples.KFold(sample, 5, seed), Score.Mse, options: Fit, stop: TestContext.Current.CancellationToken);
            var sparsity = advice.Points.Single(point => point.Topic == AdviceTopic.Sparsity);
            if (sparsity.Number > 0)
                continue;
            sets++;
            told += sparsity.Recommendation.StartsWith("No column predicts", StringComparison.Ordinal) && advice.Summary.StartsWith("No column predicts", StringComparison.Ordinal) ? 1 : 0;
            Assert.DoesNotContain(advice.Points, point => point.Recommendation.StartsWith("Few columns", StringComparison.Ordinal) || point.Recommendation == "A penalty is worth having.");
            Assert.Contains("No column has a correlation above 0.9", advice.Points.Single(point => point.Topic == AdviceTopic.Groups).Finding);
        }

        Assert.InRange(sets, 5, 10);
        Assert.Equal(sets, told);
    }

    [Fact]
    public void Of_classes_rows_and_the_rarest_class_say_the_same()
    {
        var random = new Tests.Leaks.LeakTables.Draws(2);
        var sample = Sample.Of(Design.Dense(random.Normal(400 * 8), 400), [.. Enumerable.Range(0, 400).Select(i => i % 33 == 0 ? 1.0 : 0)]);
        var advice = Advice.Of(sample, Loss.Logistic, Resamples.Stratified(sample, 5, 1), Score.LogLoss, options: Fit, stop: TestContext.Current.CancellationToken);
        string Of(AdviceTopic topic) => advice.Points.Single(point => point.Topic == topic).Recommendation;
        Assert.Contains("Of the rarest class they are 1.625 a column", Of(AdviceTopic.Rows));
        Assert.Contains("hold it back", Of(AdviceTopic.Classes));
        Assert.NotEqual(Remedy.LittleOrNone, advice.Remedy);
    }

    [Fact]
    public void Weight_two_is_the_row_twice_and_scaled_weights_change_nothing()
    {
        var train = AdviceSituation.Imbalanced(2).Train;
        double[] weights = [.. Enumerable.Range(0, train.Rows).Select(i => 1.0 + i % 2)];
        int[] rows = [.. Enumerable.Range(0, train.Rows).SelectMany(i => Enumerable.Repeat(i, 1 + i % 2))];
        int p = train.Design.Columns;
        var twice = Sample.Of(
            Design.Dense([.. Enumerable.Range(0, p).SelectMany(j => rows.Select(i => train.Design[i, j]))], rows.Length), [.. rows.Select(i => train.Target[i])], [.. rows.Select(_ => 1.0)], WeightKind.Frequency);
        var frequencies = Sample.Of(train.Design, train.Target, weights, WeightKind.Frequency);
        int[] foldOf = Resamples.Stratified(train, 5, 1).FoldOf().ToArray();
        var (one, other) = (Of(frequencies, foldOf), Of(twice, [.. rows.Select(i => foldOf[i])]));
        Same(one, other, 1e-5);
        var importance = Of(Sample.Of(train.Design, train.Target, weights), foldOf);
        var scaled = Of(Sample.Of(train.Design, train.Target, [.. weights.Select(weight => 16 * weight)]), foldOf);
        Same(importance, scaled, 1e-9);

        static Advice Of(Sample sample, int[] foldOf) => Advice.Of(sample, Loss.Logistic, Resamples.Given([.. foldOf]), Score.LogLoss, options: Fit with { Tolerance = 1e-10 });
        static void Same(Advice a, Advice b, double tolerance)
        {
            Assert.Equal(a.Remedy, b.Remedy);
            foreach (var (first, second) in a.Points.Zip(b.Points))
                Assert.Equal(first.Number, second.Number, tolerance * (1 + Math.Abs(first.Number)));
        }
    }

    [Fact]
    public void Pilots_that_cannot_be_compared_are_refused()
    {
        var sample = AdviceSituation.CorrelatedDense(1).Train;
        Pilot Run(Penalty penalty, Score score, int folds) =>
            Pilot.Of("a", CrossValidation.Run(new LinearPathFitter(Loss.Squared, penalty, Grid), sample, Resamples.KFold(sample, folds, 1), default, [score], Fit, stop: TestContext.Current.CancellationToken), penalty);
        var lasso = Run(Penalty.L1, Score.Mse, 5);
        Assert.Contains("a pilot of L2 is needed", Assert.Throws<ArgumentException>(() => Advice.From(sample, Loss.Squared, [lasso])).Message);
        Assert.Throws<ArgumentException>(() => Advice.From(sample, Loss.Squared, [lasso, Run(Penalty.L2, Score.Mae, 5)]));
        Assert.Throws<ArgumentException>(() => Advice.From(sample, Loss.Squared, [lasso, Run(Penalty.L2, Score.Mse, 4)]));
    }
}
