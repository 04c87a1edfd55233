using System.Numerics.Tensors;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>Q, c and β over stored coordinates, each at its position.</summary>
internal sealed class QuadraticTerms
{
    private readonly ElasticNetPenalty _penalty;
    private readonly int _expected;
    private int[] _coordinates = [];
    private double[] _q = [], _linear = [], _beta = [];

    /// <summary>No terms yet.</summary>
    /// <param name="penalty">P.</param>
    /// <param name="expected">How many coordinates to make room for at first.</param>
    public QuadraticTerms(ElasticNetPenalty penalty, int expected) => (_penalty, _expected) = (penalty, expected);

    /// <summary>How many coordinates are stored.</summary>
    public int Count { get; private set; }

    /// <summary>The stored coordinates.</summary>
    public ReadOnlySpan<int> Coordinates => _coordinates.AsSpan(0, Count);

    /// <summary>c.</summary>
    public Span<double> Linear => _linear.AsSpan(0, Count);

    /// <summary>β.</summary>
    public Span<double> Beta => _beta.AsSpan(0, Count);

    /// <summary>Q, symmetric, a row every <see cref="Stride"/> numbers.</summary>
    public Span<double> Matrix => _q;

    /// <summary>The distance between rows of <see cref="Matrix"/>, and how many positions there is room for.</summary>
    public int Stride { get; private set; }

    /// <summary>Q's row at a position.</summary>
    public ReadOnlySpan<double> Row(int s) => _q.AsSpan(s * Stride, Count);

    /// <summary>Q's diagonal at a position.</summary>
    public double Diagonal(int s) => _q[s * Stride + s];

    /// <summary>target = Qx: the columns of Q where x isn't 0, which are its rows too.</summary>
    public void Products(ReadOnlySpan<double> x, Span<double> target)
    {
        Span<int> group = stackalloc int[4];
        int found = 0;
        target = target[..Count];
        target.Clear();
        for (int s = 0; s < Count; s++)
        {
            if (x[s] == 0)
                continue;
            group[found++] = s;
            if (found < group.Length)
                continue;
            ColumnKernels.AddFourColumns(Row(group[0]), Row(group[1]), Row(group[2]), Row(s), x[group[0]], x[group[1]], x[group[2]], x[s], target);
            found = 0;
        }

        foreach (int s in group[..found])
            TensorPrimitives.MultiplyAdd(Row(s), x[s], target, target);
    }

    /// <summary>κ.</summary>
    public double Factor(int s) => _penalty.Factor(_coordinates[s]);

    /// <summary>λκr.</summary>
    public double L1(int s, double lambda) => _penalty.L1(_coordinates[s], lambda);

    /// <summary>λκ(1−r).</summary>
    public double L2(int s, double lambda) => _penalty.L2(_coordinates[s], lambda);

    /// <summary>The lower limit, −∞ if there is none.</summary>
    public double Lower(int s) => _penalty.Lower(_coordinates[s]);

    /// <summary>The upper limit, +∞ if there is none.</summary>
    public double Upper(int s) => _penalty.Upper(_coordinates[s]);

    /// <summary>Whether nothing holds the coordinate at 0: no L1, and limits, if any, on either side.</summary>
    public bool IsFree(int s, double lambda) => lambda * Factor(s) == 0 && Lower(s) < 0 && Upper(s) > 0;

    /// <summary>Whether at any λ the quadratic has a ridge part.</summary>
    public bool HasRidge => _penalty.L1Ratio < 1;

    /// <summary>Forgets all coordinates.</summary>
    public void Clear() => Count = 0;

    /// <summary>Forgets all coordinates, and gives their memory back.</summary>
    public void Release()
    {
        (Count, Stride) = (0, 0);
        (_coordinates, _q, _linear, _beta) = ([], [], [], []);
    }

    /// <summary>Stores more coordinates, at 0; their part of Q and c is for the caller to fill.</summary>
    public void Store(ReadOnlySpan<int> coordinates)
    {
        Reserve(Count + coordinates.Length);
        coordinates.CopyTo(_coordinates.AsSpan(Count));
        _beta.AsSpan(Count, coordinates.Length).Clear();
        _linear.AsSpan(Count, coordinates.Length).Clear();
        Count += coordinates.Length;
    }

    /// <summary>Forgets all but the positions <paramref name="kept"/>, which rise.</summary>
    public void Keep(ReadOnlySpan<int> kept)
    {
        for (int k = 0; k < kept.Length; k++)
        {
            int s = kept[k];
            for (int l = 0; l < kept.Length; l++)
                _q[k * Stride + l] = _q[s * Stride + kept[l]];
            (_coordinates[k], _linear[k], _beta[k]) = (_coordinates[s], _linear[s], _beta[s]);
        }

        Count = kept.Length;
    }

    private void Reserve(int count)
    {
        if (count <= Stride)
            return;
        int stride = Math.Max(count, Math.Max(Math.Max(32, _expected), Stride * 5 / 4)) / 8 * 8 + 8;
        var q = new double[(long)stride * stride];
        for (int s = 0; s < Count; s++)
            Row(s).CopyTo(q.AsSpan(s * stride));
        (_q, Stride) = (q, stride);
        Array.Resize(ref _coordinates, stride);
        Array.Resize(ref _linear, stride);
        Array.Resize(ref _beta, stride);
    }
}
