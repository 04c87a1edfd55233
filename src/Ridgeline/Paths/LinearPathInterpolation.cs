using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>Models between the points of a path of linear models.</summary>
public static class LinearPathInterpolation
{
    /// <summary>
    /// The model at a strength between two points: w and b linear in it, as the lasso's are between its knots. Beyond the ends it is the end's model.
    /// An interpolated model has no certificate of its own, and its norm and deviance ratio are unknown (NaN).
    /// </summary>
    /// <param name="path">A path over λ or C.</param>
    /// <param name="strength">A strength in the path's own convention.</param>
    /// <exception cref="ArgumentException">The path is empty, or turns another knob.</exception>
    public static LinearModel At(this ModelPath<LinearModel> path, Strength strength)
    {
        ArgumentNullException.ThrowIfNull(path);
        var points = path.Points;
        if (points.IsEmpty)
            throw new ArgumentException("the path has no points", nameof(path));
        if (points[0].Setting.Knob != strength.Setting.Knob)
            throw new ArgumentException($"the path is over {points[0].Setting.Knob}, not {strength.Setting.Knob}", nameof(strength));
        int after = 0;
        while (after < points.Length && points[after].Setting.IsSimplerThan(strength.Setting))
            after++;
        if (after == points.Length)
            return points[^1].Model;
        if (after == 0 || points[after].Setting == strength.Setting)
            return points[after].Model;
        var (left, right) = (points[after - 1], points[after]);
        if (double.IsInfinity(right.Setting.Value))
            return left.Model;
        double share = (strength.Setting.Value - left.Setting.Value) / (right.Setting.Value - left.Setting.Value);
        ImmutableArray<double> Between(ImmutableArray<double> a, ImmutableArray<double> b) => [.. a.Zip(b, (x, y) => x + share * (y - x))];
        return new LinearModel(
            left.Model.Loss, Between(left.Model.Coefficients, right.Model.Coefficients), Between(left.Model.Intercepts, right.Model.Intercepts), double.NaN);
    }
}
