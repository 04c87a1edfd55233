using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>Missing rows get the weighted mean, the weighted median or the value with the most weight of the rows that aren't missing, or a constant.</summary>
/// <remarks>
/// Numbers take all of these, texts the most frequent level or a constant text; dates must go through Dates first. A column of numbers without a single row to learn from
/// gets 0, one of texts the first of its levels, or "(missing)" if it has none.
/// </remarks>
/// <param name="Columns">Which columns, of numbers or texts.</param>
/// <param name="By">What they get.</param>
/// <param name="Indicator">Whether a column "age=(missing)", 1 where age was missing and else 0, comes after each column of which a row is missing in the table that is learned on, with weight or without.</param>
public sealed record Impute(Columns Columns, Imputation By, bool Indicator = false) : RecipeStep(Columns)
{
    /// <summary>What stands for a missing text in names of columns and as a level.</summary>
    internal const string MissingLevel = "(missing)";

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var features = Columns.Of(frame);
        var fills = ImmutableArray.CreateBuilder<Fill>(features.Length);
        double[] scratch = [];
        foreach (var feature in features)
        {
            var fill = feature switch
            {
                NumberFeature numbers => OfNumbers(frame, numbers, weights, ref scratch),
                TextFeature texts => OfTexts(frame, texts, weights),
                _ => throw frame.NotFor("Impute", "numbers or texts", feature),
            };
            fills.Add(fill with { Indicator = Indicator && feature.MayBeMissing });
        }

        return new LearnedImputation(By.By, [.. features.Select(feature => feature.Name)], fills.MoveToImmutable());
    }

    private Fill OfNumbers(Frame frame, NumberFeature feature, in RowWeights weights, ref double[] scratch)
    {
        if (By.Text is not null)
            throw frame.NotFor($"Impute by {By}", "texts", feature);
        var values = feature.Read(frame.Rows, ref scratch);
        double missing = 0;
        if (feature.MayBeMissing)
            for (int row = 0; row < values.Length; row++)
                missing += double.IsNaN(values[row]) ? weights.Counted(row) : 0;
        double fill = By.By switch
        {
            ImputedBy.Mean => Weighted.Moments(values, weights).Mean,
            ImputedBy.Median => WeightedQuantiles.Of(values, weights, 0.5)[0],
            ImputedBy.MostFrequent => Weighted.Mode(values, weights),
            _ => By.Number!.Value,
        };
        Weighted.MustBeFinite(frame, feature, fill);
        return new Fill(fill, null, missing, weights.Count);
    }

    private Fill OfTexts(Frame frame, TextFeature feature, in RowWeights weights)
    {
        if (By.By is ImputedBy.Mean or ImputedBy.Median || By.Number is not null)
            throw frame.NotFor($"Impute by {By}", "numbers (texts can get the most frequent level or a constant text)", feature);
        var levels = LevelWeights.Of(feature, weights);
        string? fill = By.Text;
        if (fill is null)
        {
            int most = -1;
            foreach (int level in feature.Order)
                if (most < 0 || levels.Weights[level] > levels.Weights[most] * (1 + Weighted.Tie))
                    most = level;
            fill = most < 0 ? MissingLevel : feature.Levels[most];
        }

        return new Fill(double.NaN, fill, levels.Missing, weights.Count);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => $"impute {Columns} by {By}{(Indicator ? " with an indicator" : "")}";
}

/// <summary>What missing rows of a column get, and how many there were when that was learned.</summary>
internal readonly record struct Fill(double Number, string? Text, double Missing, double Rows)
{
    public bool Indicator { get; init; }
}

/// <summary>The value in place of missing ones.</summary>
internal sealed class LearnedImputation(ImputedBy by, ImmutableArray<string> columns, ImmutableArray<Fill> fills) : LearnedStep(columns)
{
    private readonly ImputedBy _by = by;
    private readonly ImmutableArray<Fill> _fills = fills;

    private static readonly string[] Ways = ["mean", "median", "mostFrequent", "constant"]; // in the order of ImputedBy

    public override string Name => "impute";

    public override bool IsSameForAllWeights => _by == ImputedBy.Constant || Columns.IsEmpty;

    protected override void Make(Frame frame) => Replace<Feature>(frame, Made);

    private IEnumerable<Feature> Made(Feature feature, int place)
    {
        var fill = _fills[place];
        if (fill.Text is not null != feature is TextFeature)
            throw new InvalidOperationException($"column '{feature.Name}' gets {(fill.Text is null ? "a number" : "a text")} in the place of missing ones, and isn't one");
        if (feature is NumberFeature numbers)
        {
            yield return new FilledNumbers(numbers, fill.Number);
            if (fill.Indicator)
                yield return new MissingNumbers(numbers);
        }
        else
        {
            var texts = (TextFeature)feature;
            yield return new FilledTexts(texts, fill.Text!);
            if (fill.Indicator)
                yield return new MissingTexts(texts);
        }
    }

