using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Reports.Pages;

/// <summary>What sections of the page are made of.</summary>
internal static class PageParts
{
    /// <summary>A term that opens its definition.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="text">What it is called here; null: as in the glossary.</param>
    public static Element Term(string key, string? text = null) => Term(Glossary.Of(key), text);

    /// <summary>A score that opens its definition.</summary>
    /// <param name="score">The score.</param>
    public static Element Term(Score score) => Term(Glossary.Of(score), score.Title);

    private static Element Term(GlossaryTerm term, string? text) =>
        Element.Of("button", text ?? term.Name).With("type", "button").Class("term").With("popovertarget", $"term-{term.Key}");

    /// <summary>A section under a heading of its own.</summary>
    /// <param name="id">What links call it.</param>
    /// <param name="title">The heading.</param>
    /// <param name="content">What is in it.</param>
    public static Element Section(string id, string title, params ReadOnlySpan<object?> content) =>
        Element.Of("section", Element.Of("h2", title).With("id", $"{id}-title")).With("id", id).With("aria-labelledby", $"{id}-title").Add(content);

    /// <summary>A paragraph.</summary>
    /// <param name="content">What is in it.</param>
    public static Element Paragraph(params ReadOnlySpan<object?> content)
    {
        var paragraph = new Element("p");
        for (int k = 0; k < content.Length; k++)
            if (content[k] is Element { Tag: "button" } term && k + 1 < content.Length && content[k + 1] is string { Length: > 0 } after && ".,;:)".Contains(after[0]))
            {
                paragraph.Add(Element.Of("span", term, after[..1]).Class("whole"), after[1..]); // a line may end behind a button, even before a comma
                k++;
            }
            else
            {
                paragraph.Add(content[k]);
            }

        return paragraph;
    }

    /// <summary>A name that came with the data, kept apart from the text around it.</summary>
    /// <param name="name">The name.</param>
    public static Element Name(string name) => Element.Of("bdi", name).Class("name");

    /// <summary>A table that scrolls by itself where it is too wide.</summary>
    /// <param name="caption">What it is of.</param>
    /// <param name="heads">The heads of its columns.</param>
    /// <param name="rows">Its rows; the first cell is the row's name.</param>
    public static Element Table(string caption, IReadOnlyList<object?> heads, IEnumerable<object?[]> rows)
    {
        object?[][] cells = [.. rows];
        bool[] areNumbers = [.. heads.Select((_, k) => k > 0 && cells.Length > 0 && Array.TrueForAll(cells, row => IsNumber(row[k])))];
        Element Cell(object? cell, int k) => k == 0 ? Element.Of("th", cell).With("scope", "row") : Element.Of("td", cell).Class(areNumbers[k] ? "number" : "text");
        return Element.Of("div",
            Element.Of("table",
                Element.Of("caption", caption),
                Element.Of("thead", Element.Of("tr", heads.Select((head, k) => Element.Of("th", head).With("scope", "col").Class(areNumbers[k] ? "number" : "text")))),
                Element.Of("tbody", cells.Select(row => Element.Of("tr", row.Select(Cell)))))).Class("scroll").With("tabindex", "0").With("role", "region").With("aria-label", caption);
    }

    /// <summary>Terms and what they are here.</summary>
    /// <param name="pairs">Pairs; a null value leaves one out.</param>
    public static Element Pairs(params IEnumerable<(object Term, object? Value)> pairs) =>
        Element.Of("dl", pairs.Where(pair => pair.Value is not null).Select(pair => Element.Of("div", Element.Of("dt", pair.Term), Element.Of("dd", pair.Value)))).Class("pairs");

    /// <summary>A sentence with a capital and a full stop.</summary>
    /// <param name="words">The words.</param>
    public static string Full(string words)
    {
        string capital = DiagnosisConsole.Capitalised(words);
        return capital.Length == 0 || capital[^1] is '.' or '!' or '?' ? capital : capital + ".";
    }

    /// <summary>A setting that stays on one line.</summary>
    /// <param name="setting">The setting.</param>
    public static string Unbroken(Setting setting) => FamilyColumns.Named(setting).Replace(' ', '\u00A0');

    /// <summary>A number in four digits.</summary>
    /// <param name="value">The number.</param>
    public static string Short(double value) => double.IsNaN(value) ? "undefined" : value == 0 ? "0" : Math.Abs(value) is >= 1000 and < 1e7 ? value.ToString("0") : PathConsole.Short(value);

    private static bool IsNumber(object? cell) => cell is string text && text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '−' or '+' or '∞' or '–');
}
