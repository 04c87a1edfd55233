using System.Collections.Immutable;
using System.Globalization;

namespace Ridgeline.Tables;

/// <summary>A target of classes: their names in order, and each row's class as a code 0, 1, …</summary>
/// <remarks>
/// Classes sort as numbers if all of them are numbers, else by their characters' codes. Of two classes the second is the positive one. Where all texts are true or
/// false, "TRUE" is "true" as written first; of other texts every spelling is a class of its own.
/// </remarks>
public sealed record ClassTarget
{
    private const int MostWhole = 20;

    private ClassTarget(ImmutableArray<string> classes, ImmutableArray<double> codes) => (Classes, Codes) = (classes, codes);

    /// <summary>The classes' names, in order.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Each row's position in <see cref="Classes"/>.</summary>
    public ImmutableArray<double> Codes { get; }

    /// <summary>The classes found in <paramref name="column"/>.</summary>
    /// <param name="source">The data's name, for messages.</param>
    /// <param name="column">Text or numbers; every distinct value is a class.</param>
    /// <exception cref="DataException">A cell is empty.</exception>
    public static ClassTarget Of(string source, Column column) => Of(source, column, _ => true);

    /// <summary>The classes found in the rows that take part; the others have code 0.</summary>
    internal static ClassTarget Of(string source, Column column, Func<int, bool> takesPart)
    {
        string?[] texts = [.. Enumerable.Range(0, column.Rows).Select(row => takesPart(row) ? column.Text(row) : null)]; // a missing one is empty
        int empty = Array.FindIndex(texts, text => text is not null && string.IsNullOrWhiteSpace(text));
        if (empty >= 0)
            throw new DataException($"{source}: row {empty + 1}, column '{column.Name}': is empty; every row needs its target, a class or a number");
        var spelling = Spelling(texts.OfType<string>());
        var distinct = texts.OfType<string>().Distinct(spelling);
        ImmutableArray<string> classes = column is NumberColumn
            ? [.. distinct.OrderBy(text => double.Parse(text, CultureInfo.InvariantCulture))]
            : [.. distinct.Order(spelling)];
        var codes = classes.Select((name, code) => (name, code)).ToDictionary(pair => pair.name, pair => (double)pair.code, spelling);
        return new ClassTarget(classes, [.. texts.Select(text => text is null ? 0 : codes[text])]);
    }

    /// <summary>Whether a column to predict is of classes, unless something else is asked for: texts, or whole numbers of at most 20 values. Missing rows have no say in it.</summary>
    internal static bool Suits(Column column)
    {
        if (column is not NumberColumn numbers)
            return true;
        var values = new HashSet<double>();
        foreach (double value in numbers.Values)
        {
            if (double.IsNaN(value))
                continue;
            values.Add(value);
            if (!double.IsInteger(value) || values.Count > MostWhole)
                return false;
        }

        return true;
    }

    /// <summary>The same two classes with <paramref name="name"/> as the second, the positive one; null if no class is called so.</summary>
    internal ClassTarget? WithPositive(string name) => Classes.IndexOf(name, 0, Spelling(Classes)) switch
    {
        0 => new ClassTarget([Classes[1], Classes[0]], [.. Codes.Select(code => 1 - code)]),
        1 => this,
        _ => null,
    };

    /// <summary>The texts among <paramref name="classes"/> that differ from another of them in letter case alone, likely a slip of writing.</summary>
    /// <param name="classes">Names of classes.</param>
    public static ImmutableArray<string> AlikeButForCase(IEnumerable<string> classes) =>
        [.. classes.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).SelectMany(group => group)];

    /// <summary>What to add to an error about too many classes; nothing where none are alike.</summary>
    internal string CaseHint => AlikeButForCase(Classes) is { IsEmpty: false } alike ? $" ({Wording.Listed(alike)} differ in letter case only)" : "";

    /// <summary>Whether <paramref name="text"/> is one of the classes.</summary>
    internal bool Has(string text) => Classes.Contains(text, Spelling(Classes.Append(text)));

    private static StringComparer Spelling(IEnumerable<string> texts) => texts.All(IsBoolean) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static bool IsBoolean(string text) => text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many rows each class has.</summary>
    public ImmutableArray<int> Counts() =>
        [.. Enumerable.Range(0, Classes.Length).Select(code => Codes.Count(c => c == code))];
}
