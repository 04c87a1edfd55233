using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>Numbers whose missing rows stay missing, for models that take them as they are: trees.</summary>
/// <remarks>Nothing is learned. The design has NaN there (<see cref="Designs.Design.HasGaps"/>).</remarks>
/// <param name="Columns">Which columns, of numbers.</param>
public sealed record KeepGaps(Columns Columns) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights) => new LearnedGaps([.. frame.NumbersFor("KeepGaps", Columns).Select(feature => feature.Name)]);

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{Columns} with their gaps";
}

/// <summary>Codes 0 … L − 1 of a column's levels, of texts or of numbers as they were read, for models that take levels as they are: trees.</summary>
/// <remarks>Nothing is learned but the table's levels (<see cref="Designs.Design.Levels"/>). Missing rows stay missing, and a level that wasn't there is as one.</remarks>
/// <param name="Columns">Which columns, of texts or numbers.</param>
public sealed record KeepLevels(Columns Columns) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var features = Columns.Of(frame);
        return new LearnedLevelCodes([.. features.Select(feature => feature.Name)], [.. features.Select(feature => LevelsOf(frame.TextsOf("KeepLevels", feature)))]);
    }

    private static ImmutableArray<string> LevelsOf(TextFeature texts) => [.. texts.Order.Select(place => texts.Levels[place])];

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{Columns} as levels";
}

/// <summary>A column of cells: its numbers may be missing, or codes of levels.</summary>
internal abstract class CellFeature(Feature of) : NumberFeature(of.Name, of.Sources)
{
    /// <summary>The levels that the numbers are codes of; empty for numbers.</summary>
    public abstract ImmutableArray<string> Levels { get; }
}

/// <summary>Numbers with gaps.</summary>
internal sealed class LearnedGaps(ImmutableArray<string> columns) : LearnedStep(columns)
{
    public override string Name => "keepGaps";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<NumberFeature>(frame, (feature, _) => [feature as CellFeature ?? new Gappy(feature)]);

    public override IEnumerable<string> Describe() => Columns.IsEmpty ? [] : [$"KeepGaps {Wording.Listed(Columns, 6)}"];

    protected override bool IsSame(LearnedStep other) => true;

    protected override void WriteLearned(Utf8JsonWriter json)
    {
    }

    private sealed class Gappy : CellFeature
    {
        private readonly NumberFeature _of;

        public Gappy(NumberFeature of) : base(of)
        {
            _of = of;
            MayBeMissing = of.MayBeMissing;
        }

        public override ImmutableArray<string> Levels => [];

        public override bool IsAsRead => _of.IsAsRead;

        public override void Write(Span<double> target) => _of.Write(target);
    }
}

/// <summary>Codes of levels.</summary>
internal sealed class LearnedLevelCodes(ImmutableArray<string> columns, ImmutableArray<ImmutableArray<string>> levels) : LearnedStep(columns)
{
    private readonly ImmutableArray<ImmutableArray<string>> _levels = levels;

    public override string Name => "keepLevels";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<Feature>(frame, (feature, place) => [new Codes(frame.TextsOf("KeepLevels", feature), _levels[place])]);

    public override IEnumerable<string> Describe() => Columns.Select((column, j) => $"KeepLevels {column}: {Wording.Count(_levels[j].Length, "level")}, {Wording.Listed(_levels[j], 6)}");

    protected override bool IsSame(LearnedStep other) => _levels.Zip(((LearnedLevelCodes)other)._levels, (a, b) => a.SequenceEqual(b)).All(isSame => isSame);

    protected override void WriteLearned(Utf8JsonWriter json) => json.WriteLists("levels", _levels);

    public static LearnedLevelCodes Read(ImmutableArray<string> columns, JsonElement json)
    {
        var levels = json.Items("levels", columns.Length).Select(list => RecipeJson.AsTexts(list, "levels")).ToImmutableArray();
        return levels.Any(list => list.Distinct(StringComparer.Ordinal).Count() < list.Length) ? throw new FormatException("\"levels\" has one twice") : new(columns, levels);
    }

    private sealed class Codes : CellFeature
    {
        private readonly TextFeature _of;

        public Codes(TextFeature of, ImmutableArray<string> levels) : base(of)
        {
            (_of, Levels) = (of, levels);
            MayBeMissing = of.MayBeMissing;
        }

        public override ImmutableArray<string> Levels { get; }

        public override void Write(Span<double> target)
        {
            var places = Levels.Select((level, place) => KeyValuePair.Create(level, place)).ToDictionary(StringComparer.Ordinal);
            double[] placeOf = [double.NaN, .. _of.Levels.Select(level => places.TryGetValue(level, out int place) ? place : double.NaN)]; // of code + 1
            var codes = _of.Codes;
            for (int row = 0; row < target.Length; row++)
                target[row] = placeOf[codes[row] + 1];
        }
    }
}
