using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>What a table's column is as a target: the loss that fits it, a number per row and, for classes, their names. Rows of weight 0 have no say in it.</summary>
/// <param name="Loss">ℓ.</param>
/// <param name="Values">y; for classes the code.</param>
/// <param name="Classes">The classes, the positive one of two last; empty for numbers.</param>
internal sealed record TableTarget(Loss Loss, ImmutableArray<double> Values, ImmutableArray<string> Classes)
{
    private const int MostIntegerClasses = 20;

    /// <summary>Reads the target and chooses its loss.</summary>
    /// <exception cref="DataException">The target doesn't fit the loss: the message says where and why.</exception>
    public static TableTarget Of(Table table, string name, double[] weights, TablePathOptions options)
    {
        var column = table[name];
        string loss = options.Loss ?? LossOf(options.Criterion) ?? (IsOfClasses(table, column, weights) ? "classes" : "squared");
        if (loss is "squared" or "huber" or "poisson")
            return OfNumbers(table, name, loss, weights, options);

        var labels = ClassTarget.Of(table.Source, column, row => weights[row] > 0);
        int classes = labels.Classes.Length;
        if (loss == "classes")
            loss = classes <= 2 ? "logistic" : "multinomial";
        string at = $"{table.Source}: column '{name}'";
        if (classes == 1)
            throw new DataException($"{at} has one class only ('{Wording.Shortened(labels.Classes[0])}' in every row); two are needed{(column is NumberColumn && options.Loss is null && options.Criterion is null ? options.Family == Family.Tree ? ", or a criterion of numbers, such as squared-error" : ", or a loss of numbers, such as squared" : "")}");
        if (classes > 2 && loss != "multinomial")
            throw new DataException($"{at} has {classes} classes ({Wording.Listed(labels.Classes, 4)}); the {loss} loss needs two, multinomial takes more{labels.CaseHint}");
        if (loss == "multinomial" && (long)table.Rows * classes * classes > Array.MaxLength) // its curvatures are a K × K block a row
            throw new DataException($"{at} has {classes} classes in {Wording.Count(table.Rows, "row")}: too many for the multinomial loss; {(long)Math.Sqrt(Array.MaxLength / table.Rows)} could be fitted, and fewer are wise");
        if (options.Positive is not null)
            labels = Positive(table.Source, name, labels, column is NumberColumn, options.Positive);
        return new TableTarget(Loss.Named(loss, classes), labels.Codes, labels.Classes);
    }

    /// <summary>Refuses a score that the loss doesn't suit.</summary>
    /// <exception cref="DataException">It doesn't: the message says why, and which would do.</exception>
    public void Check(Score score, string at)
    {
        try
        {
            score.Check(Loss);
        }
        catch (ArgumentException error)
        {
            throw new DataException($"{at}: {Wording.Reason(error)}", error);
        }
    }

    private static string? LossOf(SplitCriterion? criterion) => criterion switch
    {
        null => null,
        SplitCriterion.Gini or SplitCriterion.Entropy => "classes",
        _ => "squared",
    };

    private static bool IsOfClasses(Table table, Column column, double[] weights)
    {
        if (column is NumberColumn numbers)
        {
            var values = new HashSet<double>();
            for (int row = 0; row < numbers.Rows && values.Count <= MostIntegerClasses; row++)
            {
                if (weights[row] == 0 || numbers.IsMissing(row))
                    continue;
                if (!double.IsInteger(numbers.Values[row]))
                    return false;
                values.Add(numbers.Values[row]);
            }

            return values.Count <= MostIntegerClasses;
        }

        // Numbers with a stray "n/a" or an empty cell among them are text too, but nobody's classes.
        string[] texts = [.. Column.Texts(column).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Distinct()];
        double[] read = [.. texts.Where(Table.IsNumber).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        if (2 * read.Length > texts.Length && (texts.Length > MostIntegerClasses || !read.All(double.IsInteger)))
            table.Numbers(column.Name);
        return true;
    }

    private static ClassTarget Positive(string source, string name, ClassTarget labels, bool numbers, string positive)
    {
        if (labels.Classes.Length > 2)
            throw new DataException($"{source}: column '{name}' has {labels.Classes.Length} classes; only of two can one be the positive class");
        string asWritten = numbers && double.TryParse(positive, CultureInfo.InvariantCulture, out double value) ? new NumberColumn(name, [value]).Text(0) : positive; // 1.0 is class 1
        return labels.WithPositive(asWritten)
            ?? throw new DataException($"{source}: '{Wording.Shortened(positive)}' is not a class of column '{name}'; the classes are {Wording.Listed(labels.Classes)}");
    }

    private static TableTarget OfNumbers(Table table, string name, string loss, double[] weights, TablePathOptions options)
    {
        if (options.Positive is not null)
            throw new DataException($"{table.Source}: column '{name}' has numbers, not classes (the loss is {loss}): there is no positive class '{Wording.Shortened(options.Positive)}'");
        double[] values = table[name] is NumberColumn numbers ? [.. numbers.Values] : [.. table.Numbers(name).Values];
        for (int row = 0; row < values.Length; row++)
            values[row] = double.IsNaN(values[row]) && weights[row] == 0 ? 0 : values[row];
        int missing = Array.FindIndex(values, double.IsNaN);
        if (missing >= 0)
            table.Numbers(name);
        for (int row = 0; row < values.Length; row++)
        {
            if (weights[row] == 0)
                continue;
            if (loss == "poisson" && values[row] < 0)
                throw new DataException($"{table.Source}: row {row + 1}, column '{name}': {values[row]} is negative; the poisson loss needs counts of at least 0");
            if (Math.Abs(values[row]) > Loss.LargestTarget)
                throw new DataException($"{table.Source}: row {row + 1}, column '{name}': {values[row]} is too large to be squared; numbers of at most {Loss.LargestTarget} in size are needed");
        }

        double largest = values.AsSpan().IndexOfAnyExcept(0) < 0 ? 1 : TensorPrimitives.MaxMagnitude<double>(values);
        if (Math.Abs(largest) < 1 / Loss.LargestTarget)
            throw new DataException($"{table.Source}: column '{name}': its numbers are at most {Math.Abs(largest)} in size, too small to be squared; give them in a smaller unit");
        double delta = loss == "huber" ? options.Linear.Delta ?? HuberDelta.Of(values, weights) : double.NaN;
        if (double.IsInfinity(delta))
            throw new DataException($"{table.Source}: column '{name}': the huber loss's δ, a share of the deviations, is too large for a number; give δ");
        return new TableTarget(Loss.Named(loss, delta: delta), [.. values], []);
    }
}
