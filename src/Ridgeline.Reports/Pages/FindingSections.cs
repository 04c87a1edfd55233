using System.Collections.Immutable;
using Ridgeline.Diagnoses;
using Ridgeline.Reports.Charts;
using Ridgeline.Stability;
using Ridgeline.Studies;
using static Ridgeline.Reports.Pages.PageParts;

namespace Ridgeline.Reports.Pages;

/// <summary>What the study found beside its paths: the families, and each part of the diagnosis. A part that wasn't come to has no section.</summary>
/// <param name="study">The study.</param>
/// <param name="charts">Its charts.</param>
internal sealed class FindingSections(StudyResult study, ImmutableArray<Chart> charts)
{
    private const int MostRows = 30;

    private TableDiagnosis? Diagnosis => study.Diagnosis;

    /// <summary>The sections, in their order.</summary>
    public IEnumerable<(string Id, string Title, Element? Section)> All() =>
    [
        ("families", "Which model?", Families()),
        ("bias-variance", "Bias or variance?", BiasVariance()),
        ("learning", "Would more rows help?", Learning()),
        ("stability", "Which columns would it choose again?", Stability()),
        ("importance", "Which columns does it live on?", Importance()),
        ("leaks", "Does anything leak?", Leaks()),
        ("advice", "What would suit these data?", Advice()),
    ];

    private Element? Families()
    {
        if (study.Paths.IsEmpty)
            return null;
        return Section("families", "Which model?",
            study.Choice is { } choice ? Paragraph(choice.Sentence) : null,
            Paragraph("Among the paths the solid upright line is at the ", Term("complexity"), " of the model that the slider above stands at.").Class("screen"),
            Element.Of("div", Figure("families")?.Class("tall"), Figure("scores")).Class("figures families"),
            Table($"The paths side by side, by {study.Score.Title} on held-out rows: the best setting of each, and the simplest within one standard error of it",
                [Term("path"), Term("held-out"), "setting", Term("complexity"), Term("train"), "marked as"],
                study.Paths.SelectMany(Rows)));
    }

    private IEnumerable<object?[]> Rows(StudyPath path, int position)
    {
        var digits = ScoreDigits.Of(path.Curve);
        int? handed = study.Choice?.Simplest is { } simplest && simplest.Path == position ? simplest.At : null;
        foreach (int at in new SortedSet<int>(new[] { path.OneStandardError, path.Best, handed ?? path.Best }))
        {
            int complexity = path.Search.Path.Path.Points[at].Model.Complexity;
            yield return [at == handed ? Element.Of("strong", path.Name) : path.Name, digits.Of(path.Curve.Points[at]), Unbroken(path.Curve.Points[at].Setting), FamilyColumns.Of(path.Search.Path).ComplexityWords(complexity, complexity), digits.Of(path.Curve.TrainOf(at)), SettingMarks.Of(path.Curve, at, handed)];
        }
    }

    private Element? BiasVariance() => Diagnosis?.BiasVariance is not { } found ? null : Section("bias-variance", "Bias or variance?",
        Paragraph("The error on rows left out, taken apart: ", Term("bias"), " is what this kind of model can't follow, ", Term("variance"), $" what hangs on the luck of the sample ({Wording.Count(found.Draws, "draw")} of the ", Term("bootstrap", "bootstrap"), "). More regularization trades the second for the first."),
        Figure("bias-variance", Full(found.Sentence)),
        Paragraph(Parts(found)));

    private static string Parts(BootstrapBiasVariance found)
    {
        string bias = found.Error == DecomposedError.Squared ? "bias²" : "bias";
        string Of(BootstrapBiasVariancePoint point) => $"{Short(point.Error)} ({bias} {Short(point.Bias)}, variance {Short(point.Variance)})";
        var (chosen, last) = (found.Points[found.CrossValidatedOneStandardError ?? found.Best], found.Points[^1]);
        return $"At {FamilyColumns.Named(chosen.Setting)}, the simplest within one standard error, the error is {Of(chosen)}; hardly held back, at {FamilyColumns.Named(last.Setting)}, it is {Of(last)}. Noise isn't known, and counts as bias.";
    }

    private Element? Learning() => Diagnosis?.Learning is not { } curve && Diagnosis?.Epochs is null ? null : Section("learning", "Would more rows help?",
        Paragraph("The ", Term("learning-curve"), ": how good the same kind of model is when it learns from fewer rows. A difference counts where it is larger than the folds' noise: where its ", Term("t"), " is as large as needed."),
        Figure("learning-curve"),
        Diagnosis?.Learning is { } learning ? Paragraph(Full(learning.Sentence)) : null,
        Figure("epochs"),
        Diagnosis?.Epochs is { } epochs ? Paragraph(Full(epochs.Sentence)) : null);

