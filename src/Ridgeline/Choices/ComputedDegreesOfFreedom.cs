using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Choices;

/// <summary>How degrees of freedom were found.</summary>
public enum DegreesOfFreedomWay
{
    /// <summary>The trace of the hat matrix over the columns that can move (<see cref="DegreesOfFreedom"/>): L2, the elastic net, and without a penalty the rank.</summary>
    HatMatrix,

    /// <summary>The columns that can move, and the intercept: under L1 each counts one.</summary>
    ActiveColumns,

    /// <summary>How fits follow targets drawn anew (<see cref="PerturbedDegreesOfFreedom"/>): trees, networks, and losses of several outputs.</summary>
    Perturbation,
}

/// <summary>How many parameters a setting of any family is worth: by the formula where there is one, else by perturbation; and which.</summary>
/// <param name="Value">df, an intercept included.</param>
/// <param name="StandardError">0 of a formula; of perturbation that of the estimate, from its draws.</param>
/// <param name="Way">How it was found.</param>
/// <param name="Draws">How many targets were drawn; 0 of a formula.</param>
public sealed record ComputedDegreesOfFreedom(double Value, double StandardError, DegreesOfFreedomWay Way, int Draws)
{
    private const double NoiseInPerturbation = 0.5; // of the noise (Ye 1998)

    /// <summary>
    /// n·Σ vᵢ·cov(λ̂ᵢ, yᵢ), v = s/Σs: df with each row's part of it counted as the row is, by which a weighted score of training rows flatters (<c>ExpectedOptimism</c>). Equal to df where
    /// weights are equal or frequencies; above it where rows that count for much draw the fit to them.
    /// </summary>
    public double Weighted { get; init; } = Value;

    /// <summary>Its standard error; 0 of a formula.</summary>
    public double WeightedStandardError { get; init; } = StandardError;

    /// <summary>The rows whose target couldn't be drawn otherwise, as the model drawn from is sure of it: what the fit follows of them isn't counted.</summary>
    public int SureRows { get; init; }

