using System.Runtime.InteropServices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Roles;
using Ridgeline.Studies;
using static Ridgeline.Reports.Pages.PageParts;

namespace Ridgeline.Reports.Pages;

/// <summary>What stands at the end: the data, how the model is used, how the study was made, and what the words mean.</summary>
/// <param name="study">The study.</param>
internal sealed class ClosingSections(StudyResult study)
{
    private const int ClassesNamed = 20, MostColumns = 200, FewestColumns = 20;
    private const double MostCells = 5e6; // that are looked at for what columns hold

    private DataSummary Data => study.Data;

    /// <summary>The data.</summary>
    public Element OfData()
    {
        var roles = Data.Roles.Columns;
        int shown = Math.Min(roles.Length, (int)Math.Clamp(MostCells / Math.Max(1, Data.Table.Rows), FewestColumns, MostColumns));
        return Section("data", "The data",
            Pairs(
                ("source", Name(Data.Source)),
                ("rows", $"{Data.Rows}: {Data.TrainRows} to learn from, {Data.TestRows} set aside{(Data.RowsWithoutTarget > 0 ? $"; {Data.RowsWithoutTarget} more have no target" : "")}"),
                ("columns to learn from", $"{Data.Columns.Length}"),
                (Term("target"), Element.Of("span", Name(Data.Target), ", ", PartLines.Target(Data, ClassesNamed))),
                (Term("loss"), study.Loss.Name),
                (Term("fold", "folds"), Data.FoldsDescription),
                (Term("test"), Data.TestSource is { } file ? $"the rows of {file}" : Data.TestDescription),
                (Term("hash"), Element.Of("code", $"sha256:{Data.Hash}"))),
            PartLines.Of(Data.Roles, Data.Recipe).Select(line => Paragraph(Full(line))),
            Data.ConstantColumns.IsEmpty ? null : Paragraph($"Constant over the rows to learn from, so without a part in the fit: {Wording.Listed(Data.ConstantColumns)}."),
            Element.Of("details", Element.Of("summary", $"What each column holds, and its part{(roles.Length > shown ? $": the first {shown} of {roles.Length}" : "")}"),
                Table("Columns, what they hold and the part that they play", ["column", "holds", "missing", Term("role", "part"), "why"], Enumerable.Range(0, shown).Select(j => Row(ColumnDescription.Of(Data.Table.Columns[j], roles[j])))),
                Paragraph(Term("recipe"), ":"), Element.Of("ul", Data.Recipe.Describe().Take(MostColumns).Select(step => Element.Of("li", step)))).Class("numbers"));
    }

    private static object?[] Row(ColumnDescription column) => [Name(column.Name), Holds(column), column.Missing == 0 ? "0" : $"{column.Missing} ({100 * column.MissingShare:0.#} %)", column.Role.Role.Name(), column.Role.Reason];

    /// <summary>What a column holds, in words.</summary>
    private static string Holds(ColumnDescription column) => column switch
    {
        { Numbers: { } numbers } when column.Top.IsEmpty || column.Role.Role == ColumnRole.Number =>
            $"{Short(numbers.Least)} to {Short(numbers.Largest)}, median {Short(numbers.Median)}, mean {Short(numbers.Mean)}, sd {Short(numbers.StandardDeviation)}",
        { Dates: { } dates } => $"{dates.First:yyyy-MM-dd} to {dates.Last:yyyy-MM-dd}",
        { Top.IsEmpty: true } => Wording.Count(column.Distinct, "value"),
        _ => $"{Wording.Count(column.Distinct, "value")}: {string.Join(", ", column.Top.Select(one => $"{Wording.Shortened(one.Value)} ({one.Rows})"))}{(column.Distinct > column.Top.Length ? ", …" : "")}",
    };

    /// <summary>How the model is used; null where there is none.</summary>
    public Element? OfModel()
    {
        if (study.Chosen is not { } model)
            return null;
        return Section("model", "Use the model",
            Paragraph($"model.json, beside this page, is the {study.ChosenPath!.Name} at {FamilyColumns.Named(model.Setting)}, fitted on {Wording.Count(model.Rows, "row")}{(study.RefittedOnAllRows ? ", test rows included, after the test" : "")}.", Certified(model)),
            Element.Of("h3", "On the command line"),
            Code("ridgeline predict model.json new.csv"),
            Element.Of("h3", "In C#"),
            Code("using Ridgeline.Models;\nusing Ridgeline.Tables;\n\nvar table = Table.Read(\"new.csv\");\nvar predictions = Model.Load(\"model.json\").Predict(table);"),
            Paragraph($"It needs {Wording.Count(model.Needs.Length, "column")}: {Wording.Listed(model.Needs.Select(need => need.Name))}."));
    }

    private static Element Code(string text) => Element.Of("pre", Element.Of("code", text)).With("tabindex", "0");

    private static Element? Certified(Model model) => model.Linear?.Certificate is not { } certificate ? null
        : certificate.Converged ? Element.Of("span", " Its fit is ", Term("certificate", "certified"), $": it is at most {PathConsole.Bound(certificate)} from the optimum, relative to the null objective.")
        : Element.Of("span", $" Its fit ended without a ", Term("certificate"), $" ({PathConsole.Words(certificate.Status)}).");

    /// <summary>How the study was made, and what it left out.</summary>
    public Element OfMaking()
    {
        string[] left = [.. study.LeftOut, .. study.Diagnosis?.LeftOut ?? [], .. study.NoHonest is { } reason ? [$"There is no honest score: {reason}."] : (string[])[]];
        return Section("made", "How this was made",
            Pairs(
                ("made by", $"Ridgeline {study.Version}"),
                ("run by", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
                ("charts drawn by", "plotly.js 4.1.1 (MIT)"),
                (Term("seed"), $"{study.Options.Folds.Seed}"),
                (Term("score"), Element.Of("span", Term(study.Score), study.Score.HigherIsBetter ? ", higher is better" : ", lower is better")),
                (Term("budget"), study.Options.Quick ? "quick: only what answers the question fastest" : $"{study.Options.Budget.TotalSeconds:0.##} s of counted work"),
                (Term("family", "families"), string.Join(", ", study.Options.Families.Select(family => family.Name()))),
                (Term("hash"), Element.Of("code", $"sha256:{Data.Hash}"))),
            left.Length == 0 ? Paragraph("Nothing was left out.") : Element.Of("div", Element.Of("h3", "Left out"), Element.Of("ul", left.Select(line => Element.Of("li", Full(line)))).Class("findings")));
    }

    /// <summary>What the words mean: each opens over the page, and on paper they are a list.</summary>
    public static Element OfTerms() => Element.Of("section",
        Element.Of("h2", "What the words mean").With("id", "terms-title"),
        Element.Of("p", "Each underlined word on the page opens its meaning.").Class("screen"),
        Element.Of("div", Glossary.Terms.Select(term => Element.Of("div",
            Element.Of("strong", term.Name), Element.Of("p", term.Meaning),
            Element.Of("button", "Close").With("type", "button").With("popovertarget", $"term-{term.Key}").With("popovertargetaction", "hide")).Class("meaning").With("popover").With("id", $"term-{term.Key}").With("role", "group").With("aria-label", term.Name))).Class("meanings"),
        Element.Of("details", Element.Of("summary", $"All {Glossary.Terms.Length} of them"),
            Element.Of("dl", Glossary.Terms.Select(term => Element.Of("div", Element.Of("dt", term.Name), Element.Of("dd", term.Meaning)))).Class("pairs")).Class("screen")).With("id", "terms").With("aria-labelledby", "terms-title");
}
