using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Stability;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Stability;

public sealed class StabilityPathFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };
    private static readonly Gen<ChoiceCase> Cases = ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson);
    private static readonly ImmutableArray<ColumnGroup> Pairs = [new("pair", [0, 2]), new("other", [1, 3])];

    [Fact]
    public void A_frequency_is_the_share_of_half_samples_whose_own_fit_selects_any_column_of_the_unit() => Gen.Select(Cases, Gen.ULong).Sample((c, seed) =>
    {
        var sample = c.Weighted;
        var fitter = new LinearPathFitter(c.Loss, Penalty.ElasticNet(0.9), new LambdaGrid { Count = 12, Ratio = 0.05 });
        var options = new StabilityOptions { Pairs = 4, Seed = seed, Groups = Pairs, Threshold = 0.75, Selected = 2 };
        var found = StabilitySelection.Run(fitter, sample, options: options, fit: Fit);
        var drawn = new DrawnWeights(sample, seed, [], c.IsOfClasses);
        bool[][][] uses = [.. Enumerable.Range(0, 8).Select(k =>
        {
            var half = sample.Reweighted(drawn.Half(k / 2, k % 2 == 1));
            return fitter.Fit([half], found.Settings, Fit)[0].Points.Select(point => Enumerable.Range(0, c.Columns).Select(j => Uses(point.Model, j)).ToArray()).ToArray();
        })];
        Assert.Equal(c.Columns - 2, found.Units.Length);
        for (int u = 0; u < found.Units.Length; u++)
        {
            var frequencies = found.Frequencies(u);
            for (int at = 0; at < found.Settings.Length; at++)
                Assert.Equal(uses.Count(half => found.Units[u].Columns.Any(j => half[at][j])) / 8.0, frequencies[at]);
            Assert.Equal(frequencies.Max(), found.MaxFrequency(u));
        }

        for (int j = 0; j < c.Columns; j++)
            for (int at = 0; at < found.Settings.Length; at++)
                Assert.Equal(uses.Count(half => half[at][j]) / 8.0, found.ColumnFrequencies(j)[at]);
        foreach (var unit in found.Selection.Units)
        {
            Assert.InRange(unit.Frequency, 0, found.Units.Index().Where(own => own.Item == unit.Unit).Select(own => Reached(own.Index)).Single());
            Assert.InRange(unit.Simultaneous, Math.Max(0, 2 * unit.Frequency - 1) - 1e-12, unit.Frequency + 1e-12);
            Assert.All(unit.Members, member => Assert.InRange(member, 0, unit.Frequency));
            Assert.InRange(unit.Members.Sum(), unit.Frequency - 1e-12, unit.Unit.Columns.Length);
        }

        Assert.Equal(found.Selection.Units.Sum(unit => unit.Frequency), found.Selection.Average, 1e-12);
        Assert.InRange(found.Selection.Average, 0, 2);

        double Reached(int u) => uses.Count(half => half.Any(at => found.Units[u].Columns.Any(j => at[j]))) / 8.0;
    }, iter: 25);

    [Fact]
    public void Every_half_is_followed_until_it_has_its_units_and_a_strong_column_is_in_all() => Gen.ULong[1, 1UL << 40].Sample(seed =>
    {
        const int n = 200, p = 8;
        var random = new Tests.Leaks.LeakTables.Draws(seed);
        double[] x = random.Normal(n * p), noise = random.Normal(n);
        double[] y = [.. noise.Select((own, i) => own + 1.5 * x[i] - x[n + i] > 0 ? 1.0 : 0)];
        foreach (int q in new[] { 2, 3 })
        {
            var options = new StabilityOptions { Pairs = 10, Seed = seed, Threshold = 0.75, Selected = q };
            var found = StabilitySelection.Run(new LinearPathFitter(Loss.Logistic, Penalty.L1), Sample.Of(Design.Dense(x, n), y), options: options, fit: new FitOptions { Threads = 1 });
            Assert.InRange(found.Selection.Average, 0.95 * q, q); // all but what ties, or grid steps, leave out
            Assert.All(found.Selection.Units.Where(unit => unit.Unit.Name is "x1" or "x2"), unit => Assert.InRange(unit.Frequency, 0.9, 1));
        }
    }, iter: 5);

    [Fact]
    public void Down_to_a_setting_all_that_came_in_by_then_is_selected_and_their_mean_is_q() => Gen.Select(Cases, Gen.ULong).Sample((c, seed) =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = 12, Ratio = 0.05 });
        var settings = fitter.Settings(c.Sample);
        var options = new StabilityOptions { Pairs = 4, Seed = seed, DownTo = settings[6] };
        var found = StabilitySelection.Run(fitter, c.Sample, options: options, fit: Fit);
        Assert.Equal(settings[6], found.Settings[^1]);
        var drawn = new DrawnWeights(c.Sample, seed, [], c.IsOfClasses);
        var paths = Enumerable.Range(0, 8).Select(k => fitter.Fit([c.Sample.Reweighted(drawn.Half(k / 2, k % 2 == 1))], found.Settings, Fit)[0]).ToArray();
        double total = 0;
        foreach (var unit in found.Selection.Units)
        {
            bool[] isIn = [.. paths.Select(path => path.Points.Any(point => Uses(point.Model, unit.Unit.Columns[0])))];
            Assert.Equal(isIn.Count(own => own) / 8.0, unit.Frequency);
            Assert.Equal(Enumerable.Range(0, 4).Count(pair => isIn[2 * pair] && isIn[2 * pair + 1]) / 4.0, unit.Simultaneous);
            total += unit.Frequency;
        }

        Assert.Equal(total, found.Selection.Bound.Selected, 1e-12);
        Assert.Equal(c.Columns, found.Selection.Bound.Candidates);
    }, iter: 25);

    [Fact]
    public void Weight_two_is_the_row_twice_and_neither_threads_nor_the_scale_of_weights_matter() => Gen.Select(Cases, Gen.ULong).Sample((c, seed) =>
    {
        double[] times = c.Frequencies;
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)times[i]))];
        var twice = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))], rows.Length), [.. rows.Select(i => c.Y[i])]);
        var once = Sample.Of(c.Design, c.Y, times, WeightKind.Frequency);
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = 10, Ratio = 0.1 });
        var settings = fitter.Settings(once);
        var options = new StabilityOptions { Pairs = 3, Seed = seed, DownTo = settings[^1] };
        Same(StabilitySelection.Run(fitter, once, settings, options, Fit), StabilitySelection.Run(fitter, twice, settings, options, Fit));
        Same(StabilitySelection.Run(fitter, once, settings, options, Fit), StabilitySelection.Run(fitter, once, settings, options, Fit with { Threads = 4 }));
        var weighted = Sample.Of(c.Design, c.Y, c.Weights, offset: c.Offset);
        var scaled = Sample.Of(c.Design, c.Y, [.. c.Weights.Select(s => 4 * s)], offset: c.Offset);
        Same(StabilitySelection.Run(fitter, weighted, settings, options, Fit), StabilitySelection.Run(fitter, scaled, settings, options, Fit));

        static void Same(StabilityPath one, StabilityPath other)
        {
            Assert.Equal(one.Selection.Sentence, other.Selection.Sentence);
            for (int u = 0; u < one.Units.Length; u++)
                Assert.Equal(one.Frequencies(u), other.Frequencies(u));
        }
    }, iter: 15);

    [Fact]
    public void A_longer_run_begins_like_a_shorter_one_and_stable_is_what_reaches_the_threshold() => Gen.Select(Cases, Gen.Int[1, 3]).Sample((c, q) =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = 20, Ratio = 0.05 });
        var selection = StabilitySelection.Run(fitter, c.Sample, options: new StabilityOptions { Pairs = 5, Selected = q, Threshold = 0.7 }, fit: Fit).Selection;
        Assert.Equal(selection.Units.Where(unit => unit.Frequency >= 0.7 - 1e-9), selection.Stable);
        Assert.Equal(selection.Units.OrderByDescending(unit => unit.Frequency).Select(unit => unit.Frequency), selection.Units.Select(unit => unit.Frequency));
        Assert.InRange(selection.Stable.Length, 0, (int)(selection.Average / 0.7));
        if (!selection.Stable.IsEmpty)
            Assert.Contains(selection.Bound.Expected.ToString("G3", System.Globalization.CultureInfo.InvariantCulture), selection.Sentence);
        Assert.Equal(selection.Stable.IsEmpty, !selection.Sentence.Contains("false ones", StringComparison.Ordinal));
        Assert.DoesNotContain("false ones", (selection with { Units = [] }).Sentence, StringComparison.Ordinal);
    }, iter: 20);

    [Fact]
    public void Free_columns_are_always_in_and_do_not_count_nor_do_those_that_cannot_be_selected() => Cases.Sample(c =>
    {
        double[] x = [.. c.X, .. Enumerable.Repeat(3.0, c.Rows)]; // and a constant column
        ImmutableArray<double> factors = [0, double.PositiveInfinity, .. Enumerable.Repeat(1.0, c.Columns - 1)];
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1.With(factors), new LambdaGrid { Count = 10, Ratio = 0.1 });
        var found = StabilitySelection.Run(fitter, Sample.Of(Design.Dense(x, c.Rows), c.Y), options: new StabilityOptions { Pairs = 3, Selected = 1, Threshold = 0.8 }, fit: new FitOptions { Threads = 1 });
        Assert.Equal(["x1"], found.Always);
        Assert.Equal(c.Columns - 2, found.Selection.Bound.Candidates);
        Assert.DoesNotContain(found.Selection.Units, unit => unit.Unit.Name is "x1" or "x2" || unit.Unit.Name == $"x{c.Columns + 1}");
        Assert.Contains("'x1' isn't held back", found.Selection.Sentence);
    }, iter: 10);

    [Fact]
    public void A_tree_selects_what_it_asks_and_networks_and_ridge_select_nothing()
    {
        var c = new ChoiceCase(Loss.Logistic, 200, 8, 1, 5);
        var tree = StabilitySelection.Run(new TreePathFitter(new TreeOptions(), Knob.Alpha), c.Sample, options: new StabilityOptions { Pairs = 5, Selected = 2, Threshold = 0.8 }, fit: Fit);
        Assert.InRange(tree.Selection.Average, 0.5, 2);
        Assert.Throws<ArgumentException>(() => StabilitySelection.Run(new LinearPathFitter(Loss.Logistic, Penalty.L2), c.Sample));
        Assert.Throws<ArgumentException>(() => StabilitySelection.Run(new NetworkPathFitter(Network.Layers(2) with { Epochs = 1 }, Loss.Logistic, Knob.Epochs), c.Sample, options: new StabilityOptions { Pairs = 2, Selected = 1, Threshold = 0.9 }));
    }

    [Fact]
    public void Numbers_that_contradict_each_other_are_refused()
    {
        var c = new ChoiceCase(Loss.Squared, 40, 8, 1, 5);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L1);
        Assert.Throws<ArgumentException>(() => StabilitySelection.Run(fitter, c.Sample, options: new StabilityOptions { Threshold = 0.8, Selected = 2, Expected = 1 }));
        Assert.Throws<ArgumentException>(() => StabilitySelection.Run(fitter, c.Sample, options: new StabilityOptions { Selected = 9, Expected = 1 }));
        Assert.Throws<ArgumentException>(() => StabilitySelection.Run(fitter, c.Sample, options: new StabilityOptions { Groups = [new("a", [0, 1]), new("b", [1])] }));
        var path = StabilitySelection.Run(fitter, c.Sample, options: new StabilityOptions { Threshold = 0.8, Selected = 2, Pairs = 3 });
        Assert.Throws<ArgumentException>(() => path.Select(new StabilityOptions { Threshold = 0.8, Selected = 3 }));
    }

    private static bool Uses(LinearModel model, int column) =>
        Enumerable.Range(0, model.Outputs).Any(k => model.Coefficients[k * (model.Coefficients.Length / model.Outputs) + column] != 0);
}
