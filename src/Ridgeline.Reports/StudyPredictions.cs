using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports;

/// <summary>What the model handed over says of rows that it hadn't seen, as a table: of rows learned from what the folds' models said while they were held out, of test rows what the model fitted on the others says.</summary>
public static class StudyPredictions
{
    private const string Learned = "learned", Test = "test", LeftOut = "left out";

    /// <summary>
    /// A row for each of <see cref="DataSummary.Table"/>: the columns <c>row</c> (counted from 1, in the order that was studied), <c>part</c> (learned, test or left out), <c>fold</c> (counted from 1; of
    /// repeated folds <c>fold_1</c>, <c>fold_2</c> …), the target under its own name, <c>prediction</c> (a class or a number; over repeats the mean) and for classes <c>probability_<i>class</i></c> of each.
    /// What isn't there is missing: no row left out has a prediction, nor one that no fold held out, and test rows have none before the test score is known.
    /// </summary>
    /// <param name="study">A study that has come to its choice.</param>
    /// <exception cref="InvalidOperationException">It was stopped before.</exception>
    public static Table Table(StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        using var plain = PlainNumbers.Begin();
        if (study.OutOfFold.IsEmpty || study.ChosenPath is not { } path)
            throw new InvalidOperationException($"the study was stopped before its choice ({study.StoppedAt}), so there are no predictions of a model handed over");
        var (table, data) = (study.Data.Table, study.Data);
        var weights = path.Search.Path.Sample.Weights;
        var parts = new string[table.Rows];
        for (int row = 0; row < parts.Length; row++)
            parts[row] = weights[row] > 0 ? Learned : data.IsTest[row] && !table[data.Target].IsMissing(row) ? Test : LeftOut;
        double[] means = Means(study, path, parts);
        ImmutableArray<Column> before = [new NumberColumn("row", [.. Enumerable.Range(1, table.Rows).Select(row => (double)row)]), new TextColumn("part", parts), .. Folds(path.Search.Search, table.Rows)];
        var after = Predictions(means, data.Classes, table.Rows);
        var names = before.Concat(after).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        string target = data.Target;
        for (int k = 2; names.Contains(target); k++)
            target = $"{data.Target}_{k}";
        return new Table("predictions", [.. before, table[data.Target].Renamed(target), .. after]);
    }

    /// <summary>E[y] of each row, n × outputs; NaN where there is no prediction.</summary>
    private static double[] Means(StudyResult study, StudyPath path, string[] parts)
    {
        double[] means = [.. study.OutOfFold];
        if (study.TestScores.IsEmpty)
            return means;
        var (sample, model, rows) = (path.Search.Path.Sample, path.Search.Path.Path.Points[study.Choice!.Simplest.At].Model, parts.Length);
        double[] link = new double[rows * model.Outputs], mean = new double[link.Length];
        model.Link(sample.Design, link);
        for (int i = 0; i < link.Length && !sample.Offset.IsEmpty; i++)
            link[i] += sample.Offset[i % rows];
        model.Mean(link, mean);
        for (int i = 0; i < mean.Length; i++)
            if (parts[i % rows] == Test)
                means[i] = double.IsFinite(mean[i]) ? mean[i] : double.NaN;
        return means;
    }

    private static IEnumerable<Column> Folds(CrossValidated<IModel> run, int rows)
    {
        var (resamples, each) = (run.Resamples, run.Resamples.Count / run.Resamples.Repeats);
        for (int repeat = 0; repeat < resamples.Repeats; repeat++)
        {
            double[] folds = [.. Enumerable.Repeat(double.NaN, rows)];
            for (int fold = 0; fold < each; fold++)
                foreach (int row in run.OutOfFold.RowsOf(repeat * each + fold))
                    folds[row] = fold + 1;
            yield return new NumberColumn(resamples.Repeats == 1 ? "fold" : $"fold_{repeat + 1}", folds);
        }
    }

    private static ImmutableArray<Column> Predictions(double[] means, ImmutableArray<string> classes, int rows)
    {
        if (classes.IsEmpty)
            return [new NumberColumn("prediction", means)];
        double[][] probabilities = means.Length > rows
            ? [.. Enumerable.Range(0, classes.Length).Select(k => means[(k * rows)..((k + 1) * rows)])]
            : [[.. means.Select(mean => 1 - mean)], means];
        return [new TextColumn("prediction", Enumerable.Range(0, rows).Select(Class)), .. classes.Select((name, k) => new NumberColumn($"probability_{name}", probabilities[k]))];

        // The most probable; of equal ones the first.
        string? Class(int row) => double.IsNaN(probabilities[0][row]) ? null : classes[Enumerable.Range(0, classes.Length).MaxBy(k => probabilities[k][row])];
    }
}
