using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Stability;

/// <summary>The coefficients of all rows and of every draw, and the intervals that they give.</summary>
internal sealed class DrawnCoefficients
{
    private readonly Penalty _penalty;
    private readonly Sample _whole;
    private readonly Sandwich? _sandwich;
    private readonly Strength _strength;
    private readonly double[][] _coefficients; // of each draw, NaN where there is none
    private readonly double[][] _errors;
    private LinearModel _model = null!;
    private double[] _wholeErrors = [];
    private double _left; // degrees of freedom that the fit of all rows leaves
    private int _separable;
    private int _atLimit;
    private int _done;

    /// <summary>Nothing fitted yet.</summary>
    public DrawnCoefficients(Penalty penalty, Sample whole, Sandwich? sandwich, Strength strength, int draws) =>
        (_penalty, _whole, _sandwich, _strength, _coefficients, _errors) = (penalty, whole, sandwich, strength, new double[draws][], new double[draws][]);

    /// <summary>The draws that are done.</summary>
    public int Done => _done;

    /// <summary>The draws that have no optimum.</summary>
    public int Separable => _separable;

    /// <summary>Whether a coefficient was at a limit, of all rows or of a draw.</summary>
    public bool AtLimit => _atLimit > 0;

    /// <summary>Takes the fit of all rows.</summary>
    public void TakeWhole(PathPoint<LinearModel> point)
    {
        _model = point.Model;
        if (point.Certificate is { Status: FitStatus.Separable })
            throw new ArgumentException(WhyInterceptAlone() ?? "the columns separate the classes: without a penalty no coefficient is finite, and none has an interval; hold them back by a penalty", nameof(point));
        _wholeErrors = new double[_model.Coefficients.Length];
        _left = _sandwich?.Errors(_whole, _model, _strength.LambdaOn(_whole), _wholeErrors) ?? 0;
        if (_sandwich is not null && Columns().All(j => !double.IsFinite(_wholeErrors[j])) && Columns().Any())
            throw new ArgumentException("the columns depend on each other: without a penalty their coefficients aren't unique, and none has an interval; leave some out, or hold them back by a penalty", nameof(point));
        NoteLimits(_model);
    }

    /// <summary>Why the intercept has no finite optimum whatever the columns are; null where it has one.</summary>
    private string? WhyInterceptAlone()
    {
        double[] seen = [.. Enumerable.Range(0, _whole.Rows).Where(i => _whole.Weights[i] > 0).Select(i => _whole.Target[i]).Distinct()];
        return seen.Length == 1 ? $"the target is {seen[0]} in every row: the intercept alone has no finite fit, and no coefficient has an interval"
            : _model.Outputs > 1 && seen.Length < _model.Outputs ? $"only {seen.Length} of {_model.Outputs} classes are in the rows: the intercepts alone have no finite fit, and no coefficient has an interval"
            : null;
    }

    /// <summary>Takes the fit of a draw.</summary>
    public void Take(int draw, Sample sample, PathPoint<LinearModel> point)
    {
        double[] own = [.. point.Model.Coefficients], errors = new double[own.Length];
        if (point.Certificate is { Status: FitStatus.Separable })
        {
            Interlocked.Increment(ref _separable);
            Array.Fill(own, double.NaN);
        }
        else
        {
            _sandwich?.Errors(sample, point.Model, _strength.LambdaOn(sample), errors);
            NoteLimits(point.Model);
        }

        (_coefficients[draw], _errors[draw]) = (own, errors);
        Interlocked.Increment(ref _done);
    }

    /// <summary>An interval for each coefficient of a column that takes part.</summary>
    public ImmutableArray<CoefficientInterval> Intervals(IntervalClaim claim, double level)
    {
        int columns = _whole.Design.Columns;
        return [.. Enumerable.Range(0, _model.Outputs).SelectMany(k => Columns().Select(j => Interval(claim, level, k * columns + j, j, k)))];
    }

    private IEnumerable<int> Columns() =>
        Enumerable.Range(0, _whole.Design.Columns).Where(j => !_whole.View.IsConstant(j) && _penalty.Factor(j) < double.PositiveInfinity);

    private void NoteLimits(LinearModel model)
    {
        for (int at = 0; at < model.Coefficients.Length; at++)
        {
            int j = at % _whole.Design.Columns;
            double w = model.Coefficients[at];
            if (_penalty.Factor(j) < double.PositiveInfinity && (w <= _penalty.LowerLimit(j) || w >= _penalty.UpperLimit(j)))
                Interlocked.Exchange(ref _atLimit, 1);
        }
    }

    private CoefficientInterval Interval(IntervalClaim claim, double level, int at, int column, int output)
    {
        double estimate = _model.Coefficients[at], tail = (1 - level) / 2;
        bool studentised = claim != IntervalClaim.SpreadOnly;
        int[] defined = [.. Enumerable.Range(0, _coefficients.Length).Where(b => double.IsFinite(_coefficients[b][at]) && (!studentised || _errors[b][at] > 0))];
        int undefined = _coefficients.Length - defined.Length;
        double[] drawn = [.. defined.Select(b => _coefficients[b][at])];
        double nonZero = drawn.Length == 0 ? double.NaN : drawn.Count(w => w != 0) / (double)drawn.Length, mean = drawn.Length == 0 ? double.NaN : drawn.Average();
        if (!studentised)
        {
            double deviation = Math.Sqrt(drawn.Sum(w => (w - mean) * (w - mean)) / (drawn.Length - 1));
            Array.Sort(drawn);
            return new CoefficientInterval(column, _whole.Design.Names[column], output, estimate, deviation, Low(drawn, undefined, tail), High(drawn, undefined, tail), nonZero, undefined);
        }

        double centre = claim == IntervalClaim.Parameter ? estimate : mean, error = _wholeErrors[at];
        double[] ratios = [.. defined.Select(b => Math.Abs(_coefficients[b][at] - centre) / _errors[b][at]).Order()];
        double width = Math.Max(High(ratios, undefined, 1 - level), StudentT.Quantile(1 - tail, Math.Max(1, _left))) * error;
        return new CoefficientInterval(column, _whole.Design.Names[column], output, estimate, error, estimate - width, estimate + width, nonZero, undefined);
    }

    /// <summary>The quantile at (B + 1)·tail of B draws (Hyndman and Fan 1996, definition 6), those without a value below all others.</summary>
    private static double Low(double[] sorted, int undefined, double tail)
    {
        double at = (sorted.Length + undefined + 1) * tail - undefined;
        return at < 1 ? double.NegativeInfinity : Between(sorted, at);
    }

    /// <summary>The quantile at (B + 1)·(1 − tail), those without a value above all others.</summary>
    private static double High(double[] sorted, int undefined, double tail)
    {
        double at = sorted.Length + 1 - ((sorted.Length + undefined + 1) * tail - undefined);
        return at > sorted.Length ? double.PositiveInfinity : Between(sorted, at);
    }

    private static double Between(double[] sorted, double at)
    {
        int below = Math.Clamp((int)Math.Floor(at + 1e-9), 1, sorted.Length);
        double share = Math.Max(0, at - below);
        return share < 1e-9 || below == sorted.Length ? sorted[below - 1] : sorted[below - 1] + share * (sorted[below] - sorted[below - 1]);
    }
}
