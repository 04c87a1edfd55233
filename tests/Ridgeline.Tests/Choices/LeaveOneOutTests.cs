using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tests.Paths;
using Ridgeline.Tests.Solvers;

namespace Ridgeline.Tests.Choices;

/// <summary>Leave-one-out: exact of ridge against goldens and n fits, the steps against dense matrices.</summary>
public sealed class LeaveOneOutTests
{
    private static readonly Gen<EngineCase> RidgeCases = Gen.Bool
        .SelectMany(sparse => new EngineCases("squared", 0, sparse) { Limits = false, MostRows = 25, MostColumns = 30 }.Gen)
        .Where(c => Enumerable.Range(0, c.Columns).All(j => c.Factor(j) > 0));

    public static TheoryData<string> Ridges => GoldenReader.Ids("edf_ic");

    public static TheoryData<string> RidgeCv => GoldenReader.Ids("sklearn_paths", c => GoldenReader.Id(c).StartsWith("ridgecv_", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Ridges))]
    public void Ridge_has_the_goldens_leave_one_out_and_gcv(string id)
    {
        var c = GoldenReader.Case("edf_ic", id);
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        var rows = c.GetProperty("rows").EnumerateArray().OrderByDescending(row => row.GetProperty("lam").GetDouble()).ToArray();
        var curve = LeaveOneOut.Ridge(Sample.Of(Design.Dense(x, y.Length), y), Penalty.L2, [.. rows.Select(row => Strength.C(1 / row.GetProperty("lam").GetDouble()).Setting)]);
        for (int k = 0; k < rows.Length; k++)
        {
            Near(GoldenReader.Number(rows[k].GetProperty("loo_mse")), curve.Points[k].MeanDeviance, 1e-9);
            Near(GoldenReader.Number(rows[k].GetProperty("gcv")), curve.Points[k].Gcv, 1e-9);
            Near(GoldenReader.Number(rows[k].GetProperty("edf_with_intercept")), curve.Points[k].DegreesOfFreedom, 1e-9);
            Assert.True(curve.Points[k].IsTrusted);
        }
    }

    [Theory, MemberData(nameof(RidgeCv))]
    public void Ridge_has_the_leave_one_out_errors_of_RidgeCV(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        double[] alphas = GoldenReader.Numbers(c, "alphas")!, expected = GoldenReader.Numbers(c, "loo_mse_bruteforce")!, rows = GoldenReader.Numbers(c, "loo_sqerr_per_row_at_best")!;
        var curve = LeaveOneOut.Ridge(
            Sample.Of(Design.Dense(x, y.Length), y, standardize: false), Penalty.L2, [.. alphas.Select(alpha => Strength.C(1 / alpha).Setting)], keepLinks: true);
        for (int a = 0; a < alphas.Length; a++)
            Near(expected[a], curve.Points.Single(point => point.Setting == Strength.C(1 / alphas[a]).Setting).MeanDeviance, 1e-8);
        var best = curve.Points[curve.Best!.Value];
        Assert.Equal(Strength.C(1 / GoldenReader.Number(c.GetProperty("best_alpha"))).Setting, best.Setting);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(rows[i], Math.Pow(y[i] - best.Links[i], 2), 1e-8 * (rows[i] + best.MeanDeviance));
    }

    [Fact]
    public void Ridge_is_what_a_fit_without_each_row_says() => Gen.Select(RidgeCases, Gen.Double[-2, 1].Array[1, 10], Gen.Bool).Sample((c, powers, sameLambda) =>
    {
        double total = c.Weights.Sum();
        Setting[] settings = [.. powers.Select(power => Math.Pow(10, power)).OrderDescending().Select(value => sameLambda ? Strength.Lambda(value).Setting : Strength.C(1 / (value * total)).Setting).Distinct()];
        var curve = LeaveOneOut.Ridge(c.Sample, c.Penalty, [.. settings], keepLinks: true);
        int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)];
        for (int k = 0; k < settings.Length; k++)
        {
            double mean = 0;
            for (int i = 0; i < c.Rows; i++)
                Assert.Equal(c.Weights[i] == 0, double.IsNaN(curve.Points[k].Links[i]));
            foreach (int i in rows)
            {
                double rest = total - c.Weights[i], lambda = sameLambda ? settings[k].Value : 1 / (settings[k].Value * rest);
                double link = LinkWithout(c, i, lambda);
                Assert.Equal(link, curve.Points[k].Links[i], 1e-8 * (1 + Math.Abs(link) + Math.Abs(c.Y[i])));
                mean += c.Weights[i] / total * Math.Pow(c.Y[i] - link, 2);
            }

            double squares = rows.Sum(i => c.Weights[i] / total * Math.Pow(Math.Pow(c.Y[i] - curve.Points[k].Links[i], 2) - mean, 2));
            Assert.Equal(mean, curve.Points[k].MeanDeviance, 1e-7 * (1 + mean));
            Assert.Equal(Math.Sqrt(squares / (rows.Length - 1)), curve.Points[k].StandardError, 1e-6 * (1 + mean));
        }
    }, iter: 60);

    [Fact]
    public void A_row_of_weight_two_is_the_row_twice() => Gen.Select(InformationCriteriaTests.Cases, Gen.Int[1, 3].Array[30]).Sample((drawn, counts) =>
    {
        var c = drawn.Case with { Weights = [.. drawn.Case.Weights.Select((weight, i) => weight == 0 ? 0.0 : counts[i])] };
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)c.Weights[i]))];
        var twice = c with
        {
            Rows = rows.Length,
            X = [.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))],
            Y = [.. rows.Select(i => c.Y[i])],
            Weights = [.. rows.Select(_ => 1.0)],
            Offset = c.Offset.Length == 0 ? [] : [.. rows.Select(i => c.Offset[i])],
        };
        var once = c.Of(WeightKind.Frequency);
        ImmutableArray<Setting> settings = [.. c.Fitter(5, 1e-1).Settings(once).Skip(1)]; // at λ_max rounding decides whether a column is in
        var options = new LeaveOneOutOptions { Refits = 0 };
        var left = LeaveOneOut.Approximate(once, c.Loss, c.Penalty, Path(c, once, settings), options);
        var right = LeaveOneOut.Approximate(twice.Sample, c.Loss, c.Penalty, Path(c, twice.Sample, settings), options);
        for (int k = 0; k < settings.Length; k++)
        {
            var (a, b) = (left.Points[k], right.Points[k]);
            if (!(b.LargestLeverage < 0.999) || b.MeanDeviance > 1e100) // the squares of its standard error overflow then
                continue;
            Assert.True(b.Doubt == a.Doubt, $"{k}: {a.Doubt} {a.LargestLeverage:r} df {a.DegreesOfFreedom:r}, {b.Doubt} {b.LargestLeverage:r} df {b.DegreesOfFreedom:r}");
            Assert.Equal(b.MeanDeviance, a.MeanDeviance, 1e-5 * (1 + b.MeanDeviance));
            Assert.Equal(b.StandardError, a.StandardError, 1e-5 * (1 + b.MeanDeviance));
            Assert.Equal(b.DegreesOfFreedom, a.DegreesOfFreedom, 1e-6 * (1 + b.DegreesOfFreedom));
            Assert.Equal(b.LargestLeverage, a.LargestLeverage, 1e-6);
        }
    }, iter: 100);

    [Fact]
    public void A_step_is_Newtons_from_the_fit_to_the_fit_without_the_row() => Gen.Select(InformationCriteriaTests.Cases, Gen.Bool).Sample((drawn, sameLambda) =>
    {
        var c = drawn.Case;
        if (c.Loss.Name == "squared" && c.L1Ratio == 0)
            return; // exact
        var grid = c.Fitter(5, 1e-2).Settings(c.Sample);
        ImmutableArray<Setting> settings = sameLambda ? grid : [.. grid.Select(setting => Strength.C(Strength.Of(setting).COn(c.Sample)).Setting)];
        var path = Path(c, c.Sample, settings);
        var curve = LeaveOneOut.Approximate(c.Sample, c.Loss, c.Penalty, path, new LeaveOneOutOptions { Refits = 0, KeepLinks = true });
        for (int k = 0; k < settings.Length; k++)
        {
            var dense = new DenseSteps(c, path.Points[k]);
            double share = dense.DegreesOfFreedom / c.Sample.RowsWithWeight;
            Assert.True(c.L1Ratio == 0 || dense.IsSingular || Math.Abs(share - 0.5) < 1e-6 || curve.Points[k].Doubt.HasFlag(LeaveOneOutDoubt.Support) || share < 0.5);
            if (dense.IsSingular || double.IsNaN(curve.Points[k].MeanDeviance))
                continue;
            for (int i = 0; i < c.Rows; i++)
            {
                if (c.Weights[i] == 0)
                    continue;
                double link = dense.Link(i, sameLambda);
                if (Math.Abs(link) < 1e6)
                    Assert.Equal(link, curve.Points[k].Links[i], 1e-6 * (1 + Math.Abs(link)));
            }
        }
    }, iter: 200);

    [Theory, InlineData("squared", 1, true), InlineData("squared", 1, false), InlineData("logistic", 1, true), InlineData("squared", 0.5, true)]
    public void Steps_of_many_rows_are_those_of_each(string name, double l1Ratio, bool sameLambda)
    {
        const int N = 2500, P = 9;
        var random = new RandomStream(5);
        double[] x = [.. Enumerable.Range(0, N * P).Select(_ => random.NextUniform() - 0.5)], weights = [.. Enumerable.Range(0, N).Select(i => i % 11 == 0 ? 0.0 : 1 + i % 3)];
        double[] y = [.. Enumerable.Range(0, N).Select(i => x[i] + x[N + i] > random.NextUniform() - 0.5 ? 1.0 : 0)];
        var loss = Loss.Named(name);
        var penalty = Penalty.ElasticNet(l1Ratio);
        var sample = Sample.Of(Design.Dense(x, N), y, weights);
        var fitter = new LinearPathFitter(loss, penalty, new LambdaGrid { Count = 20, Ratio = 1e-3 });
        ImmutableArray<Setting> settings = [.. fitter.Settings(sample).Select(setting => sameLambda ? setting : Strength.C(Strength.Of(setting).COn(sample)).Setting)];
        var path = fitter.Fit([sample], settings, new FitOptions { Tolerance = 1e-10, Threads = 1 }, null, CancellationToken.None)[0];
        var curve = LeaveOneOut.Approximate(sample, loss, penalty, path, new LeaveOneOutOptions { Refits = 0, KeepLinks = true });
        var curvatures = new PathCurvatures(sample, loss, penalty, path);
        double[] g = new double[N], q = new double[P], shift = new double[N], deviance = new double[N];
        double total = weights.Sum();
        for (int k = 0; k < settings.Length; k++)
        {
            curvatures.Take(k);
            foreach (int j in curvatures.Supports[k])
            {
                double w = path.Points[k].Model.Coefficients[j];
                q[j] = sameLambda ? curvatures.Lambda * (l1Ratio * Math.Sign(w) + (1 - l1Ratio) * w * sample.View.PenaltyScales[j]) : 0;
            }

            curvatures.Leverages.Rows(g, q, shift);
            double mean = 0, highest = 0, squares = 0;
            for (int i = 0; i < N; i++)
            {
                Assert.Equal(weights[i] == 0, double.IsNaN(curve.Points[k].Links[i]));
                if (weights[i] == 0)
                    continue;
                double share = weights[i] / total, leverage = curvatures.D[i] * g[i];
                double link = curvatures.Eta[i] + share * (curvatures.Slopes[i] * g[i] + shift[i]) / (1 - leverage);
                Assert.Equal(link, curve.Points[k].Links[i], 1e-11);
                deviance[i] = 2 * loss.Sum([y[i]], [link], [1]);
                (mean, highest) = (mean + share * deviance[i], Math.Max(highest, leverage));
            }

            for (int i = 0; i < N; i++)
                squares += weights[i] / total * Math.Pow(deviance[i] - mean, 2);
            Assert.Equal(mean, curve.Points[k].MeanDeviance, 1e-12);
            Assert.Equal(Math.Sqrt(squares / (sample.RowsWithWeight - 1)), curve.Points[k].StandardError, 1e-12);
            Assert.Equal(highest, curve.Points[k].LargestLeverage, 1e-12);
        }
    }

    [Fact]
    public void A_refitted_row_has_the_link_of_the_fit_without_it()
    {
        double[] x = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i * i))], y = [.. Enumerable.Range(0, 20).Select(i => x[i] + Math.Cos(i) + (i == 3 ? 30 : 0))];
        var sample = Sample.Of(Design.Dense(x, 20), y);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L1, new LambdaGrid { Count = 10 });
        var options = new FitOptions { Tolerance = 1e-12, Threads = 1 };
        var path = fitter.Fit([sample], fitter.Settings(sample), options, null, CancellationToken.None)[0];
        var curve = LeaveOneOut.Approximate(sample, Loss.Squared, Penalty.L1, path, new LeaveOneOutOptions { Refits = 2, KeepLinks = true, Fit = options });
        Assert.Equal(2, curve.Refitted.Length);
        Assert.Contains(3, curve.Refitted);
        var (scales, link) = (sample.View.PenaltyScales, new double[20]);
        foreach (int row in curve.Refitted)
        {
            // the scales of all rows as the columns' own: without standardisation the same penalty
            double[] scaled = [.. x.Select((value, at) => value / scales[at / 20])], weights = [.. y.Select((_, i) => i == row ? 0.0 : 1)];
            var without = Sample.Of(Design.Dense(scaled, 20), y, weights, standardize: false);
            var points = fitter.Fit([without], [.. path.Points.Select(point => point.Setting)], options, null, CancellationToken.None)[0].Points;
            for (int k = 0; k < points.Length; k++)
            {
                points[k].Model.Link(without.Design, link);
                Assert.Equal(link[row], curve.Points[k].Links[row], 1e-8);
            }
        }
    }

    [Fact]
    public void What_can_not_be_left_out_is_refused()
    {
        var design = Design.Dense([1, 2, 3, 4, 0, 1], 3);
        var sample = Sample.Of(design, [0, 1, 2]);
        ImmutableArray<Setting> settings = [Strength.Lambda(1).Setting];
        Assert.Throws<ArgumentException>(() => LeaveOneOut.Ridge(sample, Penalty.L1, settings));
        Assert.Throws<ArgumentException>(() => LeaveOneOut.Ridge(sample, Penalty.L2.With([0, 1]), settings));
        Assert.Throws<ArgumentException>(() => LeaveOneOut.Ridge(sample, Penalty.L2.Within([0, 0], default), settings));
        Assert.Throws<ArgumentException>(() => LeaveOneOut.Ridge(Sample.Of(design, [0, 1, 2], [0, 1, 0]), Penalty.L2, settings));
        Assert.Throws<ArgumentException>(() => LeaveOneOut.Approximate(sample, Loss.Multinomial(3), Penalty.L2, new ModelPath<LinearModel>([])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeaveOneOutOptions { Refits = -1 });
    }

    [Fact]
    public void Choices_are_the_first_best_and_the_simplest_within_its_error_of_what_is_trusted() => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Bool).Array[1, 12].Sample(drawn =>
    {
        var curve = new LeaveOneOutCurve([.. drawn.Select((d, k) => new LeaveOneOutPoint(
            new Setting(Knob.Lambda, 100 - k), d.Item1, d.Item2, 1, 1, 0, d.Item3 ? LeaveOneOutDoubt.Leverage : LeaveOneOutDoubt.None, default))], []);
        int[] trusted = [.. Enumerable.Range(0, drawn.Length).Where(k => !drawn[k].Item3)];
        if (trusted.Length == 0)
        {
            Assert.Null(curve.Best);
            Assert.Null(curve.OneStandardError);
            return;
        }

        int best = trusted.MinBy(k => drawn[k].Item1);
        Assert.Equal(best, curve.Best);
        Assert.Equal(trusted.First(k => drawn[k].Item1 <= drawn[best].Item1 + drawn[best].Item2), curve.OneStandardError);
    });

    private static ModelPath<LinearModel> Path(EngineCase c, Sample sample, ImmutableArray<Setting> settings) =>
        new LinearPathFitter(c.Loss, c.Penalty).Fit([sample], settings, new FitOptions { Tolerance = 1e-12, Threads = 1, MaxIterations = 300 }, null, CancellationToken.None)[0];

    /// <summary>η of a row by the fit without it: the stacked least squares with the scales of all rows.</summary>
    private static double LinkWithout(EngineCase c, int row, double lambda)
    {
        int[] columns = [.. Enumerable.Range(0, c.Columns).Where(c.TakesPart)];
        double[] scales = c.PenaltyScales();
        double rest = c.Weights.Sum() - c.Weights[row];
        int size = columns.Length + (c.Intercept ? 1 : 0);
        if (size == 0)
            return c.Offset.Length > 0 ? c.Offset[row] : 0;
        var a = Matrix<double>.Build.Dense(c.Rows + columns.Length, size);
        var right = Vector<double>.Build.Dense(c.Rows + columns.Length);
        double At(int i, int k) => k == columns.Length ? 1 : c.X[columns[k] * c.Rows + i] / scales[columns[k]];
        for (int i = 0; i < c.Rows; i++)
        {
            double root = i == row ? 0 : Math.Sqrt(c.Weights[i] / rest);
            for (int k = 0; k < size; k++)
                a[i, k] = root * At(i, k);
            right[i] = root * (c.Y[i] - (c.Offset.Length > 0 ? c.Offset[i] : 0));
        }

        for (int k = 0; k < columns.Length; k++)
            a[c.Rows + k, k] = Math.Sqrt(lambda * c.Factor(columns[k]));
        var solution = a.QR().Solve(right);
        return Enumerable.Range(0, size).Sum(k => solution[k] * At(row, k)) + (c.Offset.Length > 0 ? c.Offset[row] : 0);
    }

    private static void Near(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Abs(expected));
}
