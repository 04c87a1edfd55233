using System.Globalization;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>
/// ridgeline study as a user runs it, from a file to its folder and on to predict, of data whose answer is known: from the literature, or because they were simulated. What every study is held to stands in
/// <see cref="FinishedStudy"/>; here is what its data ask for besides.
/// </summary>
/// <remarks>
/// The studies are quick ones, and that of 200,000 rows has a budget, which is of counted work and so the same on every machine: all of them together are a minute of one processor's work, and on two cores
/// well below a minute, so that they can be run with every change. What isn't quick is held by <see cref="StudySnapshotTests"/>.
/// </remarks>
public sealed class EndToEndTests : IDisposable
{
    private const int ManyRows = 200_000, Customers = 20240607; // the seed

    private static readonly string[] Plans = ["basic", "plus", "pro", "team"];

    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// One plane through a size, a texture and a smoothness of the cells' nuclei tells 97.5 % of new tumours rightly (Wolberg, Street and Mangasarian 1995, <i>Image analysis and machine learning applied to
    /// breast cancer diagnosis and prognosis</i>).
    /// </summary>
    [Fact]
    public void Breast_cancer_is_told_by_size_texture_and_smoothness()
    {
        var study = Study(Bundled("breast_cancer"), "target");
        Assert.Equal(Family.Linear, study.Model.Family);
        foreach (string[] ofKind in new[] { (string[])["mean_radius", "worst_radius", "mean_perimeter", "worst_perimeter", "mean_area", "worst_area"], ["mean_texture", "worst_texture"], ["mean_smoothness", "worst_smoothness"] })
            Assert.Contains(ofKind, name => study.Coefficient(name) < 0); // large, uneven and rough: not benign, which is 1
        Assert.InRange(study.TestScore("accuracy"), 0.93, 1);
        Assert.InRange(study.TestScore("roc-auc"), 0.96, 1);
        Assert.InRange(study.Test, 0, 0.4 * study.NullOnTest);
        Assert.Contains("No leak was found", study.Output);
    }

    /// <summary>
    /// The body mass index and s5 (the logarithm of the triglycerides) come in first, then the blood pressure (Efron, Hastie, Johnstone and Tibshirani 2004, <i>Least angle regression</i>, figure 1); the ten
    /// columns explain about half of the variance.
    /// </summary>
    [Fact]
    public void Diabetes_is_told_by_bmi_s5_and_blood_pressure()
    {
        var study = Study(Bundled("diabetes_raw"), "target");
        Assert.Equal(Family.Linear, study.Model.Family);
        Assert.Equal(["bmi", "bp", "s5"], study.Columns.OrderByDescending(name => Math.Abs(study.Coefficient(name))).Take(3).Order());
        Assert.All(["bmi", "bp", "s5"], name => Assert.True(study.Coefficient(name) > 0, name));
        Assert.InRange(study.TestScore("r2"), 0.4, 0.6);
        Assert.InRange(study.Test, 0, 0.7 * study.NullOnTest);
    }

    /// <summary>
    /// A mother's light weight, her smoking, hypertension, an irritable uterus and earlier premature labours each speak for a child below 2,500 g, and all of them together tell little (Hosmer and Lemeshow
    /// 1989, <i>Applied logistic regression</i>, chapter 4): something, but far from what bwt, the child's weight itself, seems to tell.
    /// </summary>
    [Fact]
    public void Low_birth_weight_is_hard_to_tell_without_the_weight_itself()
    {
        var study = Study(Bundled("birthwt"), "low", "--role", "bwt=ignore", "--role", "race=category");
        Assert.Equal(Family.Linear, study.Model.Family);
        Assert.True(study.Coefficient("lwt") < 0);
        Assert.All(["smoke", "ht", "ui", "ptl"], name => Assert.True(study.Coefficient(name) > 0, name));
        Assert.DoesNotContain("bwt", study.Columns);
        Assert.Contains("of 10 columns", study.Output); // seven, and three races; none for races that are rare
        Assert.Contains("\"allColumns\":10", study.Report);
        Assert.Contains(" of 10 columns have one somewhere on the path", study.Report);
        Assert.DoesNotMatch(@" of (?!10 )\d+ columns have one somewhere on the path", study.Report);
        Assert.InRange(study.HeldOut, 0.85 * study.NullOnLearned, 0.97 * study.NullOnLearned);
        Assert.InRange(study.Test, 0, study.NullOnTest);
        Assert.DoesNotContain("bwt", study.Alarms);
    }

    [Fact]
    public void A_column_that_tells_the_target_is_named_where_one_would_look()
    {
        var study = Study(Bundled("birthwt"), "low", "--role", "race=category");
        Assert.Contains("bwt", study.Alarms);
        string text = Words(study.Output), answer = text[text.IndexOf("How sure?", StringComparison.Ordinal)..text.IndexOf("The data", StringComparison.Ordinal)];
        Assert.Contains("leaks were found, and 'bwt' tells the target: on new rows it may be far worse.", answer);
        Assert.Contains("Column 'bwt' tells the target almost perfectly", text);
        string verdict = study.Report[study.Report.IndexOf("id=\"verdict\"", StringComparison.Ordinal)..];
        Assert.Contains("bwt", verdict[..verdict.IndexOf("</p>", StringComparison.Ordinal)]);
        Assert.InRange(study.PriceOf("bwt"), 0.3, 0.7); // without it the log loss is that of a target that is hard to tell
    }

