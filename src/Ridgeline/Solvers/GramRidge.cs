using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The minimum of ½βᵀQβ − cᵀβ + ½λΣκβ² for eight λ together, by one reduction for all of them. With the free coordinates f eliminated (W = Q_ff⁻¹Q_fp) and
/// γ = √κβ: (D + λI)γ = κ^−½(c_p − Wᵀc_f), D = κ^−½(Q_pp − Q_pf·W)κ^−½ in tridiagonal form, and β_f = Q_ff⁻¹c_f − Wβ_p.
/// </summary>
/// <remarks>A second solve, of what the first leaves of c − Qβ − λκβ, takes away the rounding of the reduction.</remarks>
internal sealed class GramRidge
{
    /// <summary>How many λ go together.</summary>
    public const int Lanes = Tridiagonal.Lanes;

    private const int Solves = 2;
    private const double LeastPivot = 1e-8; // of its diagonal: what is free and nearly depends on others is for the general way

    private readonly Quadratic _quadratic;
    private readonly int[] _free, _penalised; // positions
    private readonly double[] _freeFactor, _eliminated; // L of Q_ff; W, a row a free coordinate
    private readonly double[] _roots, _factors;         // √κ of the penalised; κ of every position
    private readonly double[] _beta, _missing, _right;  // eight numbers a position; the last, a penalised coordinate
    private readonly double[] _column;
    private readonly Tridiagonal _reduced;

    private GramRidge(Quadratic quadratic, int[] free, int[] penalised, double[] freeFactor, double[] factors)
    {
        (_quadratic, _free, _penalised, _freeFactor, _factors) = (quadratic, free, penalised, freeFactor, factors);
        int size = penalised.Length, stride = (size + 7) / 8 * 8;
        _roots = [.. penalised.Select(s => Math.Sqrt(factors[s]))];
        (_beta, _missing, _right, _column) = (new double[quadratic.Count * Lanes], new double[quadratic.Count * Lanes], new double[size * Lanes], new double[free.Length]);
        _eliminated = Eliminated();
        var matrix = new double[(long)size * stride];
        for (int a = 0; a < size; a++)
        {
            var row = matrix.AsSpan(a * stride, a + 1);
            var own = quadratic.Matrix.Slice(penalised[a] * quadratic.Stride, quadratic.Count);
            for (int b = 0; b <= a; b++)
                row[b] = own[penalised[b]];
            for (int f = 0; f < free.Length; f++)
                if (own[free[f]] != 0)
                    TensorPrimitives.MultiplyAdd(_eliminated.AsSpan(f * size, a + 1), -own[free[f]], row, row);
            for (int b = 0; b <= a; b++)
                row[b] /= _roots[a] * _roots[b];
        }

        _reduced = new Tridiagonal(matrix, size, stride);
    }

    /// <summary>Reduces a quadratic; null where it has limits or an L1 part, or where what is free in it nearly depends on itself.</summary>
    public static GramRidge? Of(Quadratic quadratic, ElasticNetPenalty penalty)
    {
        if (penalty.L1Ratio != 0)
            return null;
        foreach (int c in quadratic.Coordinates)
            if (double.IsFinite(penalty.Lower(c)) || double.IsFinite(penalty.Upper(c)))
                return null;
        var factors = new double[quadratic.Count];
        for (int s = 0; s < factors.Length; s++)
            factors[s] = penalty.Factor(quadratic.Coordinates[s]);
        int[] positions = [.. Enumerable.Range(0, factors.Length)], free = [.. positions.Where(s => factors[s] == 0)], penalised = [.. positions.Where(s => factors[s] > 0)];
        if (penalised.Length == 0)
            return null;
        var factor = new double[free.Length * free.Length];
        for (int a = 0; a < free.Length; a++)
            for (int b = 0; b <= a; b++)
                factor[a * free.Length + b] = quadratic.Matrix[free[a] * quadratic.Stride + free[b]];
        Cholesky.Factor(factor, free.Length);
        for (int a = 0; a < free.Length; a++)
        {
            double pivot = factor[a * free.Length + a];
            if (!(pivot * pivot > LeastPivot * quadratic.Matrix[free[a] * quadratic.Stride + free[a]]))
                return null;
        }

        return new GramRidge(quadratic, free, penalised, factor, factors);
    }

