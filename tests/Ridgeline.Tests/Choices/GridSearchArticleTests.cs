using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

/// <summary>The article's GridSearchCV, on its own rows and folds, against the optima of golden/seed_article.json.</summary>
public sealed class GridSearchArticleTests
{
    private static readonly JsonElement Article = ReferenceData.Golden("seed_article").RootElement;
    private static readonly int[] TrainRows = [.. Article.GetProperty("split").GetProperty("train_rows").EnumerateArray().Select(row => row.GetInt32())];
    private static readonly Score[] Scores = [Score.RocAuc, Score.Accuracy, Score.LogLoss];
    private static readonly SearchResult<LinearModel> Search = Run();

    [Fact]
    public void Every_number_of_its_table_is_there_for_all_three_scores()
    {
        for (int s = 0; s < Scores.Length; s++)
        {
            var (golden, sign, tolerance) = Golden(s);
            var rows = golden.GetProperty("rows").EnumerateArray().ToArray();
            Assert.Equal(rows.Length, Search.Table.Rows.Length);
            double[] means = [.. rows.Select(row => sign * row.GetProperty("exact").GetProperty("mean").GetDouble())];
            for (int k = 0; k < rows.Length; k++)
            {
                var (exact, own) = (rows[k].GetProperty("exact"), Search.Table.Rows[k]);
                Assert.Equal(rows[k].GetProperty("C").GetDouble(), own.Parameters.Number("C"));
                Assert.Equal(exact.GetProperty("per_fold").EnumerateArray().Select(fold => sign * fold.GetDouble()), own.Scores[s].Test, (a, b) => Math.Abs(a - b) <= tolerance);
                Assert.Equal(means[k], own.Scores[s].MeanTest, tolerance);
                Assert.Equal(exact.GetProperty("std").GetDouble(), own.Scores[s].StdTest, tolerance);
                Assert.Equal(1 + means.Count(mean => Scores[s].IsBetter(mean, means[k])), own.Scores[s].Rank);
                Assert.Equal(rows[k].GetProperty("sklearn_default").GetProperty("rank").GetInt32(), own.Scores[s].Rank);
                Assert.Equal(sign * rows[k].GetProperty("sklearn_default").GetProperty("mean_train").GetDouble(), own.Scores[s].MeanTrain, 1e-3); // of fits that hadn't converged
                Assert.Equal(0, own.Unconverged);
            }
        }
    }

    [Fact]
    public void The_best_is_the_articles_by_each_score()
    {
        for (int s = 0; s < Scores.Length; s++)
        {
            var (golden, sign, tolerance) = Golden(s);
            int best = Search.Table.Best(Scores[s].Name)!.Value;
            Assert.Equal(golden.GetProperty("best_index").GetInt32(), best);
            Assert.Equal(golden.GetProperty("best_C_from_exact").GetDouble(), Search.Table.Rows[best].Parameters.Number("C"));
            Assert.Equal(sign * golden.GetProperty("best_score_from_exact").GetDouble(), Search.Table.Rows[best].Scores[s].MeanTest, tolerance);
        }

        Assert.Equal((3, 1.0), (Search.BestIndex!.Value, Search.BestParameters!.Number("C")));
    }

    /// <summary>Its coefficients are of lbfgs at its default tolerance, good to some 1e-4.</summary>
    [Fact]
    public void The_best_refitted_is_the_articles_model_and_worth_as_much_on_its_test_rows()
    {
        var golden = Golden(0).Search;
        var best = Search.Best!;
        var sample = Training();
        Assert.True(best.Point.Certificate!.Value.Converged);
        double[] scaled = [.. best.Point.Model.Coefficients.Select((w, j) => w * sample.View.Scales[j])];
        Assert.Equal(golden.GetProperty("refit_coef").EnumerateArray().Select(w => w.GetDouble()), scaled, (a, b) => Math.Abs(a - b) <= 1e-3);
        double[] link = new double[569], mean = new double[569], heldOut = [.. sample.Weights.ToArray().Select(weight => 1 - weight)];
        best.Point.Model.Link(sample.Design, link);
        best.Point.Model.Mean(link, mean);
        for (int s = 0; s < Scores.Length; s++)
            Assert.Equal(
                Golden(s).Sign * Golden(s).Search.GetProperty("refit_test_score").GetDouble(), Scores[s].Value(sample.Target, link, mean, heldOut), Scores[s] == Score.LogLoss ? 1e-4 : 1e-12);
    }

