using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Simulations;

/// <summary>Rows drawn from a truth, and the truth itself.</summary>
public sealed class SimulatedData
{
    private readonly double[] _links, _target;

    internal SimulatedData(Truth truth, ulong seed, int first, Design design, double[] links, double[] target) =>
        (Truth, Seed, First, Design, _links, _target) = (truth, seed, first, design, links, target);

    /// <summary>What they were drawn from.</summary>
    public Truth Truth { get; }

    /// <summary>The seed that they were drawn with.</summary>
    public ulong Seed { get; }

    /// <summary>The number of the first row.</summary>
    public int First { get; }

    /// <summary>X.</summary>
    public Design Design { get; }

    /// <summary>n.</summary>
    public int Rows => _target.Length;

    /// <summary>f of each row: E[y] of numbers, the log odds of the class 1 of classes.</summary>
    public ReadOnlySpan<double> Links => _links;

    /// <summary>y of each row; of classes 0 or 1.</summary>
    public ReadOnlySpan<double> Target => _target;

    /// <summary>The same rows with the noise, or the classes, drawn anew.</summary>
    /// <param name="draw">Which draw; 0 is that of these data themselves, others are independent of it and of each other.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or beyond a million.</exception>
    public SimulatedData Redrawn(int draw) => new(Truth, Seed, First, Design, _links, Truth.Targets(_links, Seed, First, draw));

    /// <summary>The first rows to learn from; those after them have weight 0 and are as good as new.</summary>
    /// <param name="learn">How many, from 1 to n; all if left out.</param>
    /// <param name="standardize">Whether the penalty acts on wⱼ·sdⱼ.</param>
    /// <exception cref="ArgumentOutOfRangeException">There aren't as many.</exception>
    public Sample ToSample(int? learn = null, bool standardize = true)
    {
        int count = learn ?? Rows;
        if (count < 1 || count > Rows)
            throw new ArgumentOutOfRangeException(nameof(learn), learn, $"there are {Wording.Count(Rows, "row")} to learn from");
        double[] weights = new double[Rows];
        weights.AsSpan(0, count).Fill(1);
        return Sample.Of(Design, _target, weights, standardize: standardize);
    }

    /// <summary>The columns as a table, with the target last; classes are the texts "0" and "1".</summary>
    /// <param name="target">The target's name.</param>
    /// <exception cref="DataException">A column has that name.</exception>
    public Table ToTable(string target = "y")
    {
        var columns = ImmutableArray.CreateBuilder<Column>(Design.Columns + 1);
        var values = new double[Rows];
        for (int j = 0; j < Design.Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
                values[i] = Design[i, j] + Design.Shift(j);
            columns.Add(new NumberColumn(Design.Names[j], values));
        }

        columns.Add(Truth.HasClasses ? new TextColumn(target, _target.Select(y => y == 1 ? "1" : "0")) : new NumberColumn(target, _target));
        return new Table($"simulated, seed {Seed}", columns.MoveToImmutable());
    }
}