    /// <summary>Ten classes: of handwritten digits of 8 × 8 cells linear models tell some 95 %, k nearest neighbours 98 % (Alpaydin and Kaynak 1998, <i>Cascading classifiers</i>); a tree is far behind.</summary>
    [Fact]
    public void Ten_digits_are_told_apart_by_many_cells_together()
    {
        var study = Study(Bundled("digits_part"), "digit");
        Assert.NotEqual(Family.Tree, study.Model.Family);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], study.Model.Classes);
        Assert.InRange(study.TestScore("accuracy"), 0.93, 1);
        Assert.InRange(study.Test, 0, 0.1 * study.NullOnTest);
        Assert.All(study.Model.Classes, name => Assert.InRange(study.ShareToldRightly(name), 0.8, 1));
    }

    /// <summary>
    /// 60 rows of 300 columns, eight of which matter (Reference/data/synth_wide.truth.json). 45 rows to learn from are too few to single the eight out, and 15 test rows too few to see more than that a model
    /// isn't worse than none; but L1 is what suits, and the columns that it finds are the true ones, with their signs.
    /// </summary>
    [Fact]
    public void Of_more_columns_than_rows_the_lasso_finds_those_that_matter()
    {
        var study = Study(Bundled("synth_wide"), "y", "--role", "y_bin=ignore");
        Assert.Equal(("lasso", "lasso"), (study.Winner.Name, study.HandedOver.Name));
        Assert.InRange(study.Winner.Mean, 0, 0.8 * study.NullOnLearned);
        string[] true8 = [.. Enumerable.Range(1, 8).Select(k => $"x{k}")];
        var winner = study.CoefficientsOf(study.Winner);
        var found = true8.Where(winner.ContainsKey).ToArray();
        Assert.InRange(found.Length, 6, 8);
        Assert.All(found, name => Assert.Equal(int.Parse(name[1..], CultureInfo.InvariantCulture) % 2 == 1, winner[name] > 0)); // 1, −1.25, 1.5, −1.75 …
        Assert.InRange(winner.Keys.Count(name => !true8.Contains(name)), 0, 30); // of 292
        Assert.Equal(4, winner.OrderByDescending(pair => Math.Abs(pair.Value)).Take(4).Count(pair => true8.Contains(pair.Key)));
        Assert.InRange(study.Columns.Count(true8.Contains), study.Columns.Length / 2.0, 8);
        Assert.InRange(study.Test, 0, study.NullOnTest);
    }

    /// <summary>
    /// 200,000 customers, of whom a few questions tell who leaves: those of the basic plan in their first year, and of these those who call often; of all others those who spend much. Eight columns of noise.
    /// The least log loss that anything can have is known, and the study comes to it.
    /// </summary>
    [Fact]
    public void Of_200_000_rows_the_tree_that_made_them_is_found()
    {
        double least = WriteCustomers("customers.csv");
        var study = Study(_folder.PathOf("customers.csv"), "left", "--budget", "10s");
        Assert.Equal(Family.Tree, study.Model.Family);
        var tree = Assert.IsType<DecisionTree>(study.Model.Fitted);
        string[] asked = [.. study.Model.Columns.Where((_, j) => tree.Importances[j] > 0)];
        Assert.Equal(["calls", "months", "plan", "spend"], asked.Order());
        Assert.InRange(tree.Leaves, 6, 9); // 6 are enough
        Assert.InRange(study.HeldOut, 0.99 * least, 1.01 * least);
        Assert.InRange(study.Test, 0.98 * least, 1.02 * least);
        Assert.InRange(study.Test, 0, 0.93 * study.NullOnTest);
        Assert.Contains("to stay within the budget", Words(study.Output)); // what was left out is named
    }

    private static string Bundled(string name) => Path.Combine(AppContext.BaseDirectory, "Reference", "data", $"{name}.csv");

    /// <summary>A text without the ends of its lines.</summary>
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private FinishedStudy Study(string file, string target, params string[] options)
    {
        var run = _folder.Run(["study", file, "--target", target, "--quick", "--out", "out", .. options]);
        Assert.True(run.Code == 0, run.Error);
        var study = new FinishedStudy(_folder.PathOf("out"), run.Output);
        study.Hold();
        var again = _folder.Run("predict", "out/model.json", file, "-o", "again.csv");
        Assert.Equal((0, ""), (again.Code, again.Output)); // what it warns of are test rows beyond those learned from
        study.HoldAgainst(CsvFile.Read(_folder.PathOf("again.csv")));
        return study;
    }

    /// <summary>Draws the customers, writes them, and tells the mean log loss of who knows how they were drawn.</summary>
    private double WriteCustomers(string name)
    {
        var random = new RandomStream(Customers);
        double least = 0;
        using var writer = new StreamWriter(_folder.PathOf(name));
        writer.WriteLine($"plan,months,calls,spend,{string.Join(',', Enumerable.Range(1, 8).Select(k => $"n{k}"))},left");
        for (int row = 0; row < ManyRows; row++)
        {
            string plan = Plans[random.NextBelow(Plans.Length)];
            int months = random.NextBelow(60), calls = (int)(-3 * Math.Log(1 - random.NextUniform()));
            double spend = Math.Round(Math.Exp(3 + 0.7 * random.NextNormal()), 2);
            double p = plan == "basic" && months < 12 ? (calls >= 4 ? 0.7 : 0.35) : spend > 40 ? 0.25 : 0.08;
            least -= (p * Math.Log(p) + (1 - p) * Math.Log(1 - p)) / ManyRows;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{plan},{months},{calls},{spend}"));
            for (int k = 0; k < 8; k++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{random.NextNormal():F4}"));
            writer.WriteLine(random.NextUniform() < p ? ",yes" : ",no");
        }

        return least;
    }
}