    [Fact]
    public void The_table_has_scikit_learns_columns_in_its_order()
    {
        string[] scored = [.. Scores.SelectMany(score => new[]
        {
            $"split0_test_{score.Name}", $"split1_test_{score.Name}", $"split2_test_{score.Name}", $"split3_test_{score.Name}", $"split4_test_{score.Name}",
            $"mean_test_{score.Name}", $"std_test_{score.Name}", $"rank_test_{score.Name}",
            $"split0_train_{score.Name}", $"split1_train_{score.Name}", $"split2_train_{score.Name}", $"split3_train_{score.Name}", $"split4_train_{score.Name}",
            $"mean_train_{score.Name}", $"std_train_{score.Name}",
        })];
        var table = Search.Table.ToTable();
        Assert.Equal(
            ["mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time", "param_C", "params", .. scored, "unconverged"], table.Columns.Select(column => column.Name));
        Assert.Equal(Search.Table.Rows.Select(row => row.Scores[1].StdTrain), table.Numbers("std_train_accuracy").Values.ToArray());
        Assert.Equal(Search.Table.Rows.Select(row => $"C = {row.Parameters.Number("C")}"), Enumerable.Range(0, table.Rows).Select(table["params"].Text));
        Assert.Equal("", table["mean_fit_time"].Text(0)); // there was no clock
        var single = new SearchTable([Score.Accuracy], [Search.Table.Rows[0] with { Scores = [Search.Table.Rows[0].Scores[1]] }]).ToTable();
        Assert.Equal(Search.Table.Rows[0].Scores[1].MeanTest, single.Numbers("mean_test_score").Values[0]);
    }

    private static (JsonElement Search, int Sign, double Tolerance) Golden(int score)
    {
        string name = Scores[score] == Score.RocAuc ? "roc_auc" : Scores[score] == Score.Accuracy ? "accuracy" : "neg_log_loss";
        return (Article.GetProperty("grid_search").EnumerateArray().Single(search => search.GetProperty("scoring").GetString() == name),
            name.StartsWith("neg", StringComparison.Ordinal) ? -1 : 1, Scores[score] == Score.LogLoss ? 1e-8 : 1e-12);
    }

    private static SearchResult<LinearModel> Run()
    {
        var sample = Training();
        double[] grid = [.. Article.GetProperty("grid_search")[0].GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("C").GetDouble())];
        int[] foldOf = [.. Enumerable.Repeat(Resamples.None, 569)];
        int k = 0;
        foreach (var fold in Article.GetProperty("folds").GetProperty("cv5_stratified_shuffle").EnumerateArray())
            foldOf[TrainRows[k++]] = fold.GetInt32();
        return GridSearch.Run(
            _ => new Candidate<LinearModel>(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample), [new ParameterGrid().Strengths(Knob.C, grid)],
            Resamples.Given([.. foldOf]), Scores, new SearchOptions { Fit = new FitOptions { Tolerance = 1e-10 } });
    }

    private static Sample Training()
    {
        var table = ReferenceData.Table("breast_cancer");
        var weights = new double[table.Rows];
        foreach (int row in TrainRows)
            weights[row] = 1;
        return Sample.Of(
            Design.Of(table, Article.GetProperty("x_columns").EnumerateArray().Select(name => name.GetString()!)), table.Numbers("target").Values, weights);
    }
}
