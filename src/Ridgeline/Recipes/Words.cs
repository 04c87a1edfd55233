using System.Globalization;

namespace Ridgeline.Recipes;

/// <summary>How learned things are put.</summary>
internal static class Words
{
    /// <summary>A number in at most six digits.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
