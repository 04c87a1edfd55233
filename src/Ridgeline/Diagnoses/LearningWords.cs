using System.Globalization;

namespace Ridgeline.Diagnoses;

/// <summary>A learning curve in words.</summary>
/// <param name="curve">The curve.</param>
internal sealed class LearningWords(LearningCurve curve)
{
    /// <summary>The remedy and what it rests on.</summary>
    public string Sentence => $"{Remedy}: {string.Join("; ", new[] { Step, Gap, Simpler, Law }.Where(clause => clause.Length > 0))}.";

    private string Title => curve.Sizes.Score.Title;

    private string Remedy => curve.Remedy switch
    {
        LearningRemedy.MoreData => "more data would help",
        LearningRemedy.MoreRegularization => "more regularization is the remedy, not more data",
        LearningRemedy.Both => "more data and more regularization would both help",
        LearningRemedy.Neither => "the folds call for neither more data nor more regularization",
        _ => "the folds can't tell whether more data or more regularization is the remedy",
    };

    private string Step
    {
        get
        {
            var (before, last, step) = (curve.Points[curve.Half], curve.Points[^1], curve.LastDoubling);
            string sizes = string.Create(CultureInfo.InvariantCulture, $"from {before.Rows:F0} to {last.Rows:F0} rows held-out {Title} goes from {before.HeldOut:G4} to {last.HeldOut:G4}");
            if (double.IsNaN(before.HeldOut) || double.IsNaN(last.HeldOut))
                return string.Create(CultureInfo.InvariantCulture, $"at {before.Rows:F0} or {last.Rows:F0} rows a fold can't have held-out {Title}, so that sizes can't be compared");
            return $"{sizes}, {(double.IsNaN(step.P) ? "whether by more than noise isn't known" : $"{(step.IsBetter ? "still better by more" : "not better by more")} than the folds' noise{Tested(step)}")}";
        }
    }

    private string Gap
    {
        get
        {
            var last = curve.Points[^1];
            string text = double.IsNaN(last.Train) ? "nor can it be had of all rows learned from" : string.Create(CultureInfo.InvariantCulture, $"on the rows learned from it is {last.Train:G4}");
            return double.IsNaN(curve.Gap.P) ? text : $"{text}, {(curve.Gap.IsBetter ? "a gap" : "no gap")} beyond the folds' noise{Tested(curve.Gap)}";
        }
    }

    private string Simpler => curve.Simpler is not { } rival || double.IsNaN(rival.HeldOut) ? ""
        : string.Create(CultureInfo.InvariantCulture, $"the simpler {VerdictWords.Of(rival.Setting)} has {rival.HeldOut:G4} held out, ")
            + (double.IsNaN(rival.Difference.P) ? "whether better isn't known" : $"{(rival.Difference.IsBetter ? "better" : "not better")} by more than the folds' noise{Tested(rival.Difference)}");

    private string Law
    {
        get
        {
            if (curve.Law is not { } law)
                return "";
            if (law.Scale == 0)
                return "no power law of the rows improves on a constant";
            var last = curve.Points[^1];
            if (Math.Abs(law.At(last.Rows) - last.HeldOut) > last.HeldOutStandardError)
                return "no power law of the rows comes within a standard error of that, so what more rows would give isn't known";
            double doubled = law.At(2 * last.Rows);
            return string.Create(CultureInfo.InvariantCulture, $"by the power law {law.Asymptote:G4} {(law.Scale < 0 ? '−' : '+')} {Math.Abs(law.Scale):G3}·n^−{law.Exponent:F2} twice the rows would give {doubled:G4}{(curve.Sizes.Score.IsBetter(doubled, last.HeldOut) ? "" : ", which isn't better")}");
        }
    }

    private static string Tested(PairedDifference difference) => double.IsInfinity(difference.T) ? " (in every fold alike)"
        : string.Create(CultureInfo.InvariantCulture, $" ({difference.Mean:G3} ± {VerdictWords.Spread(difference.StandardError)}, t = {difference.T:F1}, needed {difference.Critical:F2})");
}
