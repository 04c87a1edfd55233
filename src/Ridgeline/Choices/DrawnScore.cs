using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>
/// The score of a setting's out-of-fold predictions under weights of the rows that change with every draw; the mean over repeats. What doesn't depend on the weights is done once.
/// </summary>
internal abstract class DrawnScore
{
    /// <summary>The score of one setting; NaN where it is undefined.</summary>
    /// <param name="setting">Its position.</param>
    /// <param name="weights">A weight for each of the sample's rows.</param>
    /// <param name="room">As many numbers.</param>
    public abstract double Value(int setting, ReadOnlySpan<double> weights, Span<double> room);

    public static DrawnScore Of<TModel>(CrossValidated<TModel> search, Sample sample, ScoreCurve curve)
        where TModel : IModel
    {
        bool isArea = curve.Score == Score.RocAuc || curve.Score == Score.RocAucOvo;
        var blocks = Blocks(search, sample, byFold: isArea && !curve.Points[0].Pooled);
        if (curve.Score.IsMeanOfRows && MeanOfRows.Of(curve.Score, blocks, sample.Rows) is { } mean)
            return mean;
        return isArea && search.OutOfFold.Outputs == 1 && blocks.All(repeat => repeat.All(block => block.IsRanked)) ? new Ranked(blocks) : new Scored(curve.Score, blocks);
    }

    /// <summary>For each repeat what is scored together: all rows, or those of each fold.</summary>
    private static ImmutableArray<ImmutableArray<Block>> Blocks<TModel>(CrossValidated<TModel> search, Sample sample, bool byFold)
        where TModel : IModel
    {
        int each = search.Resamples.Count / search.Resamples.Repeats;
        ImmutableArray<Block> Of(int[] folds) => [.. (byFold ? folds.Select(fold => new[] { fold }) : [folds]).Select(own => Block.Of(search, sample, own)).Where(block => block.Rows.Length > 0)];
        return [.. Enumerable.Range(0, search.Resamples.Repeats).Select(repeat => Of([.. Enumerable.Range(repeat * each, each)]))];
    }

    /// <summary>The predictions of some folds.</summary>
    private sealed record Block(int[] Rows, double[] Y, double[][] Links, double[][] Means)
    {
        public bool IsRanked => !Links.Any(links => links.Any(double.IsNaN));

        public static Block Of<TModel>(CrossValidated<TModel> search, Sample sample, int[] folds)
            where TModel : IModel
        {
            var said = search.OutOfFold;
            int[] rows = [.. folds.SelectMany(fold => said.RowsOf(fold))];
            double[] y = new double[rows.Length];
            for (int i = 0; i < y.Length; i++)
                y[i] = sample.Target[rows[i]];
            double[][] links = new double[said.Settings][], means = new double[said.Settings][];
            for (int at = 0; at < links.Length; at++)
            {
                (links[at], means[at]) = (new double[rows.Length * said.Outputs], new double[rows.Length * said.Outputs]);
                int done = 0;
                foreach (int fold in folds)
                {
                    int own = said.RowsOf(fold).Length;
                    var link = said.LinksOf(fold, at);
                    for (int k = 0; k < said.Outputs; k++)
                        link.Slice(k * own, own).CopyTo(links[at].AsSpan(k * rows.Length + done));
                    done += own;
                }

                search.Path.Points[at].Model.Mean(links[at], means[at]);
            }

            return new Block(rows, y, links, means);
        }
    }

    /// <summary>Σ wᵢcᵢ/Σ wᵢ/R, cᵢ the sum over the R repeats of the scores of row i alone: whole numbers for an accuracy, whose ties stay ties.</summary>
    private sealed class MeanOfRows(double[][] costs, double[] hasFold, int repeats) : DrawnScore
    {
        public override double Value(int setting, ReadOnlySpan<double> weights, Span<double> room)
        {
            double total = TensorPrimitives.Dot(weights, hasFold);
            return total > 0 ? TensorPrimitives.Dot(weights, costs[setting]) / total / repeats : double.NaN;
        }

