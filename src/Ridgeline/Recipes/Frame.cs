using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The columns so far, as the steps of a recipe are done one after the other: of a table, or of none where only their names and kinds are asked for.</summary>
internal sealed class Frame
{
    private readonly ImmutableArray<string> _inputs;
    private List<Feature> _features;

    private Frame(string source, int rows, ImmutableArray<string> inputs, List<Feature> features) =>
        (Source, Rows, _inputs, _features) = (source, rows, inputs, features);

    /// <summary>The data's name, for messages.</summary>
    public string Source { get; }

    /// <summary>How many rows of the source come before the first.</summary>
    public long FirstRow { get; private init; }

    /// <summary>The number of rows; 0 where there is no table.</summary>
    public int Rows { get; }

    /// <summary>Whether values are asked for by steps that learn: rows of weight 0 may be what they like.</summary>
    public bool IsLearning { get; private init; }

    /// <summary>The columns so far.</summary>
    public IReadOnlyList<Feature> Features => _features;

    /// <summary>The inputs of numbers whose different values are levels to a step.</summary>
    public SortedSet<int> Categories { get; } = [];

    /// <summary>All columns of the table that is learned on.</summary>
    public static Frame ToLearn(Table table)
    {
        var features = table.Columns.Select((column, at) => FeatureOf(column.Name, column.Kind, column, at, column.MissingCount > 0));
        return new Frame(table.Source, table.Rows, [.. table.Columns.Select(column => column.Name)], [.. features]) { IsLearning = true };
    }

    /// <summary>The columns of <paramref name="inputs"/> in a table, null those that aren't needed.</summary>
    public static Frame ToApply(Table table, ImmutableArray<InputColumn> inputs, ImmutableArray<Column?> columns)
    {
        var features = inputs.Select((input, at) => FeatureOf(input.Name, input.Kind, columns[at], at, mayBeMissing: true));
        return new Frame(table.Source, table.Rows, [.. inputs.Select(input => input.Name)], [.. features]) { FirstRow = table.FirstRow };
    }

    /// <summary>The columns of <paramref name="inputs"/> without rows.</summary>
    public static Frame WithoutRows(ImmutableArray<InputColumn> inputs)
    {
        var features = inputs.Select((input, at) => FeatureOf(input.Name, input.Kind, null, at, mayBeMissing: true));
        return new Frame("the recipe", 0, [.. inputs.Select(input => input.Name)], [.. features]);
    }

    private static Feature FeatureOf(string name, ColumnKind kind, Column? column, int at, bool mayBeMissing) => kind switch
    {
        ColumnKind.Number => new InputNumbers(name, [at], (NumberColumn?)column) { MayBeMissing = mayBeMissing },
        ColumnKind.Text => new InputTexts(name, [at], (TextColumn?)column) { MayBeMissing = mayBeMissing },
        _ => new DateFeature(name, [at], (DateColumn?)column) { MayBeMissing = mayBeMissing },
    };

    /// <summary>Whether <paramref name="feature"/> comes from the input called <paramref name="name"/> and no other.</summary>
    public bool IsFrom(Feature feature, string name) => feature.Sources.Length == 1 && _inputs[feature.Sources[0]] == name;

    /// <summary>The names of the inputs that <paramref name="feature"/> comes from.</summary>
    public ImmutableArray<string> SourcesOf(Feature feature) => [.. feature.Sources.Select(at => _inputs[at])];

    /// <summary>Puts <paramref name="features"/> in the place of the columns so far.</summary>
    /// <exception cref="DataException">Two have the same name.</exception>
    public void Set(IEnumerable<Feature> features)
    {
        _features = [.. features];
        var names = new HashSet<string>(_features.Count, StringComparer.Ordinal);
        foreach (var feature in _features)
            if (!names.Add(feature.Name))
                throw new DataException($"{Source}: the recipe makes a column '{feature.Name}' ({Origin(feature)}) where there is one of that name already; rename the column or level that the name comes from");
    }

    private string Origin(Feature feature) => $"from {Wording.Listed(SourcesOf(feature), 4)}";

    /// <summary>The selected columns, which must all be numbers.</summary>
    /// <exception cref="DataException">One isn't.</exception>
    public ImmutableArray<NumberFeature> NumbersFor(string step, Columns columns) =>
        [.. columns.Of(this).Select(feature => feature as NumberFeature ?? throw NotFor(step, "numbers", feature))];

    /// <summary>A column of texts, or one of numbers as texts.</summary>
    /// <exception cref="DataException">It is neither, or numbers that were learned.</exception>
    public TextFeature TextsOf(string step, Feature feature)
    {
        if (feature is TextFeature texts)
            return texts;
        if (feature is not NumberFeature { IsAsRead: true } numbers)
            throw NotFor(step, "texts, or numbers as they were read", feature);
        if (feature is InputNumbers)
            Categories.UnionWith(feature.Sources);
        return new NumberTexts(numbers, Rows);
    }

    /// <summary>The error about a column of the wrong kind.</summary>
    public DataException NotFor(string step, string needed, Feature feature) =>
        new($"{Source}: {step} needs {needed}; column '{feature.Name}' holds {KindOf(feature)}{Way(feature)}");

    private static string KindOf(Feature feature) => feature switch
    {
        NumberFeature { IsAsRead: false } => "numbers made by another step",
        NumberFeature => "numbers",
        TextFeature => "texts",
        _ => "dates",
    };

    /// <summary>What makes numbers of a column.</summary>
    private static string Way(Feature feature) => feature switch
    {
        TextFeature => "; OneHot or Ordinal before it makes numbers of them",
        DateFeature => "; Dates before it makes numbers of them",
        _ => "",
    };

    /// <summary>The columns at the end, which must be numbers.</summary>
    /// <exception cref="DataException">There are none, or one holds something else.</exception>
    public ImmutableArray<NumberFeature> Numbers()
    {
        if (_features.Count == 0)
            throw new DataException($"{Source}: the recipe leaves no column to learn from");
        foreach (var feature in _features)
            if (feature is not NumberFeature)
                throw new DataException(
                    $"{Source}: column '{feature.Name}' still holds {KindOf(feature)} at the end of the recipe; {(feature is TextFeature ? "OneHot or Ordinal makes numbers of them" : "Dates makes numbers of them")}, or Drop leaves it out");
        return [.. _features.Cast<NumberFeature>()];
    }
}

/// <summary>Numbers as texts, each different one a level.</summary>
internal sealed class NumberTexts : TextFeature
{
    private readonly Lazy<TextColumn> _texts;

    public NumberTexts(NumberFeature numbers, int rows) : base(numbers.Name, numbers.Sources)
    {
        MayBeMissing = numbers.MayBeMissing;
        _texts = new(() => LevelOrder.TextsOf(numbers is InputNumbers input ? input.Column : NumberColumn.Adopt(numbers.Name, numbers.Values(rows))));
    }

    public override ImmutableArray<string> Levels => _texts.Value.Levels;

    public override ReadOnlySpan<int> Codes => _texts.Value.Codes;

    public override ImmutableArray<int> Order => LevelOrder.Of(_texts.Value);
}
