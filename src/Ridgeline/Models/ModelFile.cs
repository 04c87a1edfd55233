using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Files;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Models;

/// <summary>
/// The model file: a JSON object that names its format and version. As in a path's JSON a model of one output has a number as its intercept and a number a
/// column, one of several outputs a list of each an output. "delta" and "offsetColumn" are there where there is one. Version 2 has "roles", the part of each
/// column of the table, and "recipe", as <see cref="LearnedRecipe"/> says; version 1, which is read too, has neither, and its first files no "devianceRatio" and "dependent".
/// </summary>
internal static class ModelFile
{
    private const string Format = "ridgeline-model";
    private const int Version = 2, Oldest = 1;

    public static void Save(Model model, string path) => SafeFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", model.Recipe is null ? Oldest : Version);
        json.WriteString("target", model.Target);
        Texts(json, "classes", model.Classes);
        json.WriteString("loss", model.Linear.Loss.Name);
        if (model.Linear.Loss.Delta is { } delta)
            json.WriteNumber("delta", delta);
        json.WriteString("penalty", model.Penalty);
        json.WriteNumber("lambda", model.Lambda);
        Number(json, "C", model.C);
        json.WriteNumber("rows", model.Rows);
        Texts(json, "columns", model.Columns);
        if (model.OffsetColumn is not null)
            json.WriteString("offsetColumn", model.OffsetColumn);
        if (model.Recipe is not null)
        {
            json.WriteStartObject("roles");
            foreach (var (name, role) in model.Roles)
                json.WriteString(name, role.Name());
            json.WriteEndObject();
            json.WritePropertyName("recipe");
            model.Recipe.Write(json);
        }

