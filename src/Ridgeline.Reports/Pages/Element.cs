using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Ridgeline.Reports.Pages;

/// <summary>An element of a page: a name, attributes, and what is in it. Whatever is a text is encoded as it is written, so that no name or cell can become markup.</summary>
/// <param name="name">The tag: section, h2, p.</param>
internal sealed class Element(string name)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string[] Void = ["br", "col", "hr", "input", "meta"];

    private readonly List<(string Name, string? Value)> _attributes = [];
    private readonly List<object> _content = [];
    private bool _isRaw;

    /// <summary>The tag.</summary>
    public string Tag => name;

    /// <summary>An element with these texts and elements in it; null is nothing.</summary>
    /// <param name="name">The tag.</param>
    /// <param name="content">Texts and elements.</param>
    public static Element Of(string name, params ReadOnlySpan<object?> content) => new Element(name).Add(content);

    /// <summary>A script or style that is our own or a library's, as it is.</summary>
    /// <param name="name">script or style.</param>
    /// <param name="text">What stands in it.</param>
    /// <exception cref="ArgumentException">The text would end the element.</exception>
    public static Element Raw(string name, string text)
    {
        if (text.Contains($"</{name}", StringComparison.OrdinalIgnoreCase) || text.Contains("<!--", StringComparison.Ordinal))
            throw new ArgumentException($"the text holds </{name} or <!--, which would end the element or hide its end", nameof(text));
        return new Element(name) { _isRaw = true, _content = { text } };
    }

    /// <summary>The same element with an attribute.</summary>
    /// <param name="attribute">Its name.</param>
    /// <param name="value">Its value; null: it has none.</param>
    public Element With(string attribute, string? value = null)
    {
        _attributes.Add((attribute, value));
        return this;
    }

    /// <summary>The same element with a class.</summary>
    /// <param name="value">The class.</param>
    public Element Class(string value) => With("class", value);

    /// <summary>The same element with more in it.</summary>
    /// <param name="content">Texts and elements; null is nothing.</param>
    public Element Add(params ReadOnlySpan<object?> content)
    {
        foreach (object? each in content)
            if (each is Element or string)
                _content.Add(each);
            else if (each is IEnumerable<Element> several)
                _content.AddRange(several);
            else if (each is not null)
                throw new ArgumentException($"a page holds texts and elements, not a {each.GetType().Name}", nameof(content));
        return this;
    }

    /// <summary>Writes the element.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        writer.Write('<');
        writer.Write(name);
        foreach (var (attribute, value) in _attributes)
            writer.Write(value is null ? $" {attribute}" : $" {attribute}=\"{Encoder.Encode(Plain(value))}\"");
        writer.Write('>');
        if (Void.Contains(name))
            return;
        foreach (object each in _content)
            if (each is Element element)
                element.Write(writer);
            else
                writer.Write(_isRaw ? (string)each : Encoder.Encode(Plain((string)each)));
        writer.Write($"</{name}>");
    }

    /// <summary>
    /// A text with what isn't seen made visible: control characters, and marks that turn the direction of the text after them, as their code in brackets. So a name can't look like another, or
    /// turn round what stands beside it.
    /// </summary>
    /// <param name="text">A text.</param>
    public static string Plain(string text)
    {
        if (!text.Any(IsHidden))
            return text;
        var plain = new StringBuilder();
        foreach (char c in text)
            plain.Append(IsHidden(c) ? string.Create(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]") : c);
        return plain.ToString();
    }

    private static bool IsHidden(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
