using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// A = Q·T·Qᵀ with T tridiagonal, for a symmetric A: after it (A + λI)x = h costs two passes over Q for eight λ together, whatever λ. Householder's reduction
/// (Golub and Van Loan 2013, §8.3.1), from the last row up so that every row read is contiguous, a panel of rows at a time (Dongarra, Sorensen, Hammarling 1989).
/// </summary>
/// <remarks>An eigendecomposition would cost several times as much and give no more: T + λI is solved in O(m).</remarks>
internal sealed class Tridiagonal
{
    /// <summary>How many right-hand sides go together.</summary>
    public const int Lanes = 8;

    private const int Panel = 32;

    private readonly double[] _a; // below the diagonal, row j holds the reflector that made row j of T
    private readonly int _size, _stride;
    private readonly double[] _tau, _diagonal, _beside, _pivots;

    /// <summary>Reduces A, whose lower triangle is overwritten; what is above the diagonal stays.</summary>
    /// <param name="a">A, row after row; the object keeps it.</param>
    /// <param name="size">m.</param>
    /// <param name="stride">The distance between rows.</param>
    public Tridiagonal(double[] a, int size, int stride)
    {
        (_a, _size, _stride) = (a, size, stride);
        (_tau, _diagonal, _beside, _pivots) = (new double[size], new double[size], new double[size], new double[size * Lanes]);
        double[] w = new double[Panel * stride], leftRoom = [], rightRoom = [];
        Span<double> left = StripKernels.Room(ref leftRoom, size, 2 * Panel), right = StripKernels.Room(ref rightRoom, size, 2 * Panel);
        for (int top = size; top > 0; top -= Math.Min(top, Panel))
        {
            int low = Math.Max(0, top - Panel);
            for (int j = top - 1; j >= low; j--)
                Reduce(j, top - 1 - j, w);
            if (low > 0)
                Subtract(top, low, w, left, right);
        }
    }

    /// <summary>Overwrites h with x = (A + λ_b I)⁻¹h, for each b.</summary>
    /// <param name="lambdas">λ, <see cref="Lanes"/> of them.</param>
    /// <param name="target">h_b and then x_b: <see cref="Lanes"/> numbers for each of the m unknowns.</param>
    public void Solve(ReadOnlySpan<double> lambdas, Span<double> target)
    {
        for (int j = _size - 1; j > 0; j--)
            Reflect(j, target);
        ref double z = ref MemoryMarshal.GetReference(target);
        ref double pivots = ref MemoryMarshal.GetArrayDataReference(_pivots);
        Vector512<double> lambda = Vector512.Create(lambdas), pivot = Vector512.Create(_diagonal[0]) + lambda, x = Vector512.LoadUnsafe(ref z);
        pivot.StoreUnsafe(ref pivots);
        for (int i = 1; i < _size; i++)
        {
            var e = Vector512.Create(_beside[i]);
            var share = e / pivot;
            pivot = Vector512.Create(_diagonal[i]) + lambda - share * e;
            x = Vector512.LoadUnsafe(ref z, (nuint)(i * Lanes)) - share * x;
            pivot.StoreUnsafe(ref pivots, (nuint)(i * Lanes));
            x.StoreUnsafe(ref z, (nuint)(i * Lanes));
        }

        for (int i = _size - 1; i >= 0; i--)
        {
            var own = Vector512.LoadUnsafe(ref z, (nuint)(i * Lanes));
            x = (i + 1 < _size ? own - Vector512.Create(_beside[i + 1]) * x : own) / Vector512.LoadUnsafe(ref pivots, (nuint)(i * Lanes));
            x.StoreUnsafe(ref z, (nuint)(i * Lanes));
        }

        for (int j = 1; j < _size; j++)
            Reflect(j, target);
    }

    /// <summary>Q, in strips of eight columns: entry (i, c) at (c/8)·8m + 8i + c mod 8.</summary>
    /// <param name="strips">⌈m/8⌉·8m numbers.</param>
    public void Basis(Span<double> strips)
    {
        strips.Clear();
        for (int c = 0; c < _size; c += Lanes)
        {
            var strip = strips.Slice(c * _size, Lanes * _size);
            for (int lane = 0; lane < Math.Min(Lanes, _size - c); lane++)
                strip[(c + lane) * Lanes + lane] = 1;
            for (int j = c + 1; j < _size; j++)
                Reflect(j, strip);
        }
    }

