using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Roles;
using Ridgeline.Scores;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What changed in the scores: of the model handed over, of the winner, of every path, honest and on the test set; and whether scores can be compared at all.</summary>
internal sealed class ComparedScores
{
    private const string Choice = "choice", Paths = "paths", Overfit = "does it overfit";
    private readonly ComparedChanges _changes;
    private readonly ComparedResults _before, _after;

    /// <param name="changes">Where it is told.</param>
    public ComparedScores(ComparedChanges changes)
    {
        (_changes, _before, _after) = (changes, changes.Before, changes.After);
        (Comparability, Sentence) = Judge();
    }

    /// <summary>How far scores can be compared.</summary>
    public ScoreComparability Comparability { get; }

    /// <summary>That in words.</summary>
    public string Sentence { get; }

    /// <summary>Tells what changed.</summary>
    public void Find()
    {
        _changes.Member("scores and folds", "loss", "loss");
        _changes.Add("scores and folds", "score that chooses", ComparedValue.Of(TitleOf(_before)), ComparedValue.Of(TitleOf(_after)));
        _changes.Names("scores and folds", "other scores", Others(_before), Others(_after));
        _changes.Member("scores and folds", "folds", "folds", "description");
        if (Comparability == ScoreComparability.SameData && _before.Value("folds", "description") == _after.Value("folds", "description"))
            _changes.Add("scores and folds", "hash of folds", ComparedData.Hash(_changes, "folds"), ComparedData.Hash(_changes, "folds", isAfter: true), "folds or test set aren't of the same rows");
        foreach (var (what, member) in (ReadOnlySpan<(string, string)>)[("handed over", "simplest"), ("best of all", "winner")])
        {
            _changes.Add(Choice, what, Setting(_before, member), Setting(_after, member));
            Mean(Choice, $"{Title} of what is {what}", Point(_before, member), Point(_after, member));
        }

        Verdict("the model handed over", _before.Value("diagnosis", "verdict", "verdict"), _after.Value("diagnosis", "verdict", "verdict"));
        Honest();
        Test();
        BestOfPaths();
    }

    private string Title => TitleOf(_after) ?? "score";

    private static string? TitleOf(ComparedResults results) => results.List("scores").Where(IsChoosing).Select(Titled).FirstOrDefault();

    private static string Titled(JsonElement score) => score.GetProperty("title").GetString()!;

    private bool HigherIsBetter(string score) => _after.List("scores").First(one => one.GetProperty("name").GetString() == score).GetProperty("higherIsBetter").GetBoolean();

    private static bool IsChoosing(JsonElement score) => score.GetProperty("chooses").GetBoolean();

    private static string? Chooses(ComparedResults results) => results.List("scores").Where(IsChoosing).Select(score => score.GetProperty("name").GetString()).FirstOrDefault();

    private static IEnumerable<string> Others(ComparedResults results) => results.List("scores").Where(score => !IsChoosing(score)).Select(Titled);

    private (ScoreComparability Comparability, string Sentence) Judge()
    {
        bool Same(params ReadOnlySpan<string> names) => _before.At(names)?.GetRawText() == _after.At(names)?.GetRawText();
        if (Chooses(_before) != Chooses(_after))
            return (ScoreComparability.None, $"Scores can't be compared: {TitleOf(_before)} chooses in the first, {TitleOf(_after)} in the second.");
        if (IsOfLoss(Chooses(_before)) && !Same("loss"))
            return (ScoreComparability.None, $"Scores can't be compared: {TitleOf(_before)} is that of the {_before.Value("loss")} loss in the first, of the {_after.Value("loss")} loss in the second.");
        if (!Same("data", "target") || !Classes(_before).SequenceEqual(Classes(_after)))
            return (ScoreComparability.None, "Scores can't be compared: they are of different targets.");
        if (WeightOf(_before) != WeightOf(_after))
            return (ScoreComparability.None, $"Scores can't be compared: {Weighted(_before)} in the first, {Weighted(_after)} in the second.");
        if (!Same("data", "hash"))
            return (ScoreComparability.SameScore, "The data aren't the same: a difference of scores may be that of the rows, not of the models.");
        bool isSame = Same("folds", "hash") && (_before.At("folds", "hash") is not null || (Same("folds", "description") && Same("data", "testRowsAre"))); // words alone say little, but there are no folds yet
        return isSame
            ? (ScoreComparability.SameFolds, "The same rows in the same folds by the same score: scores are compared fold by fold.")
            : (ScoreComparability.SameData, "The same data in other folds or with another test set: the luck of these is in every difference of scores.");
    }

