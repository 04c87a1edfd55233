using System.Runtime.InteropServices;

namespace Ridgeline.Solvers;

/// <summary>zᵀ(v∘θ′) over a working set, as far as it may matter, and the coordinates that the penalty doesn't hold there.</summary>
internal sealed class WorkingGradients(Coordinates coordinates, DualPoint dual)
{
    private readonly List<int> _violators = [];
    private readonly DualBound _bound = new(coordinates);
    private int[] _computed = [];
    private double[] _gradients = [];
    private int _count;

    /// <summary>The coordinates to be taken in.</summary>
    public ReadOnlySpan<int> Violators => CollectionsMarshal.AsSpan(_violators);

    /// <summary>Forgets the violators.</summary>
    public void Clear() => _violators.Clear();

    /// <summary>Makes one more a violator.</summary>
    public void Add(int c) => _violators.Add(c);

    /// <summary>Finds the working coordinates that aren't stored and whose gradient the penalty doesn't hold. Those that can't have come that far are skipped.</summary>
    public void FindOutside(Linearisation stored, ReadOnlySpan<int> working, double lambda, double slack)
    {
        Start(working.Length);
        foreach (int c in working)
            if (!stored.IsStored(c) && MayViolate(c, lambda))
                _computed[_count++] = c;
        Compute();
        for (int a = 0; a < _count; a++)
            if (coordinates.IsPushed(_computed[a], _gradients[a], lambda, slack))
                _violators.Add(_computed[a]);
    }

    /// <summary>The same from <paramref name="beta"/>, with the gradients of what is active there; those that are pushed, or nearly, become violators. Whether any is.</summary>
    public bool FindPushed(ReadOnlySpan<double> beta, ReadOnlySpan<int> working, double lambda, double slack, double nearly)
    {
        Start(working.Length);
        foreach (int c in working)
            if (beta[c] != 0 || MayViolate(c, lambda))
                _computed[_count++] = c;
        Compute();
        bool pushed = false;
        for (int a = 0; a < _count; a++)
        {
            int c = _computed[a];
            if (beta[c] != 0 || coordinates.Factors[c] == 0 || !coordinates.IsPushed(c, _gradients[a], lambda, nearly))
                continue;
            _violators.Add(c);
            pushed |= coordinates.IsPushed(c, _gradients[a], lambda, slack);
        }

        return pushed;
    }

    /// <summary>The dual bound from the gradients computed last; null where θ′ has none.</summary>
    public double? Bound(ReadOnlySpan<double> beta, double lambda) =>
        _bound.At(dual.Values, dual.OffsetTerm(), _computed.AsSpan(0, _count), _gradients, 1, beta, lambda);

    private bool MayViolate(int c, double lambda) => dual.Screening.MayExceed(c, coordinates.Penalty.L1(c, lambda));

    private void Start(int most)
    {
        _violators.Clear();
        _count = 0;
        if (_computed.Length < most)
            (_computed, _gradients) = (new int[most], new double[most]);
    }

    private void Compute()
    {
        coordinates.Products(_computed.AsSpan(0, _count), dual.Weighted, 1, _gradients);
        for (int a = 0; a < _count; a++)
            dual.Screening.Record(_computed[a], _gradients[a], dual.Screening.Length);
    }
}
