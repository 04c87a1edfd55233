using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
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

    private static readonly double[] One = [1];

    private readonly PathCurvatures _curvatures;
    private readonly Sample _sample;
    private readonly Loss _loss;
    private readonly ModelPath<LinearModel> _path;
    private readonly bool _selects, _counts; // whether leaving a row out can change the support; whether that alone counts
    private readonly double[] _removed, _g, _shift, _pull, _most;
    private readonly double[][] _links, _deviances;
    private readonly double[] _df, _gcv;
    private readonly (double Leverage, int Row)[][] _highest; // more than can be refitted, the highest first

    public LeaveOneOutSteps(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, double[] removed, int refits)
    {
        (_sample, _loss, _path, _removed, _selects, _counts) = (sample, loss, path, removed, penalty.L1Ratio > 0, penalty.L1Ratio == 1);
        _curvatures = new PathCurvatures(sample, loss, penalty, path);
        int n = sample.Design.Rows, points = path.Points.Length;
        (_g, _shift, _pull, _most) = (new double[n], new double[n], new double[sample.Design.Columns], new double[n]);
        (_links, _deviances, _df, _gcv) = (new double[points][], new double[points][], new double[points], new double[points]);
        Refits = Math.Min(refits, n);
        _highest = new (double, int)[points][];
    }

    /// <summary>How many rows may be refitted.</summary>
    private int Refits { get; }

    /// <summary>How many points, from the simplest, have a support that can be relied on. At those after them nothing is computed: it would cost the most there.</summary>
    public int Reliable { get; private set; }

    /// <summary>The steps at a point.</summary>
    public void Take(int k)
    {
        int n = _sample.Design.Rows;
        if (Reliable < k || (_counts && !IsReliable(_curvatures.Supports[k].Length)))
            return;
        _curvatures.Take(k);
        _curvatures.Leverages.Rows(_g);
        if (_path.Points[k].Setting.Knob == Knob.Lambda)
        {
            _curvatures.Pull(k, _pull);
            _curvatures.Leverages.Products(_pull, _shift);
        }

        double[] links = LeaveOneOut.Missing(n), deviances = new double[n], changes = new double[n];
        ReadOnlySpan<double> v = _curvatures.V, d = _curvatures.D, eta = _curvatures.Eta, slopes = _curvatures.Slopes;
        double df = TensorPrimitives.Dot(d, _g), rest = 1 - df / _sample.EffectiveRows;
        if (!IsReliable(df))
            return;
        var highest = new PriorityQueue<int, double>();
        double total = 0, fit = 0;
        for (int i = 0; i < n; i++)
        {
            if (v[i] == 0)
                continue;
            double leverage = _removed[i] * d[i] / v[i] * _g[i], own = Deviance(i, eta[i]);
            links[i] = eta[i] + _removed[i] * (slopes[i] * _g[i] + _shift[i]) / (1 - leverage);
            deviances[i] = Deviance(i, links[i]);
            changes[i] = v[i] * Math.Abs(deviances[i] - own);
            (total, fit) = (total + v[i] * deviances[i], fit + v[i] * own);
            highest.Enqueue(i, leverage);
            if (highest.Count > Refits + 1)
                highest.Dequeue();
        }

        (_links[k], _deviances[k], _df[k], _gcv[k]) = (links, deviances, df, rest > 0 ? fit / (rest * rest) : double.NaN);
        _highest[k] = new (double, int)[highest.Count];
        for (int at = highest.Count - 1; highest.TryDequeue(out int row, out double leverage); at--)
            _highest[k][at] = (leverage, row);
        Reliable = k + 1;
        for (int i = 0; i < n; i++)
            if (changes[i] > 0)
                _most[i] = Math.Max(_most[i], double.IsFinite(total) ? changes[i] / total : 1);
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
            (_links[k][row], _deviances[k][row]) = (link, Deviance(row, link));
        }
    }

    /// <summary>What is told of a point.</summary>
    public LeaveOneOutPoint Point(int k, int[] refitted, bool keepLinks)
    {
        if (k >= Reliable)
            return new LeaveOneOutPoint(
                _path.Points[k].Setting, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, LeaveOneOutDoubt.Support,
                keepLinks ? [.. LeaveOneOut.Missing(_sample.Design.Rows)] : default);
        double mean = 0, squares = 0;
        for (int i = 0; i < _deviances[k].Length; i++)
            mean += _curvatures.V[i] * _deviances[k][i];
        for (int i = 0; i < _deviances[k].Length; i++)
            squares += _curvatures.V[i] * (_deviances[k][i] - mean) * (_deviances[k][i] - mean);
        double largest = _highest[k].FirstOrDefault(high => !refitted.Contains(high.Row)).Leverage;
        var doubt = LeaveOneOutDoubt.None;
        if (!(largest <= MostLeverage))
            doubt |= LeaveOneOutDoubt.Leverage;
        if (_path.Points[k].Certificate is not { Converged: true })
            doubt |= LeaveOneOutDoubt.Unconverged;
        return new LeaveOneOutPoint(
            _path.Points[k].Setting, mean, Math.Sqrt(squares / (_sample.EffectiveRows - 1)), _df[k], _gcv[k], largest, doubt, keepLinks ? [.. _links[k]] : default);
    }

    private bool IsReliable(double df) => !_selects || df <= MostMean * _sample.EffectiveRows;

    private double Deviance(int i, double link)
    {
        var y = _sample.Target.Slice(i, 1);
        return 2 * (_loss.Sum(y, [link], One) - _loss.SaturatedSum(y, One));
    }
}
