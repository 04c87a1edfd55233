using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Compare;

/// <summary>One path of the comparison: the numbers in memory, and how Ridgeline answers them.</summary>
internal sealed class PathCase
{
    private readonly int _rows;
    private readonly double[] _values;         // X column after column, or its non-zeros
    private readonly int[]? _rowIndices;       // null: X is dense
    private readonly int[]? _columnStarts;
    private readonly double[] _target;
    private readonly ImmutableArray<Setting> _settings;
    private readonly Loss _loss;
    private readonly Penalty _penalty;
    private readonly bool _intercept;

    /// <summary>Reads a case; the arguments are those of bench/peers/workers.py.</summary>
    public PathCase(ReadOnlySpan<string> args)
    {
        if (args.Length != 10)
            throw new ArgumentException($"ten arguments are needed, FOLDER SET PATH N P NNZ FAMILY L1RATIO INTERCEPT L, not {args.Length}");
        string set = Path.Combine(args[0], args[1]);
        _rows = int.Parse(args[3], CultureInfo.InvariantCulture);
        Columns = int.Parse(args[4], CultureInfo.InvariantCulture);
        int nonZeros = int.Parse(args[5], CultureInfo.InvariantCulture);
        _values = nonZeros > 0 ? Numbers.Read<double>($"{set}.data.bin", nonZeros) : Numbers.Read<double>($"{set}.X.bin", _rows * Columns);
        _rowIndices = nonZeros > 0 ? Numbers.Read<int>($"{set}.indices.bin", nonZeros) : null;
        _columnStarts = nonZeros > 0 ? Numbers.Read<int>($"{set}.indptr.bin", Columns + 1) : null;
        _target = Numbers.Read<double>($"{set}.y.bin", _rows);
        _loss = args[6] switch
        {
            "gaussian" => Loss.Squared,
            "binomial" => Loss.Logistic,
            _ => throw new ArgumentException($"there is no family '{args[6]}'; it is gaussian or binomial"),
        };
        double ratio = double.Parse(args[7], CultureInfo.InvariantCulture);
        _penalty = ratio == 1 ? Penalty.L1 : Penalty.ElasticNet(ratio);
        _intercept = args[8] == "1";
        _settings = [.. Numbers.Read<double>($"{set}.{args[2]}.bin", int.Parse(args[9], CultureInfo.InvariantCulture)).Select(lambda => Strength.Lambda(lambda).Setting)];
    }

    /// <summary>p.</summary>
    public int Columns { get; }

    /// <summary>The numbers of X that a pass reads, without the row indices.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>
    /// The whole of what a caller with arrays pays for: design, sample, path. No column of these sets lies far from zero, so the design that
    /// takes the array over shifts none, and the array is the same in every run.
    /// </summary>
    public ImmutableArray<PathPoint<LinearModel>> Fit(double tolerance)
    {
        var design = _rowIndices is null ? Design.Adopt(_values, _rows) : Design.Sparse(_values, _rowIndices, _columnStarts!, _rows);
        var sample = Sample.Of(design, _target, standardize: false, intercept: _intercept);
        return new LinearPathFitter(_loss, _penalty).Fit([sample], _settings, new FitOptions { Tolerance = tolerance, Threads = 1 }, null, CancellationToken.None)[0].Points;
    }
}
