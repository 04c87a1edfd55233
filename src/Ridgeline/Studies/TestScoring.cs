using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>The scores of a model on a test set, with intervals: the 2.5 % and 97.5 % quantiles of the score over bootstrap draws of the test rows.</summary>
internal static class TestScoring
{
    /// <summary>The scores.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">The rows, test rows among them; its weights don't count.</param>
    /// <param name="weights">The weights of the test rows; 0 for others.</param>
    /// <param name="scores">Which scores.</param>
    /// <param name="groups">The group of each row, which is drawn as a whole; empty: rows are drawn by themselves.</param>
    /// <param name="draws">How many draws.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="threads">How many threads score them; results don't depend on it.</param>
    /// <param name="stop">Stops at once.</param>
    public static ImmutableArray<TestScore> Of(
        IModel model, Sample sample, double[] weights, ImmutableArray<Score> scores, int[] groups, int draws, ulong seed, int threads, CancellationToken stop)
    {
        int[] rows = [.. Enumerable.Range(0, weights.Length).Where(row => weights[row] > 0)];
        int outputs = model.Outputs;
        double[] all = new double[sample.Rows * outputs];
        model.Link(sample.Design, all);
        for (int i = 0; i < all.Length && !sample.Offset.IsEmpty; i++)
            all[i] += sample.Offset[i % sample.Rows];
        double[] link = new double[rows.Length * outputs], mean = new double[link.Length];
        for (int k = 0; k < outputs; k++)
            for (int i = 0; i < rows.Length; i++)
                link[k * rows.Length + i] = all[k * sample.Rows + rows[i]];
        model.Mean(link, mean);
        double[] target = [.. rows.Select(row => sample.Target[row])], own = [.. rows.Select(row => weights[row])];
        var bootstrap = Resamples.Bootstrap(sample.Reweighted(weights), draws, seed, groups);
        var values = new double[scores.Length][];
        for (int s = 0; s < values.Length; s++)
            values[s] = new double[draws];
        Parallel.For(0, draws, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, () => (Times: new int[sample.Rows], Weights: new double[rows.Length]), (b, _, room) =>
        {
            bootstrap.Times(b, room.Times);
            for (int i = 0; i < rows.Length; i++)
                room.Weights[i] = own[i] * room.Times[rows[i]];
            for (int s = 0; s < scores.Length; s++)
                values[s][b] = scores[s].Value(target, link, mean, room.Weights);
            return room;
        }, _ => { });
        return [.. scores.Select((score, s) =>
        {
            double[] defined = [.. values[s].Where(value => !double.IsNaN(value)).Order()];
            return new TestScore(score, score.Value(target, link, mean, own), BiasCorrectedBootstrap.Quantile(defined, 0.025), BiasCorrectedBootstrap.Quantile(defined, 0.975));
        })];
    }
}
