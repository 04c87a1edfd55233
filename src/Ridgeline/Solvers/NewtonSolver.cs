using System.Numerics.Tensors;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// Newton's method with a line search, for a loss with one output and a smooth penalty:
/// (ZᵀHZ + λκ)Δ = −∇ with H = v∘ℓ″ and the intercept eliminated, a step of 1 wherever it lowers the objective enough (Armijo).
/// </summary>
/// <remarks>It needs p × p numbers beside X and p²n/2 multiplications a step. It stops on the certificate alone.</remarks>
internal sealed class NewtonSolver
{
    private const double SufficientDecrease = 1e-4; // Armijo's share of the slope
    private const int MostHalvings = 50;

    private readonly Problem _problem;
    private readonly Certifier _certifier;
    private readonly double[] _recessions;
    private readonly double[] _curvatures;       // H
    private readonly double[] _scaled;           // H∘xⱼ
    private readonly double[] _interceptCurvatures; // ZᵀH1
    private readonly double[] _curvatureSums;    // Σ H·xⱼ of stored columns
    private readonly double[] _hessian;
    private readonly double[] _step;
    private readonly double[] _etaStep;
    private readonly double[] _direction;
    private readonly Iterate _trial;
    private double _interceptStep;
    private double _nullObjective = double.NaN;
    private double _nullGradient;

    /// <summary>A solver of <paramref name="problem"/>.</summary>
    /// <exception cref="ArgumentException">The loss has several outputs, or the penalty isn't smooth.</exception>
    public NewtonSolver(Problem problem)
    {
        problem.Check();
        if (problem.Outputs != 1)
            throw new ArgumentException($"Newton's method needs a loss with one output; {problem.Loss.Name} has {problem.Outputs}");
        if (!problem.Penalty.IsSmooth)
            throw new ArgumentException($"Newton's method needs a smooth penalty; {problem.Penalty.Name} has kinks");
        _problem = problem;
        _certifier = new Certifier(problem);
        int rows = problem.Sample.Design.Rows, columns = problem.Sample.Design.Columns;
        _recessions = new double[rows];
        problem.Loss.Recessions(problem.Sample.Target, _recessions);
        (_curvatures, _scaled, _etaStep, _direction) = (new double[rows], new double[rows], new double[rows], new double[rows]);
        (_interceptCurvatures, _curvatureSums, _step) = (new double[columns], new double[columns], new double[columns]);
        _hessian = new double[(long)columns * columns];
        _trial = new Iterate(problem);
    }

    /// <summary>D₀, once the unpenalised part is fitted.</summary>
    public double NullObjective => _nullObjective;

    /// <summary>How the fit of the unpenalised part ended; separable means that no λ has an optimum.</summary>
    public FitStatus NullStatus { get; private set; }

    /// <summary>The mean loss's gradient in β at the fitted unpenalised part.</summary>
    public ReadOnlySpan<double> NullGradient => _certifier.Gradient;

    /// <summary>Fits intercept and free columns alone, from <paramref name="iterate"/> = 0, as far as rounding lets it; D₀ and λ_max rest on it.</summary>
    public void FitNull(Iterate iterate, int maxIterations, CancellationToken stop = default)
    {
        int[] free = [.. Enumerable.Range(0, iterate.Coefficients.Length).Where(j => _problem.TakesPart(j) && _problem.Penalty.Factor(j) == 0)];
        var (primal, _, violation) = _certifier.Certify(iterate, 0);
        NullStatus = FitStatus.IterationLimit;
        for (int iteration = 0; iteration < maxIterations; iteration++)
        {
            double largest = LargestGradient(free);
            if (largest == 0 || !TryStep(iterate, 0, free, primal, stop))
                break;
            if (Separates(iterate))
            {
                NullStatus = FitStatus.Separable;
                return;
            }

            (primal, _, violation) = _certifier.Certify(iterate, 0);
            if (LargestGradient(free) >= 0.5 * largest && LargestGradient(free) < 1e-8 * TensorPrimitives.SumOfMagnitudes<double>(_certifier.WeightedSlopes))
                break; // at the floor of rounding
        }

        NullStatus = FitStatus.Converged;
        _nullGradient = violation;
        double above = primal - _certifier.SaturatedLoss;
        _nullObjective = above > 1e-15 * Math.Abs(primal) ? above : 0;
    }

