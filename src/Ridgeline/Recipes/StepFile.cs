using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>The steps by the names that they have in a file.</summary>
internal static class StepFile
{
    public static LearnedStep Read(JsonElement json)
    {
        string name = json.Text("step");
        try
        {
            var columns = json.Texts("columns");
            return name switch
            {
                LearnedScaling.Standard or LearnedScaling.Robust => LearnedScaling.Read(name, columns, json),
                "log" => LearnedLog.Read(columns, json),
                "yeoJohnson" => LearnedPowers.Read(columns, json),
                "impute" => LearnedImputation.Read(columns, json),
                "oneHot" => LearnedLevels.Read(columns, json),
                "ordinal" => LearnedOrder.Read(columns, json),
                "dates" => LearnedDates.Read(columns, json),
                "splines" => LearnedSplines.Read(columns, json),
                "polynomial" => LearnedPolynomial.Read(columns, json),
                "interactions" => LearnedInteractions.Read(columns, json),
                "drop" => new LearnedDrop(columns),
                "keepGaps" => new LearnedGaps(columns),
                "keepLevels" => LearnedLevelCodes.Read(columns, json),
                _ => throw new FormatException("it is none that this version knows"),
            };
        }
        catch (FormatException error)
        {
            throw new FormatException($"step \"{Wording.Shortened(name)}\": {error.Message}", error);
        }
    }
}
