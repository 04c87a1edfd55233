using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>A partition of rows into K folds. A fold is no copy: training without it is the same rows with its weights set to 0.</summary>
public sealed class Folds
{
    /// <summary>The fold number of a row that is in no fold.</summary>
    public const int None = -1;

    private const ulong StreamOfFolds = 2;

    private Folds(ImmutableArray<int> foldOf, int count) => (FoldOf, Count) = (foldOf, count);

    /// <summary>Each row's fold, 0 … K − 1, or <see cref="None"/>.</summary>
    public ImmutableArray<int> FoldOf { get; }

    /// <summary>K.</summary>
    public int Count { get; }

    /// <summary>Folds given by the caller.</summary>
    /// <param name="foldOf">Each row's fold, 0 … K − 1, or <see cref="None"/>; no fold may be empty.</param>
    /// <exception cref="ArgumentException">Fewer than two folds, an empty one, or a number below −1.</exception>
    public static Folds Given(ImmutableArray<int> foldOf)
    {
        int count = foldOf.IsEmpty ? 0 : foldOf.Max() + 1;
        if (count < 2)
            throw new ArgumentException("at least two folds are needed", nameof(foldOf));
        for (int fold = None; fold < count; fold++)
            if (fold >= 0 && !foldOf.Contains(fold))
                throw new ArgumentException($"fold {fold} has no rows; folds are numbered from 0 without gaps", nameof(foldOf));
        if (foldOf.Any(fold => fold < None))
            throw new ArgumentException("a fold's number is at least 0, or -1 for a row in no fold", nameof(foldOf));
        return new Folds(foldOf, count);
    }

    /// <summary>
    /// Stratified folds: the rows of each class with a weight above 0, shuffled, are dealt out in turn, each class going on where the one before it stopped.
    /// So a class's rows differ by at most one between folds, and the folds' sizes too.
    /// </summary>
    /// <param name="sample">The rows; classes are the distinct targets.</param>
    /// <param name="count">K, at least 2 and at most the rows of the rarest class.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A class has fewer rows than folds.</exception>
    public static Folds Stratified(Sample sample, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        int[] foldOf = [.. Enumerable.Repeat(None, sample.Design.Rows)];
        int next = 0;
        foreach (int[] rows in Strata.Shuffled(sample, new RandomStream(seed, StreamOfFolds)))
        {
            if (rows.Length < count)
                throw new ArgumentException($"a class has {Wording.Count(rows.Length, "row")}, fewer than the {count} folds", nameof(count));
            foreach (int row in rows)
            {
                foldOf[row] = next;
                next = (next + 1) % count;
            }
        }

        return new Folds([.. foldOf], count);
    }

    /// <summary>The weights of the rows outside fold <paramref name="fold"/>; 0 inside it and for rows in no fold.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="fold">0 … K − 1.</param>
    public double[] TrainingWeights(Sample sample, int fold) => Masked(sample, other => other != None && other != fold);

    /// <summary>The weights of the rows in fold <paramref name="fold"/>; 0 elsewhere.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="fold">0 … K − 1.</param>
    public double[] HeldOutWeights(Sample sample, int fold) => Masked(sample, other => other == fold);

    private double[] Masked(Sample sample, Func<int, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Design.Rows != FoldOf.Length)
            throw new ArgumentException($"folds of {FoldOf.Length} rows for a sample of {sample.Design.Rows}", nameof(sample));
        var weights = sample.Weights.ToArray();
        for (int i = 0; i < weights.Length; i++)
            if (!keep(FoldOf[i]))
                weights[i] = 0;
        return weights;
    }
}
