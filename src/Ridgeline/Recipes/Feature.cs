using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>A column as a recipe has made it so far: its values are computed when somebody asks for them.</summary>
internal abstract class Feature(string name, ImmutableArray<int> sources)
{
    public string Name { get; } = name;

    /// <summary>The positions of the inputs that it comes from, rising.</summary>
    public ImmutableArray<int> Sources { get; } = sources;

    /// <summary>The column that OneHot made it from; features of one group are never non-zero in the same row.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the table it was learned on has rows where it is missing; always, where there is no table.</summary>
    public bool MayBeMissing { get; init; }

    public abstract ColumnKind Kind { get; }

    /// <summary>The sources of several features.</summary>
    public static ImmutableArray<int> SourcesOf(params ReadOnlySpan<Feature> features)
    {
        var all = new SortedSet<int>();
        foreach (var feature in features)
            all.UnionWith(feature.Sources);
        return [.. all];
    }
}

/// <summary>Numbers; NaN where they are missing.</summary>
internal abstract class NumberFeature(string name, ImmutableArray<int> sources) : Feature(name, sources)
{
    public override ColumnKind Kind => ColumnKind.Number;

    /// <summary>The share of rows in which it may be other than zero, as the recipe and the levels say.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Whether it is zeros and ones that say whether something is so.</summary>
    public bool IsIndicator { get; init; }

    /// <summary>Whether it doesn't depend on anything learned, so that its different values are the table's.</summary>
    public virtual bool IsAsRead => false;

    /// <summary>target = its values.</summary>
    public abstract void Write(Span<double> target);

    /// <summary>Its values: where they lie, or written into <paramref name="scratch"/>, which grows where it must.</summary>
    public virtual ReadOnlySpan<double> Read(int rows, ref double[] scratch)
    {
        if (scratch.Length < rows)
            scratch = new double[rows];
        var target = scratch.AsSpan(0, rows);
        Write(target);
        return target;
    }

    /// <summary>Its values, computed once and kept.</summary>
    public virtual ReadOnlyMemory<double> Values(int rows)
    {
        if (_values is null)
        {
            var values = new double[rows];
            Write(values);
            _values = values;
        }

        return _values;
    }

    private double[]? _values;

    /// <summary>Whether the rows in which it isn't zero are known without looking at all.</summary>
    public virtual bool HasRows => false;

    /// <summary>Those rows, rising, where they are known.</summary>
    public virtual ReadOnlySpan<int> Rows => throw new InvalidOperationException($"the rows of '{Name}' aren't known");

    /// <summary>Its value in any row, where they are known.</summary>
    public virtual double At(int row) => throw new InvalidOperationException($"the rows of '{Name}' aren't known");

    /// <summary>The rows in which it isn't zero, and their values, added to <paramref name="entries"/>.</summary>
    public virtual void AddTo(Entries entries)
    {
        if (HasRows)
        {
            foreach (int row in Rows)
                if (At(row) is not 0 and var value)
                    entries.Add(row, value);
            return;
        }

        double[] scratch = entries.Scratch;
        var values = Read(entries.Rows, ref scratch);
        entries.Scratch = scratch;
        for (int row = 0; row < values.Length; row++)
            if (values[row] != 0) // a missing one is
                entries.Add(row, values[row]);
    }
}

/// <summary>Texts, as levels and codes.</summary>
internal abstract class TextFeature(string name, ImmutableArray<int> sources) : Feature(name, sources)
{
    public override ColumnKind Kind => ColumnKind.Text;

    /// <summary>The different texts.</summary>
    public abstract ImmutableArray<string> Levels { get; }

    /// <summary>Whether the levels stand in an order of their own, as months do.</summary>
    public virtual bool IsOrdered => false;

    /// <summary>Each row's place among the levels; -1 where it is missing.</summary>
    public abstract ReadOnlySpan<int> Codes { get; }

    /// <summary>The positions of the levels in order: their own, as numbers if all of them are, else by their characters' codes.</summary>
    public virtual ImmutableArray<int> Order => IsOrdered ? [.. Enumerable.Range(0, Levels.Length)] : LevelOrder.Of(Levels);
}

/// <summary>Dates as they were read.</summary>
internal sealed class DateFeature(string name, ImmutableArray<int> sources, DateColumn? column) : Feature(name, sources)
{
    public override ColumnKind Kind => ColumnKind.Date;

    public bool HasTimes => column?.HasTimes ?? false;

    public ReadOnlySpan<long> Ticks => column is null ? throw new InvalidOperationException($"'{Name}' has no rows") : column.Ticks;
}

/// <summary>Numbers as they were read.</summary>
internal sealed class InputNumbers(string name, ImmutableArray<int> sources, NumberColumn? column) : NumberFeature(name, sources)
{
    public NumberColumn Column => column ?? throw new InvalidOperationException($"'{Name}' has no rows");

    public override bool IsAsRead => true;

    public override void Write(Span<double> target) => Column.Values.CopyTo(target);

    public override ReadOnlySpan<double> Read(int rows, ref double[] scratch) => Column.Values;

    public override ReadOnlyMemory<double> Values(int rows) => Column.Memory;
}

/// <summary>Texts as they were read.</summary>
internal sealed class InputTexts(string name, ImmutableArray<int> sources, TextColumn? column) : TextFeature(name, sources)
{
    public override ImmutableArray<string> Levels => column?.Levels ?? [];

    public override ReadOnlySpan<int> Codes => column is null ? throw new InvalidOperationException($"'{Name}' has no rows") : column.Codes;

    public override ImmutableArray<int> Order => column is null ? [] : LevelOrder.Of(column);
}
