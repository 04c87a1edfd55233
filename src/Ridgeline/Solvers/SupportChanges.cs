using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// The leverages of <see cref="Leverages"/> along a path where A is a part of one Gram matrix G: squared loss, no ridge. A column j that enters a support S, or leaves S ∪ j,
/// changes gᵢ by rᵢ²/s, r = zⱼ − Z_S·G_SS⁻¹G_Sj and s = Gⱼⱼ − G_jS·G_SS⁻¹G_Sj. These combinations r of several points, and Z_S·G_SS⁻¹q of each, are
/// found in one pass over X: for the path of the order of n·p·changes instead of n·Σ|S|².
/// </summary>
/// <remarks>
/// A column that leaves subtracts, and where little remains so do digits: g is found anew by <see cref="Leverages"/> where s is small beside Gⱼⱼ, where a row's g has come
/// down far from the highest since it last was (r²/s is off by the order of ε·g·Gⱼⱼ/s), after many columns that left, and where so much changes that it costs less.
/// </remarks>
internal sealed class SupportChanges
{
    private const double LeastRest = 1e-4; // s, of Gⱼⱼ
    private const double LeastLeft = 2e-5; // g, of the highest over the least s/Gⱼⱼ
    private const int MostRemoved = 200;   // columns that left
    private const int MostTogether = 32;   // combinations before a pass is made, and changes of a point

    private readonly Coordinates _coordinates;
    private readonly Leverages _leverages;
    private readonly ImmutableArray<int[]> _supports;
    private readonly UpdatableCholesky _factor = new() { RankTolerance = LeastRest };
    private readonly List<int> _current = []; // the support, in the factor's order
    private readonly List<Combination> _waiting = [];
    private readonly int[] _place; // of a column among those of all combinations
    private readonly double[] _g, _highest, _column;
    private double[] _coefficients = [], _found = [], _squares = [];
    private int _end, _used; // the first point of which nothing is found; combinations that are used up
    private int _removed;
    private double _rest = 1; // the least s/Gⱼⱼ since g was found anew
    private bool _anew; // whether the factor can't be brought to the next point

    /// <summary>No column yet.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="leverages">Those of the problem, <see cref="Serves">served</see>.</param>
    /// <param name="supports">The columns of every point.</param>
    public SupportChanges(Coordinates coordinates, Leverages leverages, ImmutableArray<int[]> supports)
    {
        (_coordinates, _leverages, _supports) = (coordinates, leverages, supports);
        int n = coordinates.Rows;
        (_g, _highest, _column, _place) = (new double[n], new double[n], new double[coordinates.Width + 1], new int[coordinates.Width]);
        if (coordinates.Problem.Sample.View.Intercept)
            Array.Fill(_g, 1 / TensorPrimitives.Sum<double>(coordinates.RowWeights));
    }

    /// <summary>How many points were found anew so far.</summary>
    public int FoundAnew { get; private set; }

    /// <summary>What a combination of columns is for.</summary>
    private enum Use
    {
        Enters,
        Leaves,
        Product,
    }

    /// <summary>Σ coefficients·z over columns, which point needs it, and what for.</summary>
    private readonly record struct Combination(int Point, Use Use, int[] Columns, double[] Coefficients);

    /// <summary>Whether A is a part of one Gram matrix at every point.</summary>
    public static bool Serves(Coordinates coordinates, Leverages leverages) =>
        ReferenceEquals(coordinates.Problem.Loss, Loss.Squared) && coordinates.Penalty.L1Ratio == 1 && leverages.IsShared;

    /// <summary>g of every row, as <see cref="Leverages"/> says, and xᵢᵀA⁻¹q. Points come one after the other.</summary>
    /// <param name="k">The point.</param>
    /// <param name="pull">Writes q of a point, a number a column; null if its products aren't wanted.</param>
    /// <param name="g">n numbers.</param>
    /// <param name="products">n numbers.</param>
    public void Take(int k, Action<int, double[]>? pull, Span<double> g, Span<double> products)
    {
        if (k == _end)
            LookAhead(pull);
        if (k == _end || !Follow(k, products))
        {
            _leverages.Take(_supports[k], _coordinates.RowWeights, 0);
            pull?.Invoke(k, _column);
            _leverages.Rows(_g, pull is null ? [] : _column, products);
            StartAfter(k);
        }

        _g.CopyTo(g);
    }

    /// <summary>Goes on from what was found anew.</summary>
    private void StartAfter(int k)
    {
        FoundAnew++;
        (_end, _removed, _rest) = (k + 1, 0, 1);
        _g.CopyTo(_highest, 0);
        _current.Clear();
        foreach (int c in _leverages.Support)
            _current.Add(c);
        _anew = !_factor.Factor(_current.Count, (a, row) =>
        {
            for (int b = a; b < _current.Count; b++)
                row[b - a] = _leverages.Shared(_current[a], _current[b]);
        });
    }

