using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Choices;

/// <summary>The Newton steps from a path to the fits without each row, and how far they can be relied on.</summary>
internal sealed class LeaveOneOutSteps
{
    /// <summary>A row's leverage up to which its step is relied on: without the row its residual grows by 1/(1 − h), and so does the error of h.</summary>
    private const double MostLeverage = 2.0 / 3;

    /// <summary>The mean leverage up to which a support is: beyond, each row has hardly one other to check it.</summary>
    private const double MostMean = 0.5;

    /// <summary>A row whose absence changes the total deviance by less can't spoil it by more.</summary>
    private const double Influence = 0.01;

    private const int Block = 1024; // rows whose numbers stay in the first two cache levels from step to step

    private readonly PathCurvatures _curvatures;
    private readonly Sample _sample;
    private readonly Loss _loss;
    private readonly ModelPath<LinearModel> _path;
    private readonly bool _selects, _counts; // whether leaving a row out can change the support; whether that alone counts
    private readonly bool _keepLinks, _anyAbsent;
    private readonly double[] _removed, _shares, _saturated, _g, _shift, _most, _changes; // _shares: of its row's weight; _changes: of the deviance, by a row's absence, here
    private readonly double[] _leverage = new double[Block], _link = new double[Block], _rest = new double[Block];
    private readonly PriorityQueue<int, double> _highest = new();
    private readonly double[][] _links, _deviances;
    private readonly double[] _df, _gcv;
    private readonly (double Leverage, int Row)[][] _leverages; // more than can be refitted, the highest first

    public LeaveOneOutSteps(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, double[] removed, int refits, bool keepLinks)
    {
        (_sample, _loss, _path, _removed, _selects, _counts) = (sample, loss, path, removed, penalty.L1Ratio > 0, penalty.L1Ratio == 1);
        _curvatures = new PathCurvatures(sample, loss, penalty, path, _counts ? MostMean * sample.EffectiveRows : double.PositiveInfinity);
        int n = sample.Rows, points = path.Points.Length;
        (_g, _shift, _most) = (new double[n], new double[n], new double[n]);
        (_links, _deviances, _df, _gcv) = (new double[points][], new double[points][], new double[points], new double[points]);
        Refits = Math.Min(refits, n);
        _leverages = new (double, int)[points][];
        (_keepLinks, _changes, _shares, _saturated) = (keepLinks, new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++)
        {
            double v = _curvatures.V[i];
            if (v == 0)
                _anyAbsent = true;
            else
                (_shares[i], _saturated[i]) = (removed[i] / v, loss.SaturatedSum(sample.Target.Slice(i, 1), [1]));
        }
    }

    /// <summary>How many rows may be refitted.</summary>
    private int Refits { get; }

    /// <summary>How many points, from the simplest, have a support that can be relied on. At those after them nothing is computed: it would cost the most there.</summary>
    public int Reliable { get; private set; }

    /// <summary>The steps at a point.</summary>
    public void Take(int k)
    {
        int n = _sample.Rows;
        if (Reliable < k || (_counts && !IsReliable(_curvatures.Supports[k].Length)))
            return;
        _curvatures.Take(k, _g, _shift);
        double df = TensorPrimitives.Dot(_curvatures.D, _g), rest = 1 - df / _sample.EffectiveRows;
        if (!IsReliable(df))
            return;
        _deviances[k] = new double[n];
        _links[k] = _keepLinks ? new double[n] : [];
        double total = 0, fit = 0;
        _highest.Clear();
        for (int row = 0; row < n; row += Block)
        {
            var (left, own) = Step(k, row, Math.Min(Block, n - row));
            (total, fit) = (total + left, fit + own);
        }

        (_df[k], _gcv[k]) = (df, rest > 0 ? fit / (rest * rest) : double.NaN);
        _leverages[k] = new (double, int)[_highest.Count];
        for (int at = _highest.Count - 1; _highest.TryDequeue(out int row, out double leverage); at--)
            _leverages[k][at] = (leverage, row);
        Reliable = k + 1;
        for (int i = 0; i < n && !double.IsFinite(total); i++)
            _changes[i] = _changes[i] > 0 ? 1 : 0;
        if (double.IsFinite(total))
            TensorPrimitives.Divide(_changes, total, _changes);
        TensorPrimitives.MaxNumber(_most, _changes, _most); // 0/0 is no number
    }

