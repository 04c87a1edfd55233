using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>The vector kernels of a loss with one output, specialised for <typeparamref name="TLoss"/>: eight rows at a time where the machine has such vectors.</summary>
internal sealed class ScalarLoss<TLoss> : Loss
    where TLoss : struct, ILoss
{
    private const int Lanes = 8;

    private readonly TLoss _loss;

    public ScalarLoss(string name, string targets, TLoss loss) : base(name, targets, outputs: 1) => _loss = loss;

    public override double MaxCurvature => _loss.MaxCurvature;

    public override bool Allows(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && !_loss.Allows(y[i]))
                return false;
        return true;
    }

    public override double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights) => Evaluate(_loss, y, eta, weights, [], []);

    public override double ConjugateSum(ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights) => ConjugateSum(_loss, y, slopes, weights);

    public override double SaturatedSum(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                sum += weights[i] * _loss.Saturated(y[i]);
        return sum;
    }

    public override void Slopes(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Evaluate(_loss, y, eta, [], target, []);

    public override void Curvatures(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Evaluate(_loss, y, eta, [], [], target);

    public override double Evaluate(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes, Span<double> curvatures) =>
        Evaluate(_loss, y, eta, weights, slopes, curvatures);

    public override void Recessions(ReadOnlySpan<double> y, Span<double> target)
    {
        for (int i = 0; i < y.Length; i++)
            target[i] = _loss.Recession(y[i]);
    }

    internal override void Values(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target)
    {
        var loss = _loss;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double py = ref MemoryMarshal.GetReference(y), pe = ref MemoryMarshal.GetReference(eta), pt = ref MemoryMarshal.GetReference(target);
            for (; i + Lanes <= y.Length; i += Lanes)
                loss.Evaluate(Vector512.LoadUnsafe(ref py, (nuint)i), Vector512.LoadUnsafe(ref pe, (nuint)i)).Value.StoreUnsafe(ref pt, (nuint)i);
        }

        for (; i < y.Length; i++)
            target[i] = loss.Value(y[i], eta[i]);
    }

    internal override void Confine(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes)
    {
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && !(_loss.Conjugate(y[i], slopes[i]) < double.PositiveInfinity))
                slopes[i] = _loss.Slope(y[i], eta[i]);
    }

    public override void Means(ReadOnlySpan<double> eta, Span<double> target)
    {
        for (int i = 0; i < eta.Length; i++)
            target[i] = _loss.Mean(eta[i]);
    }

    private static double Evaluate(
        TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes, Span<double> curvatures)
    {
        double sum = 0;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double py = ref MemoryMarshal.GetReference(y), pe = ref MemoryMarshal.GetReference(eta), pw = ref MemoryMarshal.GetReference(weights);
            ref double ps = ref MemoryMarshal.GetReference(slopes), pc = ref MemoryMarshal.GetReference(curvatures);
            var total = Vector512<double>.Zero;
            for (; i + Lanes <= y.Length; i += Lanes)
            {
                nuint at = (nuint)i;
                Vector512<double> own = Vector512.LoadUnsafe(ref py, at), there = Vector512.LoadUnsafe(ref pe, at), value = default, slope, curvature;
                if (typeof(TLoss) == typeof(LogisticLoss) && weights.IsEmpty)
                    (slope, curvature) = LogisticLoss.Slopes(own, there);
                else
                    (value, slope, curvature) = loss.Evaluate(own, there);
                if (!slopes.IsEmpty)
                    slope.StoreUnsafe(ref ps, at);
                if (!curvatures.IsEmpty)
                    curvature.StoreUnsafe(ref pc, at);
                if (weights.IsEmpty)
                    continue;
                var w = Vector512.LoadUnsafe(ref pw, at);
                total += Vector512.ConditionalSelect(Vector512.GreaterThan(w, default), w * value, default);
            }

            sum = Vector512.Sum(total);
        }

        for (; i < y.Length; i++)
        {
            if (!slopes.IsEmpty)
                slopes[i] = loss.Slope(y[i], eta[i]);
            if (!curvatures.IsEmpty)
                curvatures[i] = loss.Curvature(y[i], eta[i]);
            if (!weights.IsEmpty && weights[i] > 0)
                sum += weights[i] * loss.Value(y[i], eta[i]);
        }

        return sum;
    }

    private static double ConjugateSum(TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double py = ref MemoryMarshal.GetReference(y), ps = ref MemoryMarshal.GetReference(slopes), pw = ref MemoryMarshal.GetReference(weights);
            var total = Vector512<double>.Zero;
            for (; i + Lanes <= y.Length; i += Lanes)
            {
                nuint at = (nuint)i;
                var w = Vector512.LoadUnsafe(ref pw, at);
                var value = loss.Conjugate(Vector512.LoadUnsafe(ref py, at), Vector512.LoadUnsafe(ref ps, at));
                total += Vector512.ConditionalSelect(Vector512.GreaterThan(w, default), w * value, default);
            }

            sum = Vector512.Sum(total);
        }

        for (; i < y.Length; i++)
            if (weights[i] > 0)
                sum += weights[i] * loss.Conjugate(y[i], slopes[i]);
        return sum;
    }
}
