using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>The last digits of a dual point: what of the optimality conditions of the active coordinates rounding has left open.</summary>
internal sealed class DualPolish(Coordinates coordinates, Linearisation model)
{
    private int[] _ordered = [];
    private double[] _missing = [], _alpha = [], _change = [], _scratch = [];

    /// <summary>
    /// Brings z_cᵀ(v∘θ) to what the optimality conditions of the active coordinates say, by θ − d∘Zα where (Q + λκ(1−r))α is what is missing. What the
    /// rounding of β leaves there is large against θ where columns are large against what they explain; what θ's own rounding leaves isn't.
    /// </summary>
    /// <param name="theta">θ.</param>
    /// <param name="weighted">v∘θ.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="undamped">
    /// Whether d is the loss's own curvature, without damping: a row that has none then stays, and inside the conjugate's domain. The factor is of the damped
    /// Q, so that it only preconditions conjugate gradients; where rounding drives those away the best θ is kept.
    /// </param>
    public void Apply(Span<double> theta, Span<double> weighted, double lambda, bool undamped = false)
    {
        const int MostRounds = 2, MostGradients = 30;
        const double Met = 1e-15;
        undamped &= model.Damping > 0;
        var active = model.Quadratic.Active;
        int count = active.Length, n = coordinates.Rows;
        Reserve(ref _ordered, count);
        Reserve(ref _missing, 4 * count);
        if (_change.Length == 0)
            (_alpha, _change, _scratch) = (new double[coordinates.Count], new double[theta.Length], new double[n]);
        Span<int> places = _ordered.AsSpan(0, count);
        Span<double> missing = _missing.AsSpan(0, count), moved = _missing.AsSpan(count, count), solved = _missing.AsSpan(2 * count, count), step = _missing.AsSpan(3 * count, count);
        moved.Clear();
        step.Clear();
        Array.Clear(_alpha);
        for (int a = 0; a < count; a++)
            places[a] = model.Quadratic.Coordinates[active[a]];
        double last = 1, least = double.PositiveInfinity, worst = 0;
        double[] best = undamped ? theta.ToArray() : [];
        for (int round = 0; undamped || round < MostRounds; round++)
        {
            coordinates.Products(places, weighted, 1, missing);
            double size = Math.Sqrt(TensorPrimitives.Dot<double>(theta, weighted));
            worst = 0;
            for (int a = 0; a < count; a++)
            {
                missing[a] += model.Quadratic.Held(active[a], lambda) - coordinates.Penalty.L2(places[a], lambda) * moved[a];
                worst = Math.Max(worst, Math.Abs(missing[a]) / coordinates.NormOf(places[a]));
            }

            if (undamped && worst < least)
            {
                least = worst;
                theta.CopyTo(best);
            }

            if (!(worst > Met * size) || round == MostGradients)
                break;
            missing.CopyTo(solved);
            model.Quadratic.SolveFactored(solved);
            double product = TensorPrimitives.Dot<double>(missing, solved);
            TensorPrimitives.MultiplyAdd(step, undamped ? product / last : 0, solved, step);
            for (int a = 0; a < count; a++)
                _alpha[places[a]] = step[a];
            Array.Clear(_change);
            coordinates.AddTo(_alpha, _change);
            double length = undamped ? product / OwnCurvatureAlong(step, places, lambda) : 1;
            if (!double.IsFinite(length))
                break;
            last = product;
            TensorPrimitives.MultiplyAdd(step, length, moved, moved);
            for (int k = 0; k < coordinates.Outputs; k++)
            {
                var target = theta.Slice(k * n, n);
                for (int l = 0; l < coordinates.Outputs; l++)
                    TensorPrimitives.MultiplyAdd(Movement(k, l, undamped), -length, target, target);
                TensorPrimitives.Multiply(target, coordinates.RowWeights, weighted.Slice(k * n, n));
            }
        }

        if (!undamped || worst <= least)
            return;
        best.CopyTo(theta);
        for (int k = 0; k < coordinates.Outputs; k++)
            TensorPrimitives.Multiply(theta.Slice(k * n, n), coordinates.RowWeights, weighted.Slice(k * n, n));
    }

    /// <summary>αᵀ(Q + λκ(1−r))α without damping, Zα in <see cref="_change"/>.</summary>
    private double OwnCurvatureAlong(ReadOnlySpan<double> alpha, ReadOnlySpan<int> places, double lambda)
    {
        double sum = 0;
        for (int a = 0; a < alpha.Length; a++)
            sum += coordinates.Penalty.L2(places[a], lambda) * alpha[a] * alpha[a];
        for (int k = 0; k < coordinates.Outputs; k++)
            for (int l = 0; l < coordinates.Outputs; l++)
            {
                var movement = Movement(k, l, undamped: true);
                TensorPrimitives.Multiply(movement, coordinates.RowWeights, movement);
                sum += TensorPrimitives.Dot<double>(movement, Output(_change, k));
            }

        return sum;
    }

    /// <summary>What output l's part of Zα, in <see cref="_change"/>, moves output k's slopes by.</summary>
    private Span<double> Movement(int k, int l, bool undamped)
    {
        TensorPrimitives.Subtract(model.Curvature(k, l), undamped && k == l ? model.Damping : 0, _scratch);
        TensorPrimitives.Multiply(_scratch, Output(_change, l), _scratch);
        return _scratch;
    }

    private Span<double> Output(double[] values, int k) => values.AsSpan(k * coordinates.Rows, coordinates.Rows);

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length + length / 2];
    }
}
