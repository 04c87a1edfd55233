using Ridgeline.Diagnoses;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using static Ridgeline.Reports.Pages.PageParts;

namespace Ridgeline.Reports.Pages;

/// <summary>The answer at the top of the page: does it overfit, how much regularization, which model, how good.</summary>
internal sealed class VerdictSection
{
    private readonly StudyResult _study;
    private readonly StudyPath? _path;
    private readonly int _at;
    private readonly ScoreDigits _digits;

    /// <param name="study">The study.</param>
    public VerdictSection(StudyResult study)
    {
        (_study, _path) = (study, study.ChosenPath ?? study.Paths.FirstOrDefault());
        _at = study.Choice?.Simplest.At ?? _path?.OneStandardError ?? 0;
        _digits = _path is null ? default : ScoreDigits.Of(_path.Curve);
    }

    /// <summary>The answer in a sentence.</summary>
    public string Sentence => _path is null
        ? "The study was stopped before any path was finished, so there is no answer yet."
        : _study.Choice is null
        ? $"{Overfits(_path)}; the study was stopped before a model was chosen."
        : $"{Overfits(_path)}; at {FamilyColumns.Named(_path.Curve.Points[_at].Setting)} the {_path.Name} {Uses(_path)}, and its {_study.Score.Title} on new rows is about {Expected(_path)}.{(StudyAnswer.Leaks(_study) is { } leaks ? $" {leaks}" : "")}";

    /// <summary>The section.</summary>
    public Element Content()
    {
        var section = Element.Of("section", Paragraph(Sentence).Class("lead")).Class("verdict").With("id", "verdict").With("aria-label", "The verdict");
        if (_path is not null)
            section.Add(Paragraph(Numbers(_path)).Class("said"), Cards(_path), Behind(_path));
        return section;
    }

    private static string Overfits(StudyPath path)
    {
        string weakest = path.Family switch
        {
            Family.Linear => $"the {path.Name}",
            Family.Tree => "a tree that isn't pruned",
            _ => "the network",
        };
        string held = path.Family == Family.Tree ? "" : "hardly held back, ";
        return path.Unregularized.Verdict switch
        {
            Verdict.Overfits => Capital($"{held}{weakest} overfits"),
            Verdict.Memorises => Capital($"{held}{weakest} memorises its rows, and a simpler one does as well on new ones"),
            Verdict.Underfits => Capital($"{(held.Length > 0 ? "even " : "")}{held}{weakest} is still too simple"),
            Verdict.Fits => Capital($"{(held.Length > 0 ? "even " : "")}{held}{weakest} doesn't overfit"),
            _ => $"These folds can't tell whether {weakest} overfits{(held.Length > 0 ? " when it is hardly held back" : "")}",
        };
    }

    private string Expected(StudyPath path) => _study.Honest is { } honest ? $"{_digits.Of(honest.Honest)}{Interval(honest.Lower, honest.Upper)}" : _digits.Of(path.Curve.Points[_at].Mean);

    /// <summary>The numbers behind the answer, in the order in which they were come by.</summary>
    private string Numbers(StudyPath path)
    {
        var verdict = path.Unregularized;
        string weakest = path.Family == Family.Tree ? "Not pruned" : "With hardly any regularization";
        string first = $"{weakest}, its {verdict.Score.Title} is {_digits.Of(verdict.Train)} on the rows it learned from and {_digits.Of(verdict.HeldOut)} on held-out ones.";
        if (_study.Choice is null)
            return first;
        string honest = _study.Honest is { } found ? $", {_digits.Of(found.Honest)}{Interval(found.Lower, found.Upper)} with the choice held out too" : "";
        string test = _study.TestScores is [var score, ..] ? $", and {_digits.Of(score.Value)}{Interval(score.Lower, score.Upper)} on the {Wording.Count(_study.Data.TestRows, "test row")} that nothing had seen" : "";
        return $"{first} As chosen it has {_digits.Of(path.Curve.Points[_at])} held out{honest}{test}.";
    }

    private string Uses(StudyPath path)
    {
        int complexity = path.Search.Path.Path.Points[_at].Model.Complexity;
        return path.Family switch
        {
            Family.Linear => $"uses {complexity} of {Wording.Count(PathConsole.Columns(path.Search.Path), "column")}",
            Family.Tree => complexity == 1 ? "has a single leaf" : $"has {complexity} leaves",
            _ => $"has {complexity} parameters",
        };
    }

    private string Interval(double lower, double upper) => double.IsNaN(lower) || double.IsNaN(upper) ? "" : $" [{_digits.Of(lower)}, {_digits.Of(upper)}]";

