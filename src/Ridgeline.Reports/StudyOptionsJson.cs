using System.Text.Json;
using Ridgeline.Objectives;
using Ridgeline.Roles;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>How a study was asked for, in JSON; without the threads and folders that results don't depend on.</summary>
internal static class StudyOptionsJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, StudyOptions options)
    {
        json.WriteStartObject("options");
        json.Texts("families", options.Families.Select(family => family.Name()));
        json.Numbers("l1Ratios", options.L1Ratios);
        json.WriteString("loss", options.Loss);
        json.WriteString("positive", options.Positive);
        json.WriteString("score", options.Score);
        Folds(json, options.Folds);
        json.Number("testFraction", options.Test is null && options.TestRows.IsDefault ? options.TestFraction : null);
        json.WriteString("testFile", options.Test?.Source);
        json.WriteBoolean("testRowsGiven", !options.TestRows.IsDefault);
        json.WriteStartObject("roles");
        foreach (var (column, role) in options.Roles)
            json.WriteString(column, role.Name());
        json.WriteEndObject();
        json.WriteBoolean("recipeGiven", options.Recipe is not null);
        json.Texts("parts", options.Parts.Select(part => part.Name()));
        json.Number("budgetSeconds", options.Budget.TotalSeconds);
        json.WriteBoolean("quick", options.Quick);
        json.WriteBoolean("refitAll", options.RefitAll);
        json.Number("tolerance", options.Fitting.Tolerance);
        json.WriteNumber("maxIterations", options.Fitting.MaxIterations);
        json.WriteBoolean("stopWhenSaturated", options.Fitting.StopWhenSaturated);
        json.WriteEndObject();
    }

    private static void Folds(Utf8JsonWriter json, TableFolds folds)
    {
        json.WriteStartObject("folds");
        if (folds.FoldColumn is null)
            json.WriteNumber("count", folds.Count);
        else
            json.WriteNull("count"); // the column has its own
        json.WriteNumber("repeats", folds.Repeats);
        json.WriteString("foldColumn", folds.FoldColumn);
        json.WriteString("groupColumn", folds.GroupColumn);
        json.WriteBoolean("timeOrdered", folds.TimeOrdered);
        json.WriteNumber("gap", folds.Gap);
        json.WriteEndObject();
    }
}
