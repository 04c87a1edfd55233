using System.Text.Json;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline demo as a user runs it.</summary>
public sealed class DemoCommandTests : IDisposable
{
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_situations_are_shown_and_every_claim_is_borne_out_for_the_default_seed()
    {
        var (code, output, error) = _folder.Run("demo");
        Assert.Equal((0, ""), (code, error));
        string text = string.Join(' ', output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        foreach (string said in new[]
        {
            "Far more columns than rows (wide)", "Columns that say nearly the same (correlated)", "Few of many columns predict (sparse)", "A network with more weights than rows (network)", "What λ trades (bias-variance)",
            "5 of 5 claims borne out with seed 1.",
        })
            Assert.Contains(said, text);
        Assert.DoesNotContain("Not borne out", text);
        Assert.DoesNotContain('\u001b', output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.Empty(_folder.Written());
    }

    [Fact]
    public void One_situation_is_the_same_document_for_any_number_of_threads_and_another_for_another_seed()
    {
        string Json(params string[] more)
        {
            var (code, output, error) = _folder.Run(["demo", "sparse", "--json", .. more]);
            Assert.Equal((0, ""), (code, error));
            return output;
        }

        string one = Json("--threads", "1");
        Assert.Equal(one, Json("--threads", "3", "--seed", "1"));
        var demo = JsonDocument.Parse(one).RootElement.GetProperty("demos")[0];
        Assert.Equal(("sparse", 1UL, true), (demo.GetProperty("name").GetString(), demo.GetProperty("seed").GetUInt64(), demo.GetProperty("borneOut").GetBoolean()));
        Assert.NotEqual(one, Json("--seed", "2"));
    }

    [Theory]
    [InlineData("SITUATION tall: one of wide, correlated, sparse, network, bias-variance, all is needed", "tall")]
    [InlineData("--seed -1: a whole number of at least 0", "wide", "--seed", "-1")]
    [InlineData("--threads 0: a whole number of at least 1 is needed", "wide", "--threads", "0")]
    [InlineData("there is no option --sed here", "--sed", "3")]
    [InlineData("there is no option --rows here", "wide", "--rows", "3")]
    [InlineData("'sparse'", "wide", "sparse")]
    public void What_can_t_be_understood_is_told(string said, params string[] arguments)
    {
        var (code, output, error) = _folder.Run(["demo", .. arguments]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("ridgeline: ", error);
        Assert.Contains(said, error);
    }

    [Fact]
    public void Help_names_situations_and_options()
    {
        string help = _folder.RunHelp("demo");
        foreach (string said in new[] { "ridgeline demo [SITUATION]", "wide, correlated, sparse, network, bias-variance, or all of them", "--seed N", "--threads N", "--json" })
            Assert.Contains(said, help);
        Assert.Contains("demo", _folder.Run("--help").Output);
    }
}
