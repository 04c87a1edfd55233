using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Recipes;
using Ridgeline.Stability;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Stability;

public sealed class ColumnClustersFacts
{
    [Fact]
    public void Columns_are_in_one_cluster_if_a_chain_of_correlations_above_the_threshold_joins_them() =>
        Gen.Select(ChoiceCase.Any(Loss.Squared), Gen.Double[0.1, 0.6], Gen.Int[12, 50]).Sample((c, threshold, columns) =>
        {
            double[] x = ChoiceCase.Normals(new Ridgeline.Numerics.RandomStream(c.Seed, 9), c.Rows * columns), weights = c.Weights;
            x.AsSpan(2 * c.Rows, c.Rows).Fill(1); // a constant column
            for (int i = 0; i < c.Rows; i++)
                x[5 * c.Rows + i] = 1e4 - x[i] + 0.1 * x[5 * c.Rows + i];
            var clusters = ColumnClusters.Of(Sample.Of(Design.Dense(x, c.Rows), c.Y, weights, intercept: false), threshold);
            int[] clusterOf = new int[columns];
            for (int k = 0; k < clusters.Length; k++)
                foreach (int j in clusters[k].Columns)
                    clusterOf[j] = k;
            Assert.Equal(Enumerable.Range(0, columns), clusters.SelectMany(cluster => cluster.Columns).Order());
            Assert.Equal(clusterOf[0], clusterOf[5]);
            Assert.Equal([2], clusters[clusterOf[2]].Columns);
            int[] reached = [.. Enumerable.Range(0, columns)];
            for (int round = 0; round < columns; round++)
                for (int a = 0; a < columns; a++)
                    for (int b = 0; b < columns; b++)
                        if (a != 2 && b != 2 && Math.Abs(Correlation(x, weights, c.Rows, a, b)) > threshold)
                            reached[a] = reached[b] = Math.Min(reached[a], reached[b]);
            for (int a = 0; a < columns; a++)
                for (int b = 0; b < columns; b++)
                    Assert.Equal(reached[a] == reached[b], clusterOf[a] == clusterOf[b]);
        }, iter: 20);

    [Fact]
    public void Groups_are_joined_whole_and_sparse_columns_as_dense_ones() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        double[] x = [.. c.X.Select(value => Math.Abs(value) < 0.7 ? 0 : value)];
        int[] nonZero = [.. Enumerable.Range(0, x.Length).Where(at => x[at] != 0)];
        int[] starts = [.. Enumerable.Range(0, c.Columns + 1).Select(j => nonZero.Count(at => at < j * c.Rows))];
        var sparse = Design.Sparse([.. nonZero.Select(at => x[at])], [.. nonZero.Select(at => at % c.Rows)], starts, c.Rows);
        var sample = Sample.Of(Design.Dense(x, c.Rows), c.Y, c.Weights);
        foreach (double threshold in new[] { 0.1, 0.25, 0.4 })
        {
            var dense = ColumnClusters.Of(sample, threshold, [new ColumnGroup("pair", [1, 4])]);
            Assert.Contains(dense, cluster => cluster.Columns.Contains(1) && cluster.Columns.Contains(4));
            var other = ColumnClusters.Of(Sample.Of(sparse, c.Y, c.Weights), threshold, [new ColumnGroup("pair", [1, 4])]);
            Assert.Equal(dense.Select(cluster => cluster.Name), other.Select(cluster => cluster.Name));
            Assert.Equal(dense.SelectMany(cluster => cluster.Columns), other.SelectMany(cluster => cluster.Columns));
        }
    }, iter: 20);

    private static double Correlation(double[] x, double[] weights, int n, int a, int b)
    {
        double total = weights.Sum(), ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
        for (int i = 0; i < n; i++)
            (ma, mb) = (ma + weights[i] / total * x[a * n + i], mb + weights[i] / total * x[b * n + i]);
        for (int i = 0; i < n; i++)
        {
            double da = x[a * n + i] - ma, db = x[b * n + i] - mb;
            (aa, bb, ab) = (aa + weights[i] * da * da, bb + weights[i] * db * db, ab + weights[i] * da * db);
        }

        return ab / Math.Sqrt(aa * bb);
    }
}