    /// <summary>Whether a score of this name is another one under another loss.</summary>
    private static bool IsOfLoss(string? score) => score is "deviance" or "deviance-explained";

    /// <summary>The column that says how much a row counts; null where all count the same.</summary>
    private static string? WeightOf(ComparedResults results) =>
        results.List("data", "roles").Where(role => role.GetProperty("role").GetString() == ColumnRole.Weight.Name()).Select(role => role.GetProperty("column").GetString()).FirstOrDefault();

    private static string Weighted(ComparedResults results) => WeightOf(results) is { } column ? $"rows count by '{Wording.Shortened(column)}'" : "all rows count the same";

    private static IEnumerable<string?> Classes(ComparedResults results) => results.List("data", "classes").Select(one => one.GetProperty("name").GetString());

    /// <summary>A setting in words.</summary>
    private static ComparedValue Setting(ComparedResults results, string member)
    {
        if (results.At("choice", member) is not { } setting)
            return default;
        var knob = KnobNames.Parse(setting.GetProperty("knob").GetString()!) ?? throw new FormatException($"there is no knob '{setting.GetProperty("knob")}'");
        double value = setting.GetProperty("value") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.PositiveInfinity;
        string size = knob.Family() switch { Family.Linear => "non-zero", Family.Tree => "leaf", _ => "parameter" };
        int count = setting.GetProperty("complexity").GetInt32();
        return ComparedValue.Of($"{setting.GetProperty("name").GetString()}, {FamilyColumns.Named(new Setting(knob, value))}, {(size == "leaf" && count != 1 ? $"{count} leaves" : Wording.Count(count, size))}");
    }

    /// <summary>The scores of a setting of the choice; null where there is none.</summary>
    private static JsonElement? Point(ComparedResults results, string member) =>
        results.At("choice", member) is { } setting ? PointOf(results, results.List("paths")[setting.GetProperty("path").GetInt32()], setting.GetProperty("at").GetInt32()) : null;

    private static JsonElement PointOf(ComparedResults results, JsonElement path, int at) => path.GetProperty("settings")[at].GetProperty("scores").GetProperty(Chooses(results)!);

    /// <summary>A mean over folds, before and after.</summary>
    private void Mean(string topic, string what, JsonElement? before, JsonElement? after)
    {
        var (one, other) = (Number(before, "mean"), Number(after, "mean"));
        if (Comparability == ScoreComparability.None || one is null || other is null)
        {
            if (before is null != after is null)
                _changes.Add(topic, what, new(one, null), new(other, null));
            return;
        }

        string difference = Difference(one.Value, other.Value, HigherIsBetter(Chooses(_after)!));
        _changes.Add(topic, what, new(one, null), new(other, null), Comparability == ScoreComparability.SameFolds && Paired(before!.Value, after!.Value) is { } paired && double.IsFinite(paired.StandardError)
            ? $"{difference} ± {paired.StandardError:G2}, fold by fold (p = {2 * Math.Min(paired.P, 1 - paired.P):0.00#})"
            : difference);
    }

    /// <summary>How much better the second is in the same folds.</summary>
    private PairedDifference? Paired(JsonElement before, JsonElement after)
    {
        var score = Score.Named(Chooses(_after)!, Loss.Named(_after.At("loss")!.Value.GetString()!, classes: _after.List("data", "classes").Count));
        int repeats = _after.At("folds", "repeats")!.Value.GetInt32();
        ScorePoint Of(JsonElement point) => new(new Setting(Knob.Lambda, 0), double.NaN, double.NaN, double.NaN, Numbers(point.GetProperty("perFold")), [], [.. Enumerable.Repeat(double.NaN, repeats)], false);
        var curve = new ScoreCurve(score, [Of(before), Of(after)])
        {
            HeldOutWeights = _after.At("folds", "heldOutWeights") is { } weights ? Numbers(weights) : default,
            HeldOutRatio = Number(_after.At("folds"), "heldOutRatio") ?? double.NaN,
        };
        return curve.Points[0].PerFold.Length == curve.Points[1].PerFold.Length ? PairedDifference.OfSettings(curve, 1, 0) : null;
    }

