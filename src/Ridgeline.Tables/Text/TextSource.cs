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
internal sealed class HeldText : TextSource
{
    private readonly string _text;

    private HeldText(string name, string text) : base(name) => _text = text;

    /// <summary>All that a reader has.</summary>
    public static HeldText Of(TextReader reader, string name)
    {
        try
        {
            return new HeldText(name, reader.ReadToEnd());
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException($"{name}: is no text in its encoding", error);
        }
    }

    public override TextReader Open(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return new StringReader(_text);
    }

    public override DataException NotText(DecoderFallbackException error, CancellationToken stop) => throw error; // nothing is decoded here
}