    public override IEnumerable<string> Describe() => Columns.Select((column, j) =>
    {
        var fill = _fills[j];
        string value = fill.Text is null ? Words.Number(fill.Number) : $"'{Wording.Shortened(fill.Text)}'";
        string way = _by switch { ImputedBy.MostFrequent => "most frequent", ImputedBy.Constant => "constant", _ => Ways[(int)_by] };
        return $"Impute {column}: {way} {value}; {Words.Rows(fill.Missing, fill.Rows)} missing{(fill.Indicator ? $", which '{column}={Impute.MissingLevel}' says" : "")}";
    });

    protected override bool IsSame(LearnedStep other) => _fills.AsSpan().SequenceEqual(((LearnedImputation)other)._fills.AsSpan(), SameFill.Instance);

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteString("by", Ways[(int)_by]);
        json.WriteStartArray("values");
        foreach (var fill in _fills)
            if (fill.Text is null)
                json.WriteNumberValue(fill.Number);
            else
                json.WriteStringValue(fill.Text);
        json.WriteEndArray();
        json.WriteFlags("indicators", [.. _fills.Select(fill => fill.Indicator)]);
        json.WriteNumbers("missing", [.. _fills.Select(fill => fill.Missing)]);
        json.WriteNumbers("rows", [.. _fills.Select(fill => fill.Rows)]);
    }

    public static LearnedImputation Read(ImmutableArray<string> columns, JsonElement json)
    {
        int by = Array.IndexOf(Ways, json.Text("by"));
        if (by < 0)
            throw new FormatException($"\"by\" is none of {string.Join(", ", Ways)}");
        var values = json.Items("values", columns.Length);
        var indicators = json.Flags("indicators", columns.Length);
        var missing = json.Numbers("missing", columns.Length);
        var rows = json.Numbers("rows", columns.Length);
        var fills = values.Select((value, j) => value.ValueKind == JsonValueKind.String
            ? new Fill(double.NaN, value.GetString(), missing[j], rows[j]) { Indicator = indicators[j] }
            : new Fill(RecipeJson.AsNumber(value, "values"), null, missing[j], rows[j]) { Indicator = indicators[j] });
        return new((ImputedBy)by, columns, [.. fills]);
    }

    /// <summary>Two _fills that do the same, however many rows were missing.</summary>
    private sealed class SameFill : IEqualityComparer<Fill>
    {
        public static readonly SameFill Instance = new();

        public bool Equals(Fill x, Fill y) => BitConverter.DoubleToInt64Bits(x.Number) == BitConverter.DoubleToInt64Bits(y.Number) && x.Text == y.Text && x.Indicator == y.Indicator;

        public int GetHashCode(Fill obj) => HashCode.Combine(obj.Number, obj.Text, obj.Indicator);
    }

    private sealed class FilledNumbers(NumberFeature of, double value) : NumberFeature(of.Name, of.Sources)
    {
        public override void Write(Span<double> target)
        {
            of.Write(target);
            for (int row = 0; row < target.Length; row++)
                if (double.IsNaN(target[row]))
                    target[row] = value;
        }
    }

    private sealed class MissingNumbers : NumberFeature
    {
        private readonly NumberFeature _of;

        public MissingNumbers(NumberFeature of) : base($"{of.Name}={Impute.MissingLevel}", of.Sources)
        {
            _of = of;
            IsIndicator = true;
        }

        public override void Write(Span<double> target)
        {
            _of.Write(target);
            for (int row = 0; row < target.Length; row++)
                target[row] = double.IsNaN(target[row]) ? 1 : 0;
        }
    }

    private sealed class FilledTexts(TextFeature of, string level) : TextFeature(of.Name, of.Sources)
    {
        private ImmutableArray<string> _levels;
        private int[]? _codes;

        public override ImmutableArray<string> Levels => _levels.IsDefault ? _levels = of.Levels.Contains(level) ? of.Levels : of.Levels.Add(level) : _levels;

        public override bool IsOrdered => of.IsOrdered;

        public override ImmutableArray<int> Order => Levels.Length == of.Levels.Length ? of.Order : base.Order;

        public override ReadOnlySpan<int> Codes
        {
            get
            {
                if (_codes is null)
                {
                    int fill = Levels.IndexOf(level);
                    _codes = of.Codes.ToArray();
                    _codes.AsSpan().Replace(-1, fill);
                }

                return _codes;
            }
        }
    }

    private sealed class MissingTexts : NumberFeature
    {
        private readonly TextFeature _of;

        public MissingTexts(TextFeature of) : base($"{of.Name}={Impute.MissingLevel}", of.Sources)
        {
            _of = of;
            IsIndicator = true;
        }

        public override void Write(Span<double> target)
        {
            var codes = _of.Codes;
            for (int row = 0; row < target.Length; row++)
                target[row] = codes[row] < 0 ? 1 : 0;
        }
    }
}
