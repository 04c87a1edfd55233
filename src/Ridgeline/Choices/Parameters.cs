using System.Collections.Immutable;

namespace Ridgeline.Choices;

/// <summary>Named parameters in the order of their names (ordinal). Equal are those of equal names and values.</summary>
public sealed class Parameters : IEquatable<Parameters>
{
    private readonly string? _withheld;

    /// <summary>Parameters.</summary>
    /// <param name="all">Names, each once, and values.</param>
    /// <exception cref="ArgumentException">A name stands there twice.</exception>
    public Parameters(IEnumerable<KeyValuePair<string, ParameterValue>> all)
        : this(all, withheld: null)
    {
    }

    private Parameters(IEnumerable<KeyValuePair<string, ParameterValue>> all, string? withheld)
    {
        Pairs = [.. all.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        _withheld = withheld;
        for (int k = 1; k < Pairs.Length; k++)
            if (Pairs[k].Key == Pairs[k - 1].Key)
                throw new ArgumentException($"parameter '{Pairs[k].Key}' is given twice", nameof(all));
    }

    /// <summary>Names and values, in order.</summary>
    public ImmutableArray<KeyValuePair<string, ParameterValue>> Pairs { get; }

    /// <summary>How many there are.</summary>
    public int Count => Pairs.Length;

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Names => Pairs.Select(pair => pair.Key);

    /// <summary>Whether there is a parameter called <paramref name="name"/>.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A parameter's value.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public ParameterValue this[string name] => Find(name) ?? throw new ArgumentException(
        name == _withheld
            ? $"parameter '{name}' is the axis of strengths, which a candidate's path is walked along: the candidate isn't told it"
            : $"there is no parameter '{name}'; {(Count == 0 ? "there are none" : $"there are {Wording.Listed(Names)}")}", nameof(name));

    /// <summary>A parameter that is a number.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it is no number.</exception>
    public double Number(string name) => this[name].Number ?? throw Wrong(name, "a number");

    /// <summary>A parameter that is a whole number.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it is no whole number of 32 bits.</exception>
    public int Whole(string name) => this[name].Number is { } number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number
        : throw Wrong(name, "a whole number");

    /// <summary>A parameter that is a text.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it is no text.</exception>
    public string Text(string name) => this[name].Text ?? throw Wrong(name, "a text");

    /// <summary>A parameter that is a flag.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it is no flag.</exception>
    public bool Flag(string name) => this[name].Flag ?? throw Wrong(name, "true or false");

    /// <inheritdoc/>
    public bool Equals(Parameters? other) => other is not null && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Parameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var pair in Pairs)
            hash.Add(pair);
        return hash.ToHashCode();
    }

    /// <summary>"C = 10, l1Ratio = 0.5".</summary>
    public override string ToString() => string.Join(", ", Pairs.Select(pair => $"{pair.Key} = {pair.Value}"));

    /// <summary>These without the axis of strengths, and able to say so.</summary>
    internal Parameters Without(string strengths) => new(Pairs.Where(pair => pair.Key != strengths), strengths);

    private ParameterValue? Find(string name)
    {
        foreach (var pair in Pairs)
            if (pair.Key == name)
                return pair.Value;
        return null;
    }

    private ArgumentException Wrong(string name, string needed) =>
        new($"parameter '{name}' is the {this[name].Kind.ToString().ToLowerInvariant()} '{this[name]}'; {needed} is needed", nameof(name));
}
