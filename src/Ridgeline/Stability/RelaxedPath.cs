using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Stability;

/// <summary>The relaxed points of one sample's path, in its order.</summary>
internal sealed class RelaxedPath
{
    private readonly RelaxedPathFitter _fitter;
    private readonly Sample _sample;
    private readonly FitOptions _options;
    private readonly CancellationToken _stop;
    private int[] _support = [];
    private PathPoint<LinearModel>? _refit;   // of the last support
    private double _explainable = double.NaN; // mean loss of intercept and offset alone − saturated

    /// <summary>A path of <paramref name="sample"/>.</summary>
    public RelaxedPath(RelaxedPathFitter fitter, Sample sample, FitOptions options, CancellationToken stop) =>
        (_fitter, _sample, _options, _stop) = (fitter, sample.Undivided(), options with { Threads = 1, StopWhenSaturated = false }, stop);

    /// <summary>The point of the penalised path, relaxed.</summary>
    public PathPoint<LinearModel> Relaxed(PathPoint<LinearModel> point)
    {
        if (double.IsNaN(_explainable) && point.Model.DevianceRatio < 1)
            _explainable = 0.5 * point.Deviance / (1 - point.Model.DevianceRatio);
        int[] support = SupportOf(point.Model);
        if (support.Length == 0)
            return point; // intercept and free columns aren't penalised: this is the refit
        var refit = RefitOf(support);
        var certificate = Worse(point.Certificate!.Value, refit.Certificate!.Value);
        return refit.Certificate.Value.Status == FitStatus.Separable
            ? point with { Certificate = point.Certificate.Value with { Status = FitStatus.Separable } }
            : Blend(point, refit.Model, certificate);
    }

    /// <summary>The penalised columns with a coefficient that isn't 0 in any class.</summary>
    private int[] SupportOf(LinearModel model)
    {
        int columns = _sample.Design.Columns;
        return
        [
            .. Enumerable.Range(0, columns).Where(j => _fitter.Penalised.Penalty.Factor(j) > 0
                && Enumerable.Range(0, model.Outputs).Any(k => model.Coefficients[k * columns + j] != 0)),
        ];
    }

    private PathPoint<LinearModel> RefitOf(int[] support)
    {
        if (_refit is not null && support.AsSpan().SequenceEqual(_support))
            return _refit;
        var penalty = _fitter.Penalised.Penalty;
        var factors = new double[_sample.Design.Columns];
        for (int j = 0; j < factors.Length; j++)
            factors[j] = penalty.Factor(j) == 0 ? 0 : double.PositiveInfinity;
        foreach (int j in support)
            factors[j] = 1;
        PathPoint<LinearModel>? found = null;
        new LinearPathFitter(_fitter.Penalised.Loss, Penalty.L1.With([.. factors]).Within(penalty.Lower, penalty.Upper))
            .Walk([_sample], [Strength.Lambda(0).Setting], _options, (_, point) => found = point, null, _stop);
        (_support, _refit) = (support, found!);
        return _refit;
    }

    private PathPoint<LinearModel> Blend(PathPoint<LinearModel> point, LinearModel refit, Certificate certificate)
    {
        var (model, gamma, columns) = (point.Model, _fitter.Gamma, _sample.Design.Columns);
        ImmutableArray<double> Mixed(ImmutableArray<double> own, ImmutableArray<double> other) => [.. own.Zip(other, (w, r) => gamma == 0 ? r : gamma * w + (1 - gamma) * r)];
        var blend = new LinearModel(model.Loss, Mixed(model.Coefficients, refit.Coefficients), Mixed(model.Intercepts, refit.Intercepts), double.NaN);
        double squares = 0;
        for (int at = 0; at < blend.Coefficients.Length; at++)
            squares += blend.Coefficients[at] == 0 ? 0 : Math.Pow(blend.Coefficients[at] * _sample.View.PenaltyScales[at % columns], 2);
        double deviance = Deviance(blend);
        return new PathPoint<LinearModel>(point.Setting, new LinearModel(model.Loss, blend.Coefficients, blend.Intercepts, Math.Sqrt(squares))
        {
            DevianceRatio = _explainable > 0 ? 1 - 0.5 * deviance / _explainable : model.DevianceRatio,
        }, certificate)
        {
            Deviance = deviance,
        };
    }

    /// <summary>2·(mean loss − saturated mean loss).</summary>
    private double Deviance(LinearModel model)
    {
        var eta = new double[_sample.Rows * model.Outputs];
        model.Link(_sample.Design, eta);
        for (int k = 0; k < eta.Length && !_sample.Offset.IsEmpty; k += _sample.Rows)
            TensorPrimitives.Add(eta.AsSpan(k, _sample.Rows), _sample.Offset, eta.AsSpan(k, _sample.Rows));
        return 2 * (model.Loss.Sum(_sample.Target, eta, _sample.Weights) - model.Loss.SaturatedSum(_sample.Target, _sample.Weights)) / _sample.WeightSum;
    }

    private static Certificate Worse(Certificate point, Certificate refit)
    {
        var worse = !(refit.RelativeGap <= point.RelativeGap) ? refit : point;
        return worse with
        {
            Status = point.Converged && refit.Converged ? FitStatus.Converged : point.Converged ? refit.Status : point.Status,
            Iterations = point.Iterations + refit.Iterations,
            Passes = point.Passes + refit.Passes,
            Dependent = refit.Dependent,
        };
    }
}
