using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>A verdict in words.</summary>
internal sealed class VerdictWords
{
    private readonly FitVerdict _verdict;
    private readonly ScoreCurve _curve;
    private readonly string _name;

    public VerdictWords(FitVerdict verdict, ScoreCurve curve) => (_verdict, _curve, _name) = (verdict, curve, Of(verdict.Setting));

    /// <summary>The verdict and the numbers that it rests on.</summary>
    public string Sentence => _verdict.Verdict switch
    {
        Verdict.Overfits => $"{_name} overfits: {Ahead(_verdict.Simpler!, "simpler")}.",
        Verdict.Underfits => $"{_name} underfits: {Ahead(_verdict.MoreComplex!, "more complex")}.",
        Verdict.Memorises =>
            $"{_name} memorises: its {Title} is {Number(_verdict.Train)} on the rows it learned from and {Number(_verdict.HeldOut)} on held-out ones, a gap of {Tested(_verdict.Gap)}, "
            + $"and the simpler {Of(_verdict.SimplestWithin!.Setting)} has {Number(_verdict.SimplestWithin.HeldOut)} held out, within one standard error ({Number(_verdict.StandardError)}).",
        Verdict.CantTell => Unclear(),
        _ => $"{_name} fits: its {Title} is {Number(_verdict.HeldOut)} on held-out rows, and {string.Join(", and ", Rivals().Select(Near))}; the gap to the rows it learned from, {Number(_verdict.Train)}, is {Tested(_verdict.Gap)}.",
    };

    /// <summary>What would overturn it.</summary>
    public string Overturn => _verdict.Verdict switch
    {
        Verdict.Overfits => Reversed(_verdict.Simpler!),
        Verdict.Underfits => Reversed(_verdict.MoreComplex!),
        Verdict.Memorises =>
            (double.IsInfinity(_verdict.Gap.T)
                ? "No spread of the folds speaks against the gap: they all agree; it would take other folds, or new rows, where it is gone"
                : $"It would be overturned by a gap of less than {Least(_verdict.Gap)}, which is {_verdict.Gap.Critical:F2} of its standard errors")
            + $"; or if no simpler setting were within one standard error: {Of(_verdict.SimplestWithin!.Setting)} and those between would have to score worse than {Number(Limit)}.",
        Verdict.CantTell => Needed(),
        _ => $"It would be overturned, on other folds or new rows, {string.Join(", or ", Rivals().Select(rival => $"if {Of(rival.Setting)} were ahead by more than {Least(rival.Difference)}, which is {rival.Difference.Critical:F2} of the standard errors of that difference ({Kind(rival)})"))}"
            + (_verdict.MoreComplex is null ? "; nothing more complex was tried." : _verdict.Simpler is null ? "; nothing simpler was tried." : "."),
    };

    /// <summary>A setting as people write it: λ = 0.1, depth 3, 20 epochs.</summary>
    public static string Of(Setting setting) => setting.Knob switch
    {
        Knob.Lambda => $"λ = {Value(setting.Value)}",
        Knob.Alpha => $"α = {Value(setting.Value)}",
        Knob.C => $"C = {Value(setting.Value)}",
        Knob.Depth => double.IsInfinity(setting.Value) ? "unlimited depth" : $"depth {setting.Value:G}",
        Knob.Dropout => $"dropout {Value(setting.Value)}",
        Knob.WeightDecay => $"weight decay {Value(setting.Value)}",
        _ => Wording.Count((int)setting.Value, "epoch"),
    };

    /// <summary>A standard error beside its number: two digits, and whole where it is large.</summary>
    public static string Spread(double value) => Math.Abs(value) is >= 100 and < 1e7 ? value.ToString("0") : value.ToString("G2");

    private static string Value(double value) => double.IsPositiveInfinity(value) ? "∞" : value.ToString("G4");

    /// <summary>A score, or a difference of scores, beside <paramref name="score"/>.</summary>
    public static string Number(double value, double score)
    {
        string format = Math.Abs(score) switch { < 0.01 => "G3", < 100 => "F4", < 1e6 => "F1", _ => "G6" };
        return double.IsNaN(value) ? "undefined" : value != 0 && Math.Abs(value) < 1e-3 ? value.ToString("G3") : value.ToString(format);
    }

    private string Title => _verdict.Score.Title;

    private double Limit => _verdict.Score.HigherIsBetter ? _verdict.HeldOut - _verdict.StandardError : _verdict.HeldOut + _verdict.StandardError;

    private IEnumerable<RivalSetting> Rivals() => new[] { _verdict.Simpler, _verdict.MoreComplex }.OfType<RivalSetting>();