    /// <summary>Solves at up to <see cref="Lanes"/> λ &gt; 0; where one isn't, its lane is without meaning.</summary>
    public void Solve(ReadOnlySpan<double> lambdas)
    {
        Span<double> shifts = stackalloc double[Lanes];
        shifts.Fill(lambdas[0]);
        for (int b = 0; b < lambdas.Length; b++)
            if (lambdas[b] > 0)
                shifts[b] = lambdas[b];
        Array.Clear(_beta);
        for (int s = 0; s < _quadratic.Count; s++)
            _missing.AsSpan(s * Lanes, Lanes).Fill(_quadratic.Linear[s]);
        for (int solve = 1; ; solve++)
        {
            AddSolution(shifts);
            if (solve == Solves)
                return;
            FindMissing(shifts);
        }
    }

    /// <summary>β of a lane at a position.</summary>
    public double Beta(int s, int lane) => _beta[s * Lanes + lane];

    /// <summary>β += (Q + λκ)⁻¹·what is missing.</summary>
    private void AddSolution(ReadOnlySpan<double> shifts)
    {
        int size = _penalised.Length;
        for (int a = 0; a < size; a++)
        {
            var sum = At(_missing, _penalised[a]);
            for (int f = 0; f < _free.Length; f++)
                sum -= Vector512.Create(_eliminated[f * size + a]) * At(_missing, _free[f]);
            (sum / Vector512.Create(_roots[a])).StoreUnsafe(ref _right[a * Lanes]);
        }

        _reduced.Solve(shifts, _right);
        for (int b = 0; b < Lanes && _free.Length > 0; b++)
        {
            for (int f = 0; f < _free.Length; f++)
                _column[f] = _missing[_free[f] * Lanes + b];
            Cholesky.Solve(_freeFactor, _free.Length, _column);
            for (int f = 0; f < _free.Length; f++)
                _beta[_free[f] * Lanes + b] += _column[f];
        }

        for (int a = 0; a < size; a++)
        {
            var own = At(_right, a) / Vector512.Create(_roots[a]);
            (At(_beta, _penalised[a]) + own).StoreUnsafe(ref _beta[_penalised[a] * Lanes]);
            for (int f = 0; f < _free.Length; f++)
                (At(_beta, _free[f]) - Vector512.Create(_eliminated[f * size + a]) * own).StoreUnsafe(ref _beta[_free[f] * Lanes]);
        }
    }

    /// <summary>c − Qβ − λκβ.</summary>
    private void FindMissing(ReadOnlySpan<double> shifts)
    {
        var lambda = Vector512.Create(shifts);
        int count = _quadratic.Count;
        ref double beta = ref MemoryMarshal.GetArrayDataReference(_beta);
        for (int s = 0; s < count; s++)
        {
            var row = _quadratic.Matrix.Slice(s * _quadratic.Stride, count);
            Vector512<double> even = lambda * _factors[s] * At(_beta, s), odd = default;
            int t = 0;
            for (; t + 2 <= row.Length; t += 2)
            {
                even = Vector512.FusedMultiplyAdd(Vector512.Create(row[t]), Vector512.LoadUnsafe(ref beta, (nuint)(t * Lanes)), even);
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(row[t + 1]), Vector512.LoadUnsafe(ref beta, (nuint)((t + 1) * Lanes)), odd);
            }

            if (t < row.Length)
                even = Vector512.FusedMultiplyAdd(Vector512.Create(row[t]), Vector512.LoadUnsafe(ref beta, (nuint)(t * Lanes)), even);
            (Vector512.Create(_quadratic.Linear[s]) - (even + odd)).StoreUnsafe(ref _missing[s * Lanes]);
        }
    }

    /// <summary>W = Q_ff⁻¹Q_fp.</summary>
    private double[] Eliminated()
    {
        int size = _penalised.Length;
        var eliminated = new double[_free.Length * size];
        for (int a = 0; a < size; a++)
        {
            for (int f = 0; f < _free.Length; f++)
                _column[f] = _quadratic.Matrix[_penalised[a] * _quadratic.Stride + _free[f]];
            Cholesky.Solve(_freeFactor, _free.Length, _column);
            for (int f = 0; f < _free.Length; f++)
                eliminated[f * size + a] = _column[f];
        }

        return eliminated;
    }

    private static Vector512<double> At(double[] values, int position) => Vector512.LoadUnsafe(ref values[position * Lanes]);
}
