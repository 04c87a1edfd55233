namespace Ridgeline.Tables;

/// <summary>A text read in pieces as long as asked for, up to its end.</summary>
/// <remarks>The parser (Sep 0.17.1) puts the second of two carriage returns behind what comes next if a shorter piece ends between them.</remarks>
internal sealed class FilledReader(StreamReader text) : TextReader
{
    public override int Read(Span<char> buffer) => text.ReadBlock(buffer);

    public override int Read(char[] buffer, int index, int count) => text.ReadBlock(buffer, index, count);

    public override int Read() => text.Read();

    public override int Peek() => text.Peek();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }
}
