using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>A step that has learned: numbers by the names of the columns that it works on.</summary>
internal abstract class LearnedStep(ImmutableArray<string> columns)
{
    private Dictionary<string, int>? _places;

    /// <summary>The columns that it works on, as they were called when it learned.</summary>
    public ImmutableArray<string> Columns { get; } = columns;

    /// <summary>How the file calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether what it does is the same whatever the weights that it learned with.</summary>
    public abstract bool IsSameForAllWeights { get; }

    /// <summary>Does it to the features of <paramref name="frame"/>; nothing is computed before somebody asks for values.</summary>
    /// <exception cref="InvalidOperationException">A column isn't there: the step belongs to other steps or inputs.</exception>
    public void Apply(Frame frame)
    {
        if (frame.Features.Count(feature => PlaceOf(feature.Name) >= 0) != Columns.Length)
            throw new InvalidOperationException($"{Name} works on {Wording.Listed(Columns)}, of {Wording.Listed(frame.Features.Select(feature => feature.Name))}");
        Make(frame);
    }

    /// <summary>What <see cref="Apply"/> does where all of the step's columns are there.</summary>
    protected abstract void Make(Frame frame);

    /// <summary>What it learned, a line a thing.</summary>
    public abstract IEnumerable<string> Describe();

    /// <summary>Whether it does the same as <paramref name="other"/>, which has the same type and columns, bit for bit.</summary>
    protected abstract bool IsSame(LearnedStep other);

    /// <summary>The members of its JSON object beside "step" and "columns".</summary>
    protected abstract void WriteLearned(Utf8JsonWriter json);

    public bool GivesTheSameAs(LearnedStep other) => GetType() == other.GetType() && Columns.SequenceEqual(other.Columns) && IsSame(other);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("step", Name);
        json.WriteTexts("columns", Columns);
        WriteLearned(json);
        json.WriteEndObject();
    }

    /// <summary>The place of a column among <see cref="Columns"/>; -1 for another.</summary>
    protected int PlaceOf(string column) =>
        (_places ??= Columns.Select((name, place) => KeyValuePair.Create(name, place)).ToDictionary()).GetValueOrDefault(column, -1);

    /// <summary>Puts what <paramref name="made"/> makes of each of the step's columns in the column's place.</summary>
    protected void Replace<T>(Frame frame, Func<T, int, IEnumerable<Feature>> made) where T : Feature =>
        frame.Set(frame.Features.SelectMany(feature => PlaceOf(feature.Name) is >= 0 and var place ? made((T)feature, place) : [feature]));

    /// <summary>Whether two lists of numbers have the same bits.</summary>
    protected static bool SameBits(ImmutableArray<double> a, ImmutableArray<double> b) =>
        a.Length == b.Length && !a.Where((number, at) => BitConverter.DoubleToInt64Bits(number) != BitConverter.DoubleToInt64Bits(b[at])).Any();
}
