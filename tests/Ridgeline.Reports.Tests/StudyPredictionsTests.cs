using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Tests;

/// <summary>predictions.csv: a row a row, of rows that the model hadn't seen.</summary>
public sealed class StudyPredictionsTests
{
    [Theory]
    [InlineData("two")]
    [InlineData("many")]
    [InlineData("numbers")]
    [InlineData("groups")]
    [InlineData("tree")]
    [InlineData("network")]
    public void Every_row_has_its_part_and_who_learned_from_it_never_predicts_it(string name)
    {
        var study = SampleStudies.Named(name);
        var table = StudyPredictions.Table(study);
        Assert.Equal(study.Data.Table.Rows, table.Rows);
        string[] part = [.. ((TextColumn)table["part"]).Values.Select(text => text!)];
        Assert.Equal(study.Data.TrainRows, part.Count(own => own == "learned"));
        Assert.Equal(study.Data.TestRows, part.Count(own => own == "test"));
        string[] folds = [.. table.Columns.Select(column => column.Name).Where(column => column.StartsWith("fold", StringComparison.Ordinal))];
        Assert.Equal(study.ChosenPath!.Search.Search.Resamples.Repeats, folds.Length);
        for (int row = 0; row < table.Rows; row++)
        {
            Assert.Equal(row + 1, table.Numbers("row").Values[row]);
            Assert.Equal(part[row] == "left out", table["prediction"].IsMissing(row));
            Assert.All(folds, fold => Assert.Equal(part[row] != "learned", table[fold].IsMissing(row)));
            Assert.Equal(study.Data.Table["y"].Text(row), table["y"].Text(row));
        }

        var resamples = study.ChosenPath.Search.Search.Resamples;
        int each = resamples.Count / resamples.Repeats;
        for (int k = 0; k < resamples.Count; k++)
        {
            double[] weights = resamples.TrainingWeights(study.ChosenPath.Search.Path.Sample, k);
            var fold = (NumberColumn)table[folds[k / each]];
            Assert.All(Enumerable.Range(0, table.Rows).Where(row => fold.Values[row] == k % each + 1), row => Assert.Equal(0, weights[row]));
        }
    }

    [Theory]
    [InlineData("two")]
    [InlineData("many")]
    [InlineData("numbers")]
    public void Test_rows_have_the_predictions_whose_score_was_told(string name)
    {
        var study = SampleStudies.Named(name);
        var table = StudyPredictions.Table(study);
        int[] test = [.. Enumerable.Range(0, table.Rows).Where(row => table["part"].Text(row) == "test")];
        double told = study.TestScores.Single(score => score.Score == (study.Data.Classes.IsEmpty ? Score.Mse : Score.Accuracy)).Value;
        double found = study.Data.Classes.IsEmpty
            ? test.Average(row => Math.Pow(double.Parse(table["y"].Text(row)) - ((NumberColumn)table["prediction"]).Values[row], 2))
            : test.Average(row => table["prediction"].Text(row) == table["y"].Text(row) ? 1.0 : 0);
        Assert.Equal(told, found, 1e-12 * Math.Abs(told));
    }

    [Theory]
    [InlineData("two")]
    [InlineData("many")]
    [InlineData("tree")]
    public void Probabilities_sum_to_1_and_the_class_is_the_most_probable(string name)
    {
        var study = SampleStudies.Named(name);
        var table = StudyPredictions.Table(study);
        for (int row = 0; row < table.Rows; row++)
        {
            double[] probabilities = [.. study.Data.Classes.Select(one => ((NumberColumn)table[$"probability_{one}"]).Values[row])];
            if (table["prediction"].IsMissing(row))
                Assert.All(probabilities, probability => Assert.True(double.IsNaN(probability)));
            else
            {
                Assert.Equal(1, probabilities.Sum(), 1e-9);
                Assert.Equal(probabilities.Max(), probabilities[study.Data.Classes.IndexOf(table["prediction"].Text(row))]);
            }
        }
    }

    [Fact]
    public void Before_a_choice_there_are_none() => Assert.Contains("tree", Assert.Throws<InvalidOperationException>(() => StudyPredictions.Table(SampleStudies.Named("stopped"))).Message);

    [Fact]
    public void Nothing_of_it_is_a_formula_once_it_is_defused()
    {
        var table = StudyPredictions.Table(SampleStudies.Named("hostile")).Defused();
        Assert.Contains("'=1+1", table.Columns.Select(column => column.Name));
        Assert.Contains("'@SUM(A1)", ((TextColumn)table["prediction"]).Levels);
        Assert.Equal(["row", "part", "fold", "'=1+1", "prediction", "probability_-2+3", "probability_@SUM(A1)"], table.Columns.Select(column => column.Name));
    }
}
