using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A study's rows: one design, and the weightings that divide it into training rows, folds and test set.</summary>
internal sealed class StudyData
{
    private readonly double[] _testWeights;

    private StudyData(Sample training, Sample allRows, double[] testWeights, Resamples folds, DataSummary summary) =>
        (Training, AllRows, _testWeights, Folds, Summary) = (training, allRows, testWeights, folds, summary);

    /// <summary>The rows to learn from; test rows have weight 0.</summary>
    public Sample Training { get; }

    /// <summary>All rows, for a refit after the test.</summary>
    public Sample AllRows { get; }

    /// <summary>The folds of the training rows.</summary>
    public Resamples Folds { get; }

    /// <summary>What the data are.</summary>
    public DataSummary Summary { get; }

    /// <summary>The score of a model on the test set; NaN where undefined.</summary>
    public double TestScore(IModel model, Score score)
    {
        double[] link = new double[Training.Design.Rows], mean = new double[Training.Design.Rows];
        model.Link(Training.Design, link);
        model.Mean(link, mean);
        return score.Value(Training.Target, link, mean, _testWeights);
    }

    /// <summary>Checks the table, learns its classes and divides its rows.</summary>
    /// <exception cref="DataException">The data don't allow a study.</exception>
    public static StudyData Of(Table table, string target, StudyOptions options)
    {
        var own = ClassTarget.Of(table.Source, table[target]);
        if (own.Classes.Length == 1)
            throw new DataException($"{table.Source}: column '{target}' has one class only ('{Wording.Shortened(own.Classes[0])}' in every row); two are needed");
        if (own.Classes.Length > 2)
            throw new DataException($"{table.Source}: column '{target}' has {own.Classes.Length} classes ({Wording.Listed(own.Classes, 4)}); a study needs two{own.CaseHint}, where a path takes more, and numbers");
        var columns = LearnedColumns.Of(table, [target], $"the target '{target}'");
        var joined = Joined(table, target, columns, options.Test, own);
        var labels = ClassTarget.Of(table.Source, joined[target]);
        var all = Sample.Of(Design.Of(joined, columns), labels.Codes.AsSpan());
        var split = SplitOf(all, table.Source, table.Rows, options);
        var training = all.Reweighted(split.TrainingWeights(all));
        var folds = FoldsOf(training, labels, target, table.Source, options);
        var summary = new DataSummary(
            table.Source, target, columns, [.. columns.Where((_, j) => training.View.IsConstant(j))], labels.Classes, labels.Counts(),
            training.RowsWithWeight, all.Design.Rows - training.RowsWithWeight, options.Test?.Source, folds.Count, options.Seed);
        return new StudyData(training, all, split.TestWeights(all), folds, summary);
    }

    /// <summary>The data's rows and, where there is a test file, its rows below them; both are checked under their own name first.</summary>
    private static Table Joined(Table table, string target, ImmutableArray<string> columns, Table? test, ClassTarget own)
    {
        if (test is null)
            return table;
        foreach (string name in columns)
            test.Numbers(name);
        var tested = test[target];
        for (int row = 0; row < test.Rows; row++)
            if (!own.Has(tested.Text(row)))
                throw new DataException($"{test.Source}: row {row + 1}, column '{target}': '{Wording.Shortened(tested.Text(row))}' is not a class of {table.Source} ({Wording.Listed(own.Classes)})");
        return table.Append(test);
    }

    private static TestSplit SplitOf(Sample all, string source, int ownRows, StudyOptions options)
    {
        if (options.Test is not null)
            return new TestSplit([.. Enumerable.Range(0, all.Design.Rows).Select(row => row >= ownRows)]);
        if (options.TestRows.IsDefault)
            return Drawn(all, source, options);
        if (options.TestRows.Length != all.Design.Rows)
            throw new ArgumentException($"{Wording.Count(options.TestRows.Length, "test mark")} for {Wording.Count(all.Design.Rows, "row")}", nameof(options));
        return new TestSplit(options.TestRows);
    }

    private static TestSplit Drawn(Sample all, string source, StudyOptions options)
    {
        try
        {
            return TestSplit.Stratified(all, options.TestFraction, options.Seed);
        }
        catch (ArgumentException error)
        {
            throw new DataException($"{source}: {error.Message}", error);
        }
    }

    private static Resamples FoldsOf(Sample training, ClassTarget labels, string target, string source, StudyOptions options)
    {
        if (!options.FoldOf.IsDefault)
            return Resamples.Given(options.FoldOf);
        for (int code = 0; code < labels.Classes.Length; code++)
        {
            int rows = 0;
            for (int i = 0; i < training.Design.Rows; i++)
                rows += training.Weights[i] > 0 && training.Target[i] == code ? 1 : 0;
            if (rows < options.Folds)
                throw new DataException(
                    $"{source}: class '{Wording.Shortened(labels.Classes[code])}' of column '{target}' has {Wording.Count(rows, "row")} to learn from, fewer than the {options.Folds} folds; "
                    + (rows >= 2 ? $"use at most {rows} folds, or more rows of it" : "more rows of it are needed"));
        }

        return Resamples.Stratified(training, options.Folds, options.Seed);
    }
}