    /// <summary>Solves at one λ, starting from <paramref name="iterate"/> and leaving the solution there.</summary>
    /// <param name="lambda">λ ≥ 0.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxIterations">The most Newton steps.</param>
    /// <param name="iterate">The start; the solution on return.</param>
    /// <param name="stop">Asked at every column of every step.</param>
    public Certificate Solve(double lambda, double tolerance, int maxIterations, Iterate iterate, CancellationToken stop = default)
    {
        int passes = _certifier.Passes, steps = 0;
        int[] active = [.. Enumerable.Range(0, iterate.Coefficients.Length).Where(_problem.TakesPart)];
        iterate.Refresh(_problem.Sample);
        var state = _certifier.Certify(iterate, lambda);
        var status = NullStatus == FitStatus.Separable ? FitStatus.Separable : FitStatus.IterationLimit;
        while (status == FitStatus.IterationLimit && !IsMet(state, tolerance) && steps < maxIterations)
        {
            if (!TryStep(iterate, lambda, active, state.Primal, stop))
                break;
            steps++;
            if (lambda == 0 && Separates(iterate))
                status = FitStatus.Separable;
            state = _certifier.Certify(iterate, lambda);
        }

        if (status == FitStatus.IterationLimit && IsMet(state, tolerance))
        {
            status = FitStatus.Converged;
            if (steps < maxIterations)
                (state, steps) = Polished(iterate, lambda, active, state, tolerance, steps, stop);
        }

        bool bounded = status != FitStatus.Separable;
        return new Certificate(
            state.Primal, bounded ? state.Dual : null, _nullObjective, state.Violation, steps, _certifier.Passes - passes + 3 * steps + 1, status);
    }

    /// <summary>One step beyond the tolerance: near the optimum a Newton step squares the error, so exactness costs one step. Kept only if it is no worse.</summary>
    private ((double Primal, double? Dual, double Violation) State, int Steps) Polished(
        Iterate iterate, double lambda, int[] active, (double Primal, double? Dual, double Violation) state, double tolerance, int steps, CancellationToken stop)
    {
        var before = new Iterate(_problem);
        before.CopyFrom(iterate);
        if (!TryStep(iterate, lambda, active, state.Primal, stop))
            return (state, steps);
        var after = _certifier.Certify(iterate, lambda);
        if (IsMet(after, tolerance) && (after.Violation <= state.Violation || state.Dual is null))
            return (after, steps + 1);
        iterate.CopyFrom(before);
        return (state, steps + 1);
    }

    /// <summary>gap ≤ tolerance; without a dual point, the optimality conditions to that share of the null model's gradient.</summary>
    private bool IsMet((double Primal, double? Dual, double Violation) state, double tolerance) =>
        _nullObjective == 0
        || (state.Dual is { } dual ? state.Primal - dual <= tolerance * _nullObjective : state.Violation <= Math.Min(1e-3 * tolerance, 1e-12) * _nullGradient);

    /// <summary>Whether the whole linear predictor, or the last step of it, separates. Only asked where every part of it is unpenalised.</summary>
    private bool Separates(Iterate iterate)
    {
        var sample = _problem.Sample;
        if (sample.Offset.IsEmpty)
            iterate.Eta.CopyTo(_direction.AsSpan());
        else
            TensorPrimitives.Subtract(iterate.Eta, sample.Offset, _direction);
        return Separation.Along(_direction, _recessions, sample.Weights) || Separation.Along(_etaStep, _recessions, sample.Weights);
    }

    private double LargestGradient(int[] columns)
    {
        double largest = Math.Abs(_certifier.InterceptGradient);
        foreach (int j in columns)
            largest = Math.Max(largest, Math.Abs(_certifier.Gradient[j]));
        return largest;
    }

