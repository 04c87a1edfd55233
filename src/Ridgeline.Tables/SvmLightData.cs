using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Tables;

/// <summary>What an svmlight file holds: sparse rows, a target, and perhaps the group that each row belongs to.</summary>
/// <param name="Design">X. A column's name is x and its index in the file.</param>
/// <param name="Target">y, a number a row.</param>
/// <param name="Groups">The number behind qid: of each row; empty: there are none.</param>
/// <param name="IsZeroBased">Whether the first column's index in the file is 0, not 1.</param>
public sealed record SvmLightData(Design Design, ImmutableArray<double> Target, ImmutableArray<long> Groups, bool IsZeroBased = false);

/// <summary>How svmlight files are read.</summary>
public sealed record SvmLightOptions
{
    /// <summary>Whether the first column's index is 0, not 1; null: only if an index 0 occurs, which <see cref="SvmLightData.IsZeroBased"/> then says.</summary>
    public bool? IsZeroBased { get; init; }

    /// <summary>The number of columns; null: as many as the largest index needs, 16,777,216 at most.</summary>
    public int? Columns { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Columns), value, "at least one column is needed"); }
}
