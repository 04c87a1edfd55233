using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Networks;
using Ridgeline.Resampling;

namespace Ridgeline.Compare.Families;

/// <summary>The numbers of a case of trees or networks in memory, those that judge it, the folds, and the network.</summary>
internal sealed class FamilyCase
{
    private readonly string _set;
    private readonly int _columns;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly ImmutableArray<int> _foldOf;
    private readonly ImmutableArray<int> _layers;
    private readonly double _dropout;
    private readonly int _batch;

    /// <summary>Reads a case; the arguments are those of bench/peers/families/problem.py.</summary>
    public FamilyCase(ReadOnlySpan<string> args)
    {
        if (args.Length != 9)
            throw new ArgumentException($"nine arguments are needed, FOLDER SET N P FOLDS LAYERS DROPOUT BATCH EPOCHS, not {args.Length}");
        _set = Path.Combine(args[0], args[1]);
        Rows = int.Parse(args[2], CultureInfo.InvariantCulture);
        _columns = int.Parse(args[3], CultureInfo.InvariantCulture);
        (_x, _y) = Read(_set);
        _foldOf = args[4] == "-" ? [] : [.. Numbers.Read<int>(args[4], Rows)];
        _layers = args[5] == "-" ? [] : [.. args[5].Split(',').Select(units => int.Parse(units, CultureInfo.InvariantCulture))];
        _dropout = double.Parse(args[6], CultureInfo.InvariantCulture);
        _batch = int.Parse(args[7], CultureInfo.InvariantCulture);
        Epochs = int.Parse(args[8], CultureInfo.InvariantCulture);
    }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>How often a timed training goes through the rows.</summary>
    public int Epochs { get; }

    /// <summary>What a caller with arrays makes first, and is timed with the rest. No column of these sets lies so far from zero that the array would be changed.</summary>
    public Sample Sample() => Designs.Sample.Of(Design.Adopt(_x, Rows), _y);

    /// <summary>Other rows of the same kind.</summary>
    public (Design X, double[] Y) HeldOut()
    {
        var (x, y) = Read(_set + "t");
        return (Design.Adopt(x, Rows), y);
    }

    /// <summary>The folds.</summary>
    public Resamples Folds => Resamples.Given(_foldOf);

    /// <summary>The network, untrained.</summary>
    public Network Network(int epochs, ulong seed) => Networks.Network.Layers(_layers.AsSpan()).Dropout(_dropout) with { BatchSize = _batch, Epochs = epochs, Seed = seed };

    private (double[] X, double[] Y) Read(string set) => (Numbers.Read<double>($"{set}.X.bin", Rows * _columns), Numbers.Read<double>($"{set}.y.bin", Rows));
}