    /// <summary>Takes one Newton step over <paramref name="active"/> from the iterate last certified; false if none lowers the objective.</summary>
    private bool TryStep(Iterate iterate, double lambda, int[] active, double primal, CancellationToken stop)
    {
        double slope = Direction(iterate, lambda, active, stop);
        if (!(slope < 0))
            return false;
        double rounding = (1e-15 + 2.3e-16 * Math.Sqrt(iterate.Eta.Length)) * Math.Abs(primal); // of a sum of n losses
        double length = 1;
        for (int halving = 0; halving <= MostHalvings; halving++, length *= 0.5)
        {
            _trial.CopyFrom(iterate);
            foreach (int j in active)
                _trial.Coefficients[j] += length * _step[j];
            _trial.Intercept += length * _interceptStep;
            TensorPrimitives.MultiplyAdd(_etaStep, length, _trial.Eta, _trial.Eta);
            if (_certifier.Primal(_trial.Coefficients, _trial.Eta, lambda) <= primal + SufficientDecrease * length * slope + rounding)
            {
                iterate.CopyFrom(_trial);
                return true;
            }
        }

        return false;
    }

    /// <summary>Computes the Newton direction over <paramref name="active"/> and the intercept; returns the objective's slope along it.</summary>
    private double Direction(Iterate iterate, double lambda, int[] active, CancellationToken stop)
    {
        var (sample, penalty) = (_problem.Sample, _problem.Penalty);
        _problem.Loss.Curvatures(sample.Target, iterate.Eta, _curvatures);
        TensorPrimitives.Multiply(_curvatures, _certifier.RowWeights, _curvatures);
        double total = TensorPrimitives.Sum<double>(_curvatures);
        if (!(total > 0))
            return 0;
        bool intercept = sample.View.Intercept;
        double interceptGradient = _certifier.InterceptGradient;
        FillHessian(lambda, active, total, stop);

        Span<double> solution = _step.AsSpan(0, active.Length);
        for (int a = 0; a < active.Length; a++)
        {
            int j = active[a];
            double gradient = _certifier.Gradient[j] + penalty.Weight(j, lambda) * iterate.Coefficients[j];
            solution[a] = -gradient + (intercept ? _interceptCurvatures[j] * interceptGradient / total : 0);
        }

        Cholesky.Factor(_hessian, active.Length);
        Cholesky.Solve(_hessian, active.Length, solution);
        for (int a = active.Length - 1; a >= 0; a--) // active[a] ≥ a: spreading from the end never overwrites what is still needed
        {
            double step = solution[a];
            if (active[a] != a)
                solution[a] = 0;
            _step[active[a]] = step;
        }

        double slope = 0, constant = 0;
        _interceptStep = intercept ? -interceptGradient / total : 0;
        _etaStep.AsSpan().Clear();
        foreach (int j in active)
        {
            slope += (_certifier.Gradient[j] + penalty.Weight(j, lambda) * iterate.Coefficients[j]) * _step[j];
            if (intercept)
                _interceptStep -= _interceptCurvatures[j] * _step[j] / total;
            constant += sample.View.AddColumn(j, _step[j], _etaStep);
        }

        TensorPrimitives.Add(_etaStep, constant + _interceptStep, _etaStep);
        return slope + interceptGradient * _interceptStep;
    }

    /// <summary>The lower triangle of ZᵀHZ − (ZᵀH1)(ZᵀH1)ᵀ/ΣH + λκ over the active columns.</summary>
    private void FillHessian(double lambda, int[] active, double total, CancellationToken stop)
    {
        var view = _problem.Sample.View;
        foreach (int j in active)
            _curvatureSums[j] = view.Design.Dot(j, _curvatures);
        foreach (int j in active)
            _interceptCurvatures[j] = view.Dot(j, _curvatures, total);
        for (int a = 0; a < active.Length; a++)
        {
            stop.ThrowIfCancellationRequested();
            int j = active[a];
            view.Design.ScaleColumn(j, _curvatures, _scaled);
            for (int c = 0; c <= a; c++)
            {
                int k = active[c];
                double cross = view.CrossProduct(j, k, view.Design.Dot(k, _scaled), _curvatureSums[j], _curvatureSums[k], total);
                _hessian[a * active.Length + c] = cross - (view.Intercept ? _interceptCurvatures[j] * _interceptCurvatures[k] / total : 0);
            }

            _hessian[a * active.Length + a] += _problem.Penalty.Weight(j, lambda);
        }
    }
}
