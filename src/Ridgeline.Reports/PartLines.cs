using System.Text.Json;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>What is predicted, which columns were left out and why, and how the others became numbers.</summary>
internal static class PartLines
{
    private const int MostColumns = 12, MostSteps = 8;

    /// <summary>In lines; none where every column is a number that is learned from as it is.</summary>
    public static IEnumerable<string> Of(TableRoles roles, LearnedRecipe recipe)
    {
        if (roles.RowsWithoutTarget > 0)
            yield return $"{Wording.Count(roles.RowsWithoutTarget, "row")} {(roles.RowsWithoutTarget == 1 ? "has" : "have")} no target and {(roles.RowsWithoutTarget == 1 ? "is" : "are")} left out";
        string[] left = [.. roles.Columns.Where(column => column.Role is ColumnRole.Ignore or ColumnRole.Id).Select(column => $"{Wording.Shortened(column.Column)} ({column.Reason})")];
        if (left.Length > 0)
            yield return $"Left out: {string.Join(", ", left.Take(MostColumns))}{(left.Length > MostColumns ? $" and {left.Length - MostColumns} more" : "")}";
        string[] apart = [.. roles.Columns.Where(column => column.Role is ColumnRole.Weight or ColumnRole.Frequency or ColumnRole.Offset or ColumnRole.Group or ColumnRole.Fold or ColumnRole.Time).Select(column => $"{Wording.Shortened(column.Column)} ({column.Role.Name()})")];
        if (apart.Length > 0)
            yield return $"Not learned from, as it has another part: {string.Join(", ", apart)}";
        string[] steps = [.. recipe.Describe().Where(step => !step.StartsWith("KeepGaps ", StringComparison.Ordinal))]; // which leaves numbers as they are
        foreach (string step in steps.Take(MostSteps))
            yield return step;
        if (steps.Length > MostSteps)
            yield return $"… and {Wording.Count(steps.Length - MostSteps, "step")} more, which --json has";
    }

    /// <summary>What the target is, in words.</summary>
    /// <param name="data">The data.</param>
    /// <param name="most">The most classes that are named.</param>
    public static string Target(DataSummary data, int most)
    {
        if (data.Numbers is { } numbers)
            return $"numbers from {numbers.Least:G6} to {numbers.Largest:G6}, on average {numbers.Mean:G6} over the rows to learn from";
        string classes = string.Join(", ", data.Classes.Take(most).Select((name, k) => $"{Wording.Shortened(name)} ({Wording.Count(data.ClassRows[k], "row")})"));
        return data.Classes.Length == 2
            ? $"two classes: {classes}; probabilities are those of {Wording.Shortened(data.Classes[1])}"
            : $"{data.Classes.Length} classes: {classes}{(data.Classes.Length > most ? $" and {data.Classes.Length - most} more" : "")}";
    }

    /// <summary>As JSON, all of them.</summary>
    public static void Write(Utf8JsonWriter json, TableRoles roles, LearnedRecipe recipe)
    {
        json.WriteNumber("rowsWithoutTarget", roles.RowsWithoutTarget);
        json.WriteStartArray("roles");
        foreach (var column in roles.Columns)
        {
            json.WriteStartObject();
            json.WriteString("column", column.Column);
            json.WriteString("role", column.Role.Name());
            json.WriteString("reason", column.Reason);
            json.WriteBoolean("given", column.IsGiven);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Texts("recipe", recipe.Describe());
    }
}
