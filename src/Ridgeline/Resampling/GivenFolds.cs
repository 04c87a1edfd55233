using System.Collections.Immutable;

namespace Ridgeline.Resampling;

/// <summary>What folds given by the caller must be.</summary>
internal static class GivenFolds
{
    /// <summary>K, if these are folds numbered without gaps that keep groups whole.</summary>
    public static int Check(ImmutableArray<int> foldOf, ReadOnlySpan<int> groups)
    {
        var folds = new HashSet<int>();
        for (int row = 0; !foldOf.IsDefault && row < foldOf.Length; row++)
        {
            if (foldOf[row] < Resamples.None)
                throw new ArgumentException($"row {row + 1} is in fold {foldOf[row]}; a fold's number is at least 0, or -1 for a row in no fold", nameof(foldOf));
            if (foldOf[row] >= 0)
                folds.Add(foldOf[row]);
        }

        for (int fold = 0; fold < folds.Count; fold++)
            if (!folds.Contains(fold))
                throw new ArgumentException($"fold {fold} has no rows, but fold {folds.Max()} has; folds are numbered from 0 without gaps", nameof(foldOf));
        if (folds.Count < 2)
            throw new ArgumentException($"the rows are in {Wording.Count(folds.Count, "fold")}; at least two folds are needed, numbered 0, 1, …", nameof(foldOf));
        if (!groups.IsEmpty)
            CheckGroups(foldOf, groups);
        return folds.Count;
    }

    /// <summary>K, if every repeat has K folds of the same rows.</summary>
    public static int CheckRepeats(ImmutableArray<ImmutableArray<int>> foldOf, ReadOnlySpan<int> groups)
    {
        if (foldOf.IsDefaultOrEmpty)
            throw new ArgumentException("no repeat is given; at least one is needed", nameof(foldOf));
        int count = Check(foldOf[0], groups);
        for (int repeat = 1; repeat < foldOf.Length; repeat++)
        {
            int own = Check(foldOf[repeat], groups);
            if (own != count)
                throw new ArgumentException($"repeat {repeat + 1} has {own} folds where the first has {count}; every repeat needs as many", nameof(foldOf));
            if (foldOf[repeat].Length != foldOf[0].Length)
                throw new ArgumentException($"repeat {repeat + 1} has {Wording.Count(foldOf[repeat].Length, "row")} where the first has {foldOf[0].Length}; every repeat divides the same rows", nameof(foldOf));
            for (int row = 0; row < foldOf[0].Length; row++)
                if (foldOf[repeat][row] == Resamples.None != (foldOf[0][row] == Resamples.None))
                    throw new ArgumentException($"row {row + 1} is in a fold of one of repeats 1 and {repeat + 1} but not of the other; every repeat divides the same rows", nameof(foldOf));
        }

        return count;
    }

    private static void CheckGroups(ImmutableArray<int> foldOf, ReadOnlySpan<int> groups)
    {
        if (groups.Length != foldOf.Length)
            throw new ArgumentException($"{Wording.Count(groups.Length, "group label")} for {Wording.Count(foldOf.Length, "row")}; every row needs one", nameof(groups));
        var first = new Dictionary<int, int>();
        for (int row = 0; row < groups.Length; row++)
            if (foldOf[row] != Resamples.None && !first.TryAdd(groups[row], row) && foldOf[first[groups[row]]] != foldOf[row])
                throw new ArgumentException(
                    $"group {groups[row]} is in two folds: row {first[groups[row]] + 1} is in fold {foldOf[first[groups[row]]]}, row {row + 1} in fold {foldOf[row]}; a group's rows belong in one fold", nameof(groups));
    }
}
