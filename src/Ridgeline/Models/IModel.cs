using Ridgeline.Designs;

namespace Ridgeline.Models;

/// <summary>A fitted model of any family: immutable, and without a memory of how it was fitted.</summary>
public interface IModel
{
    /// <summary>K, the numbers it gives for each row.</summary>
    int Outputs { get; }

    /// <summary>How many parts the model is made of: columns with a coefficient that isn't 0, or leaves.</summary>
    int Complexity { get; }

    /// <summary>The linear predictor of each row, on which rows are ranked; for models without a link the mean itself.</summary>
    /// <param name="design">Rows, with the columns that the model was fitted on.</param>
    /// <param name="target">n × K, column after column.</param>
    void Link(Design design, Span<double> target);

    /// <summary>E[y | η]: for classes the probability of the positive class (K = 1) or of each class.</summary>
    /// <param name="link">What <see cref="Link"/> gave.</param>
    /// <param name="target">n × K.</param>
    void Mean(ReadOnlySpan<double> link, Span<double> target);
}
