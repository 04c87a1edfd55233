using System.Text;

namespace Ridgeline.Tables;

/// <summary>A text that can be read from its beginning as often as it takes.</summary>
internal abstract class TextSource(string name)
{
    /// <summary>Its name, for messages.</summary>
    public string Name { get; } = name;

    /// <summary>Its characters, from the first on.</summary>
    public abstract TextReader Open(CancellationToken stop);

    /// <summary>The error that says where it is no text in its encoding.</summary>
    public abstract DataException NotText(DecoderFallbackException error, CancellationToken stop);
}

/// <summary>A text in memory.</summary>
internal sealed class HeldText(string name, string text) : TextSource(name)
{
    public override TextReader Open(CancellationToken stop) => new StringReader(text);

    public override DataException NotText(DecoderFallbackException error, CancellationToken stop) => throw error; // nothing is decoded here
}
