using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A study's rows: one design, and the weightings that divide it into training rows, folds and test set.</summary>
internal sealed class StudyData
{
    private readonly double[] _testWeights;
    private readonly Lazy<Sample> _cells;

    private StudyData(Loss loss, Score score, Sample training, Sample allRows, Func<Sample> cells, double[] testWeights, Resamples folds, DataSummary summary)
    {
        (Loss, Score, Training, AllRows, _testWeights, Folds, Summary) = (loss, score, training, allRows, testWeights, folds, summary);
        _cells = new(cells);
    }

    /// <summary>The loss that the target calls for.</summary>
    public Loss Loss { get; }

    /// <summary>The score that chooses.</summary>
    public Score Score { get; }

    /// <summary>The rows to learn from; test rows have weight 0.</summary>
    public Sample Training { get; }

    /// <summary>All rows, for a refit after the test.</summary>
    public Sample AllRows { get; }

    /// <summary>The folds of the training rows.</summary>
    public Resamples Folds { get; }

    /// <summary>What the data are.</summary>
    public DataSummary Summary { get; }

    /// <summary>The rows to learn from, in the columns that a family takes: of trees a table's cells as they are.</summary>
    public Sample TrainingOf(Family family) => family == Family.Tree ? _cells.Value : Training;

    /// <summary>All rows, in the columns that a family takes.</summary>
    public Sample AllRowsOf(Family family) => family == Family.Tree ? _cells.Value.Reweighted(AllRows.Weights) : AllRows;

    /// <summary>The score of a model on the test set; NaN where undefined.</summary>
    public double TestScore(IModel model, Score score, Family family = Family.Linear)
    {
        var design = TrainingOf(family).Design;
        double[] link = new double[design.Rows * model.Outputs], mean = new double[link.Length];
        model.Link(design, link);
        model.Mean(link, mean);
        return score.Value(Training.Target, link, mean, _testWeights);
    }

    /// <summary>The probabilities that a model of two classes gives the rows to learn from.</summary>
    public ProbabilityRange ProbabilitiesOf(IModel model, Family family)
    {
        var design = TrainingOf(family).Design;
        double[] link = new double[design.Rows], mean = new double[design.Rows];
        model.Link(design, link);
        model.Mean(link, mean);
        int[] rows = [.. Enumerable.Range(0, design.Rows).Where(row => Training.Weights[row] > 0)];
        return new ProbabilityRange(rows.Min(row => mean[row]), rows.Average(row => Training.Target[row]), rows.Max(row => mean[row]));
    }

    /// <summary>Checks the table, learns what its target is and divides its rows.</summary>
    /// <exception cref="DataException">The data don't allow a study.</exception>
    public static StudyData Of(Table table, string target, StudyOptions options, CancellationToken stop)
    {
        CheckVaries(table, target);
        var own = TargetOf(table, target, options.Loss);
        var score = options.Score is { } asked ? Score.Named(asked.Name, own.Loss) : Study.ScoresFor(own.Loss)[0]; // a deviance is that of the target's loss
        own.Check(score, $"{table.Source}: column '{target}'");
        var parts = ColumnParts.Of(table, target, options.Roles, options.Recipe, () => WeightsOf(table[target]));
        var joined = Joined(table, target, parts.Learned, options.Test, own);
        var whole = options.Test is null ? own : TargetOf(joined, target, own.Loss.Name);
        var all = Sample.OfLearned(parts.ColumnsOf(joined, Family.Linear), whole.Values.AsSpan(), WeightsOf(joined[target]));
        var split = SplitOf(all, table.Source, table.Rows, options, stratified: !own.Classes.IsEmpty);
        double[] test = split.TestWeights(all);
        var training = all.Reweighted(split.TrainingWeights(all));
        var folds = FoldsOf(training, own.Classes, table, target, options);
        ImmutableArray<string> columns = [.. training.Design.Names.Where((name, j) => !training.View.IsConstant(j) || parts.Learned.Contains(name))];
        var summary = new DataSummary(
            table.Source, target, columns, TablePath.ConstantIn(training), own.Classes,
            [.. Enumerable.Range(0, own.Classes.Length).Select(code => Enumerable.Range(0, all.Rows).Count(row => all.Weights[row] > 0 && whole.Values[row] == code))],
            own.Classes.IsEmpty ? NumbersOf(training) : null, training.RowsWithWeight, test.Count(weight => weight > 0), options.Test?.Source, folds.Count, options.Seed)
        {
            Roles = parts.Roles,
            Leaks = [.. LikelyLeak.Find(table, parts.Roles, stop)],
            Recipe = ((RecipeColumns)training.Columns!).Learned!,
            RowsWithoutTarget = all.Rows - all.RowsWithWeight,
        };
        Sample Cells() => Sample.OfLearned(parts.ColumnsOf(joined, Family.Tree), whole.Values.AsSpan(), training.Weights);
        return new StudyData(own.Loss, score, training, all, Cells, test, folds, summary);
    }

    private static TableTarget TargetOf(Table table, string target, string? loss) => TableTarget.Of(table, target, WeightsOf(table[target]), new TablePathOptions { Loss = loss });

    /// <summary>1 for rows that have a target; others have no part in anything.</summary>
    private static double[] WeightsOf(Column target)
    {
        double[] weights = [.. Enumerable.Range(0, target.Rows).Select(row => target.IsMissing(row) ? 0.0 : 1)];
        return target.MissingCount < target.Rows ? weights : [.. weights.Select(_ => 1.0)]; // nothing there is told as such
    }

