using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// What kernels over float and double need of vectors, whichever their width: a type parameter that is Vector512, Vector256 or Vector128 of T. Every branch here is
/// known when the code is compiled for its types, and gone.
/// </summary>
internal static class Lanes
{
    /// <summary>Rows of padded matrices are a multiple of this: whole vectors of float or double on every machine.</summary>
    public const int Widest = 16;

    /// <summary>The least multiple of <see cref="Widest"/> that isn't less.</summary>
    public static int Padded(int length) => (length + Widest - 1) / Widest * Widest;

    /// <summary>A number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Constant<T>(double x) => typeof(T) == typeof(float) ? Vector512.Create((float)x).As<float, T>() : Vector512.Create(x).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector, T>(ref readonly T at)
        where TVector : struct =>
        Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TVector, T>(TVector vector, ref T at)
        where TVector : struct =>
        Unsafe.WriteUnaligned(ref Unsafe.As<T, byte>(ref at), vector);

    /// <summary>x in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector All<TVector, T>(T x)
        where TVector : struct
    {
        if (typeof(TVector) == typeof(Vector512<T>))
            return Unsafe.BitCast<Vector512<T>, TVector>(Vector512.Create(x));
        return typeof(TVector) == typeof(Vector256<T>)
            ? Unsafe.BitCast<Vector256<T>, TVector>(Vector256.Create(x))
            : Unsafe.BitCast<Vector128<T>, TVector>(Vector128.Create(x));
    }

    /// <summary>a·b + c, rounded once: a sum in a fixed order has the same bits at every width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MultiplyAdd<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct
    {
        if (typeof(TVector) == typeof(Vector512<float>))
            return As<Vector512<float>, TVector>(Vector512.FusedMultiplyAdd(As<TVector, Vector512<float>>(a), As<TVector, Vector512<float>>(b), As<TVector, Vector512<float>>(c)));
        if (typeof(TVector) == typeof(Vector512<double>))
            return As<Vector512<double>, TVector>(Vector512.FusedMultiplyAdd(As<TVector, Vector512<double>>(a), As<TVector, Vector512<double>>(b), As<TVector, Vector512<double>>(c)));
        if (typeof(TVector) == typeof(Vector256<float>))
            return As<Vector256<float>, TVector>(Vector256.FusedMultiplyAdd(As<TVector, Vector256<float>>(a), As<TVector, Vector256<float>>(b), As<TVector, Vector256<float>>(c)));
        if (typeof(TVector) == typeof(Vector256<double>))
            return As<Vector256<double>, TVector>(Vector256.FusedMultiplyAdd(As<TVector, Vector256<double>>(a), As<TVector, Vector256<double>>(b), As<TVector, Vector256<double>>(c)));
        return typeof(TVector) == typeof(Vector128<float>)
            ? As<Vector128<float>, TVector>(Vector128.FusedMultiplyAdd(As<TVector, Vector128<float>>(a), As<TVector, Vector128<float>>(b), As<TVector, Vector128<float>>(c)))
            : As<Vector128<double>, TVector>(Vector128.FusedMultiplyAdd(As<TVector, Vector128<double>>(a), As<TVector, Vector128<double>>(b), As<TVector, Vector128<double>>(c)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x) =>
        typeof(T) == typeof(float) ? Vector512.Exp(x.AsSingle()).As<float, T>() : Vector512.Exp(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x) =>
        typeof(T) == typeof(float) ? Vector512.Log(x.AsSingle()).As<float, T>() : Vector512.Log(x.AsDouble()).As<double, T>();

    /// <summary>
    /// tanh x: near 0 Lambert's continued fraction to its seventh term, which is exact there, elsewhere (1 − e^−2|x|)/(1 + e^−2|x|). Odd to the last bit, and 0 at 0, which
    /// TensorPrimitives' isn't in float.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x)
    {
        Vector512<T> one = Vector512<T>.One, size = Vector512.Abs(x), square = x * x, small = Exp(-(size + size));
        var top = size * MultiplyAdd(MultiplyAdd(square + Constant<T>(378), square, Constant<T>(17325)), square, Constant<T>(135135));
        var bottom = MultiplyAdd(MultiplyAdd(MultiplyAdd(Constant<T>(28), square, Constant<T>(3150)), square, Constant<T>(62370)), square, Constant<T>(135135));
        var near = Vector512.LessThan(size, Constant<T>(0.5));
        return Vector512.CopySign(Vector512.ConditionalSelect(near, top, one - small) / Vector512.ConditionalSelect(near, bottom, one + small), x);
    }

    /// <summary>The lanes' sum, by halves: in the same order on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector512<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var half = x.GetLower() + x.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return Vector128<T>.Count == 2 ? quarter[0] + quarter[1] : (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo As<TFrom, TTo>(TFrom from)
        where TFrom : struct
        where TTo : struct =>
        Unsafe.BitCast<TFrom, TTo>(from);
}
