using System.Collections.Immutable;
using System.Text;
using Ridgeline.Numerics;

namespace Ridgeline.Simulations;

/// <summary>
/// f = b + Xw, with normal columns of mean 0 and variance 1. Neighbouring columns come in blocks: two of one block have the correlation ρ, two of different blocks none.
/// </summary>
/// <remarks>
/// xⱼ = √ρ·z + √(1 − ρ)·eⱼ, z shared by the block. The variance of f is then Σ over blocks of ρ(Σw)² + (1 − ρ)Σw², and σ is its root over that of <see cref="SignalToNoise"/>:
/// of the truth, not of the rows drawn, so that more rows have the noise of fewer.
/// </remarks>
public sealed record LinearTruth : Truth
{
    private const int MostTerms = 6, ShortRun = 2;

    /// <summary>A linear truth.</summary>
    /// <param name="intercept">b.</param>
    /// <param name="coefficients">w, a finite number a column.</param>
    /// <exception cref="ArgumentException">There are none, or one isn't finite.</exception>
    public LinearTruth(double intercept, ImmutableArray<double> coefficients)
    {
        if (coefficients.IsDefaultOrEmpty || !coefficients.All(double.IsFinite) || !double.IsFinite(intercept))
            throw new ArgumentException("a linear truth needs a finite coefficient for each of at least one column, and a finite intercept", nameof(coefficients));
        (Intercept, Coefficients) = (intercept, coefficients);
    }

    /// <summary>b.</summary>
    public double Intercept { get; }

    /// <summary>w.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>How many neighbouring columns are a block, the last of which may be smaller; at least 1, default 1.</summary>
    public int BlockSize
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BlockSize), value, "a block has at least one column");
    } = 1;

    /// <summary>ρ within a block, in [0, 1); default 0.</summary>
    public double Correlation
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Correlation), value, "the correlation must be in [0, 1)");
    }

    /// <summary>The variance of f over that of the noise, above 0; default 4. It has no say where y is a class.</summary>
    public double SignalToNoise
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(SignalToNoise), value, "the signal-to-noise ratio must be above 0");
    } = 4;

    /// <inheritdoc/>
    public override int Columns => Coefficients.Length;

    /// <summary>The variance of f over rows.</summary>
    public double Signal => Coefficients.Chunk(BlockSize).Sum(own => Correlation * own.Sum() * own.Sum() + (1 - Correlation) * own.Sum(w => w * w));

    /// <inheritdoc/>
    public override double Noise => HasClasses ? double.NaN : Math.Sqrt(Signal / SignalToNoise);

    /// <inheritdoc/>
    public override string Formula
    {
        get
        {
            var text = new StringBuilder(Intercept != 0 ? $"{Intercept}" : "");
            int terms = 0, more = 0;
            for (int j = 0, end; j < Columns; j = end)
            {
                end = j + 1;
                while (end < Columns && Coefficients[end] == Coefficients[j])
                    end++;
                if (end - j <= ShortRun)
                    end = j + 1;
                if (Coefficients[j] == 0)
                    continue;
                if (++terms <= MostTerms)
                    Add(text, Coefficients[j], end - j == 1 ? $"x{j + 1}" : $"(x{j + 1} + … + x{end})");
                else
                    more += end - j;
            }

            return text.Length == 0 ? "0" : more == 0 ? text.ToString() : $"{text} + … ({Wording.Count(more, "column")} more)";
        }
    }

    internal override void Fill(RandomStream random, Span<double> row)
    {
        double shared = Math.Sqrt(Correlation), own = Math.Sqrt(1 - Correlation), z = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (Correlation > 0 && j % BlockSize == 0)
                z = shared * random.NextNormal();
            row[j] = z + own * random.NextNormal();
        }
    }

    internal override double Link(ReadOnlySpan<double> row)
    {
        double sum = Intercept;
        for (int j = 0; j < row.Length; j++)
            sum += Coefficients[j] * row[j];
        return sum;
    }

    private static void Add(StringBuilder text, double w, string what)
    {
        text.Append(text.Length == 0 ? w < 0 ? "−" : "" : w < 0 ? " − " : " + ");
        if (Math.Abs(w) != 1)
            text.Append(Math.Abs(w)).Append('·');
        text.Append(what);
    }
}
