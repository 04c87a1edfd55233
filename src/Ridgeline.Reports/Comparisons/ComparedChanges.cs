using System.Collections.Immutable;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What was found to be different so far.</summary>
/// <param name="before">The first study.</param>
/// <param name="after">The second.</param>
internal sealed class ComparedChanges(ComparedResults before, ComparedResults after)
{
    private readonly ImmutableArray<StudyChange>.Builder _found = ImmutableArray.CreateBuilder<StudyChange>();

    /// <summary>The first study.</summary>
    public ComparedResults Before => before;

    /// <summary>The second.</summary>
    public ComparedResults After => after;

    /// <summary>All of it.</summary>
    public ImmutableArray<StudyChange> Found => _found.ToImmutable();

    /// <summary>Adds something, if it isn't the same.</summary>
    public void Add(string topic, string what, ComparedValue one, ComparedValue other, string? note = null)
    {
        if (one != other)
            _found.Add(new StudyChange(topic, what, one, other, note));
    }

    /// <summary>Adds a member, if it isn't the same.</summary>
    public void Member(string topic, string what, params ReadOnlySpan<string> names) => Add(topic, what, before.Value(names), after.Value(names));

    /// <summary>Adds what one list of names has and the other doesn't.</summary>
    public void Names(string topic, string what, IEnumerable<string> first, IEnumerable<string> second)
    {
        string[] one = [.. first], other = [.. second];
        Add(topic, $"{what} gone", ComparedValue.Of(Joined(one.Except(other))), default);
        Add(topic, $"{what} new", default, ComparedValue.Of(Joined(other.Except(one))));
    }

    private static string? Joined(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } all ? all : null;
}