        Coefficients(json, model.Linear);
        json.WriteNumber("norm", model.Linear.Norm);
        Number(json, "devianceRatio", model.Linear.DevianceRatio);
        Numbers(json, "means", model.Means);
        Numbers(json, "scales", model.Scales);
        json.WriteStartObject("certificate");
        json.WriteNumber("primal", model.Certificate.Primal);
        Number(json, "dual", model.Certificate.Dual);
        Number(json, "nullObjective", model.Certificate.NullObjective);
        Number(json, "relativeGap", model.Certificate.RelativeGap);
        json.WriteNumber("kktViolation", model.Certificate.KktViolation);
        json.WriteNumber("iterations", model.Certificate.Iterations);
        json.WriteNumber("passes", model.Certificate.Passes);
        json.WriteNumber("dependent", model.Certificate.Dependent);
        json.WriteString("status", model.Certificate.Status.Name());
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Model Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: there is no such file; a model file is needed, as study and fit write it", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: can't be read ({error.Message})", error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new DataException($"{path}: isn't a model file of version {Oldest} or {Version}, as study and fit write it ({error.Message})", error);
        }
    }

    private static Model Read(JsonElement root, string path)
    {
        if (root.GetProperty("format").GetString() != Format)
            throw new FormatException($"\"format\" isn't \"{Format}\"");
        if (root.GetProperty("version").GetInt32() is var version && version is < Oldest or > Version)
            throw new DataException($"{path}: is a model file of version {version}; this program reads versions {Oldest} and {Version}");
        var certificate = root.GetProperty("certificate");
        var dual = certificate.GetProperty("dual");
        var nullObjective = certificate.GetProperty("nullObjective");
        var c = root.GetProperty("C");
        var model = new Model
        {
            Target = Text(root, "target"),
            Classes = Texts(root, "classes"),
            Columns = Texts(root, "columns"),
            Recipe = version < 2 ? null : LearnedRecipe.Read(root.GetProperty("recipe")),
            Roles = version < 2 ? ImmutableSortedDictionary<string, ColumnRole>.Empty : Roles(root.GetProperty("roles")),
            OffsetColumn = root.TryGetProperty("offsetColumn", out var offset) ? offset.GetString() : null,
            Means = Numbers(root, "means"),
            Scales = Numbers(root, "scales"),
            Linear = Linear(root),
            Penalty = Text(root, "penalty"),
            Lambda = root.GetProperty("lambda").GetDouble(),
            C = c.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : c.GetDouble(),
            Rows = root.GetProperty("rows").GetInt32(),
            Certificate = new Certificate(
                certificate.GetProperty("primal").GetDouble(),
                dual.ValueKind == JsonValueKind.Null ? null : dual.GetDouble(),
                nullObjective.ValueKind == JsonValueKind.Null ? double.NaN : nullObjective.GetDouble(),
                certificate.GetProperty("kktViolation").GetDouble(),
                certificate.GetProperty("iterations").GetInt32(),
                certificate.GetProperty("passes").GetDouble(),
                FitStatusNames.Parse(Text(certificate, "status")))
            {
                Dependent = certificate.TryGetProperty("dependent", out var dependent) ? dependent.GetInt32() : 0,
            },
        };
        if (model.Recipe is not null && !model.Recipe.Columns.SequenceEqual(model.Columns))
            throw new FormatException("the recipe makes other columns than the model's");
        int classes = model.Classes.Length, outputs = model.Linear.Outputs;
        if (!model.ClassesFit || model.Linear.Coefficients.Length != model.Columns.Length * outputs)
            throw new FormatException($"the {model.Linear.Loss.Name} loss with {Wording.Count(classes, "class")} and {Wording.Count(model.Linear.Coefficients.Length, "coefficient")} for {Wording.Count(model.Columns.Length, "column")} and {Wording.Count(outputs, "output")}");
        return model;
    }

    private static ImmutableSortedDictionary<string, ColumnRole> Roles(JsonElement roles) => roles.EnumerateObject().ToImmutableSortedDictionary(
        role => role.Name, role => ColumnRoleNames.Parse(role.Value.GetString() ?? "") ?? throw new FormatException($"'{role.Value}' is no role of column '{role.Name}'"), StringComparer.Ordinal);

    private static LinearModel Linear(JsonElement root)
    {
        var intercept = root.GetProperty("intercept");
        bool several = intercept.ValueKind == JsonValueKind.Array;
        ImmutableArray<double> intercepts = several ? [.. intercept.EnumerateArray().Select(b => b.GetDouble())] : [intercept.GetDouble()];
        ImmutableArray<double> coefficients = several
            ? [.. root.GetProperty("coefficients").EnumerateArray().SelectMany(w => w.EnumerateArray().Select(number => number.GetDouble()))]
            : Numbers(root, "coefficients");
        var loss = Loss.Named(Text(root, "loss"), intercepts.Length, root.TryGetProperty("delta", out var delta) ? delta.GetDouble() : double.NaN);
        return new LinearModel(loss, coefficients, intercepts, root.GetProperty("norm").GetDouble())
        {
            DevianceRatio = root.TryGetProperty("devianceRatio", out var ratio) && ratio.ValueKind != JsonValueKind.Null ? ratio.GetDouble() : double.NaN,
        };
    }

    private static void Coefficients(Utf8JsonWriter json, LinearModel model)
    {
        if (model.Outputs == 1)
        {
            json.WriteNumber("intercept", model.Intercepts[0]);
            Numbers(json, "coefficients", model.Coefficients);
            return;
        }

        int columns = model.Coefficients.Length / model.Outputs;
        Numbers(json, "intercept", model.Intercepts);
        json.WriteStartArray("coefficients");
        for (int k = 0; k < model.Outputs; k++)
        {
            json.WriteStartArray();
            foreach (double number in model.Coefficients.AsSpan(k * columns, columns))
                json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"\"{name}\" is null");

    private static ImmutableArray<string> Texts(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? throw new FormatException($"\"{name}\" has a null"))];

    private static ImmutableArray<double> Numbers(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetDouble())];

    private static void Texts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, ImmutableArray<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
