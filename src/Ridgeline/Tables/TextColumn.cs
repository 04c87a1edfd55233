using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Ridgeline.Tables;

/// <summary>A column of texts, held as levels, the different texts, and a code a row.</summary>
public sealed class TextColumn : Column
{
    private readonly int[] _codes;

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A text per row; null where it is missing. An empty text is a text.</param>
    public TextColumn(string name, IEnumerable<string?> values) : base(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var levels = ImmutableArray.CreateBuilder<string>();
        var codes = new List<int>();
        int missing = 0;
        foreach (string? value in values)
        {
            if (value is null)
            {
                codes.Add(-1);
                missing++;
                continue;
            }

            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, value, out bool isKnown);
            if (!isKnown)
            {
                place = levels.Count;
                levels.Add(value);
            }

            codes.Add(place);
        }

        (_codes, Levels, MissingCount) = ([.. codes], levels.ToImmutable(), missing);
    }

    private TextColumn(string name, ImmutableArray<string> levels, int[] codes) : base(name)
    {
        int missing = 0;
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] < -1 || codes[row] >= levels.Length)
                throw new ArgumentException($"row {row + 1}, column '{name}': there is no level {codes[row]}; levels are 0 to {levels.Length - 1}, and -1 is missing", nameof(codes));
            missing += codes[row] < 0 ? 1 : 0;
        }

        if (levels.Distinct(StringComparer.Ordinal).Count() < levels.Length)
            throw new ArgumentException($"column '{name}': a level is there twice", nameof(levels));
        (_codes, Levels, MissingCount) = (codes, levels, missing);
    }

    /// <summary>A column that takes over <paramref name="codes"/> without a copy: nobody else may write to them any more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="levels">The different texts; a row needn't have each.</param>
    /// <param name="codes">Each row's place among them; -1 where it is missing.</param>
    /// <exception cref="ArgumentException">A code is out of range, or a level is there twice.</exception>
    public static TextColumn Adopt(string name, ImmutableArray<string> levels, int[] codes) => new(name, levels, codes);

    /// <summary>The different texts; from texts in the order in which they come first.</summary>
    public ImmutableArray<string> Levels { get; }

    /// <summary>Each row's place among the levels; -1 where it is missing.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>The text of row <paramref name="row"/>; null where it is missing.</summary>
    /// <param name="row">0-based.</param>
    public string? this[int row] => _codes[row] < 0 ? null : Levels[_codes[row]];

    /// <summary>The text of each row; null where it is missing.</summary>
    public IEnumerable<string?> Values => _codes.Select(code => code < 0 ? null : Levels[code]);

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Text;

    /// <inheritdoc/>
    public override int Rows => _codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _codes[row] < 0;

    /// <inheritdoc/>
    public override string Text(int row) => this[row] ?? "";

    /// <inheritdoc/>
    public override Column Renamed(string name) => new TextColumn(name, Levels, _codes);

    internal override Column Take(ReadOnlySpan<int> rows)
    {
        var (values, taken) = (_codes, new int[rows.Length]);
        for (int at = 0; at < taken.Length; at++)
            taken[at] = values[rows[at]];
        return new TextColumn(Name, Levels, taken);
    }

    private protected override Column? Joined(Column other) => null;
}
