using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Simulations;

/// <summary>
/// What data are drawn from: columns at random, f of them, and y = f + σ·ε with normal ε, or a class of probability 1/(1 + e^(−f)). A fit can then be held against f itself.
/// </summary>
/// <remarks>
/// The same seed gives the same data on every machine, to the last bit, and a longer draw begins like a shorter one: row i depends on the seed and i alone.
/// </remarks>
public abstract record Truth
{
    private const int MostDraws = 1 << 20;

    /// <summary>p.</summary>
    public abstract int Columns { get; }

    /// <summary>f as a formula, without the noise.</summary>
    public abstract string Formula { get; }

    /// <summary>σ, the standard deviation of the noise; NaN where y is a class.</summary>
    public abstract double Noise { get; }

    /// <summary>Whether y is one of the classes 0 and 1, the second with probability 1/(1 + e^(−f)), rather than a number.</summary>
    public bool HasClasses { get; init; }

    /// <summary>The columns' names; x1, x2, … unless a truth has better ones.</summary>
    public virtual ImmutableArray<string> Names => [.. Enumerable.Range(1, Columns).Select(j => $"x{j}")];

    /// <summary>Rows drawn from this truth.</summary>
    /// <param name="rows">n, at least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="first">The number of the first row, at least 0: 100 rows from number 0 and 50 from number 100 are the 150 from number 0.</param>
    public SimulatedData Draw(int rows, ulong seed, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        int columns = Columns;
        var x = new double[(long)rows * columns];
        double[] links = new double[rows], row = new double[columns];
        for (int i = 0; i < rows; i++)
        {
            Fill(SimulationStreams.ColumnsOf(seed, first + i), row);
            links[i] = Link(row);
            for (int j = 0; j < columns; j++)
                x[(long)j * rows + i] = row[j];
        }

        return new SimulatedData(this, seed, first, Design.Dense(x, rows, Names), links, Targets(links, seed, first, 0));
    }

    /// <summary>y of rows with these f, as draw number <paramref name="draw"/> of the noise has it.</summary>
    internal double[] Targets(ReadOnlySpan<double> links, ulong seed, int first, int draw)
    {
        if (draw is < 0 or >= MostDraws)
            throw new ArgumentOutOfRangeException(nameof(draw), draw, $"draws are 0 to {MostDraws - 1}");
        var target = new double[links.Length];
        for (int i = 0; i < target.Length; i++)
        {
            var random = SimulationStreams.NoiseOf(seed, first + i, draw);
            target[i] = HasClasses ? Class(random, links[i]) : links[i] + Noise * random.NextNormal();
        }

        return target;
    }

    /// <summary>Draws a row's columns.</summary>
    internal abstract void Fill(RandomStream random, Span<double> row);

    /// <summary>f of a row.</summary>
    internal abstract double Link(ReadOnlySpan<double> row);

    /// <summary>1 where u &lt; 1/(1 + e^(−η)), asked as ln(u/(1 − u)) &lt; η, which every machine answers alike.</summary>
    private static double Class(RandomStream random, double link)
    {
        double u = random.NextUniform();
        return u == 0 || PortableLog.Of(u) - PortableLog.Of(1 - u) < link ? 1 : 0;
    }
}
