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

    /// <summary>The answer in a few sentences.</summary>
    public string Sentence => _path is null
        ? "The study was stopped before any path was finished, so there is no answer yet."
        : _study.Choice is null
        ? $"{Overfits(_path)} The study was stopped before a model was chosen."
        : $"{Overfits(_path)} {Strength(_path)}{Quality()}{(StudyAnswer.Leaks(_study) is { } leaks ? $" {leaks}" : "")}";

    /// <summary>The section.</summary>
    public Element Content()
    {
        var section = Element.Of("section", Paragraph(Sentence).Class("lead")).Class("verdict").With("id", "verdict").With("aria-label", "The verdict");
        if (_path is not null)
            section.Add(Cards(_path), Behind(_path));
        return section;
    }

    private string Overfits(StudyPath path)
    {
        var verdict = path.Unregularized;
        string title = verdict.Score.Title, weakest = path.Family switch
        {
            Family.Linear => $"Hardly held back, the {path.Name}",
            Family.Tree => "A tree that isn't pruned",
            _ => "A network that isn't held back",
        };
        string numbers = $"{title} {_digits.Of(verdict.Train)} on the rows it learned from, {_digits.Of(verdict.HeldOut)} on held-out ones";
        return verdict.Verdict switch
        {
            Verdict.Overfits => $"{weakest} overfits ({numbers}).",
            Verdict.Memorises => $"{weakest} memorises its rows ({numbers}), while a simpler one does as well on new ones.",
            Verdict.Underfits => $"{weakest} is still too simple ({numbers}).",
            Verdict.Fits => $"{weakest} doesn't overfit ({numbers}).",
            _ => $"These folds can't tell whether the {path.Name} overfits when it is hardly held back ({numbers}).",
        };
    }

    private string Strength(StudyPath path)
    {
        var point = path.Curve.Points[_at];
        return $"At {FamilyColumns.Named(point.Setting)} the {path.Name} {Uses(path)} and has a held-out {_study.Score.Title} of {_digits.Of(point)}";
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

    private string Quality()
    {
        string honest = _study.Honest is { } found ? $"; with the choice held out too it is {_digits.Of(found.Honest)}{Interval(found.Lower, found.Upper)}" : "";
        string test = _study.TestScores is [var first, ..] ? $", and on the {Wording.Count(_study.Data.TestRows, "test row")} that nothing had seen {_digits.Of(first.Value)}{Interval(first.Lower, first.Upper)}" : "";
        return $"{honest}{test}.";
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
