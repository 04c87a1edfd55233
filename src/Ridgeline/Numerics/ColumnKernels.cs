using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// Products of columns with columns, register-blocked: four columns against four at a time keep sixteen sums in registers, so that each number
/// read is used four times. Without 512-bit vectors the same products are taken a pair at a time.
/// </summary>
internal static class ColumnKernels
{
    /// <summary>Rows taken together, so that the right-hand columns stay in the first two cache levels.</summary>
    public const int RowBlock = 2048;

    private const int Lanes = 8;

    /// <summary>target[a, b] += Σᵢ left[a][i]·right[b][i] for i of <paramref name="length"/> rows.</summary>
    /// <param name="left">The left columns' first numbers lie at these offsets of <paramref name="values"/>.</param>
    /// <param name="values">What the offsets point into.</param>
    /// <param name="right">The right columns, one every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">The distance between right columns.</param>
    /// <param name="count">How many right columns.</param>
    /// <param name="length">Rows.</param>
    /// <param name="target">Row a holds the products of left column a, <paramref name="count"/> of them.</param>
    public static void AddProducts(ReadOnlySpan<nint> left, ReadOnlySpan<double> values, ReadOnlySpan<double> right, int stride, int count, int length, Span<double> target)
    {
        ref double x = ref MemoryMarshal.GetReference(values);
        ref double r = ref MemoryMarshal.GetReference(right);
        int a = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; a + 4 <= left.Length; a += 4)
            {
                ref double x0 = ref Unsafe.Add(ref x, left[a]), x1 = ref Unsafe.Add(ref x, left[a + 1]), x2 = ref Unsafe.Add(ref x, left[a + 2]), x3 = ref Unsafe.Add(ref x, left[a + 3]);
                int b = 0;
                for (; b + 4 <= count; b += 4)
                    FourByFour(ref x0, ref x1, ref x2, ref x3, ref Unsafe.Add(ref r, (nint)b * stride), stride, length, ref target[a * count + b], count);
                for (; b < count; b++)
                    FourByOne(ref x0, ref x1, ref x2, ref x3, ref Unsafe.Add(ref r, (nint)b * stride), length, ref target[a * count + b], count);
            }
        }

        for (; a < left.Length; a++)
        {
            var column = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, left[a]), length);
            for (int b = 0; b < count; b++)
                target[a * count + b] += TensorPrimitives.Dot(column, right.Slice(b * stride, length));
        }
    }

    private static void FourByFour(
        ref double x0, ref double x1, ref double x2, ref double x3, ref double r, nint stride, int length, ref double target, nint targetStride)
    {
        ref double r1 = ref Unsafe.Add(ref r, stride);
        ref double r2 = ref Unsafe.Add(ref r1, stride);
        ref double r3 = ref Unsafe.Add(ref r2, stride);
        Vector512<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<double> s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
        nuint i = 0, end = (nuint)(length / Lanes * Lanes);
        for (; i < end; i += Lanes)
        {
            var a0 = Vector512.LoadUnsafe(ref x0, i);
            var a1 = Vector512.LoadUnsafe(ref x1, i);
            var a2 = Vector512.LoadUnsafe(ref x2, i);
            var a3 = Vector512.LoadUnsafe(ref x3, i);
            var b = Vector512.LoadUnsafe(ref r, i);
            s00 = Vector512.FusedMultiplyAdd(a0, b, s00);
            s10 = Vector512.FusedMultiplyAdd(a1, b, s10);
            s20 = Vector512.FusedMultiplyAdd(a2, b, s20);
            s30 = Vector512.FusedMultiplyAdd(a3, b, s30);
            b = Vector512.LoadUnsafe(ref r1, i);
            s01 = Vector512.FusedMultiplyAdd(a0, b, s01);
            s11 = Vector512.FusedMultiplyAdd(a1, b, s11);
            s21 = Vector512.FusedMultiplyAdd(a2, b, s21);
            s31 = Vector512.FusedMultiplyAdd(a3, b, s31);
            b = Vector512.LoadUnsafe(ref r2, i);
            s02 = Vector512.FusedMultiplyAdd(a0, b, s02);
            s12 = Vector512.FusedMultiplyAdd(a1, b, s12);
            s22 = Vector512.FusedMultiplyAdd(a2, b, s22);
            s32 = Vector512.FusedMultiplyAdd(a3, b, s32);
            b = Vector512.LoadUnsafe(ref r3, i);
            s03 = Vector512.FusedMultiplyAdd(a0, b, s03);
            s13 = Vector512.FusedMultiplyAdd(a1, b, s13);
            s23 = Vector512.FusedMultiplyAdd(a2, b, s23);
            s33 = Vector512.FusedMultiplyAdd(a3, b, s33);
        }

        AddFour(s00, s01, s02, s03, ref target);
        AddFour(s10, s11, s12, s13, ref Unsafe.Add(ref target, targetStride));
        AddFour(s20, s21, s22, s23, ref Unsafe.Add(ref target, 2 * targetStride));
        AddFour(s30, s31, s32, s33, ref Unsafe.Add(ref target, 3 * targetStride));
        for (; i < (nuint)length; i++)
        {
            double b0 = Unsafe.Add(ref r, i), b1 = Unsafe.Add(ref r1, i), b2 = Unsafe.Add(ref r2, i), b3 = Unsafe.Add(ref r3, i);
            AddRow(Unsafe.Add(ref x0, i), b0, b1, b2, b3, ref target);
            AddRow(Unsafe.Add(ref x1, i), b0, b1, b2, b3, ref Unsafe.Add(ref target, targetStride));
            AddRow(Unsafe.Add(ref x2, i), b0, b1, b2, b3, ref Unsafe.Add(ref target, 2 * targetStride));
            AddRow(Unsafe.Add(ref x3, i), b0, b1, b2, b3, ref Unsafe.Add(ref target, 3 * targetStride));
        }
    }

    /// <summary>The sums of four vectors, added to four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(Vector512<double> s0, Vector512<double> s1, Vector512<double> s2, Vector512<double> s3, ref double target)
    {
        Vector256<double> h0 = s0.GetLower() + s0.GetUpper(), h1 = s1.GetLower() + s1.GetUpper(), h2 = s2.GetLower() + s2.GetUpper(), h3 = s3.GetLower() + s3.GetUpper();
        Vector128<double> p0 = h0.GetLower() + h0.GetUpper(), p1 = h1.GetLower() + h1.GetUpper(), p2 = h2.GetLower() + h2.GetUpper(), p3 = h3.GetLower() + h3.GetUpper();
        target += p0[0] + p0[1];
        Unsafe.Add(ref target, 1) += p1[0] + p1[1];
        Unsafe.Add(ref target, 2) += p2[0] + p2[1];
        Unsafe.Add(ref target, 3) += p3[0] + p3[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(double x, double b0, double b1, double b2, double b3, ref double target)
    {
        target += x * b0;
        Unsafe.Add(ref target, 1) += x * b1;
        Unsafe.Add(ref target, 2) += x * b2;
        Unsafe.Add(ref target, 3) += x * b3;
    }

    private static void FourByOne(ref double x0, ref double x1, ref double x2, ref double x3, ref double r, int length, ref double target, nint targetStride)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        nuint i = 0, end = (nuint)(length / (2 * Lanes) * (2 * Lanes));
        for (; i < end; i += 2 * Lanes)
        {
            Vector512<double> b = Vector512.LoadUnsafe(ref r, i), c = Vector512.LoadUnsafe(ref r, i + Lanes);
            s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x0, i), b, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x1, i), b, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x2, i), b, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x3, i), b, s3);
            t0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x0, i + Lanes), c, t0);
            t1 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x1, i + Lanes), c, t1);
            t2 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x2, i + Lanes), c, t2);
            t3 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x3, i + Lanes), c, t3);
        }

        double d0 = Vector512.Sum(s0 + t0), d1 = Vector512.Sum(s1 + t1), d2 = Vector512.Sum(s2 + t2), d3 = Vector512.Sum(s3 + t3);
        for (; i < (nuint)length; i++)
        {
            double b = Unsafe.Add(ref r, i);
            d0 += Unsafe.Add(ref x0, i) * b;
            d1 += Unsafe.Add(ref x1, i) * b;
            d2 += Unsafe.Add(ref x2, i) * b;
            d3 += Unsafe.Add(ref x3, i) * b;
        }

        target += d0;
        Unsafe.Add(ref target, targetStride) += d1;
        Unsafe.Add(ref target, 2 * targetStride) += d2;
        Unsafe.Add(ref target, 3 * targetStride) += d3;
    }

    /// <summary>target += a₀x₀ + a₁x₁ + a₂x₂ + a₃x₃.</summary>
    public static void AddFourColumns(
        ReadOnlySpan<double> x0, ReadOnlySpan<double> x1, ReadOnlySpan<double> x2, ReadOnlySpan<double> x3, double a0, double a1, double a2, double a3, Span<double> target)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double p0 = ref MemoryMarshal.GetReference(x0), p1 = ref MemoryMarshal.GetReference(x1), p2 = ref MemoryMarshal.GetReference(x2), p3 = ref MemoryMarshal.GetReference(x3);
            ref double t = ref MemoryMarshal.GetReference(target);
            Vector512<double> v0 = Vector512.Create(a0), v1 = Vector512.Create(a1), v2 = Vector512.Create(a2), v3 = Vector512.Create(a3);
            for (; i + Lanes <= target.Length; i += Lanes)
            {
                nuint at = (nuint)i;
                var left = Vector512.FusedMultiplyAdd(v0, Vector512.LoadUnsafe(ref p0, at), Vector512.LoadUnsafe(ref t, at));
                var right = v1 * Vector512.LoadUnsafe(ref p1, at);
                left = Vector512.FusedMultiplyAdd(v2, Vector512.LoadUnsafe(ref p2, at), left);
                right = Vector512.FusedMultiplyAdd(v3, Vector512.LoadUnsafe(ref p3, at), right);
                (left + right).StoreUnsafe(ref t, at);
            }
        }

        for (; i < target.Length; i++)
            target[i] += a0 * x0[i] + a1 * x1[i] + a2 * x2[i] + a3 * x3[i];
    }

    /// <summary>The weighted moments of x around an origin: Σw, Σw(x−o), Σw(x−o)² and the largest |x−o|, over rows with weight; empty weights are all 1.</summary>
    public static (double Total, double Sum, double Squares, double Widest) Moments(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, double origin)
    {
        double total = 0, sum = 0, squares = 0, widest = 0;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double px = ref MemoryMarshal.GetReference(x);
            ref double pw = ref MemoryMarshal.GetReference(weights);
            var o = Vector512.Create(origin);
            Vector512<double> t = default, s0 = default, s1 = default, q0 = default, q1 = default, m = default;
            if (weights.IsEmpty)
            {
                for (; i + 2 * Lanes <= x.Length; i += 2 * Lanes)
                {
                    Vector512<double> d0 = Vector512.LoadUnsafe(ref px, (nuint)i) - o, d1 = Vector512.LoadUnsafe(ref px, (nuint)i + Lanes) - o;
                    s0 += d0;
                    s1 += d1;
                    q0 = Vector512.FusedMultiplyAdd(d0, d0, q0);
                    q1 = Vector512.FusedMultiplyAdd(d1, d1, q1);
                    m = Vector512.MaxNative(m, Vector512.MaxNative(Vector512.Abs(d0), Vector512.Abs(d1)));
                }

                total = i;
            }
            else
            {
                for (; i + Lanes <= x.Length; i += Lanes)
                {
                    var w = Vector512.LoadUnsafe(ref pw, (nuint)i);
                    var d = Vector512.ConditionalSelect(Vector512.GreaterThan(w, default), Vector512.LoadUnsafe(ref px, (nuint)i) - o, default);
                    var wd = w * d;
                    t += w;
                    s0 += wd;
                    q0 = Vector512.FusedMultiplyAdd(wd, d, q0);
                    m = Vector512.MaxNative(m, Vector512.Abs(d));
                }

                total = Vector512.Sum(t);
            }

            (sum, squares) = (Vector512.Sum(s0 + s1), Vector512.Sum(q0 + q1));
            for (int lane = 0; lane < Lanes; lane++)
                widest = Math.Max(widest, m[lane]);
        }

        for (; i < x.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            if (w == 0)
                continue;
            double d = x[i] - origin;
            total += w;
            sum += w * d;
            squares += w * d * d;
            widest = Math.Max(widest, Math.Abs(d));
        }

        return (total, sum, squares, widest);
    }
}
