namespace Ridgeline.Trees;

/// <summary>
/// What a criterion sums: of the rows of a node, and of those that a split sends left. A split's quality is what it lowers weight × impurity by:
/// W·impurity − W_L·impurity_L − W_R·impurity_R.
/// </summary>
internal abstract class SplitSums(TrainingRows rows, int minSamplesLeaf)
{
    private protected TrainingRows Rows => rows;

    private protected double MinSamplesLeaf => minSamplesLeaf;

    /// <summary>The sums of a criterion: those of counts where they are enough.</summary>
    public static SplitSums Of(TrainingRows rows, TreeOptions options) => options.Criterion switch
    {
        SplitCriterion.Gini when rows.Classes == 2 && rows.AreEven => new CountSums(rows, options.MinSamplesLeaf),
        SplitCriterion.Gini when rows.Classes > 2 => new ClassSums(rows, options.MinSamplesLeaf, isEntropy: false),
        SplitCriterion.Gini or SplitCriterion.SquaredError => new MeanSums(rows, options.MinSamplesLeaf),
        SplitCriterion.Entropy => new ClassSums(rows, options.MinSamplesLeaf, isEntropy: true),
        _ => new MedianSums(rows, options.MinSamplesLeaf),
    };

    /// <summary>Σs of the node's rows.</summary>
    public double Weight { get; private protected set; }

    /// <summary>What <see cref="Impurity"/> and qualities are multiples of: a power of two, 1 but of squares of extraordinary targets, which times a weight needn't be doubles.</summary>
    public double Unit { get; private protected init; } = 1;

    /// <summary>The node's impurity, in units.</summary>
    public double Impurity { get; private protected set; }

    /// <summary>Whether the best split of levels is one of those in the order of their means (Breiman et al. 1984, theorem 4.5; Fisher 1958 for numbers).</summary>
    public abstract bool OrdersLevels { get; }

    /// <summary>Goes to a node.</summary>
    /// <param name="numbers">Its rows, rising.</param>
    /// <param name="values">Room for each class's weight, or for the number that it predicts.</param>
    public abstract void Enter(ReadOnlySpan<int> numbers, Span<double> values);

    /// <summary>No row goes left.</summary>
    public abstract void Clear();

    /// <summary>Another row goes left.</summary>
    public abstract void Add(int row);

    /// <summary>The quality; −∞ where a side has too few samples.</summary>
    public abstract double Quality();

    /// <summary>Other rows go left.</summary>
    public void Add(ReadOnlySpan<ulong> entries)
    {
        foreach (ulong entry in entries)
            Add((int)(uint)entry);
    }

    /// <summary>Of the node's rows those go left that a column doesn't list.</summary>
    public abstract void AddOthers(ReadOnlySpan<ulong> listed);

    /// <summary>The mean of the target among listed rows; where <see cref="OrdersLevels"/>.</summary>
    public abstract double Mean(ReadOnlySpan<ulong> entries);

    /// <summary>The mean among the node's rows that aren't listed.</summary>
    public abstract double MeanOfOthers(ReadOnlySpan<ulong> listed);

    /// <summary>Sends rows left one after the other, and looks at the qualities where the value changes.</summary>
    /// <param name="entries">Rows in their column's order.</param>
    /// <param name="end">Whether to look after the last, too.</param>
    /// <param name="enough">The first quality of at least this ends it.</param>
    /// <param name="at">The row that it ended with.</param>
    /// <returns>The largest quality, or the first that is enough.</returns>
    public virtual double Scan(ReadOnlySpan<ulong> entries, bool end, double enough, ref int at)
    {
        double best = double.NegativeInfinity;
        for (int i = 0; i < entries.Length; i++)
        {
            Add((int)(uint)entries[i]);
            if (i + 1 < entries.Length ? entries[i + 1] >> 32 == entries[i] >> 32 : !end)
                continue;
            double quality = Quality();
            if (quality > best)
                best = quality;
            if (quality >= enough)
            {
                at = i;
                return quality;
            }
        }

        return best;
    }
}
