namespace Ridgeline.Designs;

/// <summary>
/// A partition of a sample's rows, and the samples that each leave one part of it out. What they share (X, the target, most rows) can be worked on once for
/// all of them; a problem's bits depend on its division, not on which of its samples are fitted beside it.
/// </summary>
internal sealed class Division
{
    private const int MostHeld = 64;

    private readonly int[] _order;  // the rows of part 0, of part 1, …, each rising
    private readonly int[] _starts;
    private readonly Lazy<DesignView[]>? _views; // of the samples without a part, by whoever needs one first

    /// <summary>Divides <paramref name="whole"/>.</summary>
    /// <param name="whole">All rows.</param>
    /// <param name="partOf">The part of each row; below 0 for rows that are left out wherever a part is.</param>
    public Division(Sample whole, ReadOnlySpan<int> partOf)
    {
        Whole = whole;
        foreach (int part in partOf)
            Parts = Math.Max(Parts, part + 1);
        _starts = new int[Parts + 1];
        for (int i = 0; i < partOf.Length; i++)
            if (partOf[i] >= 0 && whole.Weights[i] > 0)
                _starts[partOf[i] + 1]++;
            else
                IsComplete &= whole.Weights[i] == 0;
        for (int part = 0; part < Parts; part++)
            _starts[part + 1] += _starts[part];
        _order = new int[_starts[Parts]];
        int[] next = _starts[..Parts];
        for (int i = 0; i < partOf.Length; i++)
            if (partOf[i] >= 0 && whole.Weights[i] > 0)
                _order[next[partOf[i]]++] = i;
        _views = DividedMoments.Serves(this) ? new(() => DesignView.Without(this)) : null;
    }

    /// <summary>All rows.</summary>
    public Sample Whole { get; }

    /// <summary>How many parts there are.</summary>
    public int Parts { get; }

    /// <summary>Whether there are so few that every sample's sums may be held at once: folds, but not leave-one-out.</summary>
    public bool IsCoarse => Parts <= MostHeld;

    /// <summary>Whether every row with a weight is in a part.</summary>
    public bool IsComplete { get; } = true;

    /// <summary>The rows of a part that have a weight, rising.</summary>
    public ReadOnlySpan<int> RowsOf(int part) => _order.AsSpan(_starts[part], _starts[part + 1] - _starts[part]);

    /// <summary>The sample without a part: the other parts' weights, with the means and scales that these give.</summary>
    public Sample Without(int part)
    {
        double[] weights = WeightsWithout(part);
        return Whole.Divided(weights, this, part, () => _views is { } views ? views.Value[part] : DesignView.Of(Whole.Design, weights, Whole.Standardize, Whole.View.Intercept));
    }

    /// <summary>The weights of the sample without a part.</summary>
    public double[] WeightsWithout(int part)
    {
        var weights = new double[Whole.Rows];
        for (int other = 0; other < Parts; other++)
            if (other != part)
                foreach (int i in RowsOf(other))
                    weights[i] = Whole.Weights[i];
        return weights;
    }
}
