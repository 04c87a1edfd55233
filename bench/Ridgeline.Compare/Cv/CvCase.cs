using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Resampling;

namespace Ridgeline.Compare.Cv;

/// <summary>The numbers of a case in memory, and the folds that every program is given.</summary>
internal sealed class CvCase
{
    private readonly int _rows;
    private readonly double[] _columns; // X column after column
    private readonly double[] _target;
    private readonly ImmutableArray<int> _foldOf;
    private readonly bool _far;         // a column lies so far from zero that a design which takes the array over would shift it

    /// <summary>Reads a case; the arguments are those of bench/peers/cv/problem.py.</summary>
    public CvCase(ReadOnlySpan<string> args)
    {
        if (args.Length != 6)
            throw new ArgumentException($"six arguments are needed, FOLDER SET N P FAMILY FOLDS, not {args.Length}");
        string set = Path.Combine(args[0], args[1]);
        _rows = int.Parse(args[2], CultureInfo.InvariantCulture);
        _columns = Numbers.Read<double>($"{set}.X.bin", _rows * int.Parse(args[3], CultureInfo.InvariantCulture));
        _target = Numbers.Read<double>($"{set}.y.bin", _rows);
        Loss = args[4] switch
        {
            "gaussian" => Loss.Squared,
            "binomial" => Loss.Logistic,
            _ => throw new ArgumentException($"there is no family '{args[4]}'; it is gaussian or binomial"),
        };
        _foldOf = args[5] == "-" ? [] : [.. Numbers.Read<int>(args[5], _rows)];
        var design = Design.Dense(_columns, _rows);
        _far = Enumerable.Range(0, design.Columns).Any(j => design.Shift(j) != 0);
    }

    /// <summary>ℓ.</summary>
    public Loss Loss { get; }

    /// <summary>n.</summary>
    public int Rows => _rows;

    /// <summary>What a caller with arrays makes first, and is timed with the rest. A design that would shift the array gets a copy, so that every run starts from the same numbers.</summary>
    public Sample Sample(bool standardize) =>
        Designs.Sample.Of(_far ? Design.Dense(_columns, _rows) : Design.Adopt(_columns, _rows), _target, standardize: standardize);

    /// <summary>The folds.</summary>
    public Resamples Folds => Resamples.Given(_foldOf);
}