    /// <summary>The largest row sum of |T|: no eigenvalue of A is larger.</summary>
    public double Largest()
    {
        double largest = 0;
        for (int i = 0; i < _size; i++)
            largest = Math.Max(largest, Math.Abs(_beside[i]) + Math.Abs(_diagonal[i]) + (i + 1 < _size ? Math.Abs(_beside[i + 1]) : 0));
        return largest;
    }

    /// <summary>The least and the largest eigenvalue of A, by bisection: as many are below x as T − xI has negative pivots (Golub and Van Loan 2013, §8.4.1). As exact as rounding of the largest lets them be.</summary>
    public (double Least, double Largest) Extremes()
    {
        double bound = Largest();
        return (Bisected(-bound, bound, 1), Bisected(-bound, bound, _size));
    }

    /// <summary>The eigenvalue that <paramref name="count"/> are at most.</summary>
    private double Bisected(double low, double high, int count)
    {
        for (double width = double.PositiveInfinity; high - low < width;)
        {
            width = high - low;
            double middle = low + width / 2;
            (low, high) = Below(middle) >= count ? (low, middle) : (middle, high);
        }

        return low + (high - low) / 2;
    }

    private int Below(double x)
    {
        int below = 0;
        double pivot = 1;
        for (int i = 0; i < _size; i++)
        {
            pivot = _diagonal[i] - x - (i == 0 ? 0 : _beside[i] * _beside[i] / pivot);
            pivot = pivot == 0 ? double.Epsilon : pivot;
            below += pivot < 0 ? 1 : 0;
        }

        return below;
    }

    /// <summary>T + λ_b I = LDLᵀ for each b; for each unknown k the numbers −L_k,k−1, 1/D_k and (L⁻¹h)_k/D_k, <see cref="Lanes"/> of each.</summary>
    /// <param name="lambdas">λ, <see cref="Lanes"/> of them.</param>
    /// <param name="right">h, m numbers.</param>
    /// <param name="factor">Where to: 3·<see cref="Lanes"/>·m numbers.</param>
    public void Factor(ReadOnlySpan<double> lambdas, ReadOnlySpan<double> right, Span<double> factor)
    {
        ref double target = ref MemoryMarshal.GetReference(factor);
        Vector512<double> lambda = Vector512.Create(lambdas), inverse = default, x = default;
        for (int k = 0; k < _size; k++)
        {
            nuint at = (nuint)(k * 3 * Lanes);
            var beside = Vector512.Create(k == 0 ? 0 : _beside[k]);
            var share = -beside * inverse;
            inverse = Vector512<double>.One / (Vector512.Create(_diagonal[k]) + lambda + share * beside);
            x = Vector512.Create(right[k]) + share * x;
            share.StoreUnsafe(ref target, at);
            inverse.StoreUnsafe(ref target, at + Lanes);
            (x * inverse).StoreUnsafe(ref target, at + 2 * Lanes);
        }
    }

    /// <summary>y_aᵀ(T + λ_b I)⁻¹y_a and y_aᵀ(T + λ_b I)⁻¹h of four rows y_a for each b: one forward substitution, without the backward one.</summary>
    /// <param name="factor">From <see cref="Factor"/>.</param>
    /// <param name="rows">Where in <paramref name="y"/> each of the four rows lies.</param>
    /// <param name="y">Rows of m numbers.</param>
    /// <param name="squares">The first, <see cref="Lanes"/> a row.</param>
    /// <param name="products">The second.</param>
    public void Forms(ReadOnlySpan<double> factor, ReadOnlySpan<int> rows, ReadOnlySpan<double> y, Span<double> squares, Span<double> products)
    {
        ref double f = ref MemoryMarshal.GetReference(factor), y0 = ref MemoryMarshal.GetReference(y.Slice(rows[0], _size)), y1 = ref MemoryMarshal.GetReference(y.Slice(rows[1], _size));
        ref double y2 = ref MemoryMarshal.GetReference(y.Slice(rows[2], _size)), y3 = ref MemoryMarshal.GetReference(y.Slice(rows[3], _size));
        Vector512<double> z0 = default, z1 = default, z2 = default, z3 = default, s0 = default, s1 = default, s2 = default, s3 = default, p0 = default, p1 = default, p2 = default, p3 = default;
        for (int k = 0; k < _size; k++)
        {
            nuint at = (nuint)(k * 3 * Lanes);
            Vector512<double> share = Vector512.LoadUnsafe(ref f, at), inverse = Vector512.LoadUnsafe(ref f, at + Lanes), right = Vector512.LoadUnsafe(ref f, at + 2 * Lanes);
            z0 = Vector512.FusedMultiplyAdd(share, z0, Vector512.Create(Unsafe.Add(ref y0, k)));
            z1 = Vector512.FusedMultiplyAdd(share, z1, Vector512.Create(Unsafe.Add(ref y1, k)));
            z2 = Vector512.FusedMultiplyAdd(share, z2, Vector512.Create(Unsafe.Add(ref y2, k)));
            z3 = Vector512.FusedMultiplyAdd(share, z3, Vector512.Create(Unsafe.Add(ref y3, k)));
            s0 = Vector512.FusedMultiplyAdd(z0 * inverse, z0, s0);
            s1 = Vector512.FusedMultiplyAdd(z1 * inverse, z1, s1);
            s2 = Vector512.FusedMultiplyAdd(z2 * inverse, z2, s2);
            s3 = Vector512.FusedMultiplyAdd(z3 * inverse, z3, s3);
            p0 = Vector512.FusedMultiplyAdd(z0, right, p0);
            p1 = Vector512.FusedMultiplyAdd(z1, right, p1);
            p2 = Vector512.FusedMultiplyAdd(z2, right, p2);
            p3 = Vector512.FusedMultiplyAdd(z3, right, p3);
        }

        Store(squares, s0, s1, s2, s3);
        Store(products, p0, p1, p2, p3);
    }