    private static ImmutableArray<double> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.Number ? number.GetDouble() : double.NaN)];

    private static double? Number(JsonElement? from, string name) => from is { ValueKind: JsonValueKind.Object } own && own.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;

    private static string Difference(double before, double after, bool higherIsBetter) =>
        before == after ? "the same" : $"{((after > before) == higherIsBetter ? "better" : "worse")} by {Math.Abs(after - before):G3}";

    private void Verdict(string what, ComparedValue before, ComparedValue after) => _changes.Add(Overfit, what, Said(before), Said(after));

    private static ComparedValue Said(ComparedValue verdict) => verdict.Text == "cantTell" ? ComparedValue.Of("can't tell") : verdict;

    private void Honest()
    {
        var (one, other) = (Interval(_before.At("honest"), "honest"), Interval(_after.At("honest"), "honest"));
        if (Comparability != ScoreComparability.None)
            _changes.Add("honest score", Title, one, other, Against(one, other, HigherIsBetter(Chooses(_after)!)));
    }

    private void Test()
    {
        if (Comparability == ScoreComparability.None)
            return;
        var titles = _after.List("scores").ToDictionary(score => score.GetProperty("name").GetString()!, Titled, StringComparer.Ordinal);
        var after = _after.List("testScores").ToDictionary(Name, StringComparer.Ordinal);
        bool isOfOneLoss = _before.Value("loss") == _after.Value("loss");
        foreach (var test in _before.List("testScores").Where(test => after.ContainsKey(Name(test)) && (isOfOneLoss || !IsOfLoss(Name(test)))))
        {
            var (one, other) = (Interval(test, "value"), Interval(after[Name(test)], "value"));
            _changes.Add("test set", titles[Name(test)], one, other, Against(one, other, HigherIsBetter(Name(test))));
        }

        static string Name(JsonElement test) => test.GetProperty("score").GetString()!;
    }

    private static ComparedValue Interval(JsonElement? from, string member) => new(Number(from, member), null, Number(from, "lower"), Number(from, "upper"));

    /// <summary>A difference set against both intervals.</summary>
    private static string? Against(ComparedValue before, ComparedValue after, bool higherIsBetter)
    {
        if (before.Number is not { } one || after.Number is not { } other)
            return null;
        string difference = Difference(one, other, higherIsBetter);
        if (before is not { Lower: { } low, Upper: { } high } || after is not { Lower: { } from, Upper: { } to })
            return difference;
        bool isWithin = one >= from && one <= to && other >= low && other <= high, isApart = high < from || to < low;
        return $"{difference}; {(isWithin ? "each is within the other's interval" : isApart ? "the intervals are apart" : "the intervals overlap")}";
    }

    private void BestOfPaths()
    {
        var (before, after) = (ByName(_before), ByName(_after));
        _changes.Names(Paths, "paths", before.Keys, after.Keys);
        foreach (string name in before.Keys.Where(after.ContainsKey))
        {
            var (one, other) = (before[name], after[name]);
            if (Comparability != ScoreComparability.None)
                Mean(Paths, $"best {Title}, {name}", PointOf(_before, one, one.GetProperty("best").GetInt32()), PointOf(_after, other, other.GetProperty("best").GetInt32()));
            Verdict($"{name}, unregularized", Of(one), Of(other));
        }

        static ComparedValue Of(JsonElement path) => ComparedValue.Of(path.GetProperty("unregularized").GetProperty("verdict"));
        static Dictionary<string, JsonElement> ByName(ComparedResults results) => results.List("paths").ToDictionary(path => path.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }
}