    private Element Cards(StudyPath path)
    {
        var point = path.Curve.Points[_at];
        string word = path.Unregularized.Verdict switch
        {
            Verdict.Overfits => "Yes, unless held back",
            Verdict.Memorises => "It memorises",
            Verdict.Underfits => "No, it is too simple",
            Verdict.Fits => "No",
            _ => "Can't be told",
        };
        var cards = new List<Element> { Card("Does it overfit?", word, Paragraph("The ", Term("verdict"), $" on the {path.Name} when hardly held back.", _study.Diagnosis is { } found ? $" As handed over: {DiagnosisConsole.Word(found.Verdict.Verdict)}." : null)) };
        if (_study.Choice is { } choice)
        {
            cards.Add(Card("How much regularization?", FamilyColumns.Named(point.Setting), Paragraph(Capital(Uses(path)), "; the simplest within ", Term("one-se", "one standard error"), " of the best.")));
            cards.Add(Card("Which model?", Capital(path.Name), Paragraph(choice.Winner.Path == choice.Simplest.Path ? "It has the best held-out score of all paths, too." : $"The best held-out score is the {_study.Paths[choice.Winner.Path].Name}'s, by less than its standard error.")));
        }

        if (_study.Honest is { } honest)
            cards.Add(Card("How good?", _digits.Of(honest.Honest), Range(honest.Lower, honest.Upper), Paragraph(Term("honest"), " and 95 % ", Term("interval", "interval"), ": ", Term(honest.Score), $", {Better()}.")));
        if (_study.TestScores is [var test, ..])
            cards.Add(Card("On the test set?", _digits.Of(test.Value), Range(test.Lower, test.Upper), Paragraph(Term(test.Score), $" on {Wording.Count(_study.Data.TestRows, "row")} of the ", Term("test"), string.Concat(_study.TestScores.Skip(1).Select(other => $"; {other.Score.Title} {Short(other.Value)}{Shortly(other)}")), ".")));
        return Element.Of("dl", cards).Class("cards");
    }

    private static string Shortly(TestScore test) => double.IsNaN(test.Lower) || double.IsNaN(test.Upper) ? "" : $" [{Short(test.Lower)}, {Short(test.Upper)}]";

    private string Better() => _study.Score.HigherIsBetter ? "higher is better" : "lower is better";

    private static string Capital(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    private Element? Range(double lower, double upper) => Interval(lower, upper) is { Length: > 0 } range ? Element.Of("span", range.Trim()).Class("range") : null;

    private static Element Card(string question, string answer, params ReadOnlySpan<object?> more) =>
        Element.Of("div", Element.Of("dt", question), Element.Of("dd", Element.Of("strong", answer)).Add(more));

    /// <summary>What the verdict rests on, one click away.</summary>
    private Element Behind(StudyPath path)
    {
        var details = Element.Of("details", Element.Of("summary", "What the verdict rests on")).Class("behind");
        details.Add(Table("The weakest setting of each path, on the rows learned from and held out",
            ["path", "setting", Term("train"), Term("held-out"), Term("verdict")],
            _study.Paths.Select(one => new object?[] { one.Name, Unbroken(one.Unregularized.Setting), Digits(one).Of(one.Unregularized.Train), Digits(one).Of(one.Curve.Points[^1]), DiagnosisConsole.Word(one.Unregularized.Verdict) })));
        details.Add(Paragraph(Element.Of("strong", $"The {path.Name} when hardly held back. "), Full(path.Unregularized.Sentence), " ", path.Unregularized.Overturn));
        if (_study.Diagnosis is { } diagnosis)
        {
            details.Add(Paragraph(Element.Of("strong", $"The {path.Name} handed over. "), Full(diagnosis.Verdict.Sentence), " ", diagnosis.Verdict.Overturn));
            if (diagnosis.Shuffled is { } shuffled)
                details.Add(Paragraph(Element.Of("strong", Term("shuffled"), ". "), Full(shuffled.Sentence)));
            if (diagnosis.DegreesOfFreedom is { } worth)
                details.Add(Paragraph(Element.Of("strong", Term("degrees-of-freedom"), ". "), diagnosis.Optimism?.Sentence ?? worth.Sentence));
        }

        if (_study.Choice is { } choice)
            details.Add(Paragraph(Element.Of("strong", "The choice. "), choice.Sentence));
        details.Add(_study.Honest is { } honest
            ? Paragraph(Element.Of("strong", Term("honest"), ". "), $"{Full(honest.Sentence)} The choice was made anew in bootstrap draws of what the folds' models said of held-out rows.")
            : _study.NoHonest is { } reason ? Paragraph($"There is no honest score: {reason}.") : null);
        return details;
    }

    private static ScoreDigits Digits(StudyPath path) => ScoreDigits.Of(path.Curve);
}
