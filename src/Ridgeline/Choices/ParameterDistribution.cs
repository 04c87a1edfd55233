using System.Collections.Immutable;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Choices;

/// <summary>What a parameter is drawn from.</summary>
public sealed class ParameterDistribution
{
    private readonly Func<RandomStream, ParameterValue> _draw;

    private ParameterDistribution(Func<RandomStream, ParameterValue> draw) => _draw = draw;

    /// <summary>low + u·(high − low), u uniform on [0, 1).</summary>
    /// <param name="low">A finite number.</param>
    /// <param name="high">A finite number above it.</param>
    /// <exception cref="ArgumentException">They are no such numbers.</exception>
    public static ParameterDistribution Uniform(double low, double high)
    {
        CheckRange(low, high);
        return new ParameterDistribution(random => Between(low + random.NextUniform() * (high - low), low, high));
    }

    /// <summary>e^(log low + u·(log high − log low)), u uniform on [0, 1).</summary>
    /// <param name="low">A finite number above 0.</param>
    /// <param name="high">A finite number above it.</param>
    /// <exception cref="ArgumentException">They are no such numbers.</exception>
    public static ParameterDistribution LogUniform(double low, double high)
    {
        CheckRange(low, high);
        if (low <= 0)
            throw new ArgumentException($"log-uniform from {low}: it must be above 0", nameof(low));
        return new ParameterDistribution(random => Between(Math.Exp(Math.Log(low) + random.NextUniform() * (Math.Log(high) - Math.Log(low))), low, high));
    }

    /// <summary>low, low + 1, …, high, each as likely.</summary>
    /// <param name="low">Any whole number.</param>
    /// <param name="high">At least <paramref name="low"/>, and less than 2³¹ − 1 above it.</param>
    /// <exception cref="ArgumentException">It isn't.</exception>
    public static ParameterDistribution Whole(int low, int high)
    {
        if (high < low || (long)high - low >= int.MaxValue)
            throw new ArgumentException($"from {low} to {high}: the second must be at least the first, and less than {int.MaxValue} above it", nameof(high));
        return new ParameterDistribution(random => low + random.NextBelow(high - low + 1));
    }

    /// <summary>One of some values, each as likely.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ParameterDistribution Choice(params ReadOnlySpan<ParameterValue> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("a choice needs at least one value", nameof(values));
        var all = values.ToImmutableArray();
        return new ParameterDistribution(random => all[random.NextBelow(all.Length)]);
    }

    internal ParameterValue Draw(RandomStream random) => _draw(random);

    private static double Between(double value, double low, double high) => Math.Clamp(value, low, high); // rounding alone leads outside

    private static void CheckRange(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !(low < high) || !double.IsFinite(high - low))
            throw new ArgumentException($"from {low} to {high}: two finite numbers are needed, the second above the first", nameof(high));
    }
}

/// <summary>Named parameters, each drawn from a distribution of its own. Immutable: each call gives more of them.</summary>
public sealed class ParameterDistributions
{
    private const ulong Purpose = 32; // of the seed's streams; resamples drawn with the same seed have the numbers below it

    private readonly ImmutableArray<(string Name, ParameterDistribution From)> _axes;
    private readonly Knob? _knob;
    private readonly ImmutableArray<double> _strengths;

    /// <summary>No parameters.</summary>
    public ParameterDistributions() : this([], null, [])
    {
    }

    private ParameterDistributions(ImmutableArray<(string, ParameterDistribution)> axes, Knob? knob, ImmutableArray<double> strengths) =>
        (_axes, _knob, _strengths) = (axes, knob, strengths);

    /// <summary>These and one more parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">What it is drawn from.</param>
    /// <exception cref="ArgumentException">There is a parameter of that name.</exception>
    public ParameterDistributions With(string name, ParameterDistribution from)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(from);
        CheckName(name);
        return new ParameterDistributions([.. _axes.Append((name, from)).OrderBy(axis => axis.Item1, StringComparer.Ordinal)], _knob, _strengths);
    }

    /// <summary>Every draw of the others is walked along these settings as a path: a row each. The parameter is called lambda, C or depth, by its knob.</summary>
    /// <param name="knob">Which knob is turned.</param>
    /// <param name="values">Where it stands, at least one value, in any order.</param>
    /// <exception cref="ArgumentException">There are no values, one is out of the knob's range, or there is such an axis.</exception>
    public ParameterDistributions Strengths(Knob knob, params ReadOnlySpan<double> values)
    {
        CheckStrengths(knob);
        if (values.IsEmpty)
            throw new ArgumentException($"axis '{KnobNames.Name(knob)}' has no values; at least one is needed", nameof(values));
        foreach (double value in values)
            Setting.Checked(knob, value);
        return new ParameterDistributions(_axes, knob, values.ToImmutableArray());
    }

    /// <summary>The strength is drawn too. Draws that are the same but for it share a path.</summary>
    /// <param name="knob">Which knob is turned.</param>
    /// <param name="from">What its value is drawn from.</param>
    /// <exception cref="ArgumentException">There is such an axis.</exception>
    public ParameterDistributions Strengths(Knob knob, ParameterDistribution from)
    {
        ArgumentNullException.ThrowIfNull(from);
        CheckStrengths(knob);
        return new ParameterDistributions([.. _axes.Append((KnobNames.Name(knob), from)).OrderBy(axis => axis.Item1, StringComparer.Ordinal)], knob, []);
    }

    /// <summary>
    /// Draw number <paramref name="at"/>, without strengths that are listed. It is made from a stream of its own, parameters in the order of their names: it depends
    /// on the seed, its number and what there is to draw, not on how many are drawn.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="at">0, 1, …</param>
    public Parameters Draw(ulong seed, int at)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        var random = new RandomStream(seed, Purpose + ((ulong)at << 32));
        return new Parameters([.. _axes.Select(axis => new KeyValuePair<string, ParameterValue>(axis.Name, axis.From.Draw(random)))]);
    }

    internal IEnumerable<Trial> Trials(ulong seed, int count)
    {
        for (int at = 0; at < count; at++)
        {
            var drawn = Draw(seed, at);
            if (_strengths.IsEmpty)
                yield return Trial.Of(drawn, _knob);
            foreach (double strength in _strengths)
                yield return Trial.Of(new Parameters([.. drawn.Pairs, new KeyValuePair<string, ParameterValue>(KnobNames.Name(_knob!.Value), strength)]), _knob);
        }
    }

    private void CheckStrengths(Knob knob)
    {
        if (_knob is { } other)
            throw new ArgumentException($"'{KnobNames.Name(other)}' is walked as a path already; '{KnobNames.Name(knob)}' can't be too", nameof(knob));
        CheckName(KnobNames.Name(knob));
    }

    private void CheckName(string name)
    {
        if (_axes.Any(axis => axis.Name == name) || (!_strengths.IsEmpty && KnobNames.Name(_knob!.Value) == name))
            throw new ArgumentException($"there are two parameters '{name}'; each needs a name of its own", nameof(name));
    }
}
