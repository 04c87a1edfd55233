using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Comparisons;

/// <summary>How far the scores of two studies can be compared.</summary>
public enum ScoreComparability
{
    /// <summary>The same rows in the same folds by the same score: fold by fold.</summary>
    SameFolds,

    /// <summary>The same data by the same score, on other folds or another test set: the luck of these is in every difference.</summary>
    SameData,

    /// <summary>The same score of the same target, but of other data: a difference may be that of the rows.</summary>
    SameScore,

    /// <summary>Another score or target, the deviance of another loss, or rows that count by other weights: not at all.</summary>
    None,
}

/// <summary>Something that two studies are compared by: a number, perhaps with an interval, or words; or nothing, where a study doesn't have it.</summary>
/// <param name="Number">The number; null where it is words or nothing.</param>
/// <param name="Text">The words; null where it is a number or nothing.</param>
/// <param name="Lower">Where the number's interval begins; null without one.</param>
/// <param name="Upper">Where it ends.</param>
public readonly record struct ComparedValue(double? Number, string? Text, double? Lower = null, double? Upper = null)
{
    /// <summary>As it is shown: five digits, the interval behind them, a dash where there is nothing.</summary>
    public override string ToString()
    {
        if (Number is not { } number)
            return Text ?? "–";
        string own = Digits(number);
        return Lower is { } lower && Upper is { } upper ? $"{own} [{Digits(lower)}, {Digits(upper)}]" : own;
    }

    /// <summary>A member of a document.</summary>
    internal static ComparedValue Of(JsonElement? element) => element switch
    {
        null or { ValueKind: JsonValueKind.Null } => default,
        { ValueKind: JsonValueKind.Number } number => new(number.GetDouble(), null),
        { ValueKind: JsonValueKind.String } text => new(null, text.GetString()),
        { ValueKind: JsonValueKind.True } => new(null, "yes"),
        { ValueKind: JsonValueKind.False } => new(null, "no"),
        { ValueKind: JsonValueKind.Array } list => new(null, string.Join(", ", list.EnumerateArray().Select(one => Of(one).ToString()))),
        { } members => new(null, string.Join(", ", members.EnumerateObject().Select(member => $"{member.Name}: {Of(member.Value)}")) is { Length: > 0 } all ? all : null),
    };

    /// <summary>Words.</summary>
    internal static ComparedValue Of(string? text) => new(null, text);

    private static string Digits(double number) => Math.Abs(number) < 1e15 && number == Math.Floor(number) ? number.ToString("0", CultureInfo.InvariantCulture) : number.ToString("G5", CultureInfo.InvariantCulture);
}

/// <summary>Something that isn't the same in two studies.</summary>
/// <param name="Topic">What it belongs to: data, options, model …</param>
/// <param name="What">What it is.</param>
/// <param name="Before">In the first study.</param>
/// <param name="After">In the second.</param>
/// <param name="Note">What there is to say of it; null: nothing.</param>
public sealed record StudyChange(string Topic, string What, ComparedValue Before, ComparedValue After, string? Note);

/// <summary>What changed from one study to another, as their results.json tell.</summary>
public sealed record StudyComparison
{
    private StudyComparison()
    {
    }

    /// <summary>The first study's name.</summary>
    public required string Before { get; init; }

    /// <summary>The second's.</summary>
    public required string After { get; init; }

    /// <summary>How far their scores can be compared.</summary>
    public required ScoreComparability Scores { get; init; }

    /// <summary>That in words.</summary>
    public required string ScoresSentence { get; init; }

    /// <summary>What isn't the same, topic after topic.</summary>
    public required ImmutableArray<StudyChange> Changes { get; init; }

    /// <summary>Whether nothing changed.</summary>
    public bool IsSame => Changes.IsEmpty;

    /// <summary>Compares two studies.</summary>
    /// <param name="before">The first's results.json.</param>
    /// <param name="after">The second's.</param>
    /// <param name="beforeName">What the first is called.</param>
    /// <param name="afterName">What the second is called.</param>
    /// <exception cref="DataException">One of them is no results file, or of another version; the message names it.</exception>
    public static StudyComparison Of(Stream before, Stream after, string beforeName, string afterName)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        using var plain = PlainNumbers.Begin();
        var (a, b) = (ComparedResults.Of(before, beforeName), ComparedResults.Of(after, afterName));
        foreach (var one in (ComparedResults[])[a, b])
            Check(one);
        var changes = new ComparedChanges(a, b);
        new ComparedData(changes).Find();
        var scores = new ComparedScores(changes);
        scores.Find();
        new ComparedModel(changes).Find();
        ComparedData.Versions(changes);
        return new StudyComparison { Before = beforeName, After = afterName, Scores = scores.Comparability, ScoresSentence = scores.Sentence, Changes = changes.Found };
    }

    /// <summary>Refuses a document that lacks what every version 1 has, by comparing it with itself.</summary>
    private static void Check(ComparedResults one)
    {
        try
        {
            var own = new ComparedChanges(one, one);
            new ComparedData(own).Find();
            new ComparedScores(own).Find();
            new ComparedModel(own).Find();
            if (one.At("data", "hash") is null || one.At("options", "folds") is null || one.At("scores") is null || one.At("complete") is null || one.At("folds", "count") is null != one.At("folds", "hash") is null)
                throw new KeyNotFoundException("it lacks members that every study has");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new DataException($"{one.Name}: isn't whole ({error.Message}); a results.json is needed, as ridgeline study writes it", error);
        }
    }
}
