using System.Collections.Immutable;

namespace Ridgeline.Simulations;

/// <summary>The truths of the situations in which regularization is known to help, with the numbers that the demonstrations use as defaults.</summary>
public static class Situations
{
    /// <summary>Far more columns than rows, of which the first few predict: w = 2, −2, 2, …, then 0.</summary>
    /// <param name="columns">p.</param>
    /// <param name="nonZeros">How many predict.</param>
    /// <param name="signalToNoise">The variance of f over that of the noise.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more that predict than columns.</exception>
    public static LinearTruth Wide(int columns = 400, int nonZeros = 6, double signalToNoise = 4)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nonZeros, columns);
        return new(1, [.. Enumerable.Range(0, columns).Select(j => j >= nonZeros ? 0 : j % 2 == 0 ? 2.0 : -2.0)]) { SignalToNoise = signalToNoise };
    }

    /// <summary>Four blocks of columns that say nearly the same: those of the first have w = 1 each, of the second −0.5, of the others 0.</summary>
    /// <param name="blockSize">Columns of a block.</param>
    /// <param name="correlation">ρ within a block.</param>
    /// <param name="signalToNoise">The variance of f over that of the noise.</param>
    public static LinearTruth Correlated(int blockSize = 6, double correlation = 0.95, double signalToNoise = 3)
    {
        ImmutableArray<double> ofBlock = [1, -0.5, 0, 0];
        return new(1, [.. ofBlock.SelectMany(w => Enumerable.Repeat(w, blockSize))]) { BlockSize = blockSize, Correlation = correlation, SignalToNoise = signalToNoise };
    }

    /// <summary>Few of many columns predict: w = 3, −2.5, 2, −1.5, 1, then 0.</summary>
    /// <param name="columns">p, at least 5.</param>
    /// <param name="signalToNoise">The variance of f over that of the noise.</param>
    public static LinearTruth Sparse(int columns = 80, double signalToNoise = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 5);
        return new(1, [3, -2.5, 2, -1.5, 1, .. Enumerable.Repeat(0.0, columns - 5)]) { SignalToNoise = signalToNoise };
    }

    /// <summary>Every column predicts a little, by turns w = 0.5 and −0.5.</summary>
    /// <param name="columns">p.</param>
    /// <param name="signalToNoise">The variance of f over that of the noise.</param>
    public static LinearTruth Dense(int columns = 50, double signalToNoise = 2) =>
        new(1, [.. Enumerable.Range(0, columns).Select(j => j % 2 == 0 ? 0.5 : -0.5)]) { SignalToNoise = signalToNoise };

    /// <summary>f = 3·x1·x2 + 2·|x2|: no line, and nothing that one of the columns says without the other.</summary>
    /// <param name="columns">p, at least 2; those after the second don't predict.</param>
    /// <param name="noise">σ.</param>
    public static FunctionTruth Surface(int columns = 2, double noise = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        return new("3·x1·x2 + 2·|x2|", row => 3 * row[0] * row[1] + 2 * Math.Abs(row[1]), columns, noise);
    }

    /// <summary>f = 1/(1 + 25x²), which no polynomial equals (Runge 1901), with x, x², …, x^d to fit it by.</summary>
    /// <param name="degree">d.</param>
    /// <param name="noise">σ.</param>
    public static CurveTruth Curve(int degree = 15, double noise = 0.3) => new("1/(1 + 25·x²)", x => 1 / (1 + 25 * x * x), degree, noise);
}
