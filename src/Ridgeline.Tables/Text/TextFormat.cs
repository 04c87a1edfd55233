using System.Runtime.CompilerServices;

namespace Ridgeline.Tables;

/// <summary>What the text of one file means: its delimiter, its numbers, and what of it is missing.</summary>
internal sealed class TextFormat
{
    private readonly HashSet<string> _missing;
    private readonly bool _isNumberMissing;

    public TextFormat(string path, ReadOptions options)
    {
        Delimiter = options.Delimiter ?? Default(path);
        Numbers = new NumberText(options.Decimal, options.Thousands);
        _missing = [.. options.Missing];
        _isNumberMissing = options.Missing.Any(marker => Numbers.TryParse(marker, out _));
    }

    /// <summary>What separates cells.</summary>
    public char Delimiter { get; }

    /// <summary>How numbers are written.</summary>
    public NumberText Numbers { get; }

    /// <summary>A tab for names that end in .tsv or .tab, or so and .gz; else a comma.</summary>
    public static char Default(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tab", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
    }

    /// <summary>Whether a text says that its cell is missing.</summary>
    public bool IsMissing(ReadOnlySpan<char> text)
    {
        if (_missing.Count == 0)
            return false;
        var known = _missing.GetAlternateLookup<ReadOnlySpan<char>>();
        return known.Contains(text) || known.Contains(text.Trim(" \t"));
    }

    /// <summary>A cell's number; false: it is none, or says that it is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNumber(ReadOnlySpan<char> text, out double value) =>
        Numbers.TryParse(text, out value) && !(_isNumberMissing && IsMissing(text));
}
