using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Models;

namespace Ridgeline.Tests.Solvers;

/// <summary>
/// One problem at one λ in 32 digits, with a solver of its own: Newton's method on an active set, as far as the first limit or change of sign and as far as the
/// objective falls. Its steps are found in 16 digits; gradients, objective and dual bound are computed in 32.
/// </summary>
internal sealed class PreciseProblem
{
    private const int MostSteps = 300, MostStalls = 30, MostHalvings = 30;
    private const double Ridge = 1e-13; // of a unit diagonal, so that columns that depend on each other have a step

    private readonly EngineCase _case;
    private readonly PreciseLoss _loss;
    private readonly double _lambda;
    private readonly int _width, _outputs;
    private readonly int[] _rows;        // with weight
    private readonly DoubleDouble[] _z;  // standardised, centred where there is an intercept; the column of ones last
    private readonly DoubleDouble[] _scales, _means;
    private readonly DoubleDouble _total;

    public PreciseProblem(EngineCase problem, double lambda)
    {
        (_case, _loss, _lambda, _outputs) = (problem, new PreciseLoss(problem.Loss), lambda, problem.Outputs);
        int p = problem.Columns;
        _width = p + (problem.Intercept ? 1 : 0);
        _rows = [.. Enumerable.Range(0, problem.Rows).Where(i => problem.Weights[i] > 0)];
        foreach (int i in _rows)
            _total += problem.Weights[i];
        (_scales, _means, _z) = (new DoubleDouble[p], new DoubleDouble[p], new DoubleDouble[_width * _rows.Length]);
        for (int j = 0; j < p; j++)
        {
            DoubleDouble mean = 0, squares = 0;
            foreach (int i in _rows)
                mean += (DoubleDouble)problem.Weights[i] * X(i, j);
            mean /= _total;
            foreach (int i in _rows)
                squares += ((DoubleDouble)X(i, j) - mean) * ((DoubleDouble)X(i, j) - mean) * problem.Weights[i];
            _scales[j] = problem.Standardize && problem.TakesPart(j) ? DoubleDouble.Sqrt(squares / _total) : 1;
            _means[j] = problem.Intercept ? mean : 0;
            for (int a = 0; a < _rows.Length; a++)
                _z[j * _rows.Length + a] = ((DoubleDouble)X(_rows[a], j) - _means[j]) / _scales[j];
        }

        for (int a = 0; a < _rows.Length && problem.Intercept; a++)
            _z[p * _rows.Length + a] = 1;
    }

    private double X(int i, int j) => _case.X[j * _case.Rows + i];

    private DoubleDouble Weight(int a) => (DoubleDouble)_case.Weights[_rows[a]] / _total;

    private bool IsOnes(int c) => c % _width == _case.Columns;

    private DoubleDouble L1(int c) => IsOnes(c) ? 0 : (DoubleDouble)_lambda * _case.Factor(c % _width) * _case.L1Ratio;

    private DoubleDouble L2(int c) => IsOnes(c) ? 0 : (DoubleDouble)_lambda * _case.Factor(c % _width) * (1 - (DoubleDouble)_case.L1Ratio);

    private DoubleDouble Limit(int c, bool upper)
    {
        if (IsOnes(c))
            return upper ? double.PositiveInfinity : double.NegativeInfinity;
        double limit = upper ? _case.UpperOf(c % _width) : _case.LowerOf(c % _width);
        return double.IsInfinity(limit) || limit == 0 ? limit : _scales[c % _width] * limit;
    }

    private bool TakesPart(int c) => IsOnes(c) || _case.TakesPart(c % _width);

    /// <summary>The coordinates of a model: βⱼ = wⱼtⱼ and the intercept at the means.</summary>
    public DoubleDouble[] Of(LinearModel model)
    {
        var beta = new DoubleDouble[_outputs * _width];
        for (int k = 0; k < _outputs; k++)
        {
            DoubleDouble intercept = model.Intercepts[k];
            for (int j = 0; j < _case.Columns; j++)
            {
                double w = model.Coefficients[k * _case.Columns + j];
                beta[k * _width + j] = _scales[j] * w;
                intercept += _means[j] * w;
            }

            if (_case.Intercept)
                beta[k * _width + _case.Columns] = intercept;
        }

        return beta;
    }

    /// <summary>The objective.</summary>
    public DoubleDouble Objective(DoubleDouble[] beta) => Evaluate(beta, out _, out _, out _);