    private static void Store(Span<double> target, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
    {
        v0.CopyTo(target);
        v1.CopyTo(target[Lanes..]);
        v2.CopyTo(target[(2 * Lanes)..]);
        v3.CopyTo(target[(3 * Lanes)..]);
    }

    /// <summary>Brings row j, of which <paramref name="done"/> later rows' updates are still to be taken off, to its entry beside the diagonal by a reflector v, and makes w = τ(Av − ½τ(vᵀAv)v).</summary>
    private void Reduce(int j, int done, double[] w)
    {
        var row = Row(j, j + 1);
        for (int q = 0; q < done; q++)
        {
            int later = j + done - q;
            ReadOnlySpan<double> v = Row(later, later), own = w.AsSpan(q * _stride, later);
            TensorPrimitives.MultiplyAdd(v[..(j + 1)], -own[j], row, row);
            TensorPrimitives.MultiplyAdd(own[..(j + 1)], -v[j], row, row);
        }

        _diagonal[j] = row[j];
        if (j == 0)
            return;
        var reflector = row[..j];
        double alpha = reflector[j - 1], rest = j == 1 ? 0 : TensorPrimitives.Norm<double>(reflector[..(j - 1)]);
        var product = w.AsSpan(done * _stride, j);
        _beside[j] = alpha;
        if (rest == 0)
        {
            product.Clear();
            return;
        }

        double beside = -Math.CopySign(double.Hypot(alpha, rest), alpha), tau = (beside - alpha) / beside;
        (_beside[j], _tau[j]) = (beside, tau);
        TensorPrimitives.Divide(reflector, alpha - beside, reflector);
        reflector[j - 1] = 1;
        Multiply(j, reflector, product);
        for (int q = 0; q < done; q++)
        {
            int later = j + done - q;
            ReadOnlySpan<double> v = Row(later, later)[..j], own = w.AsSpan(q * _stride, j);
            double alongOwn = TensorPrimitives.Dot(own, reflector), alongV = TensorPrimitives.Dot(v, reflector);
            TensorPrimitives.MultiplyAdd(v, -alongOwn, product, product);
            TensorPrimitives.MultiplyAdd(own, -alongV, product, product);
        }

        TensorPrimitives.Multiply(product, tau, product);
        double half = 0.5 * tau * TensorPrimitives.Dot<double>(product, reflector);
        TensorPrimitives.MultiplyAdd(reflector, -half, product, product);
    }

    /// <summary>A −= VWᵀ + WVᵀ over the rows above a panel, as one product of rows (−V, −W) with rows (W, V).</summary>
    private void Subtract(int top, int low, double[] w, Span<double> left, Span<double> right)
    {
        const int Depth = 2 * Panel;
        int count = top - low;
        for (int q = 0; q < count; q++)
        {
            ReadOnlySpan<double> v = Row(top - 1 - q, low), own = w.AsSpan(q * _stride, low);
            bool none = _tau[top - 1 - q] == 0; // then the row holds no reflector
            for (int i = 0; i < low; i++)
            {
                double vi = none ? 0 : v[i];
                int first = StripKernels.At(i, q, Depth), second = StripKernels.At(i, Panel + q, Depth);
                (left[first], left[second]) = (-vi, -own[i]);
                (right[first], right[second]) = (own[i], vi);
            }
        }

        StripKernels.AddLower(left, right, low, Depth, _a, _stride);
    }

    /// <summary>y = Ax over the first rows, each number of the lower triangle read once.</summary>
    private void Multiply(int size, ReadOnlySpan<double> x, Span<double> y)
    {
        y.Clear();
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i + 4 <= size; i += 4)
                MultiplyFour(i, x, y);
        for (; i < size; i++)
        {
            var row = Row(i, i);
            double sum = TensorPrimitives.Dot(row, x[..i]) + _a[i * _stride + i] * x[i];
            TensorPrimitives.MultiplyAdd(row, x[i], y[..i], y[..i]);
            y[i] += sum;
        }
    }

