using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Tests;

/// <summary>results.json of studies of every kind: as its schema says, to the last digit, the same bytes each time.</summary>
public sealed class StudyResultsTests
{
    /// <summary>What the studies here don't have: networks over other knobs, that explode or are diagnosed, and advice of trees.</summary>
    private static readonly HashSet<string> Rare =
    [
        "/$defs/details/anyOf/2/properties/dropout", "/$defs/fit/anyOf/2/properties/advice", "/$defs/fit/anyOf/2/properties/maxEpochs", "/$defs/fit/anyOf/2/properties/weightDecay",
        .. new[] { "epochs", "weightDecay" }.Select(knob => $"/$defs/rival/properties/{knob}"),
        .. new[] { "dropout", "epochs", "weightDecay" }.Select(knob => $"/properties/diagnosis/properties/biasVariance/properties/points/items/properties/{knob}"),
        .. new[] { "alpha", "dropout", "epochs", "weightDecay" }.Select(knob => $"/properties/diagnosis/properties/advice/properties/strengths/items/properties/{knob}"),
        "/properties/diagnosis/properties/epochs", .. new[] { "best", "epochs", "heldOut", "sentence", "train", "turnsUp" }.Select(name => $"/properties/diagnosis/properties/epochs/properties/{name}"),
    ];

    private static JsonSchema Schema() => new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "results.schema.json")));

    public static TheoryData<string> Names => SampleStudies.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_document_is_as_its_schema_says(string name) => Assert.Empty(Schema().Errors(Json(name)));

    [Fact]
    public void Every_property_of_the_schema_is_written()
    {
        var schema = Schema();
        foreach (string name in SampleStudies.Names.Select(row => row.Data))
            schema.Errors(Json(name));
        string unseen = string.Join('\n', schema.Unseen.Except(Rare));
        Assert.True(unseen.Length == 0, unseen);
    }

    [Fact]
    public void The_schema_refuses_what_is_not_in_it()
    {
        string text = JsonSerializer.Serialize(Json("many"));
        Assert.NotEmpty(Schema().Errors(JsonDocument.Parse(text.Replace("\"seed\":42", "\"seed\":42,\"extra\":1", StringComparison.Ordinal)).RootElement));
        Assert.NotEmpty(Schema().Errors(JsonDocument.Parse(text.Replace("\"seed\":42", "\"seed\":-1", StringComparison.Ordinal)).RootElement));
        Assert.NotEmpty(Schema().Errors(JsonDocument.Parse(text.Replace("\"seed\":42,", "", StringComparison.Ordinal)).RootElement));
        Assert.NotEmpty(Schema().Errors(JsonDocument.Parse(text.Replace("\"ridgeline-results\"", "\"ridgeline-model\"", StringComparison.Ordinal)).RootElement));
    }

    [Fact]
    public void The_same_study_is_the_same_bytes_whatever_the_threads()
    {
        var options = new StudyOptions { Families = [Objectives.Family.Linear, Objectives.Family.Tree], Quick = true };
        byte[] One(int threads) => SampleStudies.Json(SampleStudies.Of("many", options with { Fitting = options.Fitting with { Threads = threads } }));
        Assert.Equal(One(1), One(3));
        Assert.Equal(One(1), SampleStudies.Json(SampleStudies.Named("many")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_and_settings_are_the_study_s_to_the_last_digit(string name)
    {
        var (study, root) = (SampleStudies.Named(name), Json(name));
        Assert.Equal(study.IsComplete, root.GetProperty("complete").GetBoolean());
        Assert.Equal(study.Paths.Length, root.GetProperty("paths").GetArrayLength());
        foreach (var (path, json) in study.Paths.Zip(root.GetProperty("paths").EnumerateArray()))
        {
            Assert.Equal((path.Name, path.Best, path.OneStandardError), (json.GetProperty("name").GetString(), json.GetProperty("best").GetInt32(), json.GetProperty("oneStandardError").GetInt32()));
            var settings = json.GetProperty("settings").EnumerateArray().ToArray();
            Assert.Equal(path.Curve.Points.Length, settings.Length);
            foreach (var curve in path.Search.Search.Curves)
                foreach (var (point, setting) in curve.Points.Zip(settings))
                {
                    var score = setting.GetProperty("scores").GetProperty(curve.Score.Name);
                    Assert.Equal([point.Setting.Value, point.Train, point.Mean, point.StandardError], new[] { setting.GetProperty("value"), score.GetProperty("train"), score.GetProperty("mean"), score.GetProperty("standardError") }.Select(Number), Same);
                    Assert.Equal(point.PerFold, score.GetProperty("perFold").EnumerateArray().Select(Number), Same);
                    Assert.Equal(point.PerFoldTrain, score.GetProperty("perFoldTrain").EnumerateArray().Select(Number), Same);
                }
        }

        Assert.Equal(study.TestScores.Select(test => test.Value), root.GetProperty("testScores").EnumerateArray().Select(test => Number(test.GetProperty("value"))), Same);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("many")]
    [InlineData("numbers")]
    public void Coefficients_are_those_that_are_not_0_on_both_scales(string name)
    {
        var (study, root) = (SampleStudies.Named(name), Json(name));
        for (int k = 0; k < study.Paths.Length; k++)
        {
            var path = study.Paths[k].Search.Path;
            var settings = root.GetProperty("paths")[k].GetProperty("settings");
            for (int at = 0; at < path.Path.Points.Length; at++)
            {
                if (path.Path.Points[at].Model is not LinearModel model)
                {
                    Assert.Equal(JsonValueKind.Null, settings[at].GetProperty("coefficients").ValueKind);
                    continue;
                }

                int columns = path.Columns.Length, output = 0;
                foreach (var json in settings[at].GetProperty("coefficients").EnumerateArray())
                {
                    Assert.Equal(model.Intercepts[output], json.GetProperty("intercept").GetDouble());
                    var expected = Enumerable.Range(0, columns).Select(j => (path.Columns[j], W: model.Coefficients[output * columns + j], S: path.Sample.View.Scales[j])).Where(one => one.W != 0).Select(one => (one.Item1, one.W, one.W * one.S));
                    Assert.Equal(expected, json.GetProperty("columns").EnumerateObject().Select(one => (one.Name, one.Value[0].GetDouble(), one.Value[1].GetDouble())));
                    output++;
                }

                Assert.Equal(model.Outputs, output);
            }
        }
    }

    [Fact]
    public void A_study_that_was_stopped_has_what_it_had_found()
    {
        var root = Json("stopped");
        Assert.False(root.GetProperty("complete").GetBoolean());
        Assert.Equal("tree", root.GetProperty("stoppedAt").GetString());
        Assert.Equal("lasso", Assert.Single(root.GetProperty("paths").EnumerateArray()).GetProperty("name").GetString());
        foreach (string absent in new[] { "choice", "honest", "diagnosis", "model" })
            Assert.Equal(JsonValueKind.Null, root.GetProperty(absent).ValueKind);
        Assert.Empty(Json("begun").GetProperty("paths").EnumerateArray());
    }

    private static JsonElement Json(string name) => JsonDocument.Parse(SampleStudies.Json(SampleStudies.Named(name))).RootElement;

    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();

    /// <summary>Null stands for whatever isn't finite.</summary>
    private static bool Same(double one, double other) => one.Equals(other) || (!double.IsFinite(one) && double.IsNaN(other));
}
