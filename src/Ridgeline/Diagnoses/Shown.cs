using System.Globalization;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>How sentences put numbers.</summary>
internal static class Shown
{
    /// <summary>"λ = 0.0123", "depth = 4".</summary>
    public static string Of(Setting setting) => $"{Symbol(setting.Knob)} = {Of(setting.Value)}";

    /// <summary>Four digits.</summary>
    public static string Of(double value) => double.IsPositiveInfinity(value) ? "∞" : double.IsNaN(value) ? "undefined" : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Symbol(Knob knob) => knob switch
    {
        Knob.Lambda => "λ",
        Knob.Alpha => "α",
        Knob.C => "C",
        _ => knob.Name(),
    };
}
