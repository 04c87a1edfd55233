using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Choices;

/// <summary>
/// Every combination of the values of named axes, in scikit-learn's order: axes by name (ordinal), the last varies fastest, each in the order given. Without axes
/// it is one point without parameters. Immutable: each call gives a larger grid.
/// </summary>
public sealed class ParameterGrid
{
    private readonly ImmutableArray<(string Name, ImmutableArray<ParameterValue> Values)> _axes;
    private readonly Knob? _knob;

    /// <summary>A grid without axes.</summary>
    public ParameterGrid() : this([], null)
    {
    }

    private ParameterGrid(ImmutableArray<(string, ImmutableArray<ParameterValue>)> axes, Knob? knob) => (_axes, _knob) = (axes, knob);

    /// <summary>This grid with one more axis.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="values">Its values, at least one.</param>
    /// <exception cref="ArgumentException">There are no values, or an axis has that name.</exception>
    public ParameterGrid With(string name, params ReadOnlySpan<ParameterValue> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckAxis(name, values.Length);
        return new ParameterGrid([.. _axes.Append((name, values.ToImmutableArray())).OrderBy(axis => axis.Item1, StringComparer.Ordinal)], _knob);
    }

    /// <summary>
    /// This grid with the axis that is walked as a path: for each combination of the others all of its settings are fitted together, each from the one before.
    /// It is called lambda, C or depth, by its knob.
    /// </summary>
    /// <param name="knob">Which knob is turned.</param>
    /// <param name="values">Where it stands, at least one value, in any order.</param>
    /// <exception cref="ArgumentException">There are no values, one is out of the knob's range, or there is such an axis.</exception>
    public ParameterGrid Strengths(Knob knob, params ReadOnlySpan<double> values)
    {
        string name = KnobNames.Name(knob);
        CheckAxis(name, values.Length);
        if (_knob is { } other)
            throw new ArgumentException($"'{KnobNames.Name(other)}' is walked as a path already; '{name}' can't be too", nameof(knob));
        foreach (double value in values)
            Setting.Checked(knob, value);
        var points = ImmutableArray.CreateBuilder<ParameterValue>(values.Length);
        foreach (double value in values)
            points.Add(value);
        return new ParameterGrid([.. _axes.Append((name, points.ToImmutable())).OrderBy(axis => axis.Item1, StringComparer.Ordinal)], knob);
    }

    /// <summary>The product of the axes' lengths.</summary>
    public int Count => _axes.Aggregate(1, (count, axis) => checked(count * axis.Values.Length));

    /// <summary>Its points, in order.</summary>
    public IEnumerable<Parameters> Points
    {
        get
        {
            int count = Count;
            for (int at = 0; at < count; at++)
                yield return Point(at);
        }
    }

    internal IEnumerable<Trial> Trials => Points.Select(point => Trial.Of(point, _knob));

    private Parameters Point(int at)
    {
        var pairs = new KeyValuePair<string, ParameterValue>[_axes.Length];
        for (int axis = _axes.Length - 1; axis >= 0; axis--)
        {
            var (name, values) = _axes[axis];
            pairs[axis] = new KeyValuePair<string, ParameterValue>(name, values[at % values.Length]);
            at /= values.Length;
        }

        return new Parameters(pairs);
    }

    private void CheckAxis(string name, int values)
    {
        if (values == 0)
            throw new ArgumentException($"axis '{name}' has no values; at least one is needed", nameof(values));
        if (_axes.Any(axis => axis.Name == name))
            throw new ArgumentException($"there are two axes '{name}'; each needs a name of its own", nameof(name));
    }
}

/// <summary>One row to be: all its parameters, and of these what a candidate is told and where its knob stands (null: the candidate says so itself).</summary>
internal readonly record struct Trial(Parameters All, Parameters Told, Setting? Setting)
{
    public static Trial Of(Parameters all, Knob? knob)
    {
        if (knob is not { } turned)
            return new Trial(all, all, null);
        string name = KnobNames.Name(turned);
        return new Trial(all, all.Without(name), new Setting(turned, Objectives.Setting.Checked(turned, all.Number(name))));
    }
}
