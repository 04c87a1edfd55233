using Ridgeline.Choices;

namespace Ridgeline.Reports;

/// <summary>What settings of a path are marked as, in the words that every table and chart has for them.</summary>
internal static class SettingMarks
{
    /// <summary>The words.</summary>
    public const string Best = "best", OneStandardError = "1 SE", HandedOver = "handed over", Least = "least";

    /// <summary>What a setting of a cross-validated path is marked as; empty where it isn't.</summary>
    /// <param name="curve">The scores along the path.</param>
    /// <param name="at">The setting's position.</param>
    /// <param name="handed">The position of the one that is handed over; null: none of this path.</param>
    public static string Of(ScoreCurve curve, int at, int? handed = null) => At(at, (curve.Best, Best), (curve.OneStandardError, OneStandardError), (handed, HandedOver));

    /// <summary>The marks that stand at a position, in their order.</summary>
    /// <param name="at">The position.</param>
    /// <param name="marks">Where each mark stands; null: nowhere.</param>
    public static string At(int at, params (int? At, string Mark)[] marks) => string.Join(", ", marks.Where(mark => mark.At == at).Select(mark => mark.Mark));
}