    private void MultiplyFour(int i, ReadOnlySpan<double> x, Span<double> y)
    {
        ref double r0 = ref _a[i * _stride], px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y);
        ref double r1 = ref _a[(i + 1) * _stride], r2 = ref _a[(i + 2) * _stride], r3 = ref _a[(i + 3) * _stride];
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector512<double> x0 = Vector512.Create(x[i]), x1 = Vector512.Create(x[i + 1]), x2 = Vector512.Create(x[i + 2]), x3 = Vector512.Create(x[i + 3]);
        int c = 0;
        for (; c + Lanes <= i; c += Lanes)
        {
            nuint at = (nuint)c;
            Vector512<double> a0 = Vector512.LoadUnsafe(ref r0, at), a1 = Vector512.LoadUnsafe(ref r1, at), a2 = Vector512.LoadUnsafe(ref r2, at), a3 = Vector512.LoadUnsafe(ref r3, at);
            var own = Vector512.LoadUnsafe(ref px, at);
            s0 = Vector512.FusedMultiplyAdd(a0, own, s0);
            s1 = Vector512.FusedMultiplyAdd(a1, own, s1);
            s2 = Vector512.FusedMultiplyAdd(a2, own, s2);
            s3 = Vector512.FusedMultiplyAdd(a3, own, s3);
            var sum = Vector512.FusedMultiplyAdd(a1, x1, Vector512.FusedMultiplyAdd(a0, x0, Vector512.LoadUnsafe(ref py, at)));
            (sum + Vector512.FusedMultiplyAdd(a3, x3, a2 * x2)).StoreUnsafe(ref py, at);
        }

        y[i] += Vector512.Sum(s0);
        y[i + 1] += Vector512.Sum(s1);
        y[i + 2] += Vector512.Sum(s2);
        y[i + 3] += Vector512.Sum(s3);
        for (int r = i; r < i + 4; r++)
        {
            var row = Row(r, r + 1);
            for (int k = c; k < r; k++)
            {
                y[r] += row[k] * x[k];
                y[k] += row[k] * x[r];
            }

            y[r] += row[r] * x[r];
        }
    }

    /// <summary>x −= τ·v(vᵀx) for each lane.</summary>
    private void Reflect(int j, Span<double> target)
    {
        if (_tau[j] == 0)
            return;
        ReadOnlySpan<double> v = Row(j, j);
        ref double x = ref MemoryMarshal.GetReference(target[..(j * Lanes)]);
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i + 4 <= v.Length; i += 4)
        {
            nuint at = (nuint)(i * Lanes);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(v[i]), Vector512.LoadUnsafe(ref x, at), s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(v[i + 1]), Vector512.LoadUnsafe(ref x, at + Lanes), s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(v[i + 2]), Vector512.LoadUnsafe(ref x, at + 2 * Lanes), s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(v[i + 3]), Vector512.LoadUnsafe(ref x, at + 3 * Lanes), s3);
        }

        for (; i < v.Length; i++)
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(v[i]), Vector512.LoadUnsafe(ref x, (nuint)(i * Lanes)), s0);
        var length = Vector512.Create(-_tau[j]) * (s0 + s1 + (s2 + s3));
        for (i = 0; i < v.Length; i++)
            Vector512.FusedMultiplyAdd(Vector512.Create(v[i]), length, Vector512.LoadUnsafe(ref x, (nuint)(i * Lanes))).StoreUnsafe(ref x, (nuint)(i * Lanes));
    }

    private Span<double> Row(int i, int length) => _a.AsSpan(i * _stride, length);
}
