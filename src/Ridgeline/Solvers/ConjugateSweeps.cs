using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>
/// Conjugate gradients with a sweep of coordinate descent as their preconditioner, which is no symmetric one (flexible: Notay 2000): what the sweep moved
/// is made conjugate to the moves before it, and followed as far as the quadratic falls.
/// </summary>
internal sealed class ConjugateSweeps
{
    private const int Kept = 2;            // moves before; more spare hardly a sweep
    private const double Vanishing = 1e-8; // share of a sweep's curvature that isn't in the moves before it
    private const double Farthest = 3;     // times the sweep itself

    private readonly double[] _inverse;    // 1/h, 0 for 0
    private readonly double[] _before;     // the slopes when the sweep began
    private readonly double[] _eta;        // Zm of the sweep
    private readonly double[][] _images;   // h∘Zm of each move m, but for the intercept's share
    private readonly double[][] _moves;
    private readonly double[] _sums = new double[Kept + 1], _squares = new double[Kept + 1]; // of each move: its image's sum, its curvature
    private int _known, _at;

    public ConjugateSweeps(int rows)
    {
        (_inverse, _before, _eta) = (new double[rows], new double[rows], new double[rows]);
        _images = [.. Enumerable.Range(0, Kept + 1).Select(_ => new double[rows])];
        _moves = [.. Enumerable.Range(0, Kept + 1).Select(_ => Array.Empty<double>())];
    }

    /// <summary>Takes h.</summary>
    public void Renew(ReadOnlySpan<double> curvatures)
    {
        for (int i = 0; i < _inverse.Length; i++)
            _inverse[i] = double.IsFinite(1 / curvatures[i]) ? 1 / curvatures[i] : 0;
    }

    /// <summary>Before a sweep of <paramref name="count"/> coordinates: room for what each of them moves by.</summary>
    public Span<double> Begin(ReadOnlySpan<double> slopes, int count)
    {
        slopes.CopyTo(_before);
        if (_moves[_at].Length < count)
            _moves[_at] = new double[count + count / 2];
        return _moves[_at].AsSpan(0, count);
    }

    /// <summary>Forgets the moves before: the next one stands alone.</summary>
    public void Forget() => _known = 0;

    /// <summary>After a sweep: makes its move conjugate and goes along it.</summary>
    /// <param name="move">What each coordinate moved by; the move to follow on return.</param>
    /// <param name="ridge">λκ(1−r) of each.</param>
    /// <param name="slopes">As the sweep left them; as the move leaves them on return.</param>
    /// <param name="own">Σ aⱼmⱼ² with the coordinates' own curvatures a: each gradient was 0 right after its step, so that (mᵀAm − own)/2 is mᵀ∇ now.</param>
    /// <param name="total">Σh, ∞ without an intercept.</param>
    /// <returns>How many times the move to go, from where the sweep began; 0 where there is none, and the slopes are as they were.</returns>
    public double Follow(Span<double> move, ReadOnlySpan<double> ridge, Span<double> slopes, double own, double total)
    {
        Span<double> image = _images[_at];
        TensorPrimitives.Subtract(slopes, _before, image);
        TensorPrimitives.Multiply(image, _inverse, _eta);
        double sum = TensorPrimitives.Sum<double>(image), whole = Curvature(move, ridge, move, image, sum * sum / total), taken = 0;
        for (int back = 1; back <= _known; back++)
        {
            int k = (_at + Kept + 1 - back) % (Kept + 1);
            double shared = Curvature(move, ridge, _moves[k], _images[k], _sums[k] * sum / total), share = shared / _squares[k];
            taken += share * shared;
            TensorPrimitives.MultiplyAdd(_moves[k].AsSpan(0, move.Length), -share, move, move);
            TensorPrimitives.MultiplyAdd(_images[k], -share, image, image);
        }

        double square = whole - taken, length = 1 - (0.5 * (whole - own) - taken) / square;
        if (!(square > Vanishing * whole && Math.Abs(length) <= Farthest))
        {
            Forget();
            return 0;
        }

        TensorPrimitives.MultiplyAdd(image, length, _before, slopes);
        (_sums[_at], _squares[_at]) = (TensorPrimitives.Sum<double>(image), square);
        (_at, _known) = ((_at + 1) % (Kept + 1), Math.Min(_known + 1, Kept));
        return length;
    }

    /// <summary>mᵀAm′ of the sweep's move and another one.</summary>
    private double Curvature(ReadOnlySpan<double> move, ReadOnlySpan<double> ridge, ReadOnlySpan<double> other, ReadOnlySpan<double> image, double constant)
    {
        double product = TensorPrimitives.Dot<double>(_eta, image) - constant;
        for (int a = 0; a < move.Length; a++)
            product += ridge[a] * move[a] * other[a];
        return product;
    }
}
