using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>The columns that OneHot makes of one.</summary>
/// <param name="Levels">All levels, in order.</param>
/// <param name="Pooled">The places of those that are pooled, rising.</param>
/// <param name="HasPool">Whether there is a column for them.</param>
/// <param name="HasMissing">Whether there is a column for missing rows.</param>
/// <param name="IsFirstDropped">Whether the first level has no column.</param>
internal sealed record LevelColumns(ImmutableArray<string> Levels, ImmutableArray<int> Pooled, bool HasPool, bool HasMissing, bool IsFirstDropped)
{
    private Dictionary<string, int>? _places;

    private int Dropped => IsFirstDropped ? 1 : 0;

    private int Pool => HasPool ? Levels.Length - Dropped : -1;

    public int Columns => Levels.Length - Dropped + (HasPool ? 1 : 0) + (HasMissing ? 1 : 0);

    /// <summary>The column of missing rows; -1: zeros.</summary>
    public int Missing => HasMissing ? Columns - 1 : Pool;

    /// <summary>What column <paramref name="at"/> stands for.</summary>
    public string NameOf(int at) => at < Levels.Length - Dropped ? Levels[at + Dropped] : at == Pool ? OneHot.PooledLevel : Impute.MissingLevel;

    /// <summary>The column of a level; -1: zeros.</summary>
    public int ColumnOf(string level)
    {
        _places ??= Levels.Select((name, place) => KeyValuePair.Create(name, Pooled.BinarySearch(place) >= 0 ? Pool : place - Dropped)).ToDictionary(StringComparer.Ordinal);
        return _places.GetValueOrDefault(level, Pool);
    }

    public bool GivesTheSameAs(LevelColumns other) =>
        HasPool == other.HasPool && HasMissing == other.HasMissing && IsFirstDropped == other.IsFirstDropped && Pooled.SequenceEqual(other.Pooled) && Levels.SequenceEqual(other.Levels);

    public string Describe()
    {
        string pooled = Pooled.IsEmpty ? "" : $", of which {Words.Some(Pooled.Length, "is", "are")} pooled as '{OneHot.PooledLevel}': {Wording.Listed(Pooled.Select(place => Levels[place]), 6)}";
        string dropped = IsFirstDropped ? $"; '{Wording.Shortened(Levels[0])}' has no column" : "";
        return $"{Wording.Count(Levels.Length, "level")} {Wording.Listed(Levels, 6)}{pooled}{dropped}{(HasMissing ? "; missing rows have a column" : "")}";
    }
}

/// <summary>Columns of ones and zeros in the place of levels.</summary>
internal sealed class LearnedLevels(ImmutableArray<string> columns, ImmutableArray<LevelColumns> groups) : LearnedStep(columns)
{
    private readonly ImmutableArray<LevelColumns> _groups = groups;

    public override string Name => "oneHot";

    public override bool IsSameForAllWeights => _groups.All(group => !group.HasPool);

    protected override void Make(Frame frame) => Replace<Feature>(frame, (feature, place) =>
    {
        var group = _groups[place];
        var rows = new RowsOfLevels(frame.TextsOf("OneHot", feature), group);
        return Enumerable.Range(0, group.Columns).Select(at => new LevelNumbers($"{feature.Name}={group.NameOf(at)}", feature, rows, at));
    });

    public override IEnumerable<string> Describe() => Columns.Select((column, j) => $"OneHot {column}: {_groups[j].Describe()}");

    protected override bool IsSame(LearnedStep other) => _groups.Zip(((LearnedLevels)other)._groups, (a, b) => a.GivesTheSameAs(b)).All(isSame => isSame);

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteStartArray("groups");
        foreach (var group in _groups)
        {
            json.WriteStartObject();
            json.WriteTexts("levels", group.Levels);
            json.WriteNumbers("pooled", [.. group.Pooled.Select(place => (double)place)]);
            json.WriteBoolean("hasPool", group.HasPool);
            json.WriteBoolean("hasMissing", group.HasMissing);
            json.WriteBoolean("isFirstDropped", group.IsFirstDropped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static LearnedLevels Read(ImmutableArray<string> columns, JsonElement json) => new(columns, [.. json.Items("groups", columns.Length).Select(ReadGroup)]);

    private static LevelColumns ReadGroup(JsonElement json)
    {
        var levels = json.Texts("levels");
        ImmutableArray<int> pooled = json.Places("pooled", levels.Length);
        var group = new LevelColumns(levels, pooled, json.Flag("hasPool"), json.Flag("hasMissing"), json.Flag("isFirstDropped"));
        if (levels.Distinct(StringComparer.Ordinal).Count() < levels.Length)
            throw new FormatException("\"levels\" has one twice");
        if ((pooled.Length > 0 && !group.HasPool) || (levels.IsEmpty && group.IsFirstDropped))
            throw new FormatException("\"pooled\" or \"isFirstDropped\" speaks of what isn't there");
        return group;
    }

    /// <summary>The rows of each column, found in one pass when the first is asked for.</summary>
    private sealed class RowsOfLevels(TextFeature texts, LevelColumns group)
    {
        private int[]? _columnOf;
        private int[]? _starts;
        private int[] _rows = [];

        public LevelColumns Group => group;

        public ReadOnlySpan<int> this[int column]
        {
            get
            {
                if (_starts is null)
                    Find();
                return _rows.AsSpan(_starts![column].._starts[column + 1]);
            }
        }

        /// <summary>The column of a row; -1: zeros.</summary>
        public int ColumnAt(int row) => Columns()[texts.Codes[row] + 1];

        /// <summary>The column of each code + 1.</summary>
        private int[] Columns() => _columnOf ??= [group.Missing, .. texts.Levels.Select(group.ColumnOf)];

        private void Find()
        {
            int[] columnOf = Columns();
            var codes = texts.Codes;
            var ends = new int[group.Columns + 2];
            foreach (int code in codes)
                ends[columnOf[code + 1] + 2]++; // zeros are column -1
            ends[1] = 0;
            for (int column = 2; column < ends.Length; column++)
                ends[column] += ends[column - 1];
            var rows = new int[ends[^1]];
            for (int row = 0; row < codes.Length; row++)
                if (columnOf[codes[row] + 1] is >= 0 and var column)
                    rows[ends[column + 1]++] = row;
            (_rows, _starts) = (rows, ends);
        }
    }

    private sealed class LevelNumbers : NumberFeature
    {
        private readonly RowsOfLevels _rows;
        private readonly int _column;

        public LevelNumbers(string name, Feature of, RowsOfLevels rows, int column) : base(name, of.Sources)
        {
            (_rows, _column) = (rows, column);
            Group = of.Name;
            IsIndicator = true;
            Share = 1.0 / rows.Group.Columns;
        }

        public override void Write(Span<double> target)
        {
            target.Clear();
            foreach (int row in _rows[_column])
                target[row] = 1;
        }

        public override bool HasRows => true;

        public override ReadOnlySpan<int> Rows => _rows[_column];

        public override double At(int row) => _rows.ColumnAt(row) == _column ? 1 : 0;
    }
}