    /// <summary>
    /// What doubles can't tell of a model's objective: η is a sum of terms that were each rounded, by 2⁻⁵³ of their size, and where columns of 1e12 cancel against the
    /// intercept that is far more than of η; Σ vᵢ|ψᵢ|·2⁻⁵²(|b| + Σⱼ|xᵢⱼwⱼ|) to the first order.
    /// </summary>
    public double Rounding(LinearModel model)
    {
        Evaluate(Of(model), out _, out var slopes, out _);
        double sum = 0;
        for (int a = 0; a < _rows.Length; a++)
            for (int k = 0; k < _outputs; k++)
            {
                double terms = Math.Abs(model.Intercepts[k]);
                for (int j = 0; j < _case.Columns; j++)
                    terms += Math.Abs(X(_rows[a], j) * model.Coefficients[k * _case.Columns + j]);
                sum += Weight(a).High * Math.Abs(slopes[a * _outputs + k].High) * terms;
            }

        return Math.ScaleB(sum, -52);
    }

    /// <summary>The best objective that is found from <paramref name="start"/>, and how far above the optimum it can be.</summary>
    public (DoubleDouble Objective, DoubleDouble Gap) Solve(DoubleDouble[] start, double scale)
    {
        var beta = start.ToArray();
        DoubleDouble best = double.PositiveInfinity, gap = double.PositiveInfinity;
        int stalls = 0;
        for (int step = 0; step < MostSteps && stalls < MostStalls && !(gap < 1e-17 * scale); step++)
        {
            double before = gap.High;
            var objective = Evaluate(beta, out var eta, out var slopes, out var gradients);
            if (!double.IsFinite(objective.High))
                break;
            best = objective < best ? objective : best;
            var dual = Dual(slopes, gradients);
            if (objective - dual < gap || double.IsPositiveInfinity(gap.High))
                gap = double.IsNegativeInfinity(dual.High) ? gap : best - dual;
            stalls = gap.High < 0.9 * before || double.IsPositiveInfinity(gap.High) ? 0 : stalls + 1;
            Newton(beta, objective, eta, slopes, gradients);
        }

        return (best, gap);
    }

    private DoubleDouble Evaluate(DoubleDouble[] beta, out DoubleDouble[] eta, out DoubleDouble[] slopes, out DoubleDouble[] gradients)
    {
        int n = _rows.Length;
        (eta, slopes, gradients) = (new DoubleDouble[n * _outputs], new DoubleDouble[n * _outputs], new DoubleDouble[beta.Length]);
        DoubleDouble sum = 0;
        for (int a = 0; a < n; a++)
        {
            for (int k = 0; k < _outputs; k++)
            {
                DoubleDouble value = _case.Offset.Length > 0 ? _case.Offset[_rows[a]] : 0;
                for (int j = 0; j < _width; j++)
                    if (beta[k * _width + j].High != 0)
                        value += beta[k * _width + j] * _z[j * n + a];
                eta[a * _outputs + k] = value;
            }

            sum += Weight(a) * _loss.Of(_case.Y[_rows[a]], eta.AsSpan(a * _outputs, _outputs), slopes.AsSpan(a * _outputs, _outputs));
        }

        for (int c = 0; c < beta.Length; c++)
        {
            if (!TakesPart(c))
                continue;
            for (int a = 0; a < n; a++)
                gradients[c] += Weight(a) * slopes[a * _outputs + c / _width] * _z[c % _width * n + a];
            sum += L1(c) * DoubleDouble.Abs(beta[c]) + L2(c) * beta[c] * beta[c] * 0.5;
        }

        return sum;
    }

    /// <summary>D at the slopes, made feasible; −∞ where an equality isn't met.</summary>
    private DoubleDouble Dual(DoubleDouble[] slopes, DoubleDouble[] gradients)
    {
        DoubleDouble scale = 1;
        for (int c = 0; c < gradients.Length; c++)
        {
            var excess = DoubleDouble.Abs(gradients[c]) - L1(c);
            if (!TakesPart(c) || L2(c).High > 0 || double.IsFinite(Limit(c, gradients[c].High < 0).High) || !(excess > 0))
                continue;
            if (L1(c).High == 0 && Math.Abs(gradients[c].High) > 1e-20 * Size(c) * Size(slopes))
                return double.NegativeInfinity;
            if (L1(c).High > 0 && L1(c) / DoubleDouble.Abs(gradients[c]) < scale)
                scale = L1(c) / DoubleDouble.Abs(gradients[c]);
        }

        DoubleDouble dual = 0;
        var row = new DoubleDouble[_outputs];
        for (int a = 0; a < _rows.Length; a++)
        {
            for (int k = 0; k < _outputs; k++)
            {
                row[k] = slopes[a * _outputs + k] * scale;
                if (_case.Offset.Length > 0)
                    dual += Weight(a) * row[k] * _case.Offset[_rows[a]];
            }

            dual -= Weight(a) * _loss.Conjugate(_case.Y[_rows[a]], row);
        }

        for (int c = 0; c < gradients.Length; c++)
        {
            var excess = DoubleDouble.Abs(gradients[c] * scale) - L1(c);
            var limit = DoubleDouble.Abs(Limit(c, gradients[c].High < 0));
            if (!TakesPart(c) || !(excess > 0) || (L2(c).High == 0 && !double.IsFinite(limit.High)))
                continue;
            var w = L2(c).High > 0 && excess / L2(c) < limit ? excess / L2(c) : limit;
            dual -= excess * w - L2(c) * w * w * 0.5;
        }

        return dual;
    }

