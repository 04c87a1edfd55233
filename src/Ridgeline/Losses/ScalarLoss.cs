namespace Ridgeline.Losses;

/// <summary>The vector kernels of a loss with one output, specialised for <typeparamref name="TLoss"/>.</summary>
internal sealed class ScalarLoss<TLoss> : Loss
    where TLoss : struct, ILoss
{
    private readonly TLoss _loss;

    public ScalarLoss(string name, string targets, TLoss loss) : base(name, targets, outputs: 1) => _loss = loss;

    public override bool Allows(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && !_loss.Allows(y[i]))
                return false;
        return true;
    }

    public override double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights) => Sum(_loss, y, eta, weights);

    public override double ConjugateSum(ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights) => ConjugateSum(_loss, y, slopes, weights);

    public override double SaturatedSum(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                sum += weights[i] * _loss.Saturated(y[i]);
        return sum;
    }

    public override void Slopes(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Slopes(_loss, y, eta, target);

    public override void Curvatures(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Curvatures(_loss, y, eta, target);

    public override void Recessions(ReadOnlySpan<double> y, Span<double> target)
    {
        for (int i = 0; i < y.Length; i++)
            target[i] = _loss.Recession(y[i]);
    }

    public override void Means(ReadOnlySpan<double> eta, Span<double> target)
    {
        for (int i = 0; i < eta.Length; i++)
            target[i] = _loss.Mean(eta[i]);
    }

    private static double Sum(TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                sum += weights[i] * loss.Value(y[i], eta[i]);
        return sum;
    }

    private static double ConjugateSum(TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                sum += weights[i] * loss.Conjugate(y[i], slopes[i]);
        return sum;
    }

    private static void Slopes(TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target)
    {
        for (int i = 0; i < y.Length; i++)
            target[i] = loss.Slope(y[i], eta[i]);
    }

    private static void Curvatures(TLoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target)
    {
        for (int i = 0; i < y.Length; i++)
            target[i] = loss.Curvature(y[i], eta[i]);
    }
}
