using System.Text.Json;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Tests.Trees;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Models;

public sealed class DecisionTreeTextTests
{
    private static DecisionTree Tree => TreePathFitter.Grow(Sample.Of(
        Design.OfCells([1, 2, 3, 5, 4, double.NaN, 0, 0, 0, 1, 2, 1], 6, ["age", "town"], [[], ["Bern", "Chur", "Genf"]]), [0, 0, 1, 1, 0, 1]));

    [Fact]
    public void A_file_gives_the_tree_to_the_last_bit() => TreeCase.Any.Sample(c =>
    {
        var tree = c.Tree;
        string written = TreeCase.Bits(tree);
        using var json = JsonDocument.Parse(written);
        var read = TreeFile.Read(json.RootElement);
        Assert.Equal(written, TreeCase.Bits(read));
        Assert.Equal(tree.ToString(), read.ToString());
        double[] link = new double[c.Rows * tree.Outputs], other = new double[link.Length];
        tree.Link(c.Design, link);
        read.Link(c.Design, other);
        Assert.Equal(link, other);
        var pruned = new PruningPath(tree).At(0.01);
        using var smaller = JsonDocument.Parse(TreeCase.Bits(pruned));
        Assert.Equal(TreeCase.Bits(pruned), TreeCase.Bits(TreeFile.Read(smaller.RootElement)));
    });

    [Theory]
    [InlineData("""{"columns":1,"classes":2,"nodes":[]}""")]
    [InlineData("""{"columns":1,"classes":1,"nodes":[]}""")]
    [InlineData("""{"columns":1,"classes":2,"nodes":[{"weight":1,"impurity":0,"values":[1]}]}""")]
    [InlineData("""{"columns":1,"classes":0,"nodes":[{"weight":1,"impurity":0,"values":[1]},{"weight":1,"impurity":0,"values":[1]}]}""")]
    [InlineData("""{"columns":1,"classes":0,"nodes":[{"weight":1,"impurity":0,"values":[1],"column":1,"threshold":0,"missing":"left","missingSeen":false}]}""")]
    [InlineData("""{"columns":1,"classes":0,"nodes":[{"weight":1,"impurity":0,"values":[1],"column":0,"threshold":0,"missing":"up","missingSeen":false}]}""")]
    [InlineData("""{"columns":1,"classes":0,"nodes":[{"weight":1,"impurity":0,"values":[1],"column":0,"threshold":0,"missing":"left","missingSeen":false}]}""")]
    [InlineData("""{"columns":1,"classes":0,"nodes":[{"weight":1,"impurity":0,"values":[1],"column":0,"levels":[-1],"missing":"left","missingSeen":false}]}""")]
    public void What_is_no_tree_is_refused(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Throws<FormatException>(() => TreeFile.Read(json.RootElement));
    }

    [Fact]
    public void It_reads_as_indented_lines() => Assert.Equal(
        """
        all rows: no 0.5 (weight 6)
          age ≤ 2.5: no 1 (weight 2)
          age > 2.5 or missing: yes 0.75 (weight 4)
            town in {Genf}: no 1 (weight 1)
            town not in {Genf}: yes 1 (weight 3)

        """, Tree.Describe(["age", "town"], [[], ["Bern", "Chur", "Genf"]], ["no", "yes"]));

    [Fact]
    public void And_as_a_rule_a_leaf() => Assert.Equal(
        ["age ≤ 2.5: no 1 (weight 2)", "(age > 2.5 or missing) and town in {Genf}: no 1 (weight 1)", "(age > 2.5 or missing) and town not in {Genf}: yes 1 (weight 3)"],
        Tree.Rules(["age", "town"], [[], ["Bern", "Chur", "Genf"]], ["no", "yes"]));

    [Fact]
    public void Rules_join_what_is_asked_of_one_column()
    {
        double[] x = [1, 2, 3, 4, 5, 6], y = [0, 0, 5, 5, 9, 9];
        var tree = TreePathFitter.Grow(Sample.Of(Design.Dense(x, 6), y), new TreeOptions { Criterion = SplitCriterion.SquaredError });
        Assert.Equal(["x1 ≤ 2.5: 0 (weight 2)", "2.5 < x1 ≤ 4.5: 5 (weight 2)", "x1 > 4.5: 9 (weight 2)"], tree.Rules());
    }

    [Fact]
    public void There_is_a_rule_for_each_leaf() => TreeCase.Any.Sample(c => Assert.Equal(c.Tree.Leaves, c.Tree.Rules().Length));

    [Fact]
    public void Names_must_fit()
    {
        Assert.Throws<ArgumentException>(() => Tree.Describe(["age"]));
        Assert.Throws<ArgumentException>(() => Tree.Rules(classes: ["no"]));
        Assert.Throws<ArgumentException>(() => Tree.Describe(levels: [[]]));
    }

    [Fact]
    public void Importances_are_shares_of_what_questions_lower()
    {
        var tree = Tree;
        Assert.Equal(1, tree.Importances.Sum(), 1e-12);
        Assert.Equal(tree.Nodes[0].Impurity, tree.ImpurityDecreases.Sum(), 1e-12); // every leaf is pure
        var root = new PruningPath(tree).At(double.PositiveInfinity);
        Assert.Equal([0.0, 0.0], root.Importances);
    }
}
