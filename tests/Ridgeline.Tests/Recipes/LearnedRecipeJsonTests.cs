using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>What isn't a learned recipe as it was written is refused by the member or step that is wrong.</summary>
public sealed class LearnedRecipeJsonTests
{
    private const string Input = """{"name":"x","kind":"number","rows":3,"missing":0,"lowest":1,"highest":2}""", Text = """{"name":"t","kind":"text","rows":3,"missing":0,"levels":["a"]}""";

    private static string Of(string steps, string inputs = Input) => $$"""{"inputs":[{{inputs}}],"steps":[{{steps}}]}""";

    [Theory]
    [InlineData("[]", "\"inputs\" is missing")]
    [InlineData("""{"inputs":3}""", "\"inputs\" is no list")]
    [InlineData("""{"inputs":[{"name":"x","kind":"colour"}]}""", "\"kind\" is \"colour\"; the kinds are number, text, date")]
    public void The_inputs_must_be_there(string json, string message) => Refused(json, message);

    [Theory]
    [InlineData("""{"step":"whiten","columns":["x"]}""", "step \"whiten\": it is none that this version knows")]
    [InlineData("""{"columns":["x"]}""", "\"step\" is missing")]
    [InlineData("""{"step":"standardise","columns":["x"],"centres":[1]}""", "step \"standardise\": \"scales\" is missing")]
    [InlineData("""{"step":"standardise","columns":["x"],"centres":[1],"scales":[1,2]}""", "step \"standardise\": \"scales\" has 2 where 1 are needed")]
    [InlineData("""{"step":"standardise","columns":["x"],"centres":[1],"scales":["1"]}""", "step \"standardise\": \"scales\" has String where a finite number is needed")]
    [InlineData("""{"step":"standardise","columns":["x"],"centres":[1],"scales":[1e999]}""", "step \"standardise\": \"scales\" has Number where a finite number is needed")]
    [InlineData("""{"step":"standardise","columns":["y"],"centres":[1],"scales":[1]}""", "the steps don't fit the inputs (standardise works on 'y', of 'x')")]
    [InlineData("""{"step":"drop","columns":["x","x"]}""", "the steps don't fit the inputs")]
    [InlineData("""{"step":"dates","columns":["x"],"parts":["year"],"asCategories":false,"since":"2000-01-01","hasTimes":[false]}""", "the steps don't fit the inputs")]
    [InlineData("""{"step":"dates","columns":["x"],"parts":["week"],"asCategories":false,"since":"2000-01-01","hasTimes":[false]}""", "step \"dates\": \"parts\" has \"week\"; the parts are year, month, weekday, hour, days")]
    [InlineData("""{"step":"impute","columns":["x"],"by":"mean","values":["a"],"indicators":[false],"missing":[0],"rows":[3]}""", "the steps don't fit the inputs")]
    [InlineData("""{"step":"impute","columns":["x"],"by":"guess","values":[1],"indicators":[false],"missing":[0],"rows":[3]}""", "step \"impute\": \"by\" is none of mean, median, mostFrequent, constant")]
    [InlineData("""{"step":"oneHot","columns":["x"],"groups":[{"levels":["1","2"],"pooled":[2],"hasPool":true,"hasMissing":false,"isFirstDropped":false}]}""", "step \"oneHot\": \"pooled\" has 2 where places rise from 0 to 1")]
    [InlineData("""{"step":"oneHot","columns":["x"],"groups":[{"levels":["1","1"],"pooled":[],"hasPool":true,"hasMissing":false,"isFirstDropped":false}]}""", "step \"oneHot\": \"levels\" has one twice")]
    [InlineData("""{"step":"splines","columns":["x"],"basis":"natural","degree":3,"knots":[[1,2]]}""", "step \"splines\": \"knots\" has a list that falls or has fewer than 3")]
    [InlineData("""{"step":"interactions","columns":["x"],"with":["y"]}""", "the steps don't fit the inputs")]
    public void A_step_must_be_one_that_was_written(string step, string message) => Refused(Of(step), message);

    [Fact]
    public void What_comes_out_must_be_numbers_and_what_is_kept_must_be_there()
    {
        Refused(Of("", Text), "the steps don't fit the inputs (the recipe: column 't' still holds texts");
        Refused(Of("").Replace("\"steps\":[]", "\"steps\":[],\"kept\":[1]"), "\"kept\" has 1 where places rise from 0 to 0");
        Refused(Of("").Replace("\"steps\":[]", "\"steps\":[],\"kept\":[]"), "\"kept\" is empty");
        Assert.Equal(["x"], RecipeFacts.Read(Of("")).Columns);
    }

    [Fact]
    public void The_format_is_as_documented()
    {
        var table = new Table("t", [new NumberColumn("x", [1, double.NaN]), new TextColumn("t", ["b", "a"])]);
        var learned = new Recipe().Impute(Columns.Numbers, Imputation.Mean, indicator: true).OneHot(Columns.Texts).Learn(table).Keeping([0, 2]);
        Assert.Equal("""
            {"inputs":[{"name":"x","kind":"number","rows":2,"missing":1,"lowest":1,"highest":1,"mean":1},{"name":"t","kind":"text","rows":2,"missing":0,"levels":["a","b"]}],
            "steps":[{"step":"impute","columns":["x"],"by":"mean","values":[1],"indicators":[true],"missing":[1],"rows":[2]},
            {"step":"oneHot","columns":["t"],"groups":[{"levels":["a","b"],"pooled":[],"hasPool":false,"hasMissing":false,"isFirstDropped":false}]}],"kept":[0,2]}
            """.ReplaceLineEndings(""), RecipeFacts.Json(learned));
    }

    private static void Refused(string json, string message) => Assert.StartsWith(message, Assert.Throws<FormatException>(() => RecipeFacts.Read(json)).Message);
}
