using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ridgeline.Designs;

namespace Ridgeline.Tables;

/// <summary>svmlight text into compressed columns: entries as they come, sorted by their columns at the end.</summary>
internal sealed class SvmLightReader(string source, SvmLightOptions options)
{
    private const int MostColumns = 1 << 24;
    private const string Needed = "a line is a target and then index:value, such as 1 3:0.5 7:2";

    private readonly NumberText _numbers = new('.', null);
    private readonly int _most = options.Columns ?? MostColumns;
    private readonly Segments<double> _targets = new();
    private readonly Segments<long> _groups = new();
    private readonly Segments<int> _lengths = new(); // entries a row
    private readonly Segments<int> _indices = new();
    private readonly Segments<double> _values = new();
    private long _line;
    private int _largest = -1;
    private bool _hasZero;

    public SvmLightData Read(TextSource text, CancellationToken stop)
    {
        using (var lines = new TextLines(text, stop))
            while (lines.Next(out var line))
            {
                _line = lines.Line;
                int comment = line.IndexOf('#');
                AddLine(comment < 0 ? line : line[..comment]);
            }

        if (_targets.Count == 0)
            throw new DataException($"{source}: there are no rows; {Needed}");
        bool isZeroBased = options.IsZeroBased ?? _hasZero;
        int columns = options.Columns ?? Math.Max(_largest + (isZeroBased ? 1 : 0), 1);
        if (_largest - (isZeroBased ? 0 : 1) >= columns) // only where an index 0 showed late what the first column is
            throw new DataException($"{source}: the largest index is {_largest}; it is {(isZeroBased ? columns - 1 : columns)} at most of {Wording.Count(columns, "column")}");
        return new SvmLightData(Compressed(columns, isZeroBased ? 0 : 1), ImmutableCollectionsMarshal.AsImmutableArray(_targets.ToArray()), ImmutableCollectionsMarshal.AsImmutableArray(_groups.ToArray()), isZeroBased);
    }

    private void AddLine(ReadOnlySpan<char> line)
    {
        var token = Token(ref line);
        if (token.IsEmpty)
            return;
        if (!_numbers.TryParse(token, out double target))
            throw Refused(token, token.Contains(':') ? $"a target is needed before it; {Needed}" : token.Contains(',') ? "several targets are in one line; one finite number is needed" : $"is no target; a finite number is needed");
        token = Token(ref line);
        if (token.StartsWith("qid:"))
        {
            if (!long.TryParse(token[4..], out long group) || !char.IsAsciiDigit(token[^1]) || token[4] == '+')
                throw Refused(token, "is no group; a whole number is needed, such as qid:3");
            if (_groups.Count < _targets.Count)
                throw Refused(token, "lines before this one have no qid:; all or none need one");
            _groups.Add(group);
            token = Token(ref line);
        }
        else if (_groups.Count > 0)
            throw new DataException($"{source}: line {_line}: has no qid:, but lines before it have; all or none need one");

        _targets.Add(target);
        int last = -1, length = 0;
        for (; !token.IsEmpty; token = Token(ref line))
            if (AddEntry(token, ref last))
                length++;
        _lengths.Add(length);
    }

    /// <summary>An entry, if it isn't zero.</summary>
    private bool AddEntry(ReadOnlySpan<char> token, ref int last)
    {
        int colon = token.IndexOf(':');
        if (colon <= 0 || token[..colon].ContainsAnyExceptInRange('0', '9'))
            throw Refused(token, token.StartsWith("qid:") ? "stands behind an index; it stands right behind the target" : "is no index:value, such as 3:0.5");
        if (!int.TryParse(token[..colon], out int index) || index > _most - (options.IsZeroBased == true ? 1 : 0))
            throw Refused(token, options.Columns is { } columns
                ? $"the index is above {(options.IsZeroBased == true ? columns - 1 : columns)}, the largest of {Wording.Count(columns, "column")}"
                : $"the index is above {_most}; if it is meant, the number of columns has to be said");
        if (index == 0 && options.IsZeroBased == false)
            throw Refused(token, "the index is 0, but the first column's is 1");
        if (index <= last)
            throw Refused(token, index == last ? $"the index {index} stands twice in this line" : $"the index comes after {last}; indices rise within a line");
        if (!_numbers.TryParse(token[(colon + 1)..], out double value))
            throw Refused(token, "the value is no finite number");
        last = index;
        _largest = Math.Max(_largest, index);
        _hasZero |= index == 0;
        if (value == 0)
            return false;
        _indices.Add(index);
        _values.Add(value);
        return true;
    }

    /// <summary>The entries sorted by columns; within one they stay in the order of their rows.</summary>
    private Design Compressed(int columns, int firstIndex)
    {
        int[] indices = _indices.ToArray(), lengths = _lengths.ToArray(), rows = new int[indices.Length];
        double[] read = _values.ToArray(), values = new double[indices.Length];
        var starts = new int[columns + 1];
        foreach (int index in indices)
            starts[index - firstIndex + 1]++;
        for (int j = 0; j < columns; j++)
            starts[j + 1] += starts[j];
        int[] next = starts[..^1];
        int entry = 0;
        for (int row = 0; row < lengths.Length; row++)
            for (int end = entry + lengths[row]; entry < end; entry++)
            {
                int place = next[indices[entry] - firstIndex]++;
                (rows[place], values[place]) = (row, read[entry]);
            }

        return Design.Sparse(values, rows, starts, lengths.Length, [.. Enumerable.Range(firstIndex, columns).Select(index => $"x{index}")]);
    }

    /// <summary>What comes up to the next blank; nothing at the end.</summary>
    private static ReadOnlySpan<char> Token(ref ReadOnlySpan<char> line)
    {
        line = line.TrimStart(" \t");
        int length = line.IndexOfAny(' ', '\t');
        var token = length < 0 ? line : line[..length];
        line = line[token.Length..];
        return token;
    }

    private DataException Refused(ReadOnlySpan<char> token, string problem) => new($"{source}: line {_line}, '{Wording.Shortened(token.ToString())}': {problem}");
}
