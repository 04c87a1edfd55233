using Ridgeline.Numerics;

namespace Ridgeline.Simulations;

/// <summary>f of a row's columns.</summary>
/// <param name="row">The row, a number a column.</param>
public delegate double RowFunction(ReadOnlySpan<double> row);

/// <summary>Any f of columns that are uniform on (−1, 1); it may look at some of them only.</summary>
public sealed record FunctionTruth : Truth
{
    private readonly RowFunction _f;

    /// <summary>A truth.</summary>
    /// <param name="formula">f in words.</param>
    /// <param name="f">f. With +, −, ·, ÷, roots and absolute values alone the data are the same on every machine, to the last bit.</param>
    /// <param name="columns">p, at least 1.</param>
    /// <param name="noise">σ, finite and at least 0; it has no say where y is a class.</param>
    public FunctionTruth(string formula, RowFunction f, int columns, double noise)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(formula);
        ArgumentNullException.ThrowIfNull(f);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "the noise must be finite and at least 0");
        (Formula, _f, Columns, Sigma) = (formula, f, columns, noise);
    }

    /// <inheritdoc/>
    public override int Columns { get; }

    /// <inheritdoc/>
    public override string Formula { get; }

    /// <inheritdoc/>
    public override double Noise => HasClasses ? double.NaN : Sigma;

    private double Sigma { get; }

    internal override void Fill(RandomStream random, Span<double> row)
    {
        for (int j = 0; j < row.Length; j++)
            row[j] = 2 * random.NextUniform() - 1;
    }

    internal override double Link(ReadOnlySpan<double> row) => _f(row);
}
