using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.AotSmoke;

/// <summary>Trees of every criterion on numbers, gaps and levels: grown, pruned and cross-validated.</summary>
internal static class SimulatedTrees
{
    private const int Rows = 150;

    public static IEnumerable<(string Name, double Number)> Numbers() => Enum.GetValues<SplitCriterion>().SelectMany(Of);

    private static IEnumerable<(string Name, double Number)> Of(SplitCriterion criterion)
    {
        var random = new RandomStream(12);
        double[] x = new double[3 * Rows], y = new double[Rows];
        bool ofClasses = criterion is SplitCriterion.Gini or SplitCriterion.Entropy;
        for (int i = 0; i < Rows; i++)
        {
            (x[i], x[Rows + i], x[2 * Rows + i]) = (random.NextUniform(), random.NextBelow(8) == 0 ? double.NaN : random.NextUniform(), random.NextBelow(4));
            double signal = x[i] + (x[2 * Rows + i] == 2 ? 0.5 : 0) + 0.5 * random.NextUniform();
            y[i] = ofClasses ? signal > 0.9 ? 1 : 0 : signal;
        }

        var sample = Sample.Of(Design.OfCells(x, Rows, ["a", "b", "c"], [[], [], ["k", "l", "m", "n"]]), y);
        var options = new TreeOptions { Criterion = criterion, MinSamplesLeaf = 3 };
        var tree = TreePathFitter.Grow(sample, options);
        var numbers = new List<double> { tree.Leaves, tree.Depth, tree.Describe().Length, tree.Rules().Sum(rule => rule.Length) };
        numbers.AddRange(tree.Importances);
        numbers.AddRange(new PruningPath(tree).Trees.SelectMany(pruned => new[] { pruned.Alpha, pruned.Impurity, pruned.Leaves }));
        var run = CrossValidation.Run(new TreePathFitter(options), sample, Resamples.KFold(sample, 4, 1), default, ofClasses ? [Score.LogLoss, Score.RocAuc] : [Score.Mse, Score.R2], new FitOptions());
        numbers.AddRange(run.Curves.SelectMany(curve => curve.Points.SelectMany(point => new[] { point.Setting.Value, point.Train, point.Mean })));
        return numbers.Select((number, at) => ($"tree by {criterion}, number {at}", number));
    }
}
