namespace Ridgeline.Trees;

/// <summary>What a split lowers.</summary>
public enum SplitCriterion
{
    /// <summary>Of classes: Gini's index, 1 − Σ pₖ².</summary>
    Gini,

    /// <summary>Of classes: −Σ pₖ log₂ pₖ, in bits.</summary>
    Entropy,

    /// <summary>Of numbers: the mean of (y − ȳ)², ȳ the weighted mean. A leaf predicts ȳ.</summary>
    SquaredError,

    /// <summary>Of numbers: the mean of |y − m|, m the weighted median (the mean of two values where exactly half of the weight is at or below the lower). A leaf predicts m.</summary>
    AbsoluteError,
}

/// <summary>How a tree is grown. It grows until a node is pure, can't be divided, or one of these stops it.</summary>
/// <remarks>Samples are rows: Σs of frequency weights, the number of rows with s &gt; 0 of importance weights.</remarks>
public sealed record TreeOptions
{
    /// <summary>What splits lower; default Gini. It also says whether the target is classes (codes 0, 1, …) or numbers.</summary>
    public SplitCriterion Criterion
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "not a criterion");
    }

    /// <summary>The most questions that a row is asked, at least 0; default: as many as it takes.</summary>
    public int MaxDepth
    {
        get;
        init => field = AtLeast(0, value, "the depth");
    } = int.MaxValue;

    /// <summary>The fewest samples of a node that is divided, at least 2; default 2.</summary>
    public int MinSamplesSplit
    {
        get;
        init => field = AtLeast(2, value, "the samples of a node that is divided");
    } = 2;

    /// <summary>The fewest samples of a leaf, at least 1; default 1.</summary>
    /// <remarks>Of a column of levels that stand by their means only sets in that order are tried: with more than 1 another set that is allowed may be better, or the only one.</remarks>
    public int MinSamplesLeaf
    {
        get;
        init => field = AtLeast(1, value, "the samples of a leaf");
    } = 1;

    /// <summary>What a split must lower the impurity by at least, ≥ 0: W/W₀·(impurity − W_L/W·impurity_L − W_R/W·impurity_R), W₀ the weight of all rows; default 0.</summary>
    public double MinImpurityDecrease
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the impurity decrease must be at least 0");
    }

    /// <summary>The most leaves, at least 1; default: as many as it takes. The splits that lower most are made first; of equal ones that of the node before the other in preorder.</summary>
    public int MaxLeaves
    {
        get;
        init => field = AtLeast(1, value, "the leaves");
    } = int.MaxValue;

    /// <summary>Whether the target is classes.</summary>
    internal bool IsOfClasses => Criterion is SplitCriterion.Gini or SplitCriterion.Entropy;

    private static int AtLeast(int least, int value, string what) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{what} must be at least {least}");
}
