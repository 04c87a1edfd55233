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
                "standardise" => LearnedScaling.Read(name, columns, json),
                _ => throw new FormatException("it is none that this version knows"),
            };
        }
        catch (FormatException error)
        {
            throw new FormatException($"step \"{Wording.Shortened(name)}\": {error.Message}", error);
        }
    }
}
