using System.Collections.Immutable;

namespace Ridgeline.Recipes;

/// <summary>What OneHot makes of a missing row.</summary>
public enum MissingRows
{
    /// <summary>A level of its own, "race=(missing)", where a row is missing in the table that is learned on.</summary>
    Level,

    /// <summary>Zeros.</summary>
    Zeros,
}

/// <summary>Which level OneHot leaves without a column, so that it is zeros.</summary>
public enum DroppedLevel
{
    /// <summary>None.</summary>
    None,

    /// <summary>The first in order.</summary>
    First,

    /// <summary>The first where there would be two columns: one says as much.</summary>
    FirstOfTwo,
}

/// <summary>A column "race=white" of ones and zeros for each level of a column of texts, or of numbers as they were read.</summary>
/// <remarks>
/// <para>Levels stand in order: months and weekdays of Dates in theirs, others as numbers if all of them are, else by their characters' codes. After them come the pooled level
/// and the missing one, if there are such. A level that only rows of weight 0 have is a column of zeros to those that learn.</para>
/// <para>With pooling (<paramref name="RareBelow"/> or <paramref name="Fewest"/> above 0) there is a column "race=(rare)", whatever the weights. The weights decide which levels
/// are rare: their columns are zeros, and their rows go to that column. Missing rows are never pooled.</para>
/// <para>A level that wasn't there when the recipe was learned goes to "race=(rare)" where that column is, else it is zeros; so does a missing row where there is no "race=(missing)".</para>
/// </remarks>
/// <param name="Columns">Which columns, of texts or numbers.</param>
/// <param name="RareBelow">Levels with less than this share of the weight of all rows that aren't missing are pooled; 0 … 1, 0 pools none.</param>
/// <param name="Fewest">Levels of fewer rows are pooled: Σs of frequencies, else rows with weight; 0 pools none.</param>
/// <param name="Missing">What missing rows become.</param>
/// <param name="Dropped">Which level has no column.</param>
public sealed record OneHot(
    Columns Columns, double RareBelow = 0, int Fewest = 0, MissingRows Missing = MissingRows.Level, DroppedLevel Dropped = DroppedLevel.None) : RecipeStep(Columns)
{
    /// <summary>Levels with less than this share of the weight are pooled.</summary>
    public double RareBelow { get; init => field = BelowOne(value); } = BelowOne(RareBelow);

    /// <summary>Levels of fewer rows are pooled.</summary>
    public int Fewest { get; init => field = NotNegative(value); } = NotNegative(Fewest);

    internal const string PooledLevel = "(rare)";

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var features = Columns.Of(frame);
        var groups = ImmutableArray.CreateBuilder<LevelColumns>(features.Length);
        foreach (var feature in features)
        {
            var texts = frame.TextsOf("OneHot", feature);
            var order = texts.Order;
            bool isPooling = RareBelow > 0 || Fewest > 0, hasMissing = Missing == MissingRows.Level && texts.MayBeMissing;
            ImmutableArray<int> pooled = isPooling ? Rare(LevelWeights.Of(texts, weights), order) : [];
            int columns = order.Length + (isPooling ? 1 : 0) + (hasMissing ? 1 : 0);
            bool isFirstDropped = order.Length > 0 && (Dropped == DroppedLevel.First || (Dropped == DroppedLevel.FirstOfTwo && columns == 2));
            groups.Add(new LevelColumns([.. order.Select(level => texts.Levels[level])], pooled, isPooling, hasMissing, isFirstDropped));
        }

        return new LearnedLevels([.. features.Select(feature => feature.Name)], groups.MoveToImmutable());
    }

    /// <summary>The places in order of the levels that are rare.</summary>
    private ImmutableArray<int> Rare(LevelWeights levels, ImmutableArray<int> order) =>
        [.. Enumerable.Range(0, order.Length).Where(place => levels.Counts[order[place]] < Fewest || levels.Weights[order[place]] < RareBelow * levels.Total * (1 - Weighted.Tie) || levels.Weights[order[place]] == 0)];

    private static double BelowOne(double value) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the share must be 0 or more and below 1");

    private static int NotNegative(int value) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the number of rows must be 0 or more");

    /// <summary>The step in words.</summary>
    public override string ToString()
    {
        string[] options =
        [
            .. RareBelow > 0 ? [$"levels below {Words.Share(RareBelow)} pooled"] : Array.Empty<string>(),
            .. Fewest > 0 ? [$"levels of fewer than {Wording.Count(Fewest, "row")} pooled"] : Array.Empty<string>(),
            .. Missing == MissingRows.Zeros ? ["missing as zeros"] : Array.Empty<string>(),
            .. Dropped switch { DroppedLevel.First => ["the first level dropped"], DroppedLevel.FirstOfTwo => ["the first of two levels dropped"], _ => Array.Empty<string>() },
        ];
        return $"one-hot of {Columns}{(options.Length == 0 ? "" : $" ({string.Join(", ", options)})")}";
    }
}
