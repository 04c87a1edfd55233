using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Ridgeline.Tables;

/// <summary>Texts as they come, as levels and codes: a text that was there before makes no string.</summary>
internal sealed class LevelList
{
    private readonly Segments<int> _codes = new();
    private readonly ImmutableArray<string>.Builder _levels = ImmutableArray.CreateBuilder<string>();
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public void Add(ReadOnlySpan<char> text)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, text, out bool isKnown);
        if (!isKnown)
        {
            place = _levels.Count;
            _levels.Add(text.ToString());
        }

        _codes.Add(place);
    }

    public void AddMissing() => _codes.Add(-1);

    /// <summary>Missing rows, of which <paramref name="empty"/> are empty texts.</summary>
    public void AddMissing(int count, List<int>? empty)
    {
        int before = 0;
        foreach (int row in empty ?? [])
        {
            _codes.AddRepeated(-1, row - before);
            Add("");
            before = row + 1;
        }

        _codes.AddRepeated(-1, count - before);
    }

    public TextColumn ToColumn(string name) => TextColumn.Adopt(name, _levels.DrainToImmutable(), _codes.ToArray());
}
