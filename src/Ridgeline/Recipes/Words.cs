using System.Globalization;

namespace Ridgeline.Recipes;

/// <summary>How learned things are put.</summary>
internal static class Words
{
    /// <summary>"12 of 189 rows were".</summary>
    public static string Rows(double some, double all) => $"{Count(some)} of {Count(all)} rows {(some == 1 ? "was" : "were")}";

    private static string Count(double rows) => rows.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>"1 is", "3 are".</summary>
    public static string Some(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    /// <summary>"1 %".</summary>
    public static string Share(double share) => $"{Number(100 * share)} %";

    /// <summary>Numbers in a row, and how many more there are.</summary>
    public static string Numbers(IReadOnlyCollection<double> values, int most = 8) =>
        string.Join(", ", values.Take(most).Select(Number)) + (values.Count > most ? $" and {values.Count - most} more" : "");

    /// <summary>A number in at most six digits.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
