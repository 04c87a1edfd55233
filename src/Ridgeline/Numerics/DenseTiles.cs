using System.Runtime.CompilerServices;

namespace Ridgeline.Numerics;

/// <summary>The strides of one tile's operands, and its depth.</summary>
/// <param name="Row">From one row of the left matrix to the next.</param>
/// <param name="Step">From one entry of a row of it to the next.</param>
/// <param name="Stride">From one row of the right matrix to the next.</param>
/// <param name="StartStride">From one row of what the sums begin with to the next.</param>
/// <param name="TargetStride">From one row of the target to the next.</param>
/// <param name="Depth">How many products are summed.</param>
internal readonly record struct TileShape(nint Row, nint Step, nint Stride, nint StartStride, nint TargetStride, int Depth);

/// <summary>target[i, j] = start[i, j] + Σₗ a[i, l]·b[l, j] for a few rows and vectors, whose sums stay in registers. Each entry's chain of fused steps is the same in every tile.</summary>
internal static class DenseTiles
{
    /// <summary>Eight rows by two vectors.</summary>
    public static void EightByTwo<TVector, T>(in TileShape shape, ref T a, ref T b, ref T start, ref T target)
        where TVector : struct
        where T : unmanaged
    {
        int lanes = Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<T>();
        nint row = shape.Row, step = shape.Step, stride = shape.Stride;
        ref T s = ref start, c = ref target;
        TVector s0 = Lanes.Load<TVector, T>(ref s), t0 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, lanes));
        TVector s1 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, shape.StartStride)), t1 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, shape.StartStride + lanes));
        TVector s2 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 2 * shape.StartStride)), t2 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 2 * shape.StartStride + lanes));
        TVector s3 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 3 * shape.StartStride)), t3 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 3 * shape.StartStride + lanes));
        TVector s4 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 4 * shape.StartStride)), t4 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 4 * shape.StartStride + lanes));
        TVector s5 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 5 * shape.StartStride)), t5 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 5 * shape.StartStride + lanes));
        TVector s6 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 6 * shape.StartStride)), t6 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 6 * shape.StartStride + lanes));
        TVector s7 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 7 * shape.StartStride)), t7 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 7 * shape.StartStride + lanes));
        for (int l = 0; l < shape.Depth; l++)
        {
            TVector u = Lanes.Load<TVector, T>(ref b), v = Lanes.Load<TVector, T>(ref Unsafe.Add(ref b, lanes)), x = Lanes.All<TVector, T>(a);
            s0 = Lanes.MultiplyAdd(x, u, s0);
            t0 = Lanes.MultiplyAdd(x, v, t0);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, row));
            s1 = Lanes.MultiplyAdd(x, u, s1);
            t1 = Lanes.MultiplyAdd(x, v, t1);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 2 * row));
            s2 = Lanes.MultiplyAdd(x, u, s2);
            t2 = Lanes.MultiplyAdd(x, v, t2);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 3 * row));
            s3 = Lanes.MultiplyAdd(x, u, s3);
            t3 = Lanes.MultiplyAdd(x, v, t3);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 4 * row));
            s4 = Lanes.MultiplyAdd(x, u, s4);
            t4 = Lanes.MultiplyAdd(x, v, t4);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 5 * row));
            s5 = Lanes.MultiplyAdd(x, u, s5);
            t5 = Lanes.MultiplyAdd(x, v, t5);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 6 * row));
            s6 = Lanes.MultiplyAdd(x, u, s6);
            t6 = Lanes.MultiplyAdd(x, v, t6);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 7 * row));
            s7 = Lanes.MultiplyAdd(x, u, s7);
            t7 = Lanes.MultiplyAdd(x, v, t7);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Lanes.Store(s0, ref c);
        Lanes.Store(t0, ref Unsafe.Add(ref c, lanes));
        Lanes.Store(s1, ref Unsafe.Add(ref c, shape.TargetStride));
        Lanes.Store(t1, ref Unsafe.Add(ref c, shape.TargetStride + lanes));
        Lanes.Store(s2, ref Unsafe.Add(ref c, 2 * shape.TargetStride));
        Lanes.Store(t2, ref Unsafe.Add(ref c, 2 * shape.TargetStride + lanes));
        Lanes.Store(s3, ref Unsafe.Add(ref c, 3 * shape.TargetStride));
        Lanes.Store(t3, ref Unsafe.Add(ref c, 3 * shape.TargetStride + lanes));
        Lanes.Store(s4, ref Unsafe.Add(ref c, 4 * shape.TargetStride));
        Lanes.Store(t4, ref Unsafe.Add(ref c, 4 * shape.TargetStride + lanes));
        Lanes.Store(s5, ref Unsafe.Add(ref c, 5 * shape.TargetStride));
        Lanes.Store(t5, ref Unsafe.Add(ref c, 5 * shape.TargetStride + lanes));
        Lanes.Store(s6, ref Unsafe.Add(ref c, 6 * shape.TargetStride));
        Lanes.Store(t6, ref Unsafe.Add(ref c, 6 * shape.TargetStride + lanes));
        Lanes.Store(s7, ref Unsafe.Add(ref c, 7 * shape.TargetStride));
        Lanes.Store(t7, ref Unsafe.Add(ref c, 7 * shape.TargetStride + lanes));
    }

    /// <summary>Four rows by two vectors.</summary>
    public static void FourByTwo<TVector, T>(in TileShape shape, ref T a, ref T b, ref T start, ref T target)
        where TVector : struct
        where T : unmanaged
    {
        int lanes = Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<T>();
        nint row = shape.Row, step = shape.Step, stride = shape.Stride;
        ref T s = ref start, c = ref target;
        TVector s0 = Lanes.Load<TVector, T>(ref s), t0 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, lanes));
        TVector s1 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, shape.StartStride)), t1 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, shape.StartStride + lanes));
        TVector s2 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 2 * shape.StartStride)), t2 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 2 * shape.StartStride + lanes));
        TVector s3 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 3 * shape.StartStride)), t3 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 3 * shape.StartStride + lanes));
        for (int l = 0; l < shape.Depth; l++)
        {
            TVector u = Lanes.Load<TVector, T>(ref b), v = Lanes.Load<TVector, T>(ref Unsafe.Add(ref b, lanes)), x = Lanes.All<TVector, T>(a);
            s0 = Lanes.MultiplyAdd(x, u, s0);
            t0 = Lanes.MultiplyAdd(x, v, t0);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, row));
            s1 = Lanes.MultiplyAdd(x, u, s1);
            t1 = Lanes.MultiplyAdd(x, v, t1);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 2 * row));
            s2 = Lanes.MultiplyAdd(x, u, s2);
            t2 = Lanes.MultiplyAdd(x, v, t2);
            x = Lanes.All<TVector, T>(Unsafe.Add(ref a, 3 * row));
            s3 = Lanes.MultiplyAdd(x, u, s3);
            t3 = Lanes.MultiplyAdd(x, v, t3);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Lanes.Store(s0, ref c);
        Lanes.Store(t0, ref Unsafe.Add(ref c, lanes));
        Lanes.Store(s1, ref Unsafe.Add(ref c, shape.TargetStride));
        Lanes.Store(t1, ref Unsafe.Add(ref c, shape.TargetStride + lanes));
        Lanes.Store(s2, ref Unsafe.Add(ref c, 2 * shape.TargetStride));
        Lanes.Store(t2, ref Unsafe.Add(ref c, 2 * shape.TargetStride + lanes));
        Lanes.Store(s3, ref Unsafe.Add(ref c, 3 * shape.TargetStride));
        Lanes.Store(t3, ref Unsafe.Add(ref c, 3 * shape.TargetStride + lanes));
    }

    /// <summary>One row by two vectors.</summary>
    public static void OneByTwo<TVector, T>(in TileShape shape, ref T a, ref T b, ref T start, ref T target)
        where TVector : struct
        where T : unmanaged
    {
        int lanes = Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<T>();
        nint step = shape.Step, stride = shape.Stride;
        ref T s = ref start, c = ref target;
        TVector s0 = Lanes.Load<TVector, T>(ref s), t0 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, lanes));
        for (int l = 0; l < shape.Depth; l++)
        {
            TVector u = Lanes.Load<TVector, T>(ref b), v = Lanes.Load<TVector, T>(ref Unsafe.Add(ref b, lanes)), x = Lanes.All<TVector, T>(a);
            s0 = Lanes.MultiplyAdd(x, u, s0);
            t0 = Lanes.MultiplyAdd(x, v, t0);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Lanes.Store(s0, ref c);
        Lanes.Store(t0, ref Unsafe.Add(ref c, lanes));
    }

    /// <summary>Eight rows by one vector.</summary>
    public static void EightByOne<TVector, T>(in TileShape shape, ref T a, ref T b, ref T start, ref T target)
        where TVector : struct
        where T : unmanaged
    {
        nint row = shape.Row, step = shape.Step, stride = shape.Stride;
        ref T s = ref start, c = ref target;
        TVector s0 = Lanes.Load<TVector, T>(ref s);
        TVector s1 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, shape.StartStride));
        TVector s2 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 2 * shape.StartStride));
        TVector s3 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 3 * shape.StartStride));
        TVector s4 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 4 * shape.StartStride));
        TVector s5 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 5 * shape.StartStride));
        TVector s6 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 6 * shape.StartStride));
        TVector s7 = Lanes.Load<TVector, T>(ref Unsafe.Add(ref s, 7 * shape.StartStride));
        for (int l = 0; l < shape.Depth; l++)
        {
            TVector u = Lanes.Load<TVector, T>(ref b);
            s0 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(a), u, s0);
            s1 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, row)), u, s1);
            s2 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 2 * row)), u, s2);
            s3 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 3 * row)), u, s3);
            s4 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 4 * row)), u, s4);
            s5 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 5 * row)), u, s5);
            s6 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 6 * row)), u, s6);
            s7 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(Unsafe.Add(ref a, 7 * row)), u, s7);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Lanes.Store(s0, ref c);
        Lanes.Store(s1, ref Unsafe.Add(ref c, shape.TargetStride));
        Lanes.Store(s2, ref Unsafe.Add(ref c, 2 * shape.TargetStride));
        Lanes.Store(s3, ref Unsafe.Add(ref c, 3 * shape.TargetStride));
        Lanes.Store(s4, ref Unsafe.Add(ref c, 4 * shape.TargetStride));
        Lanes.Store(s5, ref Unsafe.Add(ref c, 5 * shape.TargetStride));
        Lanes.Store(s6, ref Unsafe.Add(ref c, 6 * shape.TargetStride));
        Lanes.Store(s7, ref Unsafe.Add(ref c, 7 * shape.TargetStride));
    }

    /// <summary>One row by one vector.</summary>
    public static void OneByOne<TVector, T>(in TileShape shape, ref T a, ref T b, ref T start, ref T target)
        where TVector : struct
        where T : unmanaged
    {
        nint step = shape.Step, stride = shape.Stride;
        ref T s = ref start, c = ref target;
        TVector s0 = Lanes.Load<TVector, T>(ref s);
        for (int l = 0; l < shape.Depth; l++)
        {
            TVector u = Lanes.Load<TVector, T>(ref b);
            s0 = Lanes.MultiplyAdd(Lanes.All<TVector, T>(a), u, s0);
            a = ref Unsafe.Add(ref a, step);
            b = ref Unsafe.Add(ref b, stride);
        }

        Lanes.Store(s0, ref c);
    }
}
