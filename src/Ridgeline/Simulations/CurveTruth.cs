using System.Collections.Immutable;
using Ridgeline.Numerics;

namespace Ridgeline.Simulations;

/// <summary>A curve f(x), x uniform on (−1, 1), for fits by a polynomial: the columns are x, x², …, x^d.</summary>
public sealed record CurveTruth : Truth
{
    private readonly Func<double, double> _f;

    /// <summary>A truth.</summary>
    /// <param name="formula">f in words.</param>
    /// <param name="f">f. With +, −, ·, ÷, roots and absolute values alone the data are the same on every machine, to the last bit.</param>
    /// <param name="degree">d, at least 1.</param>
    /// <param name="noise">σ, finite and at least 0; it has no say where y is a class.</param>
    public CurveTruth(string formula, Func<double, double> f, int degree, double noise)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(formula);
        ArgumentNullException.ThrowIfNull(f);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "the noise must be finite and at least 0");
        (Formula, _f, Columns, Sigma) = (formula, f, degree, noise);
    }

    /// <inheritdoc/>
    public override int Columns { get; }

    /// <inheritdoc/>
    public override string Formula { get; }

    /// <inheritdoc/>
    public override double Noise => HasClasses ? double.NaN : Sigma;

    /// <summary>x, x^2, …</summary>
    public override ImmutableArray<string> Names => [.. Enumerable.Range(1, Columns).Select(power => power == 1 ? "x" : $"x^{power}")];

    private double Sigma { get; }

    internal override void Fill(RandomStream random, Span<double> row)
    {
        row[0] = 2 * random.NextUniform() - 1;
        for (int j = 1; j < row.Length; j++)
            row[j] = row[j - 1] * row[0];
    }

    internal override double Link(ReadOnlySpan<double> row) => _f(row[0]);
}
