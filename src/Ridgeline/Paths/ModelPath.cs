using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>One model of a path.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Setting">Where the knob stood.</param>
/// <param name="Model">The fitted model.</param>
/// <param name="Certificate">How far from the optimum it can be; null for a family that has no such bound.</param>
public sealed record PathPoint<TModel>(Setting Setting, TModel Model, Certificate? Certificate)
{
    /// <summary>2·(mean loss − saturated mean loss) on the rows it was fitted on, under their weights; NaN for a family without a loss.</summary>
    public double Deviance { get; init; } = double.NaN;

    /// <summary>The same point with its model seen as another type, or with another model.</summary>
    /// <typeparam name="TOther">The type.</typeparam>
    /// <param name="model">The model.</param>
    public PathPoint<TOther> Of<TOther>(TOther model) => new(Setting, model, Certificate) { Deviance = Deviance };
}

/// <summary>The models of one knob, the simplest first. A single fit is a path of length one.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Points">A point a setting.</param>
public sealed record ModelPath<TModel>(ImmutableArray<PathPoint<TModel>> Points)
{
    /// <summary>The same path as one of another type of models: of linear models, where any may be on it.</summary>
    /// <typeparam name="TOther">The type.</typeparam>
    /// <exception cref="InvalidCastException">A model is of another type.</exception>
    public ModelPath<TOther> As<TOther>() => new([.. Points.Select(point => point.Of((TOther)(object)point.Model!))]);
}
