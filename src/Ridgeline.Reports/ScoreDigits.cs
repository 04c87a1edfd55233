using Ridgeline.Choices;

namespace Ridgeline.Reports;

/// <summary>How many digits of a score are worth showing: two of the best's standard error, the same for a whole table. What is too small for them has two of its own.</summary>
internal readonly record struct ScoreDigits(int Decimals)
{
    private const double MostInPlainDigits = 1e9;
    private const int Most = 6;
    private const double Rounding = 1e-12; // of the mean: folds whose scores differ by no more are alike

    /// <summary>The digits of a curve; where the best has no standard error, of its mean to four.</summary>
    public static ScoreDigits Of(ScoreCurve curve)
    {
        var best = curve.Points[curve.Best];
        return ErrorOf(best) > 0 ? Worth(best.StandardError / 10) : Worth(Math.Abs(best.Mean) / 1000);
    }

    /// <summary>A score; undefined where it is NaN.</summary>
    public string Of(double score) => double.IsNaN(score) ? "undefined"
        : !double.IsFinite(score) || Math.Abs(score) >= MostInPlainDigits ? score.ToString("G4")
        : score != 0 && Decimals == Most && Math.Abs(score) < 10 * Math.Pow(10, -Most) ? score.ToString("0.0E-0")
        : (Math.Round(score, Decimals) + 0.0).ToString($"F{Decimals}"); // −0 + 0 = 0

    /// <summary>A score and its interval, to a fifth of the interval's width and at least two digits; without the interval where it is undefined.</summary>
    public static string Interval(double score, double lower, double upper)
    {
        var digits = Worth(Math.Abs(score) / 10) is var own && upper - lower > 0 ? new ScoreDigits(Math.Max(own.Decimals, Worth((upper - lower) / 5).Decimals)) : own;
        return double.IsNaN(lower) || double.IsNaN(upper) ? digits.Of(score) : $"{digits.Of(score)} [{digits.Of(lower)}, {digits.Of(upper)}]";
    }

    /// <summary>A mean and its standard error, or that it is the score of all folds' predictions together.</summary>
    public string Of(ScorePoint point) => point.Pooled ? $"{Of(point.Mean)} pooled" : $"{Of(point.Mean)} ± {Of(ErrorOf(point))}";

    private static double ErrorOf(ScorePoint point) => point.StandardError <= Rounding * Math.Abs(point.Mean) ? 0 : point.StandardError;

    private static ScoreDigits Worth(double digit) => new(digit > 0 && double.IsFinite(digit) ? (int)Math.Clamp(-Math.Floor(Math.Log10(digit)), 0, Most) : 4);
}
