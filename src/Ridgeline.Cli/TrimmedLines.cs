using System.Text;

namespace Ridgeline.Cli;

/// <summary>Text whose lines end where their last letter does: the blanks that tables fill a terminal with are nothing to a file.</summary>
/// <param name="inner">Where to.</param>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    private int _blanks;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int end = buffer.IndexOfAny('\r', '\n');
            var line = end < 0 ? buffer : buffer[..end];
            var said = line.TrimEnd(' ');
            if (!said.IsEmpty)
            {
                inner.Write(new string(' ', _blanks));
                inner.Write(said);
                _blanks = 0;
            }

            _blanks += line.Length - said.Length;
            if (end < 0)
                return;
            _blanks = 0;
            inner.Write(buffer[end]);
            buffer = buffer[(end + 1)..];
        }
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