    /// <summary>The steps of some rows: Σv·deviance of their η₋ᵢ and of their η.</summary>
    private (double Left, double Own) Step(int k, int row, int count)
    {
        ReadOnlySpan<double> v = _curvatures.V.Slice(row, count), eta = _curvatures.Eta.Slice(row, count), removed = _removed.AsSpan(row, count);
        Span<double> leverages = _leverage.AsSpan(0, count), links = _keepLinks ? _links[k].AsSpan(row, count) : _link.AsSpan(0, count), rest = _rest.AsSpan(0, count);
        Span<double> deviances = _deviances[k].AsSpan(row, count), changes = _changes.AsSpan(row, count);
        TensorPrimitives.Multiply(_shares.AsSpan(row, count), _curvatures.D.Slice(row, count), leverages);
        TensorPrimitives.Multiply(leverages, _g.AsSpan(row, count), leverages);
        TensorPrimitives.MultiplyAdd(_curvatures.Slopes.Slice(row, count), _g.AsSpan(row, count), _shift.AsSpan(row, count), links);
        TensorPrimitives.Multiply(links, removed, links);
        TensorPrimitives.Subtract(1, leverages, rest);
        TensorPrimitives.Divide(links, rest, links);
        TensorPrimitives.Add(links, eta, links);
        Deviances(row, links, deviances);
        Deviances(row, eta, changes);
        for (int i = 0; i < count && _anyAbsent; i++)
            if (v[i] == 0)
                (links[i], deviances[i], changes[i]) = (double.NaN, 0, 0);
        double left = TensorPrimitives.Dot(v, deviances), own = TensorPrimitives.Dot(v, changes);
        TensorPrimitives.Subtract(deviances, changes, changes);
        TensorPrimitives.Abs(changes, changes);
        TensorPrimitives.Multiply(changes, v, changes);
        Remember(row, leverages);
        return (left, own);
    }

    /// <summary>Takes in the highest leverages of some rows.</summary>
    private void Remember(int row, ReadOnlySpan<double> leverages)
    {
        double least = _highest.Count <= Refits || !_highest.TryPeek(out _, out double lowest) ? double.NaN : lowest;
        if (TensorPrimitives.Max(leverages) <= least)
            return;
        for (int i = 0; i < leverages.Length; i++)
        {
            if (leverages[i] <= least || _curvatures.V[row + i] == 0)
                continue;
            _highest.Enqueue(row + i, leverages[i]);
            if (_highest.Count > Refits + 1)
                _highest.Dequeue();
            if (_highest.Count > Refits && _highest.TryPeek(out _, out lowest))
                least = lowest;
        }
    }

    /// <summary>The rows whose absence changes most, the first ones first.</summary>
    public int[] Influential() =>
        [.. Enumerable.Range(0, _most.Length).Where(i => _most[i] >= Influence).OrderByDescending(i => _most[i]).ThenBy(i => i).Take(Refits).Order()];

    /// <summary>Puts what a fit without a row says of it in the place of its steps.</summary>
    public void Replace(int row, ModelPath<LinearModel> without)
    {
        for (int k = 0; k < without.Points.Length; k++)
        {
            var model = without.Points[k].Model;
            double link = model.Intercepts[0] + (_sample.Offset.IsEmpty ? 0 : _sample.Offset[row]);
            for (int j = 0; j < model.Coefficients.Length; j++)
                if (model.Coefficients[j] != 0)
                    link += model.Coefficients[j] * (_sample.Design[row, j] + _sample.Design.Shift(j));
            Deviances(row, [link], _deviances[k].AsSpan(row, 1));
            if (_keepLinks)
                _links[k][row] = link;
        }
    }

    /// <summary>What is told of a point.</summary>
    public LeaveOneOutPoint Point(int k, int[] refitted)
    {
        if (k >= Reliable)
            return new LeaveOneOutPoint(
                _path.Points[k].Setting, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, LeaveOneOutDoubt.Support,
                _keepLinks ? [.. LeaveOneOut.Missing(_sample.Rows)] : default);
        double mean = TensorPrimitives.Dot(_curvatures.V, _deviances[k]), squares = 0;
        for (int row = 0; row < _deviances[k].Length; row += Block)
        {
            int count = Math.Min(Block, _deviances[k].Length - row);
            Span<double> apart = _rest.AsSpan(0, count), squared = _leverage.AsSpan(0, count);
            TensorPrimitives.Subtract(_deviances[k].AsSpan(row, count), mean, apart);
            TensorPrimitives.Multiply(apart, apart, squared);
            squares += TensorPrimitives.Dot(_curvatures.V.Slice(row, count), squared);
        }

        double largest = _leverages[k].FirstOrDefault(high => !refitted.Contains(high.Row)).Leverage;
        var doubt = LeaveOneOutDoubt.None;
        if (!(largest <= MostLeverage))
            doubt |= LeaveOneOutDoubt.Leverage;
        if (_path.Points[k].Certificate is not { Converged: true })
            doubt |= LeaveOneOutDoubt.Unconverged;
        return new LeaveOneOutPoint(
            _path.Points[k].Setting, mean, Math.Sqrt(squares / (_sample.EffectiveRows - 1)), _df[k], _gcv[k], largest, doubt, _keepLinks ? [.. _links[k]] : default);
    }

    private bool IsReliable(double df) => !_selects || df <= MostMean * _sample.EffectiveRows;

    /// <summary>2(ℓ(yᵢ, ηᵢ) − saturated) of the rows from <paramref name="row"/> on.</summary>
    private void Deviances(int row, ReadOnlySpan<double> eta, Span<double> target)
    {
        _loss.Values(_sample.Target.Slice(row, eta.Length), eta, target);
        TensorPrimitives.Subtract(target, _saturated.AsSpan(row, eta.Length), target);
        TensorPrimitives.Add(target, target, target);
    }
}
