using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Tests.Choices;

public sealed class ParameterGridTests
{
    /// <summary>The examples of scikit-learn's own documentation of ParameterGrid (sklearn.model_selection.ParameterGrid, version 1.2).</summary>
    [Fact]
    public void The_order_is_scikit_learns()
    {
        Assert.Equal(
            ["a = 1, b = true", "a = 1, b = false", "a = 2, b = true", "a = 2, b = false"],
            new ParameterGrid().With("b", true, false).With("a", 1, 2).Points.Select(point => point.ToString()));
        ParameterGrid[] several = [new ParameterGrid().With("kernel", "linear"), new ParameterGrid().With("kernel", "rbf").With("gamma", 1, 10)];
        Assert.Equal(
            ["kernel = linear", "gamma = 1, kernel = rbf", "gamma = 10, kernel = rbf"], several.SelectMany(grid => grid.Points).Select(point => point.ToString()));
    }

    [Fact]
    public void Every_combination_is_there_once_axes_by_name_the_last_fastest() =>
        Gen.Dictionary(Gen.String[Gen.Char['A', 'z'], 1, 3], Gen.Int[1, 4])[0, 4].Sample(axes =>
        {
            var grid = axes.Aggregate(new ParameterGrid(), (grid, axis) => grid.With(axis.Key, [.. Enumerable.Range(0, axis.Value).Select(v => (ParameterValue)(v * 0.5))]));
            IEnumerable<string> expected = [""];
            foreach (string name in axes.Keys.Order(StringComparer.Ordinal))
                expected = [.. expected.SelectMany(head => Enumerable.Range(0, axes[name]).Select(v => $"{head}{(head.Length > 0 ? ", " : "")}{name} = {v * 0.5}"))];
            Assert.Equal(expected, grid.Points.Select(point => point.ToString()));
            Assert.Equal(axes.Values.Aggregate(1, (a, b) => a * b), grid.Count);
        });

    [Fact]
    public void An_axis_of_strengths_stands_where_its_name_does_and_is_not_told()
    {
        var trials = new ParameterGrid().With("r", 0, 1).Strengths(Knob.C, 10, 1).With("A", "x").Trials.ToArray();
        Assert.Equal(["A = x, C = 10, r = 0", "A = x, C = 10, r = 1", "A = x, C = 1, r = 0", "A = x, C = 1, r = 1"], trials.Select(trial => trial.All.ToString()));
        Assert.All(trials, trial => Assert.Equal(["A", "r"], trial.Told.Names));
        Assert.Equal(new Setting(Knob.C, 10), trials[0].Setting);
        Assert.Contains("the candidate isn't told it", Assert.Throws<ArgumentException>(() => trials[0].Told.Number("C")).Message);
    }

    [Fact]
    public void A_wrong_name_or_kind_is_told_with_what_there_is()
    {
        var point = new ParameterGrid().With("r", 0.5).With("on", true).With("loss", "logistic").Points.Single();
        Assert.Equal((0.5, true, "logistic"), (point.Number("r"), point.Flag("on"), point.Text("loss")));
        Assert.Contains("no parameter 'R'; there are 'loss', 'on', 'r'", Assert.Throws<ArgumentException>(() => point.Number("R")).Message);
        Assert.Contains("'loss' is the text 'logistic'; a number is needed", Assert.Throws<ArgumentException>(() => point.Number("loss")).Message);
        Assert.Contains("'r' is the number '0.5'; true or false is needed", Assert.Throws<ArgumentException>(() => point.Flag("r")).Message);
        Assert.Contains("'r' is the number '0.5'; a whole number is needed", Assert.Throws<ArgumentException>(() => point.Whole("r")).Message);
        Assert.Contains("'on' is the flag 'true'; a text is needed", Assert.Throws<ArgumentException>(() => point.Text("on")).Message);
    }

    [Fact]
    public void A_number_is_no_text_of_it_nor_a_flag()
    {
        ParameterValue[] values = [1, "1", true, "true", 0, false, "", default];
        for (int a = 0; a < values.Length; a++)
            for (int b = 0; b < values.Length; b++)
                Assert.Equal(a == b || Math.Min(a, b) == 4 && Math.Max(a, b) == 7, values[a] == values[b]);
    }

