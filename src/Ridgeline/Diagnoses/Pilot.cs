using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Diagnoses;

/// <summary>A path that was cross-validated to see what a penalty or a family is worth on these data.</summary>
/// <param name="Name">What it is, for sentences: "the lasso", "trees".</param>
/// <param name="Family">Its family.</param>
/// <param name="Penalty">Of linear models their penalty, <see cref="Penalties.Penalty.L2"/> for the unpenalised fit at λ = 0; else null.</param>
/// <param name="Curve">Its score along the path. Pilots that are compared have the same score on the same resamples.</param>
/// <param name="Complexity">What each setting's model of all rows is made of: columns, leaves or parameters.</param>
public sealed record Pilot(string Name, Family Family, Penalty? Penalty, ScoreCurve Curve, ImmutableArray<int> Complexity)
{
    /// <summary>Whether it is the fit without a penalty alone.</summary>
    public bool IsUnpenalised => Family == Family.Linear && Curve.Points is [{ Setting: { Knob: Knob.Lambda, Value: 0 } or { Knob: Knob.C, Value: double.PositiveInfinity } }];

    /// <summary>The settings that aren't worse than the best by more than its standard error, the simplest first.</summary>
    public ImmutableArray<Setting> Tied => [.. Enumerable.Range(0, Curve.Points.Length).Where(Curve.IsTied).Select(at => Curve.Points[at].Setting)];

    /// <summary>What a cross-validation was worth by its first score.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="name">What it is, for sentences.</param>
    /// <param name="search">The cross-validation.</param>
    /// <param name="penalty">Of linear models their penalty; else null.</param>
    public static Pilot Of<TModel>(string name, CrossValidated<TModel> search, Penalty? penalty = null)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(search);
        var curve = search.Curves[0];
        return new Pilot(name, curve.Points[0].Setting.Knob.Family(), penalty, curve, [.. search.Path.Points.Select(point => point.Model.Complexity)]);
    }

    /// <summary>How much better its best setting is than that of another pilot.</summary>
    internal PairedDifference BetterThan(Pilot other) => PairedDifference.OfCurves(Curve, Curve.Best, other.Curve, other.Curve.Best);
}
