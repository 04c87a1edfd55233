using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Choices;

/// <summary>Small samples to search on, and pipelines over them.</summary>
internal static class SearchSamples
{
    /// <summary>Two classes that some of the columns, of very unequal scales, tell apart but for noise.</summary>
    public static Sample Classes(int rows, int columns, ulong seed, bool standardize = true)
    {
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, rows * columns).Select(at => (random.NextUniform() - 0.5) * (1 + at / rows * 3))];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => x[i] + x[rows + i] / 4 + random.NextUniform() - 0.5 > 0 ? 1.0 : 0)];
        return Sample.Of(Design.Dense(x, rows), y, standardize: standardize);
    }

    /// <summary>Logistic regression: the share of L1 is "l1Ratio", and whether columns are scaled "scaled", if they are there.</summary>
    public static Func<Parameters, Candidate<LinearModel>> Logistic(Sample sample)
    {
        var raw = Sample.Of(sample.Design, sample.Target, sample.Weights, sample.WeightKind, sample.Offset, standardize: false);
        return parameters => new Candidate<LinearModel>(
            new LinearPathFitter(Loss.Logistic, Penalty.ElasticNet(parameters.Has("l1Ratio") ? parameters.Number("l1Ratio") : 0)),
            !parameters.Has("scaled") || parameters.Flag("scaled") ? sample : raw);
    }

    /// <summary>All of a table that doesn't depend on the clock, as bits.</summary>
    public static string Bits(SearchTable table) => string.Join('\n', table.Rows.Select(row =>
        $"{row.Parameters} | {row.Setting} | {row.Unconverged} | " + string.Join(" | ", row.Scores.Select(score =>
            $"{score.Rank} {Bits([score.MeanTest, score.StdTest, score.MeanTrain, score.StdTrain])} {Bits(score.Test)} {Bits(score.Train)}"))));

    private static string Bits(ImmutableArray<double> values) => string.Join(' ', values.Select(value => BitConverter.DoubleToInt64Bits(value).ToString("x")));
}