    [Fact]
    public void What_is_no_axis_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ParameterGrid().With("a"));
        Assert.Throws<ArgumentException>(() => new ParameterGrid().With("a", 1).With("a", 2));
        Assert.Throws<ArgumentException>(() => new ParameterGrid().With("C", 1).Strengths(Knob.C, 1));
        Assert.Throws<ArgumentException>(() => new ParameterGrid().Strengths(Knob.C, 1).Strengths(Knob.Lambda, 1));
        Assert.Throws<ArgumentException>(() => new ParameterGrid().Strengths(Knob.C));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGrid().Strengths(Knob.Lambda, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGrid().Strengths(Knob.Depth, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGrid().With("a", double.NaN));
        Assert.Throws<ArgumentException>(() => ParameterDistribution.LogUniform(0, 1));
        Assert.Throws<ArgumentException>(() => ParameterDistribution.Uniform(1, 1));
        Assert.Throws<ArgumentException>(() => ParameterDistribution.Whole(2, 1));
        Assert.Throws<ArgumentException>(() => ParameterDistribution.Choice());
        Assert.Throws<ArgumentException>(() => new ParameterDistributions().Strengths(Knob.C, 1).With("C", ParameterDistribution.Uniform(0, 1)));
    }

    [Fact]
    public void Draws_lie_in_their_range_and_are_spread_as_they_should_be()
    {
        const int Count = 20_000;
        var space = new ParameterDistributions().With("u", ParameterDistribution.Uniform(-1, 3)).With("l", ParameterDistribution.LogUniform(1e-3, 1e3))
            .With("w", ParameterDistribution.Whole(2, 5)).With("c", ParameterDistribution.Choice("a", 1, true));
        Gen.ULong.Sample(seed =>
        {
            Parameters[] draws = [.. Enumerable.Range(0, Count).Select(at => space.Draw(seed, at))];
            double[] u = [.. draws.Select(draw => (draw.Number("u") + 1) / 4)], l = [.. draws.Select(draw => (Math.Log10(draw.Number("l")) + 3) / 6)];
            foreach (double[] unit in new[] { u, l })
            {
                Array.Sort(unit);
                Assert.InRange(unit[0], 0, 1);
                Assert.InRange(unit[^1], 0, 1);
                double distance = Enumerable.Range(0, Count).Max(k => Math.Abs(unit[k] - (k + 0.5) / Count));
                Assert.InRange(distance * Math.Sqrt(Count), 0, 2.7); // Kolmogorov: above 2.7 once in a million
            }

            Near(Count / 4.0, draws.GroupBy(draw => draw.Whole("w")).ToDictionary(g => (ParameterValue)g.Key, g => g.Count()), 2, 3, 4, 5);
            Near(Count / 3.0, draws.GroupBy(draw => draw["c"]).ToDictionary(g => g.Key, g => g.Count()), "a", 1, true);
        }, iter: 20);

        static void Near(double expected, Dictionary<ParameterValue, int> found, params ParameterValue[] values)
        {
            Assert.Equal(values.Length, found.Count);
            Assert.All(values, value => Assert.InRange(found[value], expected - 6 * Math.Sqrt(expected), expected + 6 * Math.Sqrt(expected)));
        }
    }

    [Fact]
    public void A_draw_depends_on_seed_and_number_alone_and_on_no_order() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 1000]).Sample((seed, at) =>
        {
            ParameterDistribution u = ParameterDistribution.Uniform(0, 1), c = ParameterDistribution.Choice(1, 2, 3);
            var one = new ParameterDistributions().With("u", u).With("c", c);
            var other = new ParameterDistributions().With("c", c).With("u", u);
            Assert.Equal(one.Draw(seed, at), other.Draw(seed, at));
            Assert.NotEqual(one.Draw(seed, at), one.Draw(seed, at + 1));
            Assert.NotEqual(one.Draw(seed, at), one.Draw(seed + 1, at));
            Assert.Equal(one.Trials(seed, 5).Select(trial => trial.All), one.Trials(seed, 9).Take(5).Select(trial => trial.All));
        });
}