    /// <summary>Finds the combinations of the next points, as many as go together: of none if the first is to be found anew.</summary>
    private void LookAhead(Action<int, double[]>? pull)
    {
        _waiting.Clear();
        _used = 0;
        for (; !_anew && _end < _supports.Length && _waiting.Count < MostTogether; _end++)
        {
            int before = _waiting.Count;
            _anew = !Change(_end);
            if (_anew)
            {
                _waiting.RemoveRange(before, _waiting.Count - before);
                break;
            }

            if (pull is null)
                continue;
            pull(_end, _column);
            double[] x = [.. _current.Select(c => _column[c])];
            _factor.Solve(x);
            _waiting.Add(new Combination(_end, Use.Product, [.. _current], x));
        }

        if (_waiting.Count > 0)
            Combine();
    }

    /// <summary>Brings the factor to a point's support; false if that can't be, or had better not.</summary>
    private bool Change(int k)
    {
        var entering = new HashSet<int>(_supports[k]);
        int[] leaving = [.. _current.Where(c => !entering.Contains(c))];
        entering.ExceptWith(_current);
        if (leaving.Length + entering.Count > MostTogether || (_removed += leaving.Length) > MostRemoved)
            return false;
        foreach (int c in leaving)
        {
            int at = _current.IndexOf(c);
            _factor.Remove(at);
            _current.RemoveAt(at);
            if (!Express(k, c, Use.Leaves))
                return false;
        }

        Span<bool> accepted = [false];
        foreach (int c in _supports[k])
        {
            if (!entering.Contains(c))
                continue;
            if (!Express(k, c, Use.Enters))
                return false;
            int size = _current.Count;
            for (int a = 0; a < size; a++)
                _column[a] = _leverages.Shared(_current[a], c);
            if (_factor.Append(_column.AsSpan(0, size + 1), size + 1, [_leverages.Shared(c, c)], [0], [0], accepted) == 0)
                return false;
            _current.Add(c);
        }

        return true;
    }

    /// <summary>r/√s of a column beside the factor's; false where s is small.</summary>
    private bool Express(int k, int c, Use use)
    {
        int size = _current.Count;
        var x = new double[size + 1];
        var own = x.AsSpan(0, size);
        for (int a = 0; a < size; a++)
            own[a] = _column[a] = _leverages.Shared(_current[a], c);
        _factor.Solve(own);
        double diagonal = _leverages.Shared(c, c), rest = diagonal - TensorPrimitives.Dot<double>(own, _column.AsSpan(0, size));
        if (!(rest > LeastRest * diagonal))
            return false;
        _rest = Math.Min(_rest, rest / diagonal);
        x[size] = -1;
        TensorPrimitives.Divide(x, -Math.Sqrt(rest), x);
        _waiting.Add(new Combination(k, use, [.. _current, c], x));
        return true;
    }

    /// <summary>The combinations that wait, of every row.</summary>
    private void Combine()
    {
        var view = _coordinates.Problem.Sample.View;
        int n = _coordinates.Rows, count = _waiting.Count;
        int[] columns = [.. _waiting.SelectMany(combination => combination.Columns).Distinct().Order()];
        for (int a = 0; a < columns.Length; a++)
            _place[columns[a]] = a;
        Span<double> coefficients = Leverages.Ensure(ref _coefficients, columns.Length * count), found = Leverages.Ensure(ref _found, count * n);
        coefficients.Clear();
        for (int b = 0; b < count; b++)
        {
            double constant = 0;
            var (_, _, own, x) = _waiting[b];
            for (int a = 0; a < own.Length; a++)
            {
                double scaled = x[a] / view.PenaltyScales[own[a]];
                constant -= scaled * view.StoredMeans[own[a]];
                coefficients[_place[own[a]] * count + b] = scaled;
            }

            found.Slice(b * n, n).Fill(constant);
        }

        view.Design.AddCombinations(columns, coefficients, count, [], found);
    }

    /// <summary>Uses a point's combinations up; false where too few digits of g are left.</summary>
    private bool Follow(int k, Span<double> products)
    {
        int n = _coordinates.Rows;
        bool left = false;
        for (; _used < _waiting.Count && _waiting[_used].Point == k; _used++)
        {
            ReadOnlySpan<double> r = _found.AsSpan(_used * n, n);
            switch (_waiting[_used].Use)
            {
                case Use.Enters:
                    TensorPrimitives.MultiplyAdd(r, r, _g, _g);
                    break;
                case Use.Leaves:
                    left = true;
                    TensorPrimitives.Max(_highest, _g, _highest);
                    var squares = Leverages.Ensure(ref _squares, n);
                    TensorPrimitives.Multiply(r, r, squares);
                    TensorPrimitives.Subtract(_g, squares, _g);
                    break;
                default:
                    r.CopyTo(products);
                    break;
            }
        }

        if (!left)
            return true;
        var above = Leverages.Ensure(ref _squares, n);
        TensorPrimitives.MultiplyAdd(_highest, -LeastLeft / _rest, _g, above);
        return TensorPrimitives.Min<double>(above) >= 0;
    }
}
