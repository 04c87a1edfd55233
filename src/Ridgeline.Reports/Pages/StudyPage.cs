using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Ridgeline.Reports.Charts;
using Ridgeline.Studies;
using static Ridgeline.Reports.Pages.PageParts;

namespace Ridgeline.Reports.Pages;

/// <summary>
/// A study as one page: HTML with its charts, scripts and style in it, which asks nothing of a network. What came with the data is only ever text: HTML is written by <see cref="Element"/>, which
/// encodes it, data are JSON without a "&lt;", and the page's policy runs no script but its own.
/// </summary>
public static class StudyPage
{
    /// <summary>Writes the page, in UTF-8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="study">A study, finished or stopped.</param>
    public static void Write(Stream stream, StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(study);
        using var plain = PlainNumbers.Begin();
        var charts = StudyCharts.Of(study);
        ImmutableArray<PagePath> paths = [.. Enumerable.Range(0, study.Paths.Length).Select(at => new PagePath(study, at))];
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write("<!doctype html>\n");
        Element.Of("html", Head(study), Body(study, paths, charts)).With("lang", "en").Write(writer);
        writer.Write('\n');
    }

    private static Element Head(StudyResult study) => Element.Of("head",
        new Element("meta").With("charset", "utf-8"),
        new Element("meta").With("http-equiv", "Content-Security-Policy").With("content", PageScript.Policy),
        new Element("meta").With("name", "viewport").With("content", "width=device-width, initial-scale=1"),
        new Element("meta").With("name", "color-scheme").With("content", "light dark"),
        new Element("meta").With("name", "generator").With("content", $"Ridgeline {study.Version}"),
        Element.Of("title", $"{Wording.Shortened(study.Data.Target)} in {Wording.Shortened(study.Data.Source.Split('/', '\\')[^1])}: a study"),
        Element.Raw("style", PageScript.Style));

    private static Element Body(StudyResult study, ImmutableArray<PagePath> paths, ImmutableArray<Chart> charts)
    {
        var closing = new ClosingSections(study);
        (string Id, string Title, Element? Section)[] parts =
        [
            ("paths", "How much regularization?", new PathSection(study, paths, charts).Content()),
            .. new FindingSections(study, charts).All(),
            ("data", "The data", closing.OfData()),
            ("model", "Use the model", closing.OfModel()),
            ("made", "How this was made", closing.OfMaking()),
            ("terms", "What the words mean", ClosingSections.OfTerms()),
        ];
        var there = parts.Where(part => part.Section is not null).ToArray();
        var body = Element.Of("body",
            Element.Of("a", "Skip to the verdict").With("href", "#verdict").Class("skip"),
            Header(study),
            Element.Of("div",
                Element.Of("nav", Element.Of("ul", there.Select(part => Element.Of("li", Element.Of("a", part.Title).With("href", $"#{part.Id}"))))).With("aria-label", "On this page"),
                Element.Of("main", Notice(study), new VerdictSection(study).Content(), there.Select(part => part.Section!)).With("id", "main")).Class("page"),
            Element.Of("footer", Paragraph($"Made by Ridgeline {study.Version}. This page is one file and asks nothing of a network.")),
            Element.Raw("script", Json(paths, charts)).With("type", "application/json").With("id", "report-data"));
        return body.Add(PageScript.Scripts.Select(script => Element.Raw("script", script)));
    }

    private static Element Header(StudyResult study) => Element.Of("header",
        Element.Of("div",
            Element.Of("h1", "What predicts “", Name(study.Data.Target), "”?"),
            Paragraph($"{Wording.Count(study.Data.Rows, "row")} and {Wording.Count(study.Data.Columns.Length, "column")} of ", Name(study.Data.Source.Split('/', '\\')[^1]), ", studied by Ridgeline.")),
        Element.Of("button", "Dark").With("type", "button").With("id", "theme").With("aria-pressed", "false").With("hidden"));

    /// <summary>That the study was stopped or quick, and so says less; null where it was neither.</summary>
    private static Element? Notice(StudyResult study)
    {
        var notice = Element.Of("div").Class("notice").With("role", "note");
        if (study.StoppedAt is { } stage)
            return notice.Add(Paragraph(Element.Of("strong", "The study was stopped. "), $"It was at: {stage}. Here is what it had found by then; what isn't here wasn't come to."));
        if (study.Options.Quick)
            return notice.Add(Paragraph(Element.Of("strong", "A quick study. "), "It did only what answers the question fastest, without draws of rows: no bias and variance, learning curve, stability, importance or advice."));
        return study.LeftOut.IsEmpty ? null : notice.Add(Paragraph("Some of the study was left out or made smaller; ", Element.Of("a", "what and why").With("href", "#made"), "."));
    }

    private static string Json(ImmutableArray<PagePath> paths, ImmutableArray<Chart> charts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) // its encoder writes < as \u003C
        {
            json.WriteStartObject();
            json.WriteStartObject("charts");
            foreach (var chart in charts)
            {
                json.WritePropertyName(chart.Name);
                PageFigure.Write(json, chart, chart.Path is { } path ? paths[path].Kept : []);
            }

            json.WriteEndObject();
            json.WriteStartArray("paths");
            foreach (var path in paths)
                path.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
