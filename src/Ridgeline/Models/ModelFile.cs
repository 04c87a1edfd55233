using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Files;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Models;

/// <summary>
/// The model file: a JSON object that names its format and version. Version 3 has "family" and "setting", the knob and where it stood (null: infinite), and what the family's own
/// file says; "roles", the part of each column of the table, and "recipe", as <see cref="LearnedRecipe"/> says, where there is a recipe; "offsetColumn" where there is an offset; "degreesOfFreedom" where they were estimated.
/// Versions 1 and 2, which are read too, are of linear models: 1 has no recipe.
/// </summary>
internal static class ModelFile
{
    private const string Format = "ridgeline-model";
    private const int Version = 3, Oldest = 1;

    public static void Save(Model model, string path) => SafeFile.Write(path, stream => Write(model, stream));

    public static void Write(Model model, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("family", model.Family.Name());
        json.WriteStartObject("setting");
        json.WriteString("knob", model.Setting.Knob.Name());
        json.WriteFinite("value", model.Setting.Value);
        json.WriteEndObject();
        json.WriteString("target", model.Target);
        json.WriteTexts("classes", model.Classes);
        if (model is { Fitted: LinearModel linear, Linear: { } fit })
            LinearFile.WriteHead(json, linear, fit);
        json.WriteNumber("rows", model.Rows);
        if (model.DegreesOfFreedom is { } worth)
        {
            json.WriteStartObject("degreesOfFreedom");
            json.WriteFinite("value", worth.Value);
            json.WriteFinite("standardError", worth.StandardError);
            json.WriteNumber("draws", worth.Draws);
            json.WriteEndObject();
        }

        json.WriteTexts("columns", model.Columns);
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

        Fitted(json, model);
        json.WriteEndObject();
    }

    private static void Fitted(Utf8JsonWriter json, Model model)
    {
        switch (model)
        {
            case { Fitted: LinearModel linear, Linear: { } fit }:
                LinearFile.WriteFit(json, linear, fit);
                break;
            case { Fitted: DecisionTree tree }:
                json.WritePropertyName("tree");
                TreeFile.Write(json, tree);
                break;
            case { Fitted: NetworkModel network }:
                json.WritePropertyName("network");
                NetworkFile.Write(json, network);
                break;
            default:
                throw new InvalidOperationException($"a model of {model.Fitted.GetType().Name} can't be written{(model.Fitted is LinearModel ? " without its penalty and certificate" : "")}");
        }
    }

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
            throw new DataException($"{path}: isn't a model file of version {Oldest} to {Version}, as study and fit write it ({(error is JsonException json ? Wording.Reason(json) : error.Message)})", error);
        }
    }

    private static Model Read(JsonElement root, string path)
    {
        if (root.Member("format").GetString() != Format)
            throw new FormatException($"\"format\" isn't \"{Format}\"");
        if (root.Member("version").GetInt32() is var version && version is < Oldest or > Version)
            throw new DataException($"{path}: is a model file of version {version}; this program reads versions {Oldest} to {Version}");
        var setting = version < Version ? new Setting(Knob.Lambda, root.Number("lambda")) : Setting(root.Member("setting"));
        if (version == Version && setting.Knob.Family() != FamilyNames.Parse(root.Text("family")))
            throw new FormatException($"a {setting.Knob.Name()} is no setting of a {root.Text("family")} model");
        bool hasRecipe = version != Oldest && (version < Version || root.Has("recipe"));
        var model = new Model
        {
            Target = root.Text("target"),
            Classes = root.Texts("classes"),
            Columns = root.Texts("columns"),
            Recipe = hasRecipe ? LearnedRecipe.Read(root.Member("recipe")) : null,
            Roles = hasRecipe ? Roles(root.Member("roles")) : ImmutableSortedDictionary<string, ColumnRole>.Empty,
            OffsetColumn = root.Has("offsetColumn") ? root.Text("offsetColumn") : null,
            Setting = setting,
            Fitted = setting.Knob.Family() switch
            {
                Family.Tree => TreeFile.Read(root.Member("tree")),
                Family.Network => NetworkFile.Read(root.Member("network")),
                _ => LinearFile.ReadModel(root),
            },
            Linear = setting.Knob.Family() == Family.Linear ? LinearFile.ReadFit(root) : null,
            Rows = root.Whole("rows"),
            DegreesOfFreedom = root.Has("degreesOfFreedom") ? Worth(root.Member("degreesOfFreedom")) : null,
        };
        if (model.Recipe is not null && !model.Recipe.Columns.SequenceEqual(model.Columns))
            throw new FormatException("the recipe makes other columns than the model's");
        Check(model);
        return model;
    }

    private static EffectiveDegreesOfFreedom Worth(JsonElement json)
    {
        double Number(string name) => json.Member(name).ValueKind == JsonValueKind.Null ? double.NaN : json.Number(name);
        return new(Number("value"), Number("standardError"), json.Whole("draws"));
    }

    private static void Check(Model model)
    {
        int outputs = model.Fitted.Outputs;
        if (!model.ClassesFit)
            throw new FormatException($"a {model.Kind} with {Wording.Count(outputs, "output")} for {Wording.Count(model.Classes.Length, "class")}");
        int columns = model.Fitted switch
        {
            DecisionTree tree => tree.Columns,
            NetworkModel network => network.Means.Length,
            _ => model.Columns.Length,
        };
        if (columns != model.Columns.Length)
            throw new FormatException($"a {model.Kind} of {Wording.Count(columns, "column")} for {model.Columns.Length}");
        if (model.Fitted is LinearModel linear && linear.Coefficients.Length != model.Columns.Length * outputs)
            throw new FormatException($"{Wording.Count(linear.Coefficients.Length, "coefficient")} for {Wording.Count(model.Columns.Length, "column")} and {Wording.Count(outputs, "output")}");
    }

    private static Setting Setting(JsonElement setting)
    {
        var knob = KnobNames.Parse(setting.Text("knob")) ?? throw new FormatException($"there is no knob '{setting.Text("knob")}'");
        return new Setting(knob, Objectives.Setting.Checked(knob, setting.Member("value").FiniteOr(double.PositiveInfinity)));
    }

    private static ImmutableSortedDictionary<string, ColumnRole> Roles(JsonElement roles) => roles.EnumerateObject().ToImmutableSortedDictionary(
        role => role.Name, role => ColumnRoleNames.Parse(role.Value.GetString() ?? "") ?? throw new FormatException($"'{role.Value}' is no role of column '{role.Name}'"), StringComparer.Ordinal);
}