    private static void CheckVaries(Table table, string target)
    {
        var column = table[target];
        string[] texts = [.. Column.Texts(column).OfType<string>()];
        if (texts.Length == 0 || Array.Exists(texts, text => text != texts[0]))
            return;
        string first = texts[0];
        throw new DataException(column is NumberColumn && !double.IsInteger(double.Parse(first, System.Globalization.CultureInfo.InvariantCulture))
            ? $"{table.Source}: column '{target}' is {first} in every row; a target that varies is needed"
            : $"{table.Source}: column '{target}' has one class only ('{Wording.Shortened(first)}' in every row); two are needed");
    }

    private static TargetNumbers NumbersOf(Sample training)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < training.Target.Length; i++)
        {
            if (training.Weights[i] == 0)
                continue;
            double y = training.Target[i];
            (least, largest, sum) = (Math.Min(least, y), Math.Max(largest, y), sum + y);
        }

        return new TargetNumbers(least, sum / training.RowsWithWeight, largest);
    }

    /// <summary>The data's rows and, where there is a test file, its rows below them; both are checked under their own name first.</summary>
    private static Table Joined(Table table, string target, ImmutableArray<string> columns, Table? test, TableTarget own)
    {
        if (test is null)
            return table;
        foreach (string name in own.Classes.IsEmpty ? columns.Add(target) : columns)
            CheckAlike(table[name], test, name);
        var tested = test[target];
        var labels = own.Classes.IsEmpty ? null : ClassTarget.Of(table.Source, table[target], row => !table[target].IsMissing(row));
        for (int row = 0; labels is not null && row < test.Rows; row++)
            if (!tested.IsMissing(row) && !labels.Has(tested.Text(row)))
                throw new DataException($"{test.Source}: row {row + 1}, column '{target}': '{Wording.Shortened(tested.Text(row))}' is not a class of {table.Source} ({Wording.Listed(own.Classes)})");
        return table.Append(test);
    }

    /// <summary>Refuses a column of the test rows that holds something else than the data's, unless it holds nothing.</summary>
    private static void CheckAlike(Column column, Table test, string name)
    {
        var tested = test[name];
        if (tested.Kind == column.Kind || tested.MissingCount == tested.Rows || column is TextColumn)
            return;
        if (column is NumberColumn && tested is TextColumn)
            throw test.NotNumbers(tested, "a number such as 12.5 or 3e-4 is needed here, as in the other rows");
        throw new DataException($"{test.Source}: column '{name}' holds {tested.Kind.ToString().ToLowerInvariant()}s, where the data have {column.Kind.ToString().ToLowerInvariant()}s");
    }

    private static TestSplit SplitOf(Sample all, string source, int ownRows, StudyOptions options, bool stratified)
    {
        if (options.Test is not null)
            return new TestSplit([.. Enumerable.Range(0, all.Design.Rows).Select(row => row >= ownRows)]);
        if (options.TestRows.IsDefault)
            return Drawn(all, source, options, stratified);
        if (options.TestRows.Length != all.Design.Rows)
            throw new ArgumentException($"{Wording.Count(options.TestRows.Length, "test mark")} for {Wording.Count(all.Design.Rows, "row")}", nameof(options));
        return new TestSplit(options.TestRows);
    }

    private static TestSplit Drawn(Sample all, string source, StudyOptions options, bool stratified)
    {
        try
        {
            return stratified ? TestSplit.Stratified(all, options.TestFraction, options.Seed) : TestSplit.Random(all, options.TestFraction, options.Seed);
        }
        catch (ArgumentException error)
        {
            throw new DataException($"{source}: {Wording.Reason(error)}", error);
        }
    }

    private static Resamples FoldsOf(Sample training, ImmutableArray<string> classes, Table table, string target, StudyOptions options)
    {
        if (!options.FoldOf.IsDefault)
            return Resamples.Given(options.FoldOf);
        if (classes.IsEmpty)
            return training.RowsWithWeight >= options.Folds
                ? Resamples.KFold(training, options.Folds, options.Seed)
                : throw new DataException($"{table.Source}: {Wording.Count(training.RowsWithWeight, "row")} to learn from, fewer than the {options.Folds} folds; more rows are needed{(training.RowsWithWeight >= 2 ? ", or fewer folds" : "")}");
        var counts = new int[classes.Length];
        for (int i = 0; i < training.Design.Rows; i++)
            counts[(int)training.Target[i]] += training.Weights[i] > 0 ? 1 : 0;
        int rarest = Array.IndexOf(counts, counts.Min()), rows = counts[rarest];
        if (rows >= options.Folds)
            return Resamples.Stratified(training, options.Folds, options.Seed);
        string numbers = table[target] is NumberColumn && options.Loss is null && classes.Length > 2 ? ", or the squared loss, which takes the target as numbers" : "";
        throw new DataException(
            $"{table.Source}: class '{Wording.Shortened(classes[rarest])}' of column '{target}' has {Wording.Count(rows, "row")} to learn from, fewer than the {options.Folds} folds; "
            + (rows >= 2 ? $"use at most {rows} folds, or more rows of it" : "more rows of it are needed") + numbers);
    }
}
