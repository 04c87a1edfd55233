using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>Which of a recipe's columns so far a step works on.</summary>
public abstract record Columns
{
    private Columns()
    {
    }

    /// <summary>Every column.</summary>
    public static Columns All { get; } = new Chosen("all columns", _ => true);

    /// <summary>Numbers that measure something: number columns, and what steps made of numbers and dates; not the columns of zeros and ones that OneHot and an indicator make.</summary>
    public static Columns Numbers { get; } = new Chosen("numbers", feature => feature is NumberFeature { IsIndicator: false });

    /// <summary>The columns of zeros and ones that OneHot and an indicator made.</summary>
    public static Columns Indicators { get; } = new Chosen("indicators", feature => feature is NumberFeature { IsIndicator: true });

    /// <summary>Texts: text columns, and months and weekdays that Dates made categories of.</summary>
    public static Columns Texts { get; } = new Chosen("texts", feature => feature.Kind == ColumnKind.Text);

    /// <summary>Dates.</summary>
    public static Columns Dates { get; } = new Chosen("dates", feature => feature.Kind == ColumnKind.Date);

    /// <summary>The columns of these names. Where a step has made others of one ("race" became "race=black" and "race=white"), those.</summary>
    /// <param name="names">Exactly, letter case included.</param>
    public static Columns Named(params ReadOnlySpan<string> names) => new NamedColumns([.. names]);

    /// <summary>These columns without those of <paramref name="other"/>.</summary>
    /// <param name="other">What to leave out.</param>
    public Columns Except(Columns other) => new Remaining(this, other);

    /// <summary>These columns and those of <paramref name="other"/>.</summary>
    /// <param name="other">What to add.</param>
    public Columns And(Columns other) => new Joined(this, other);

    /// <summary>Whether each feature of <paramref name="frame"/> is meant.</summary>
    /// <exception cref="DataException">A name is none of a column.</exception>
    internal abstract bool[] In(Frame frame);

    /// <summary>The features that are meant, in their order.</summary>
    internal ImmutableArray<Feature> Of(Frame frame)
    {
        bool[] meant = In(frame);
        return [.. frame.Features.Where((_, at) => meant[at])];
    }

    private sealed record Chosen(string Words, Func<Feature, bool> IsMeant) : Columns
    {
        internal override bool[] In(Frame frame) => [.. frame.Features.Select(IsMeant)];

        public override string ToString() => Words;
    }

    private sealed record NamedColumns(ImmutableArray<string> Names) : Columns
    {
        internal override bool[] In(Frame frame)
        {
            var meant = new bool[frame.Features.Count];
            var places = frame.Features.Select((feature, at) => KeyValuePair.Create(feature.Name, at)).ToDictionary();
            foreach (string name in Names)
                if (places.TryGetValue(name, out int place))
                    meant[place] = true;
                else if (!Mark(frame, meant, feature => feature.Group == name) && !Mark(frame, meant, feature => frame.IsFrom(feature, name)))
                    throw new DataException($"{frame.Source}: the recipe speaks of column '{name}', which isn't there; the columns so far are {Wording.Listed(frame.Features.Select(feature => feature.Name))}");
            return meant;
        }

        private static bool Mark(Frame frame, bool[] meant, Func<Feature, bool> isMeant)
        {
            bool found = false;
            for (int at = 0; at < meant.Length; at++)
                if (isMeant(frame.Features[at]))
                    meant[at] = found = true;
            return found;
        }

        public bool Equals(NamedColumns? other) => other is not null && Names.SequenceEqual(other.Names);

        public override int GetHashCode() => Names.Length == 0 ? 0 : HashCode.Combine(Names.Length, Names[0]);

        public override string ToString() => Wording.Listed(Names);
    }

    private sealed record Remaining(Columns From, Columns Without) : Columns
    {
        internal override bool[] In(Frame frame) => [.. From.In(frame).Zip(Without.In(frame), (isMeant, isNot) => isMeant && !isNot)];

        public override string ToString() => $"{From} without {Without}";
    }

    private sealed record Joined(Columns First, Columns Second) : Columns
    {
        internal override bool[] In(Frame frame) => [.. First.In(frame).Zip(Second.In(frame), (first, second) => first || second)];

        public override string ToString() => $"{First} and {Second}";
    }
}
