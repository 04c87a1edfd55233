using System.Globalization;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>The folder that a study has left, read back as a colleague would: what must be true of it whatever the data, and what tests ask of it besides.</summary>
internal sealed class FinishedStudy
{
    private const int MostReportBytes = 6_000_000;
    private const double Rounding = 1e-9;

    private static readonly string[] Files = ["model.json", "predictions.csv", "report.html", "results.json"];

    private readonly string _folder;
    private readonly JsonElement _results;
    private readonly Table _predictions;
    private readonly string _target;
    private readonly int[] _learned, _test;

    /// <param name="folder">What --out said.</param>
    /// <param name="output">What the study said.</param>
    public FinishedStudy(string folder, string output)
    {
        (_folder, Output) = (folder, output);
        Assert.Equal(Files, Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        using var results = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "results.json")));
        _results = results.RootElement.Clone();
        _predictions = CsvFile.Read(Path.Combine(folder, "predictions.csv"));
        _target = Data.GetProperty("target").GetString()!;
        _learned = RowsOf("learned");
        _test = RowsOf("test");
        Model = Model.Load(Path.Combine(folder, "model.json"));
        Report = File.ReadAllText(Path.Combine(folder, "report.html"));
    }

    public string Output { get; }

    public Model Model { get; }

    public string Report { get; }

    /// <summary>Who has the best score.</summary>
    public Setting Winner => SettingOf("winner");

    /// <summary>The simplest that can't be told from the winner.</summary>
    public Setting HandedOver => SettingOf("simplest");

    /// <summary>The held-out score of the model handed over, from predictions.csv.</summary>
    public double HeldOut => Mean(_learned, row => LossOf(_predictions, row));

    /// <summary>Its test score, from there too.</summary>
    public double Test => Mean(_test, row => LossOf(_predictions, row));

    /// <summary>The score, on the rows learned from, of who knows their targets and no columns.</summary>
    public double NullOnLearned => Mean(_learned, Null());

    /// <summary>The score of the same on the test rows.</summary>
    public double NullOnTest => Mean(_test, Null());

    /// <summary>The columns of the design whose coefficient isn't 0.</summary>
    public string[] Columns => [.. CoefficientsOf(HandedOver).Keys];

    /// <summary>The columns that an alarm for leaks names.</summary>
    public IEnumerable<string?> Alarms => Leaks.Where(leak => leak.GetProperty("alarm").GetBoolean()).SelectMany(leak => leak.GetProperty("columns").EnumerateArray()).Select(column => column.GetString());

    private JsonElement Data => _results.GetProperty("data");

    private JsonElement Diagnosis => _results.GetProperty("diagnosis");

    private IEnumerable<JsonElement> Leaks => Diagnosis.GetProperty("leaks").EnumerateArray();

    private bool HasClasses => !Model.Classes.IsEmpty;

    private int Rows => Data.GetProperty("rows").GetInt32();

    /// <summary>The coefficient in standard deviations of its column, 0 where it has none.</summary>
    public double Coefficient(string name) => CoefficientsOf(HandedOver).GetValueOrDefault(name);

    /// <summary>The coefficients of one output that aren't 0, in standard deviations of their columns.</summary>
    public Dictionary<string, double> CoefficientsOf(Setting setting) =>
        Found(setting).GetProperty("coefficients")[0].GetProperty("columns").EnumerateObject().ToDictionary(column => column.Name, column => column.Value[1].GetDouble());

    public double TestScore(string name) => _results.GetProperty("testScores").EnumerateArray().Single(score => score.GetProperty("score").GetString() == name).GetProperty("value").GetDouble();

    /// <summary>What a column that gives the target away is worth.</summary>
    public double PriceOf(string column) => Leaks.Single(leak => leak.GetProperty("columns").EnumerateArray().Any(one => one.GetString() == column)).GetProperty("price").GetProperty("price").GetDouble();

    /// <summary>Of the rows of a class how many are told to be of it, all of them while no model had seen them.</summary>
    public double ShareToldRightly(string name)
    {
        int[] rows = [.. _learned.Concat(_test).Where(row => Target(row) == name)];
        return Mean(rows, row => _predictions["prediction"].Text(row) == name ? 1 : 0);
    }

    /// <summary>What is true of a study of any data.</summary>
    public void Hold()
    {
        Assert.True(_results.GetProperty("complete").GetBoolean());
        Assert.InRange(new FileInfo(Path.Combine(_folder, "report.html")).Length, 100_000, MostReportBytes);
        Assert.EndsWith("</html>", Report.TrimEnd());
        Assert.Contains("id=\"verdict\"", Report);
        Assert.All(_results.GetProperty("paths").EnumerateArray(), path => Assert.NotEmpty(path.GetProperty("unregularized").GetProperty("sentence").GetString()!));
        Assert.NotEmpty(Diagnosis.GetProperty("verdict").GetProperty("sentence").GetString()!);
        Assert.All(["Does it overfit?", "How much?", "Which model?", "How sure?"], question => Assert.Contains(question, Output));
        HoldPredictions();
        HoldScores();
    }

    /// <summary>The model in the folder says of the test rows what predictions.csv has, and of the rows that it learned from what it was said to reach there.</summary>
    /// <param name="again">What ridgeline predict says of the same data.</param>
    public void HoldAgainst(Table again)
    {
        Assert.Equal(Rows, again.Rows);
        string[] numbers = HasClasses ? [.. Model.Classes.Select(name => $"probability_{name}")] : ["prediction"];
        foreach (string name in numbers)
        {
            var (before, now) = (_predictions.Numbers(name), again.Numbers(name));
            foreach (int row in _test)
                Close(before.Values[row], now.Values[row]);
        }

        Assert.True(!HasClasses || _test.All(row => _predictions["prediction"].Text(row) == again["prediction"].Text(row)), "a test row is told to be of another class");
        Close(ScoresOf(HandedOver).GetProperty("train").GetDouble(), Mean(_learned, row => LossOf(again, row)));
    }

    /// <summary>A row for each of the data; rows learned from are held out by a fold each and predicted then, test rows by none.</summary>
    private void HoldPredictions()
    {
        Assert.Equal(Rows, _predictions.Rows);
        Assert.Equal((Data.GetProperty("trainRows").GetInt32(), Data.GetProperty("testRows").GetInt32()), (_learned.Length, _test.Length));
        Assert.Equal(Rows, _learned.Length + _test.Length);
        Assert.Equal(Enumerable.Range(1, Rows).Select(row => (double)row), _predictions.Numbers("row").Values.ToArray());
        var fold = _predictions["fold"];
        Assert.Equal(["1", "2", "3", "4", "5"], _learned.Select(fold.Text).Distinct().Order());
        Assert.True(_test.All(fold.IsMissing), "a test row is held out by a fold");
        Assert.Equal(0, _predictions["prediction"].MissingCount);
    }

    /// <summary>The scores that are told are those of predictions.csv, and the honest interval and that of the test rows overlap: neither is far from the truth.</summary>
    private void HoldScores()
    {
        var (honest, test) = (_results.GetProperty("honest"), _results.GetProperty("testScores")[0]);
        Close(HandedOver.Mean, HeldOut);
        Close(honest.GetProperty("search").GetDouble(), HeldOut);
        Close(test.GetProperty("value").GetDouble(), Test);
        var (low, high) = (honest.GetProperty("lower").GetDouble(), honest.GetProperty("upper").GetDouble());
        Assert.InRange(honest.GetProperty("honest").GetDouble(), low, high);
        Assert.InRange(test.GetProperty("value").GetDouble(), test.GetProperty("lower").GetDouble(), test.GetProperty("upper").GetDouble());
        Assert.True(low <= test.GetProperty("upper").GetDouble() && test.GetProperty("lower").GetDouble() <= high, $"honest {honest}, test {test}");
        Assert.True(Winner.Mean <= HandedOver.Mean && HandedOver.Mean <= Winner.Mean + Winner.StandardError, "the model handed over is within one standard error of the winner");
    }

    private int[] RowsOf(string part) => [.. Enumerable.Range(0, _predictions.Rows).Where(row => _predictions["part"].Text(row) == part)];

    private string Target(int row) => _predictions[_target].Text(row);

    private Setting SettingOf(string name)
    {
        var found = _results.GetProperty("choice").GetProperty(name);
        return new Setting(found.GetProperty("name").GetString()!, found.GetProperty("path").GetInt32(), found.GetProperty("at").GetInt32(), found.GetProperty("mean").GetDouble(), found.GetProperty("standardError").GetDouble());
    }

    private JsonElement Found(Setting setting) => _results.GetProperty("paths")[setting.Path].GetProperty("settings")[setting.At];

    private JsonElement ScoresOf(Setting setting) => Found(setting).GetProperty("scores").GetProperty(_results.GetProperty("scores")[0].GetProperty("name").GetString()!);

    /// <summary>−log of the probability of a row's class, or the square of the error.</summary>
    private double LossOf(Table predicted, int row) => HasClasses
        ? -Math.Log(predicted.Numbers($"probability_{Target(row)}").Values[row])
        : Math.Pow(predicted.Numbers("prediction").Values[row] - Number(row), 2);

    private double Number(int row) => double.Parse(Target(row), CultureInfo.InvariantCulture);

    private Func<int, double> Null()
    {
        if (!HasClasses)
        {
            double mean = Mean(_learned, Number);
            return row => Math.Pow(Number(row) - mean, 2);
        }

        var shares = Model.Classes.ToDictionary(name => name, name => Mean(_learned, row => Target(row) == name ? 1 : 0));
        return row => -Math.Log(shares[Target(row)]);
    }

    private static double Mean(int[] rows, Func<int, double> of) => rows.Average(of);

    private static void Close(double expected, double found) => Assert.Equal(expected, found, Rounding * (1 + Math.Abs(expected)));

    /// <summary>A setting of a path.</summary>
    /// <param name="Name">The path's name.</param>
    /// <param name="Path">Which of the paths.</param>
    /// <param name="At">Where on it.</param>
    /// <param name="Mean">Its held-out score.</param>
    /// <param name="StandardError">That score's standard error.</param>
    public sealed record Setting(string Name, int Path, int At, double Mean, double StandardError);
}
