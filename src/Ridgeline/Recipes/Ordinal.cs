using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The place 0, 1, … of a level among the levels of a column of texts, or of numbers as they were read.</summary>
/// <remarks>Nothing is learned but the table's levels. Missing rows stay missing.</remarks>
/// <param name="Columns">Which columns, of texts or numbers.</param>
/// <param name="Order">All levels in order; if left out the table's, as numbers if all of them are, else by their characters' codes.</param>
/// <param name="Unseen">What a level is that wasn't there; if left out (L − 1)/2, the middle of L levels.</param>
public sealed record Ordinal(Columns Columns, ImmutableArray<string> Order = default, double? Unseen = null) : RecipeStep(Columns)
{
    /// <summary>What a level is that wasn't there.</summary>
    public double? Unseen { get; init => field = FiniteOrNone(value); } = FiniteOrNone(Unseen);

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var features = Columns.Of(frame);
        var levels = ImmutableArray.CreateBuilder<ImmutableArray<string>>(features.Length);
        foreach (var feature in features)
        {
            var texts = frame.TextsOf("Ordinal", feature);
            if (!Order.IsDefault && texts.Levels.FirstOrDefault(level => !Order.Contains(level)) is { } level)
                throw new DataException($"{frame.Source}: column '{feature.Name}': the level '{Wording.Shortened(level)}' isn't in the order given, {Wording.Listed(Order)}; every level needs a place there");
            levels.Add(Order.IsDefault ? [.. texts.Order.Select(place => texts.Levels[place])] : Order);
        }

        return new LearnedOrder([.. features.Select(feature => feature.Name)], levels.MoveToImmutable(), Unseen);
    }

    private static double? FiniteOrNone(double? value) =>
        value is null || double.IsFinite(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a finite number is needed");

    /// <summary>The step in words.</summary>
    public override string ToString() => $"places of {Columns}{(Order.IsDefault ? "" : $" in the order {Wording.Listed(Order)}")}";
}

/// <summary>Places in the order of levels.</summary>
internal sealed class LearnedOrder(ImmutableArray<string> columns, ImmutableArray<ImmutableArray<string>> levels, double? unseen) : LearnedStep(columns)
{
    private readonly ImmutableArray<ImmutableArray<string>> _levels = levels;
    private readonly double? _unseen = unseen;

    public override string Name => "ordinal";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<Feature>(frame, (feature, place) =>
        [new Places(frame.TextsOf("Ordinal", feature), _levels[place], _unseen ?? Math.Max(0, (_levels[place].Length - 1) / 2.0))]);

    public override IEnumerable<string> Describe() => Columns.Select((column, j) => $"Ordinal {column}: {Wording.Count(_levels[j].Length, "level")}, {Wording.Listed(_levels[j], 6)}");

    protected override bool IsSame(LearnedStep other)
    {
        var order = (LearnedOrder)other;
        return Nullable.Equals(_unseen, order._unseen) && _levels.Zip(order._levels, (a, b) => a.SequenceEqual(b)).All(isSame => isSame);
    }

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteLists("levels", _levels);
        if (_unseen is { } number)
            json.WriteNumber("unseen", number);
    }

    public static LearnedOrder Read(ImmutableArray<string> columns, JsonElement json)
    {
        var levels = json.Items("levels", columns.Length).Select(list => RecipeJson.AsTexts(list, "levels")).ToImmutableArray();
        if (levels.Any(list => list.Distinct(StringComparer.Ordinal).Count() < list.Length))
            throw new FormatException("\"levels\" has one twice");
        return new(columns, levels, json.Has("unseen") ? json.Number("unseen") : null);
    }

    private sealed class Places : NumberFeature
    {
        private readonly TextFeature _of;
        private readonly ImmutableArray<string> _levels;
        private readonly double _unseen;

        public Places(TextFeature of, ImmutableArray<string> levels, double unseen) : base(of.Name, of.Sources)
        {
            (_of, _levels, _unseen) = (of, levels, unseen);
            MayBeMissing = of.MayBeMissing;
        }

        public override void Write(Span<double> target)
        {
            var places = _levels.Select((level, place) => KeyValuePair.Create(level, place)).ToDictionary(StringComparer.Ordinal);
            double[] placeOf = [double.NaN, .. _of.Levels.Select(level => places.TryGetValue(level, out int place) ? place : _unseen)]; // of code + 1
            var codes = _of.Codes;
            for (int row = 0; row < target.Length; row++)
                target[row] = placeOf[codes[row] + 1];
        }
    }
}
