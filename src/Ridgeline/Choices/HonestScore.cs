using System.Globalization;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>How an honest score was had.</summary>
public enum HonestMethod
{
    /// <summary>The choice was made anew within each outer fold: <see cref="NestedCrossValidation"/>.</summary>
    Nested,

    /// <summary>The choice was made anew among bootstrapped out-of-fold predictions: <see cref="BiasCorrectedBootstrap"/>.</summary>
    Bootstrap,
}

/// <summary>
/// What a search says of the setting it chose, and what is left of that once the choice itself is held out: the best of many scores is better than it will be on new rows.
/// Undefined values are NaN.
/// </summary>
/// <param name="Score">The score.</param>
/// <param name="Method">How the honest score was had.</param>
/// <param name="Search">The score of the setting chosen on the search's own held-out rows, measured as the honest one is: over folds (nested), or of all predictions together (bootstrap; the AUCs by folds).</param>
/// <param name="Honest">The score of rows that neither the model nor its choice has seen.</param>
/// <param name="Lower">Where the 95 % interval of <paramref name="Honest"/> begins.</param>
/// <param name="Upper">Where it ends.</param>
public sealed record HonestScore(Score Score, HonestMethod Method, double Search, double Honest, double Lower, double Upper)
{
    private const int MostDecimals = 10;

    /// <summary>By how much the search is too good: search − honest, turned so that above 0 is always optimistic.</summary>
    public double Optimism => Score.HigherIsBetter ? Search - Honest : Honest - Search;

    /// <summary>search says 0.91; honest 0.87 [0.83, 0.90]</summary>
    /// <remarks>The last decimal is worth at most a fifth of the interval, and the honest score has at least two digits.</remarks>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            int decimals = Math.Max(Decimals((Upper - Lower) / 5), Decimals(Math.Abs(double.IsNaN(Honest) ? Search : Honest) / 10));
            string Digits(double value) => double.IsNaN(value) ? "undefined" : (Math.Round(value, decimals) + 0.0).ToString($"F{decimals}", CultureInfo.InvariantCulture); // −0 + 0 = 0
            string interval = double.IsNaN(Lower) || double.IsNaN(Upper) ? "" : $" [{Digits(Lower)}, {Digits(Upper)}]";
            return $"search says {Digits(Search)}; honest {Digits(Honest)}{interval}";
        }
    }

    /// <summary>The decimals after which a digit is worth no more than <paramref name="worth"/>.</summary>
    private static int Decimals(double worth) => worth > 0 && double.IsFinite(worth) ? (int)Math.Clamp(-Math.Floor(Math.Log10(worth)), 0, MostDecimals) : 0;
}
