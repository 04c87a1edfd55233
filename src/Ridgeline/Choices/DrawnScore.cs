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

    /// <summary>The predictions of some folds. They are made anew for each setting that is asked for; what draws ask for again and again is kept.</summary>
    private sealed class Block(int[] rows, double[] y, int settings, Func<int, (double[] Link, double[] Mean)> said)
    {
        private readonly Lazy<(double[] Link, double[] Mean)[]> _kept = new(() => [.. Enumerable.Range(0, settings).Select(said)]);

        public int[] Rows => rows;

        public double[] Y => y;

        public int Settings => settings;

        public (double[] Link, double[] Mean)[] Kept => _kept.Value;

        public bool IsRanked => !Kept.Any(said => said.Link.Any(double.IsNaN));

        public (double[] Link, double[] Mean) Said(int setting) => said(setting);

        public static Block Of<TModel>(CrossValidated<TModel> search, Sample sample, int[] folds)
            where TModel : IModel
        {
            var predictions = search.OutOfFold;
            int[] rows = [.. folds.SelectMany(fold => predictions.RowsOf(fold))];
            double[] y = new double[rows.Length];
            for (int i = 0; i < y.Length; i++)
                y[i] = sample.Target[rows[i]];
            return new Block(rows, y, predictions.Settings, at =>
            {
                double[] link = new double[rows.Length * predictions.Outputs], mean = new double[link.Length];
                int done = 0;
                foreach (int fold in folds)
                {
                    int own = predictions.RowsOf(fold).Length;
                    var part = predictions.LinksOf(fold, at);
                    for (int k = 0; k < predictions.Outputs; k++)
                        part.Slice(k * own, own).CopyTo(link.AsSpan(k * rows.Length + done));
                    done += own;
                }

                search.Path.Points[at].Model.Mean(link, mean);
                return (link, mean);
            });
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
            var hasFold = new double[rows];
            double[][] costs = [.. Enumerable.Range(0, repeats[0][0].Settings).Select(_ => new double[rows])];
            foreach (var block in repeats.SelectMany(blocks => blocks))
                for (int at = 0; at < costs.Length; at++)
                {
                    var (links, means) = block.Said(at);
                    int own = block.Rows.Length, outputs = links.Length / own;
                    double[] link = new double[outputs], mean = new double[outputs];
                    for (int i = 0; i < own; i++)
                    {
                        for (int k = 0; k < outputs; k++)
                            (link[k], mean[k]) = (links[k * own + i], means[k * own + i]);
                        double cost = score.Value(block.Y.AsSpan(i, 1), link, mean, [1]);
                        if (!double.IsFinite(cost))
                            return null;
                        costs[at][block.Rows[i]] += cost;
                        hasFold[block.Rows[i]] = 1;
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
        protected virtual double Of(Block block, int repeat, int at, int setting, ReadOnlySpan<double> weights) => score!.Value(block.Y, block.Kept[setting].Link, block.Kept[setting].Mean, weights);
    }

    /// <summary>The area under the ROC curve of two classes. Rows are sorted once: a draw's area is one pass over them.</summary>
    private sealed class Ranked(ImmutableArray<ImmutableArray<Block>> repeats) : Scored(null, repeats)
    {
        /// <summary>For each repeat, block and setting its rows by rising link; ~row where the link is the same as the one before.</summary>
        private readonly int[][][][] _orders = [.. repeats.Select(blocks => blocks.Select(block => block.Kept.Select(said => Order(said.Link)).ToArray()).ToArray())];

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