    private string Kind(RivalSetting rival) => rival.At < _verdict.At ? "it would overfit" : "it would underfit";

    private string Number(double value) => Number(value, _verdict.HeldOut);

    private string Least(PairedDifference difference) => Number(difference.Critical * difference.StandardError);

    private string Interval(PairedDifference difference) => $"{Number(difference.Lower)} to {Number(difference.Upper)}";

    private string Tested(PairedDifference difference) => double.IsInfinity(difference.T)
        ? $"{Number(difference.Mean)} in all of {Wording.Count(difference.PerFold.Length, "resample")}"
        : $"{Number(difference.Mean)} ± {Number(difference.StandardError)} (t = {difference.T:F1} with {Wording.Count(difference.DegreesOfFreedom, "degree")} of freedom, p = {difference.P:G2})";

    private string Ahead(RivalSetting rival, string how) => double.IsInfinity(rival.Difference.Mean)
        ? $"its {Title} is infinite on held-out rows of {Wording.Count(rival.Difference.PerFold.Count(double.IsInfinity), "resample")}, as it held for impossible what came; the {how} {Of(rival.Setting)} has {Number(rival.HeldOut)}"
        : $"the {how} {Of(rival.Setting)} has a {Title} of {Number(rival.HeldOut)} on held-out rows where it has {Number(_verdict.HeldOut)}, better by {Tested(rival.Difference)}"
            + (double.IsInfinity(rival.Difference.T) ? "" : $"; 90 % interval {Interval(rival.Difference)}");

    private string Near(RivalSetting rival) =>
        $"the best {(rival.At < _verdict.At ? "simpler" : "more complex")} setting, {Of(rival.Setting)} with {Number(rival.HeldOut)}, isn't better by as much as one standard error ({Number(_verdict.StandardError)}): "
        + $"by {Number(rival.Difference.Mean)}, 90 % interval {Interval(rival.Difference)}";

    private string Reversed(RivalSetting rival) => double.IsInfinity(rival.Difference.T)
        ? $"No spread of the folds speaks against it; it would take other folds, or new rows, where {Of(rival.Setting)} isn't ahead."
        : $"It would be overturned if, on other folds or new rows, {Of(rival.Setting)} were ahead by less than {Least(rival.Difference)}, which is {rival.Difference.Critical:F2} of the standard errors of that difference.";

    private RivalSetting? Wide => Rivals().FirstOrDefault(rival => FitVerdict.IsWide(rival, _verdict.StandardError));

    private string Unclear()
    {
        var point = _curve.Points[_verdict.At];
        if (point.Pooled)
            return $"The folds can't tell of {_name}: {Title} isn't defined in each of them, and what all of their rows together have, {Number(point.Mean)}, has no spread to be judged by.";
        if (point.PerFold.Length == 1)
            return $"One resample can't tell of {_name}: {Title} is {Number(_verdict.Train)} on the rows it learned from and {Number(_verdict.HeldOut)} on held-out ones, and nothing says how much that varies.";
        if (Wide is { } rival)
            return $"The folds can't tell whether {_name} {(rival.At < _verdict.At ? "over" : "under")}fits: how much better the {(rival.At < _verdict.At ? "simpler" : "more complex")} {Of(rival.Setting)} is on held-out rows, "
                + $"{Tested(rival.Difference)}, has a 90 % interval of {Interval(rival.Difference)}, which covers both 0 and one standard error ({Number(_verdict.StandardError)}).";
        return $"Nothing tells whether {_name} over- or underfits: {(_curve.Points.Length == 1 ? "it is the only setting" : $"no other setting has a {Title} in each fold")}; "
            + $"the gap between the rows it learned from, {Number(_verdict.Train)}, and held-out ones, {Number(_verdict.HeldOut)}, is {Tested(_verdict.Gap)}.";
    }

    private string Needed()
    {
        var point = _curve.Points[_verdict.At];
        if (point.Pooled)
            return $"Fewer or larger folds, each of which can have {Title}, or a score that every fold can have, would tell.";
        if (point.PerFold.Length == 1)
            return "Two resamples or more would tell.";
        if (Wide is not { Difference: var difference } rival)
            return "Simpler and more complex settings on the same folds would tell.";
        string over = rival.At < _verdict.At ? "overfit" : "underfit";
        return $"It would {over} if {Of(rival.Setting)} were ahead by more than {Least(difference)}, which is {difference.Critical:F2} of the standard errors of that difference, and would not if the interval ended below {Number(_verdict.StandardError)}: "
            + "more rows, or more repeats of the folds, narrow it.";
    }
}
