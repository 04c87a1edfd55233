using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Reports.Charts;
using Ridgeline.Studies;
using static Ridgeline.Reports.Pages.PageParts;

namespace Ridgeline.Reports.Pages;

/// <summary>Each path: its score against its strength, its coefficients, and a slider that moves them together with a table.</summary>
/// <param name="study">The study.</param>
/// <param name="paths">Its paths.</param>
/// <param name="charts">Its charts.</param>
internal sealed class PathSection(StudyResult study, ImmutableArray<PagePath> paths, ImmutableArray<Chart> charts)
{
    private const int MostPrinted = 30; // as the style sheet has it

    /// <summary>The section; null where no path was finished.</summary>
    public Element? Content()
    {
        if (paths.IsEmpty)
            return null;
        int first = study.Choice?.Simplest.Path ?? 0;
        return Section("paths", "How much regularization?",
            Paragraph("Each ", Term("path"), " goes from the strongest ", Term("regularization"), " on the left to the weakest on the right. Where ", Term("train"), " and ", Term("held-out"), " part, the model begins to learn its rows by heart. ",
                "Marked are the ", Term("best", "best"), " setting and the simplest within one standard error of it, ", Term("one-se", "1 SE"), "."),
            Chooser(first),
            paths.Select(Panel));
    }

    private Element? Chooser(int first) => paths.Length == 1 ? null : Element.Of("fieldset",
        Element.Of("legend", "Which path is shown"),
        paths.Select(path =>
        {
            var radio = new Element("input").With("type", "radio").With("name", "path").With("value", $"{path.Position}");
            return Element.Of("label", path.Position == first ? radio.With("checked") : radio, Element.Of("span", path.Handed is null ? path.Path.Name : $"{path.Path.Name} (handed over)"));
        })).Class("chooser");

    private Element Panel(PagePath path)
    {
        string name = path.Path.Name;
        var panel = Element.Of("div", Element.Of("h3", $"The {name}")).Class("path").With("data-path", $"{path.Position}").With("id", $"path-{path.Position}");
        panel.Add(Paragraph($"{FamilyColumns.Of(path.Path.Search.Path).Fitted}. ", Terms(path)).Class("fitted"), Slider(path));
        var own = charts.Where(chart => chart.Path == path.Position && chart.Name != "bias-variance").ToArray();
        panel.Add(Element.Of("div", own.Select(chart => PageFigure.Of(chart)), path.IsLinear ? Coefficients(path) : null).Class("figures"));
        panel.Add(path.LeftOut().Select(line => Paragraph(line).Class("note")));
        return panel;
    }

    private static Element Terms(PagePath path) => path.Path.Family switch
    {
        Family.Linear => Element.Of("span", "See ", Term(path.Path.Search.Path.Penalty!.L1Ratio switch { 1 => "lasso", 0 => "ridge", _ => "elastic-net" }), ", ", Term("lambda"), ", ", Term("c"), "."),
        Family.Tree => Element.Of("span", "See ", Term("tree"), ", ", Term("alpha"), "."),
        _ => Element.Of("span", "See ", Term("network"), ", ", Term("dropout"), "."),
    };

    private Element Slider(PagePath path)
    {
        string id = $"slider-{path.Position}", symbol = FamilyColumns.SymbolOf(path.Path.Curve.Points[0].Setting.Knob);
        var input = new Element("input").With("type", "range").With("id", id).With("min", "0").With("max", $"{path.Kept.Length - 1}").With("step", "1").With("value", $"{path.StopOf(path.Start)}");
        List<(string Name, int At)> stops = [(SettingMarks.Best, path.Path.Best), (SettingMarks.OneStandardError, path.Path.OneStandardError)];
        if (path.Handed is { } handed)
            stops.Add((SettingMarks.HandedOver, handed));
        var buttons = stops.GroupBy(stop => stop.At, stop => stop.Name).Select(group =>
            Element.Of("button", $"Go to {string.Join(", ", group)}").With("type", "button").With("data-at", $"{path.StopOf(group.Key)}"));
        return Element.Of("div",
            Element.Of("div",
                Element.Of("label", $"{Capital(symbol)}, strong to weak").With("for", id), input,
                Element.Of("span", buttons).Class("stops")).Class("control"),
            Pairs(
                ("setting", Part("label")),
                (Term(ComplexityKey(path), FamilyColumns.Of(path.Path.Search.Path).ComplexityHead), Part("complexity")),
                (Term("train", $"{study.Score.Title}, train"), Part("train")),
                (Term("held-out", $"{study.Score.Title}, held out"), Element.Of("span", Part("heldOut"), " ", Term("standard-error", "±"), " ", Part("error"))),
                ("marked as", Part("note")))).Class("slider").With("role", "group").With("aria-label", $"A setting of the {path.Path.Name}");
    }

    private static Element Part(string name) => Element.Of(name is "label" or "note" ? "span" : "data").With("data-part", name);

    private static string ComplexityKey(PagePath path) => path.Path.Family switch
    {
        Family.Linear => "non-zeros",
        Family.Tree => "leaves",
        _ => "network",
    };

    private static string Capital(string symbol) => symbol.Length == 1 ? symbol : $"{char.ToUpperInvariant(symbol[0])}{symbol[1..]}";

    /// <summary>The table that the slider fills.</summary>
    private static Element Coefficients(PagePath path)
    {
        bool several = path.Path.Search.Path.Loss.Outputs > 1;
        object?[] heads = ["column", .. several ? ["class"] : (object?[])[], Term("coefficient"), Term("standardised", "standardised"), ""];
        string caption = $"Coefficients of the {path.Path.Name} at the slider's setting";
        return Element.Of("div",
            Paragraph().Class("coefficients-note").With("role", "status"),
            Paragraph($"The {MostPrinted} largest are printed.").Class("printed note").With("hidden"),
            Element.Of("div", Element.Of("table",
                Element.Of("caption", caption),
                Element.Of("thead", Element.Of("tr", heads.Select((head, k) => k == heads.Length - 1 ? Element.Of("td").Class("bar") : Element.Of("th", head).With("scope", "col").Class(head is "column" or "class" ? "text" : "number")))),
                Element.Of("tbody"))).Class("scroll tall").With("tabindex", "0").With("role", "region").With("aria-label", caption)).Class("coefficients");
    }
}
