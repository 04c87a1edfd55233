using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class FitVerdictFacts
{
    /// <summary>Paths of up to 6 settings, 2 to 6 folds of up to 3 repeats, scores on a coarse grid so that ties and constant differences come.</summary>
    private static readonly Gen<ScoreCurve> Curves = Gen.Select(Gen.Int[1, 6], Gen.Int[2, 6], Gen.Int[1, 3], Gen.Bool, Gen.Int[1, 40]).SelectMany((settings, folds, repeats, higher, coarse) =>
        Gen.Select(Gen.Int[0, coarse].Array[settings * folds * repeats], Gen.Int[0, coarse].Array[settings * folds * repeats], Gen.Int[1, 3].Array[folds]).Select((held, train, weights) =>
            Curve(higher ? Score.Accuracy : Score.LogLoss, repeats, [.. Enumerable.Range(0, settings).Select(at => Part(train, at, folds * repeats, coarse))],
                [.. Enumerable.Range(0, settings).Select(at => Part(held, at, folds * repeats, coarse))], [.. Enumerable.Repeat(weights, repeats).SelectMany(w => w).Select(w => (double)w)])));

    [Fact]
    public void Every_verdict_has_a_name_that_reads_back() => Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.Equal(verdict, VerdictNames.Parse(verdict.Name())));

    [Fact]
    public void The_questions_are_asked_in_their_order() => Curves.Select(Untied).Sample(curve =>
    {
        for (int at = 0; at < curve.Points.Length; at++)
        {
            var found = FitVerdict.Of(curve, at);
            Assert.Equal(Slow(curve, at), found.Verdict);
            Assert.Equal(at, found.At);
            Assert.Equal(curve.Points[at].Mean, found.HeldOut);
            foreach (var rival in new[] { found.Simpler, found.MoreComplex }.OfType<RivalSetting>())
            {
                Assert.Equal(rival.At < at, rival == found.Simpler);
                Assert.Equal(Sign(curve) * (curve.Points[rival.At].Mean - curve.Points[at].Mean), rival.Difference.Mean, 1e-12);
            }
        }
    }, iter: 3000);

    [Fact]
    public void The_best_setting_never_overfits_nor_underfits_by_the_folds_that_chose_it() => Curves.Sample(curve =>
        Assert.False(FitVerdict.Of(curve, curve.Best).Verdict is Verdict.Overfits or Verdict.Underfits));

    [Fact]
    public void Turning_the_path_round_turns_overfits_into_underfits() => Curves.Select(Untied).Sample(curve =>
    {
        var turned = curve with { Points = [.. curve.Points.Reverse()] };
        for (int at = 0; at < curve.Points.Length; at++)
        {
            var (one, other) = (FitVerdict.Of(curve, at).Verdict, FitVerdict.Of(turned, curve.Points.Length - 1 - at).Verdict);
            bool tied = FitVerdict.Of(curve, at) is { Simpler.Difference: { IsBetter: true, Mean: var a }, MoreComplex.Difference: { IsBetter: true, Mean: var b } } && Math.Abs(a - b) < 1e-12;
            if (!tied && (one == Verdict.Overfits || other == Verdict.Underfits))
                Assert.Equal((Verdict.Overfits, Verdict.Underfits), (one, other));
        }
    });

    [Fact]
    public void Scores_of_the_other_direction_give_the_same_verdict() => Curves.Sample(curve =>
    {
        var mirrored = new ScoreCurve(curve.Score.HigherIsBetter ? Score.LogLoss : Score.Accuracy, [.. curve.Points.Select(point => point with
        {
            Train = -point.Train, Mean = -point.Mean, PerFold = [.. point.PerFold.Select(value => -value)], PerFoldTrain = [.. point.PerFoldTrain.Select(value => -value)], PerRepeat = [.. point.PerRepeat.Select(value => -value)],
        })])
        { HeldOutWeights = curve.HeldOutWeights };
        for (int at = 0; at < curve.Points.Length; at++)
            Assert.Equal(FitVerdict.Of(curve, at).Verdict, FitVerdict.Of(mirrored, at).Verdict);
    });

    [Fact]
    public void A_difference_has_the_error_of_resamples_that_share_rows() => Curves.Sample(curve =>
    {
        int last = curve.Points.Length - 1, count = curve.Points[0].PerFold.Length, folds = count / curve.Points[0].PerRepeat.Length;
        var found = PairedDifference.OfSettings(curve, 0, last);
        double[] d = [.. curve.Points[0].PerFold.Zip(curve.Points[last].PerFold, (a, b) => Sign(curve) * (a - b))], w = [.. curve.HeldOutWeights];
        double mean = d.Zip(w, (a, b) => a * b).Sum() / w.Sum(), spread = d.Zip(w, (a, b) => b * (a - mean) * (a - mean)).Sum() / w.Sum() * count / (count - 1);
        Assert.Equal(mean, found.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(spread * (1.0 / count + 1.0 / (folds - 1))), found.StandardError, 1e-12);
        Assert.Equal(count - 1, found.DegreesOfFreedom);
        if (found.StandardError > 1e-9)
        {
            Assert.Equal(mean / found.StandardError, found.T, 1e-9 * (1 + Math.Abs(found.T)));
            Assert.Equal(found.IsBetter, found.Lower > 0);
            Assert.Equal(1 - StudentT.Cumulative(found.T, count - 1), found.P, 1e-9);
        }
    });

    [Fact]
    public void Other_resamples_than_folds_have_the_ratio_of_held_out_rows_to_trained_ones() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        foreach (var (resamples, ratio) in new[] { (Resamples.ShuffleSplit(c.Sample, 4, 0.25, c.Seed), double.NaN), (Resamples.TimeOrdered(c.Sample, 3), double.NaN), (Resamples.KFold(c.Sample, 3, c.Seed, 2), 0.5) })
        {
            var curve = Run(c, c.Sample, resamples).Curves[0];
            double expected = double.IsNaN(ratio)
                ? Enumerable.Range(0, resamples.Count).Average(k => resamples.HeldOutWeights(c.Sample, k).Sum() / resamples.TrainingWeights(c.Sample, k).Sum()) : ratio;
            var gap = PairedDifference.OfGap(curve, 1);
            double[] w = [.. curve.HeldOutWeights];
            double spread = gap.PerFold.Zip(w, (d, s) => s * (d - gap.Mean) * (d - gap.Mean)).Sum() / w.Sum() * w.Length / (w.Length - 1);
            Assert.Equal(Math.Sqrt(spread * (1.0 / w.Length + expected)), gap.StandardError, 1e-9 * gap.StandardError);
        }
    }, iter: 15);

    [Fact]
    public void A_frequency_of_2_is_the_row_twice_and_scaling_importance_weights_changes_nothing() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Poisson, Loss.Multinomial(3)).Sample(c =>
    {
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)c.Frequencies[i]))];
        int[] foldOf = [.. Enumerable.Range(0, c.Rows).Select(i => i % 3)];
        var several = Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency);
        var copies = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))], rows.Length), [.. rows.Select(i => c.Y[i])]);
        Same(Run(c, several, Resamples.Given([.. foldOf])), Run(c, copies, Resamples.Given([.. rows.Select(i => foldOf[i])])));
        Same(Run(c, c.Weighted, Resamples.Given([.. foldOf])), Run(c, Sample.Of(c.Design, c.Y, [.. c.Weights.Select(w => 8 * w)], offset: c.Offset), Resamples.Given([.. foldOf])));
    }, iter: 20);

    [Fact]
    public void Every_family_has_a_verdict_on_every_setting() => ChoiceCase.Any(Loss.Logistic, Loss.Multinomial(3)).Sample(c =>
    {
        var folds = c.Folds(c.Sample, 4);
        Assert.All(Of(new TreePathFitter(), c, folds), verdict => Assert.NotEmpty(verdict.Sentence));
        Assert.All(Of(new NetworkPathFitter(Network.Layers(3) with { Epochs = 4 }, c.Loss, Knob.Epochs), c, folds), verdict => Assert.NotEmpty(verdict.Overturn));
        Assert.All(Of(new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = 5 }), c, folds), verdict => Assert.Contains("λ = ", verdict.Sentence, StringComparison.Ordinal));
    }, iter: 5);

    [Fact]
    public void Sentences_cite_the_numbers_and_what_would_overturn_them()
    {
        double[] simple = [0.50, 0.52, 0.51, 0.49, 0.53], complex = [0.60, 0.64, 0.61, 0.62, 0.63];
        var over = FitVerdict.Of(Curve(Score.LogLoss, 1, [[0.4, 0.4, 0.4, 0.4, 0.4], [0.1, 0.1, 0.1, 0.1, 0.1]], [simple, complex]), 1);
        Assert.Equal(Verdict.Overfits, over.Verdict);
        Assert.Equal("λ = 1 overfits: the simpler λ = 10 has a log loss of 0.5100 on held-out rows where it has 0.6200, better by 0.1100 ± 0.0095 (t = 11.6 with 4 degrees of freedom, p = 0.00016); 90 % interval 0.0898 to 0.1302.", over.Sentence);
        Assert.Equal("It would be overturned if, on other folds or new rows, λ = 10 were ahead by less than 0.0202, which is 2.13 of the standard errors of that difference.", over.Overturn);

        var under = FitVerdict.Of(Curve(Score.LogLoss, 1, [[0.4, 0.4, 0.4, 0.4, 0.4], [0.1, 0.1, 0.1, 0.1, 0.1]], [complex, simple]), 0);
        Assert.Equal(Verdict.Underfits, under.Verdict);
        Assert.StartsWith("λ = 10 underfits: the more complex λ = 1 has a log loss of 0.5100", under.Sentence, StringComparison.Ordinal);

        var memorises = FitVerdict.Of(Curve(Score.LogLoss, 1, [[0.48, 0.48, 0.48, 0.48, 0.48], [0.1, 0.1, 0.1, 0.1, 0.1]], [simple, [0.52, 0.49, 0.50, 0.52, 0.51]]), 1);
        Assert.Equal(Verdict.Memorises, memorises.Verdict);
        Assert.Contains("its log loss is 0.1000 on the rows it learned from and 0.5080 on held-out ones, a gap of 0.4080 ±", memorises.Sentence, StringComparison.Ordinal);
        Assert.Contains("λ = 10 has 0.5100 held out, within one standard error", memorises.Sentence, StringComparison.Ordinal);
        Assert.Contains("a gap of less than", memorises.Overturn, StringComparison.Ordinal);
    }

    [Fact]
    public void What_folds_cannot_tell_is_said()
    {
        var one = FitVerdict.Of(Curve(Score.Accuracy, 1, [[0.9, 0.9, 0.9]], [[0.7, 0.8, 0.75]]), 0);
        Assert.Equal(Verdict.CantTell, one.Verdict);
        Assert.Contains("it is the only setting", one.Sentence, StringComparison.Ordinal);

        var pooled = Curve(Score.RocAuc, 1, [[0.9, 0.9], [0.9, 0.9]], [[0.7, double.NaN], [0.8, double.NaN]]);
        pooled = pooled with { Points = [.. pooled.Points.Select(point => point with { Pooled = true, Mean = 0.75, StandardError = double.NaN })] };
        var unclear = FitVerdict.Of(pooled, 1);
        Assert.Equal(Verdict.CantTell, unclear.Verdict);
        Assert.Null(unclear.Simpler);
        Assert.Contains("isn't defined in each of them", unclear.Sentence, StringComparison.Ordinal);

        var single = FitVerdict.Of(Curve(Score.Accuracy, 1, [[0.9], [1.0]], [[0.7], [0.6]]), 1);
        Assert.Equal(Verdict.CantTell, single.Verdict);
        Assert.Contains("One resample", single.Sentence, StringComparison.Ordinal);

        var wide = FitVerdict.Of(Curve(Score.Accuracy, 1, [[0.6, 0.9], [0.8, 0.8]], [[0.6, 0.9], [0.9, 0.5]]), 1);
        Assert.Equal(Verdict.CantTell, wide.Verdict); // of two folds t has one degree of freedom
        Assert.Contains("covers both 0 and one standard error", wide.Sentence, StringComparison.Ordinal);
        Assert.Contains("6.31 of the standard errors", wide.Overturn, StringComparison.Ordinal);
    }

    [Fact]
    public void Folds_that_agree_leave_no_noise()
    {
        double[] half = [0.5, 0.5, 0.5], more = [0.6, 0.6, 0.6];
        Assert.Equal(Verdict.Overfits, FitVerdict.Of(Curve(Score.Accuracy, 1, [half, half], [more, half]), 1).Verdict);
        Assert.Equal(Verdict.Fits, FitVerdict.Of(Curve(Score.Accuracy, 1, [half, half], [half, half]), 1).Verdict);
        var memorises = FitVerdict.Of(Curve(Score.Accuracy, 1, [half, more], [half, half]), 1);
        Assert.Equal(Verdict.Memorises, memorises.Verdict);
        Assert.True(double.IsPositiveInfinity(memorises.Gap.T));
        Assert.DoesNotContain("NaN", memorises.Sentence + memorises.Overturn, StringComparison.Ordinal);
        double[] zeros = [0, 0, 0]; // an exact fit, of the rows learned from and of those held out
        Assert.Equal(Verdict.Fits, FitVerdict.Of(Curve(Score.Mse, 1, [half, zeros], [half, zeros]), 1).Verdict);
        double[] rounded = [0.5, Math.BitIncrement(0.5), 0.5];
        Assert.Equal(Verdict.Fits, FitVerdict.Of(Curve(Score.LogLoss, 1, [half, half], [half, rounded]), 1).Verdict);
    }

    [Fact]
    public void An_infinite_score_is_no_noise()
    {
        double[] good = [0.5, 0.6, 0.55], bad = [0.4, double.PositiveInfinity, 0.5];
        var found = FitVerdict.Of(Curve(Score.PoissonDeviance, 1, [good, good], [good, bad]), 1);
        Assert.Equal(Verdict.Overfits, found.Verdict);
        Assert.Contains("infinite on held-out rows of 1 resample", found.Sentence, StringComparison.Ordinal);
        Assert.NotEqual(Verdict.Underfits, FitVerdict.Of(Curve(Score.PoissonDeviance, 1, [good, good], [good, bad]), 0).Verdict);
    }

    [Fact]
    public void Positions_off_the_path_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FitVerdict.Of(Curve(Score.Accuracy, 1, [[1, 1]], [[1, 1]]), 1));

    private static IEnumerable<FitVerdict> Of<TModel>(IPathFitter<TModel> fitter, ChoiceCase c, Resamples folds)
        where TModel : IModel
    {
        var run = CrossValidation.Run(fitter, c.Sample, folds, default, [Score.LogLoss], new FitOptions { Threads = 1 });
        return Enumerable.Range(0, run.Curves[0].Points.Length).Select(at => FitVerdict.Of(run, at));
    }

    private static CrossValidated<LinearModel> Run(ChoiceCase c, Sample sample, Resamples resamples) => CrossValidation.Run(
        new LinearPathFitter(c.Loss, Penalty.L2), sample, resamples, [.. new[] { 1, 0.1, 0.01, 0.001 }.Select(lambda => Strength.Lambda(lambda).Setting)], [Score.Deviance(c.Loss)], new FitOptions { Tolerance = 1e-13, Threads = 1 });

    private static void Same(CrossValidated<LinearModel> one, CrossValidated<LinearModel> other)
    {
        for (int at = 0; at < one.Curves[0].Points.Length; at++)
        {
            var (a, b) = (FitVerdict.Of(one, at), FitVerdict.Of(other, at));
            Assert.Equal(a.Train, b.Train, 1e-5 * (1 + Math.Abs(a.Train)));
            Assert.Equal(a.Gap.Mean, b.Gap.Mean, 1e-5 * (1 + Math.Abs(a.Gap.Mean)));
            Assert.Equal(a.Gap.StandardError, b.Gap.StandardError, 1e-5 * (1 + a.Gap.StandardError));
            Assert.Equal(a.Simpler?.Difference.StandardError ?? 0, b.Simpler?.Difference.StandardError ?? 0, 1e-5 * (1 + a.Gap.StandardError));
        }
    }

    /// <summary>Means that differ, as rounding decides between equal ones.</summary>
    private static ScoreCurve Untied(ScoreCurve curve)
    {
        static double Shift(int at) => 1.37e-6 * (at + 1) * (at + 1);
        return curve with { Points = [.. curve.Points.Select((point, at) => point with { Mean = point.Mean + Shift(at), PerFold = [.. point.PerFold.Select(score => score + Shift(at))] })] };
    }

    /// <summary>The verdict's definition, word by word.</summary>
    private static Verdict Slow(ScoreCurve curve, int at)
    {
        double sign = Sign(curve), error = curve.Points[at].StandardError;
        int count = curve.Points[0].PerFold.Length, folds = count / curve.Points[0].PerRepeat.Length;
        double critical = StudentT.Quantile(0.95, count - 1);
        (double Lower, double Upper) Interval(IReadOnlyList<double> a, IReadOnlyList<double> b)
        {
            double[] w = [.. curve.HeldOutWeights], d = [.. a.Zip(b, (one, other) => sign * (one - other))];
            double mean = d.Zip(w, (x, s) => s * x).Sum() / w.Sum(), variance = d.Zip(w, (x, s) => s * (x - mean) * (x - mean)).Sum() / w.Sum() * count / (count - 1);
            double half = critical * Math.Sqrt(variance * (1.0 / count + 1.0 / (folds - 1)));
            return (mean - half, mean + half);
        }

        int[] simpler = [.. Enumerable.Range(0, at)], complex = [.. Enumerable.Range(at + 1, curve.Points.Length - at - 1)];
        int? Best(int[] positions) => positions.Length == 0 ? null : positions.MaxBy(k => (sign * curve.Points[k].Mean, -k));
        var own = curve.Points[at].PerFold;
        var over = Best(simpler) is { } a ? Interval(curve.Points[a].PerFold, own) : default((double Lower, double Upper)?);
        var under = Best(complex) is { } b ? Interval(curve.Points[b].PerFold, own) : default((double Lower, double Upper)?);
        const double rounding = 1e-13;
        if (over?.Lower > rounding || under?.Lower > rounding)
            return over?.Lower > rounding && !(under?.Lower > rounding && under.Value.Lower + under.Value.Upper > over.Value.Lower + over.Value.Upper) ? Verdict.Overfits : Verdict.Underfits;
        if (Interval(curve.Points[at].PerFoldTrain, own).Lower > rounding && simpler.Any(k => sign * curve.Points[k].Mean >= sign * curve.Points[at].Mean - error))
            return Verdict.Memorises;
        bool Covers((double Lower, double Upper)? interval) => interval is { } i && i.Lower <= rounding && i.Upper >= error && i.Upper > rounding;
        return (over is null && under is null) || Covers(over) || Covers(under) ? Verdict.CantTell : Verdict.Fits;
    }

    private static double Sign(ScoreCurve curve) => curve.Score.HigherIsBetter ? 1 : -1;

    private static double[] Part(int[] values, int at, int count, int coarse) => [.. values.AsSpan(at * count, count).ToArray().Select(value => (double)value / coarse)];

    private static ScoreCurve Curve(Score score, int repeats, double[][] train, double[][] held, double[]? weights = null)
    {
        weights ??= [.. held[0].Select(_ => 1.0)];
        return new ScoreCurve(score, [.. held.Select((own, at) =>
        {
            int folds = own.Length / repeats;
            double[] means = new double[repeats], errors = new double[repeats];
            for (int r = 0; r < repeats; r++)
            {
                double[] d = own[(r * folds)..((r + 1) * folds)], w = weights[(r * folds)..((r + 1) * folds)];
                double mean = means[r] = d.Zip(w, (x, s) => s * x).Sum() / w.Sum();
                errors[r] = Math.Sqrt(d.Zip(w, (x, s) => s * (x - mean) * (x - mean)).Sum() / w.Sum() / (folds - 1));
            }

            return new ScorePoint(new Setting(Knob.Lambda, Math.Pow(10, 1 - at)), train[at].Average(), means.Average(), errors.Average(), [.. own], [.. train[at]], [.. means], false);
        })])
        { HeldOutWeights = [.. weights] };
    }
}