    private double Size(int c)
    {
        double sum = 0;
        for (int a = 0; a < _rows.Length; a++)
            sum += Weight(a).High * Math.Pow(_z[c % _width * _rows.Length + a].High, 2);
        return Math.Sqrt(sum);
    }

    private double Size(DoubleDouble[] slopes) => Math.Sqrt(slopes.Select((s, at) => Weight(at / _outputs).High * s.High * s.High).Sum());

    private void Newton(DoubleDouble[] beta, DoubleDouble objective, DoubleDouble[] eta, DoubleDouble[] slopes, DoubleDouble[] gradients)
    {
        var active = new List<Active>();
        for (int c = 0; c < beta.Length; c++)
        {
            if (!TakesPart(c))
                continue;
            bool kinked = L1(c).High > 0;
            int sign = beta[c].High != 0 ? Math.Sign(beta[c].High) : -Math.Sign(gradients[c].High);
            var pull = -gradients[c] - L2(c) * beta[c] - L1(c) * sign;
            var (low, high) = (kinked && sign > 0 ? 0 : Limit(c, false), kinked && sign < 0 ? 0 : Limit(c, true));
            if (!(pull.High > 0 ? beta[c] < high : beta[c] > low))
                continue; // held where it is
            active.Add(new Active(c, (double)pull, low, high));
        }

        var curvatures = new double[_rows.Length * _outputs * _outputs];
        for (int a = 0; a < _rows.Length; a++)
            _loss.Curvatures(_case.Y[_rows[a]], eta.AsSpan(a * _outputs, _outputs), slopes.AsSpan(a * _outputs, _outputs), curvatures.AsSpan(a * _outputs * _outputs));
        double[] change;
        do
            change = Change(active, curvatures);
        while (active.RemoveAll(step => step.Way(beta, change) <= 0) > 0); // one that is pushed inside alone may go out with the others

        double length = 1;
        foreach (var step in active)
            length = Math.Min(length, step.Way(beta, change));
        for (int halving = 0; halving < MostHalvings; halving++, length *= 0.5)
        {
            var next = beta.ToArray();
            foreach (var step in active)
            {
                int c = step.Coordinate;
                next[c] += (DoubleDouble)length * change[c];
                if (step.Way(beta, change) <= length)
                    next[c] = change[c] > 0 ? step.High : step.Low;
            }

            if (halving + 1 < MostHalvings && !(Objective(next) < objective))
                continue;
            next.CopyTo(beta, 0);
            return;
        }
    }

    /// <summary>A coordinate that moves, by what it is pulled, and how far it may.</summary>
    private readonly record struct Active(int Coordinate, double Pull, DoubleDouble Low, DoubleDouble High)
    {
        /// <summary>The share of a change at which it gets to its end.</summary>
        public double Way(DoubleDouble[] beta, double[] change)
        {
            double by = change[Coordinate];
            var end = by > 0 ? High : Low;
            return by == 0 || double.IsInfinity(end.High) ? double.PositiveInfinity : (double)((end - beta[Coordinate]) / by);
        }
    }

    /// <summary>Newton's step of the active coordinates, by coordinate.</summary>
    private double[] Change(List<Active> active, double[] curvatures)
    {
        int n = _rows.Length, m = active.Count;
        var change = new double[_outputs * _width];
        if (m == 0)
            return change;
        var hessian = Matrix<double>.Build.Dense(m, m);
        for (int s = 0; s < m; s++)
            for (int t = 0; t <= s; t++)
            {
                int c = active[s].Coordinate, d = active[t].Coordinate;
                double sum = s == t ? L2(c).High : 0;
                for (int a = 0; a < n; a++)
                    sum += Weight(a).High * curvatures[(a * _outputs + c / _width) * _outputs + d / _width] * _z[c % _width * n + a].High * _z[d % _width * n + a].High;
                hessian[s, t] = hessian[t, s] = sum;
            }

        double[] roots = [.. Enumerable.Range(0, m).Select(s => hessian[s, s] > 0 ? Math.Sqrt(hessian[s, s]) : 1)];
        hessian.MapIndexedInplace((s, t, value) => value / (roots[s] * roots[t]) + (s == t ? Ridge : 0));
        var step = hessian.LU().Solve(Vector<double>.Build.Dense(m, s => active[s].Pull / roots[s]));
        for (int s = 0; s < m; s++)
            change[active[s].Coordinate] = double.IsFinite(step[s] / roots[s]) ? step[s] / roots[s] : 0;
        return change;
    }
}