    private Element? Stability()
    {
        if (Diagnosis is not { } diagnosis || (diagnosis.Selection is null && diagnosis.Intervals is null))
            return null;
        var section = Section("stability", "Which columns would it choose again?");
        if (diagnosis.Selection is { } selection)
            section.Add(
                Paragraph(Term("stability", "Stability selection"), ": how often each column is among the first to come in on halves of the rows."),
                Figure("stability"), Paragraph(Full(selection.Sentence)),
                More(Table("How often half samples select each column", ["column", Term("stability", "selected"), Term("both-halves"), "stable"],
                    selection.Units.Take(MostRows).Select(unit => new object?[] { Name(unit.Unit.Name), unit.Frequency.ToString("P0"), unit.Simultaneous.ToString("P0"), selection.IsStable(unit) ? "yes" : "no" })), selection.Units.Length));
        if (diagnosis.Intervals is { } intervals)
            section.Add(
                Paragraph(Term("bootstrap-interval", "How far the coefficients spread"), $" over {Wording.Count(intervals.Draws, "draw")} of the ", Term("bootstrap", "bootstrap"), "."),
                Figure("intervals"), Paragraph(Full(intervals.Sentence)), Spread(intervals));
        return section;
    }

    private Element Spread(CoefficientIntervals intervals)
    {
        var classes = Diagnosis!.Search.Path.Classes;
        bool several = Diagnosis.Search.Path.Loss.Outputs > 1;
        var ordered = intervals.Intervals.Where(one => one.Estimate != 0 || one.NonZero > 0).OrderByDescending(one => Math.Abs(one.Estimate / one.StandardError)).ToArray();
        return More(Table($"Coefficients and their spread, {intervals.Level:0.## %}", ["column", .. several ? ["class"] : (object?[])[], Term("coefficient"), Term("draws-error", "standard error"), Term("bootstrap-interval", "from"), "to"],
            ordered.Take(MostRows).Select(one => (object?[])[Name(one.Name), .. several ? [Name(classes[one.Output])] : (object?[])[], Short(one.Estimate), Short(one.StandardError), Short(one.Lower), Short(one.Upper)])), ordered.Length);
    }

    private Element? Importance()
    {
        if (Diagnosis is not { } diagnosis || diagnosis.Importance.IsDefaultOrEmpty)
            return null;
        var ordered = diagnosis.Importance.OrderByDescending(one => one.Mean).ToArray();
        return Section("importance", "Which columns does it live on?",
            Paragraph(Term("importance", "Importance"), $": by how much {study.Score.Title} on held-out rows gets worse when a column is shuffled among them. Columns that say nearly the same can each look unimportant."),
            Figure("importance"),
            More(Table($"By how much {study.Score.Title} gets worse", ["column", Term("importance", "worse by"), Term("sd")],
                ordered.Take(MostRows).Select(one => new object?[] { Name(one.Group.Name), Short(one.Mean), Short(one.StandardDeviation) })), ordered.Length));
    }

    private Element? Leaks()
    {
        if (Diagnosis is not { } diagnosis || diagnosis.Leaks.IsDefault)
            return null;
        return Section("leaks", "Does anything leak?",
            Paragraph("A ", Term("leak"), " makes scores too good: the answer for held-out rows was known while learning. Its ", Term("price", "price"), " is what it is worth to the score."),
            Paragraph(diagnosis.LeakSummary!),
            Element.Of("ul", diagnosis.Leaks.Select(one => Element.Of("li",
                Element.Of("strong", one.Leak.IsAlarm ? "Leak: " : "To look at: "),
                $"{one.Leak.Evidence} {one.Leak.Effect} {(one.Price is { } price ? price.Sentence : $"It isn't priced: {one.NoPrice}.")} {one.Leak.Remedy}"))).Class("findings"));
    }

    private Element? Advice() => Diagnosis?.Advice is not { } advice ? null : Section("advice", "What would suit these data?",
        Paragraph("What the data say for and against each kind of ", Term("penalty"), " and ", Term("family"), ": how many rows there are for a column, how far columns go together (", Term("correlation", "correlations"), ", ", Term("condition-number"), "), and what each kind scores held out. It goes by what scores best; the simplest model within one standard error of that may be of another kind."),
        Paragraph(advice.Summary),
        Element.Of("ul", advice.Points.Select(point => Element.Of("li", $"{point.Finding} {point.Recommendation} {point.Otherwise}"))).Class("findings"));

    private Element? Figure(string name, string? words = null) => charts.FirstOrDefault(chart => chart.Name == name) is { } chart ? PageFigure.Of(chart, words) : null;

    private static Element More(Element table, int all) => Element.Of("details",
        Element.Of("summary", all > MostRows ? $"As a table: the first {MostRows} of {all}" : "As a table"), table).Class("numbers");
}