    /// <summary>The number and its way in words.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            return Way switch
            {
                DegreesOfFreedomWay.HatMatrix => $"It is worth {Value:G4} parameters: the trace of its hat matrix.",
                DegreesOfFreedomWay.ActiveColumns => $"It is worth {Value:G4} parameters: the columns that can move, and the intercept.",
                _ => $"It is worth {Value:G4} ± {StandardError:G2} parameters: so closely do fits follow {Wording.Count(Draws, "target")} drawn anew{(SureRows == 0 ? "" : $"; {Wording.Count(SureRows, "row")} that the model drawn from is sure of {(SureRows == 1 ? "isn't" : "aren't")} counted")}.",
            };
        }
    }

    /// <summary>The degrees of freedom of one setting, which is fitted for it.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows that are fitted.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="options">How targets are drawn where there is no formula.</param>
    /// <param name="fit">How models are fitted.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">There is no formula, and targets can't be drawn: see <see cref="PerturbedDegreesOfFreedom.Of"/>.</exception>
    public static ComputedDegreesOfFreedom Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Setting setting, PerturbationOptions options, FitOptions fit, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(fit);
        if (HasFormula(fitter, out var linear))
        {
            var path = linear.Fit([sample], [setting], fit with { StopWhenSaturated = false }, null, stop)[0];
            return ByFormula(linear, sample, path.Points[0], stop);
        }

        var drawn = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, options, fit, stop);
        return new ComputedDegreesOfFreedom(drawn.Value, drawn.StandardError, DegreesOfFreedomWay.Perturbation, drawn.Draws.Length)
        {
            Weighted = drawn.Weighted,
            WeightedStandardError = drawn.WeightedStandardError,
            SureRows = drawn.SureRows,
        };
    }

    /// <summary>
    /// The degrees of freedom of one setting of a cross-validated path. Where there is no formula targets are drawn by what the path's best setting tells of held-out rows: numbers with half of the noise that is left
    /// there (Ye 1998), classes and counts from its predictions, as a model that memorises is sure of what it has seen, and often of what it hasn't.
    /// </summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows that are fitted.</param>
    /// <param name="run">The path, cross-validated.</param>
    /// <param name="at">The position of the setting.</param>
    /// <param name="options">How targets are drawn; its noise and means, where given, win.</param>
    /// <param name="fit">How models are fitted.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">There is no formula, and targets can't be drawn: see <see cref="PerturbedDegreesOfFreedom.Of"/>.</exception>
    public static ComputedDegreesOfFreedom OfCrossValidated<TModel>(
        IPathFitter<TModel> fitter, Sample sample, CrossValidated<TModel> run, int at, PerturbationOptions options, FitOptions fit, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        var point = run.Path.Points[at];
        if (HasFormula(fitter, out var linear))
            return ByFormula(linear, sample, point.Of((LinearModel)(object)point.Model), stop);
        double[] means = HeldOutMeans(run, run.Curves[0].Best, sample);
        var kind = DrawnTargets.KindOf(fitter.Loss, options.Target);
        if (kind == DrawnTarget.Numbers)
            options = options.Noise is null ? options with { Noise = NoiseOf(sample, means) } : options;
        else if (options.Means.IsDefault && kind == DrawnTarget.Classes && Array.TrueForAll(means, mean => mean is 0 or 1))
            throw new ArgumentException("no targets can be drawn: the best setting is sure of the class of every row that it hasn't seen, so none would be drawn otherwise", nameof(run));
        else if (options.Means.IsDefault)
            options = options with { Means = [.. means] };
        return Of(fitter, sample, point.Setting, options, fit, stop);
    }

    /// <summary>E[y | η] of every row by a model that hadn't seen it, of the first repeat that holds it out; of rows that none does by that of all rows.</summary>
    internal static double[] HeldOutMeans<TModel>(CrossValidated<TModel> run, int at, Sample sample)
        where TModel : IModel
    {
        int n = sample.Rows, outputs = run.OutOfFold.Outputs;
        double[] links = new double[n * outputs], means = new double[links.Length];
        var model = run.Path.Points[at].Model;
        model.Link(sample.Design, links);
        for (int k = 0; k < links.Length && !sample.Offset.IsEmpty; k += n)
            TensorPrimitives.Add(links.AsSpan(k, n), sample.Offset, links.AsSpan(k, n));
        for (int resample = run.OutOfFold.Resamples - 1; resample >= 0; resample--)
        {
            var rows = run.OutOfFold.RowsOf(resample);
            var held = run.OutOfFold.LinksOf(resample, at);
            for (int k = 0; k < outputs; k++)
                for (int i = 0; i < rows.Length; i++)
                    links[k * n + rows[i]] = held[k * rows.Length + i];
        }

        model.Mean(links, means);
        return means;
    }

    private static bool HasFormula<TModel>(IPathFitter<TModel> fitter, out LinearPathFitter linear)
        where TModel : IModel
    {
        linear = ((object)fitter as LinearPathFitter ?? (fitter as FamilyFitter<LinearModel>)?.Fitter as LinearPathFitter)!;
        return linear is { Loss.Outputs: 1 };
    }

    private static ComputedDegreesOfFreedom ByFormula(LinearPathFitter linear, Sample sample, PathPoint<LinearModel> point, CancellationToken stop)
    {
        var path = new ModelPath<LinearModel>([point]);
        double value = DegreesOfFreedom.Of(sample, linear.Loss, linear.Penalty, path, stop)[0];
        bool counts = linear.Penalty.L1Ratio == 1 && Strength.Of(point.Setting).LambdaOn(sample) > 0;
        return new ComputedDegreesOfFreedom(value, 0, counts ? DegreesOfFreedomWay.ActiveColumns : DegreesOfFreedomWay.HatMatrix, 0)
        {
            Weighted = DegreesOfFreedom.AreWeighted(sample) ? DegreesOfFreedom.Weighted(sample, linear.Loss, linear.Penalty, path) : value,
        };
    }

    /// <summary>Half of the root mean square of what the means leave; null where they leave nothing.</summary>
    internal static double? NoiseOf(Sample sample, double[] means)
    {
        double squares = 0;
        for (int i = 0; i < sample.Rows; i++)
            squares += sample.Weights[i] > 0 ? sample.Weights[i] / sample.WeightSum * (sample.Target[i] - means[i]) * (sample.Target[i] - means[i]) : 0;
        return squares > 0 ? NoiseInPerturbation * Math.Sqrt(squares) : null;
    }
}