        /// <summary>Null if a row's score isn't finite.</summary>
        public static MeanOfRows? Of(Score score, ImmutableArray<ImmutableArray<Block>> repeats, int rows)
        {
            double[] hasFold = new double[rows], link = [], mean = [];
            double[][] costs = [.. repeats[0][0].Links.Select(_ => new double[rows])];
            foreach (var block in repeats.SelectMany(blocks => blocks))
            {
                int own = block.Rows.Length, outputs = block.Links[0].Length / own;
                (link, mean) = (new double[outputs], new double[outputs]);
                for (int i = 0; i < own; i++)
                {
                    hasFold[block.Rows[i]] = 1;
                    for (int at = 0; at < costs.Length; at++)
                    {
                        for (int k = 0; k < outputs; k++)
                            (link[k], mean[k]) = (block.Links[at][k * own + i], block.Means[at][k * own + i]);
                        double cost = score.Value(block.Y.AsSpan(i, 1), link, mean, [1]);
                        if (!double.IsFinite(cost))
                            return null;
                        costs[at][block.Rows[i]] += cost;
                    }
                }
            }

            return new MeanOfRows(costs, hasFold, repeats.Length);
        }
    }

    /// <summary>Any score: the mean over the blocks that have it, weighted by their weight.</summary>
    private class Scored(Score? score, ImmutableArray<ImmutableArray<Block>> repeats) : DrawnScore
    {
        public override double Value(int setting, ReadOnlySpan<double> weights, Span<double> room)
        {
            double mean = 0;
            for (int repeat = 0; repeat < repeats.Length; repeat++)
            {
                double sum = 0, total = 0;
                for (int b = 0; b < repeats[repeat].Length; b++)
                {
                    var block = repeats[repeat][b];
                    var own = room[..block.Rows.Length];
                    for (int i = 0; i < own.Length; i++)
                        own[i] = weights[block.Rows[i]];
                    double weight = TensorPrimitives.Sum<double>(own), value = weight > 0 ? Of(block, repeat, b, setting, own) : double.NaN;
                    if (double.IsNaN(value))
                        continue;
                    sum += weight * value;
                    total += weight;
                }

                mean += sum / total / repeats.Length;
            }

            return mean;
        }

        /// <summary>The score of a block's rows under their weights.</summary>
        protected virtual double Of(Block block, int repeat, int at, int setting, ReadOnlySpan<double> weights) => score!.Value(block.Y, block.Links[setting], block.Means[setting], weights);
    }

    /// <summary>The area under the ROC curve of two classes. Rows are sorted once: a draw's area is one pass over them.</summary>
    private sealed class Ranked(ImmutableArray<ImmutableArray<Block>> repeats) : Scored(null, repeats)
    {
        /// <summary>For each repeat, block and setting its rows by rising link; ~row where the link is the same as the one before.</summary>
        private readonly int[][][][] _orders = [.. repeats.Select(blocks => blocks.Select(block => block.Links.Select(Order).ToArray()).ToArray())];

        protected override double Of(Block block, int repeat, int at, int setting, ReadOnlySpan<double> weights)
        {
            double pairs = 0, positives = 0, negativesBelow = 0, positivesHere = 0, negativesHere = 0;
            foreach (int entry in _orders[repeat][at][setting])
            {
                if (entry >= 0)
                {
                    pairs += positivesHere * (negativesBelow + 0.5 * negativesHere);
                    (positives, negativesBelow) = (positives + positivesHere, negativesBelow + negativesHere);
                    (positivesHere, negativesHere) = (0, 0);
                }

                int row = entry >= 0 ? entry : ~entry;
                if (block.Y[row] == 1)
                    positivesHere += weights[row];
                else
                    negativesHere += weights[row];
            }

            pairs += positivesHere * (negativesBelow + 0.5 * negativesHere);
            (positives, negativesBelow) = (positives + positivesHere, negativesBelow + negativesHere);
            return positives > 0 && negativesBelow > 0 ? pairs / (positives * negativesBelow) : double.NaN;
        }

        private static int[] Order(double[] link)
        {
            var keys = (double[])link.Clone();
            int[] order = [.. Enumerable.Range(0, keys.Length)];
            Array.Sort(keys, order);
            for (int i = keys.Length - 1; i > 0; i--)
                if (keys[i] == keys[i - 1])
                    order[i] = ~order[i];
            return order;
        }
    }
}
