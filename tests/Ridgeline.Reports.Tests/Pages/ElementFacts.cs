using System.Net;
using System.Text;
using CsCheck;
using Ridgeline.Reports.Pages;

namespace Ridgeline.Reports.Tests.Pages;

/// <summary>What a page is written with.</summary>
public sealed class ElementFacts
{
    [Fact]
    public void Any_text_and_any_attribute_come_back_as_they_were_and_are_never_markup() => Gen.Select(Gen.String, Gen.String).Sample((text, value) =>
    {
        string html = Written(Element.Of("p", text).With("title", value));
        string inner = html[(html.IndexOf('>') + 1)..^"</p>".Length], attribute = html["<p title=\"".Length..html.IndexOf("\">", StringComparison.Ordinal)];
        Assert.DoesNotContain('<', inner);
        Assert.DoesNotContain('>', inner);
        Assert.DoesNotContain('"', attribute);
        Assert.Equal(Whole(Element.Plain(text)), WebUtility.HtmlDecode(inner));
        Assert.Equal(Whole(Element.Plain(value)), WebUtility.HtmlDecode(attribute));
    });

    [Fact]
    public void Marks_that_turn_the_direction_of_text_are_seen() => Assert.Equal("<p>abc[U&#x2B;202E]fdp.exe [U&#x2B;0000]</p>", Written(Element.Of("p", "abc\u202Efdp.exe \0")));

    [Fact]
    public void Letters_of_all_languages_stay_themselves() => Assert.Equal("<p>λ × ≥ ‖w‖ שלום 東京</p>", Written(Element.Of("p", "λ × ≥ ‖w‖ שלום 東京")));

    [Theory]
    [InlineData("script", "let a = '</script>';")]
    [InlineData("script", "let a = '</SCRIPT';")]
    [InlineData("style", "</style>")]
    [InlineData("script", "<!-- a")]
    public void A_script_that_would_end_its_element_is_refused(string name, string text) => Assert.Throws<ArgumentException>(() => Element.Raw(name, text));

    [Fact]
    public void Only_texts_and_elements_are_content() => Assert.Throws<ArgumentException>(() => Element.Of("p", 3));

    private static string Written(Element element)
    {
        using var writer = new StringWriter();
        element.Write(writer);
        return writer.ToString();
    }

    /// <summary>Half a surrogate pair is no text, and is written as the sign for what can't be.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
