using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

/// <summary>A small problem of any criterion: columns of few and of many values and of levels, perhaps with missing rows; weights, perhaps 0.</summary>
internal sealed record TreeCase(ulong Seed, double[][] X, ImmutableArray<ImmutableArray<string>> Levels, double[] Y, double[] Weights, WeightKind Kind, TreeOptions Options)
{
    public static readonly Gen<TreeCase> Any = Gen.Select(Gen.ULong, Gen.Int[2, 32], Gen.Int[1, 4], Gen.Enum<SplitCriterion>()).Select((seed, rows, columns, criterion) => Drawn(seed, rows, columns, criterion));

    public int Rows => Y.Length;

    public bool IsOfClasses => Options.Criterion is SplitCriterion.Gini or SplitCriterion.Entropy;

    public int Classes => IsOfClasses ? Math.Max(2, (int)Y.Max() + 1) : 0;

    public Design Design => Design.OfCells([.. X.SelectMany(column => column)], Rows, levels: Levels);

    public Sample Sample => Sample.Of(Design, Y, Weights, Kind);

    public DecisionTree Tree => TreePathFitter.Grow(Sample, Options);

    /// <summary>The tree to the last bit.</summary>
    public static string Bits(DecisionTree tree)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            TreeFile.Write(json, tree);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Some rows of it, in any order and any number of times.</summary>
    public TreeCase Taking(int[] rows, double[]? weights = null) => this with
    {
        X = [.. X.Select(column => rows.Select(i => column[i]).ToArray())],
        Y = [.. rows.Select(i => Y[i])],
        Weights = weights ?? [.. rows.Select(i => Weights[i])],
    };

    /// <summary>The row numbers in another order.</summary>
    public int[] Shuffled()
    {
        var random = new RandomStream(Seed, 1);
        int[] order = [.. Enumerable.Range(0, Rows)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int k = random.NextBelow(i + 1);
            (order[i], order[k]) = (order[k], order[i]);
        }

        return order;
    }

    public static TreeCase Drawn(ulong seed, int rows, int columns, SplitCriterion criterion)
    {
        var random = new RandomStream(seed);
        var x = new double[columns][];
        var levels = new ImmutableArray<string>[columns];
        for (int j = 0; j < columns; j++)
        {
            int kind = random.NextBelow(4), count = kind == 0 ? 1 + random.NextBelow(5) : kind == 1 ? 2 : kind == 2 ? 6 : 1000;
            double missing = random.NextBelow(2) == 0 ? 0 : 0.25, common = random.NextBelow(3) == 0 ? 0.6 : 0;
            levels[j] = kind == 0 ? [.. Enumerable.Range(0, count).Select(code => $"level {code}")] : [];
            x[j] = [.. Enumerable.Range(0, rows).Select(_ =>
                random.NextUniform() < missing ? double.NaN : random.NextUniform() < common ? 0 : kind == 0 ? random.NextBelow(count) : (random.NextBelow(count) - count / 2) / 4.0)];
        }

        bool ofClasses = criterion is SplitCriterion.Gini or SplitCriterion.Entropy;
        int classes = 2 + random.NextBelow(2), weighting = random.NextBelow(4);
        return new TreeCase(
            seed, x, [.. levels], [.. Enumerable.Range(0, rows).Select(_ => ofClasses ? random.NextBelow(classes) : (random.NextBelow(40) - 10) / 4.0)],
            [.. Enumerable.Range(0, rows).Select(i => i == 0 ? 1 : weighting switch { 0 => 1.0, 1 => random.NextBelow(3), 2 => random.NextUniform(), _ => random.NextBelow(2) * 1.5 })],
            weighting == 1 ? WeightKind.Frequency : WeightKind.Importance,
            new TreeOptions { Criterion = criterion, MinSamplesLeaf = levels.Any(own => !own.IsDefaultOrEmpty) ? 1 : 1 + random.NextBelow(3) });
    }

    public override string ToString() =>
        $"seed {Seed}, {Options.Criterion}, leaf {Options.MinSamplesLeaf}, {Kind}\n{string.Join('\n', X.Select(column => string.Join(' ', column)))}\ny {string.Join(' ', Y)}\ns {string.Join(' ', Weights)}";
}
