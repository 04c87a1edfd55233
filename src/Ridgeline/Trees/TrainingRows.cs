using Ridgeline.Designs;

namespace Ridgeline.Trees;

/// <summary>
/// The rows of a sample that have a weight, numbered by target and, where targets are equal, by weight. Sums run in that order, or in a column's: by value, then by this number.
/// Rows that are equal in all three can't be told apart by a sum, so no sum depends on the order of the rows in the table, to the last bit.
/// </summary>
internal sealed class TrainingRows
{
    private const int Ordinary = 100; // weights from 2⁻¹⁰⁰ to 2¹⁰⁰ are taken as they are: of their products none is lost

    private readonly int _exponent;

    /// <summary>Numbers the rows, and lists them by column.</summary>
    /// <param name="sample">Its weights say which rows.</param>
    /// <param name="columns">The orders of all its rows.</param>
    /// <param name="classes">K; 0 of numbers.</param>
    public TrainingRows(Sample sample, SortedColumns columns, int classes)
    {
        int n = sample.RowsWithWeight, count = 0;
        (Classes, Targets, Weights) = (classes, new double[n], new double[n]);
        var rows = new int[n];
        var numberOf = new int[sample.Rows];
        foreach (int row in columns.ByTarget)
            if (sample.Weights[row] > 0)
            {
                (rows[count], Weights[count]) = (row, sample.Weights[row]);
                Targets[count++] = sample.Target[row] + 0.0; // one zero, not two
            }

        int exponent = Math.ILogB(Weights.Max());
        if (sample.WeightKind == WeightKind.Importance && Math.Abs(exponent) > Ordinary)
        {
            _exponent = exponent;
            for (int number = 0; number < n; number++)
                Weights[number] = Math.ScaleB(Weights[number], -exponent);
        }

        AreEven = Weights.AsSpan().IndexOfAnyExcept(Weights[0]) < 0;
        AreWhole = AreEven || Array.TrueForAll(Weights, double.IsInteger);
        if (!AreEven)
            SortByWeight(rows);
        Array.Fill(numberOf, -1);
        for (int number = 0; number < n; number++)
            numberOf[rows[number]] = number;
        Samples = sample.WeightKind == WeightKind.Frequency ? Weights : null;
        WeightSum = AreEven ? n * Weights[0] : Weights.Sum();
        ClassOf = classes > 0 ? Array.ConvertAll(Targets, y => (int)y) : [];
        Entries = new ulong[columns.Columns][];
        for (int j = 0; j < Entries.Length; j++)
            Entries[j] = Listed(columns.Rows(j), columns.Ranks(j), numberOf);
    }

    public int Count => Targets.Length;

    /// <summary>K; 0 of numbers.</summary>
    public int Classes { get; }

    /// <summary>y, rising.</summary>
    public double[] Targets { get; }

    /// <summary>s, or where they are extraordinarily large or small a power of two of it: scaling importance weights changes no tree.</summary>
    public double[] Weights { get; }

    /// <summary>A sum of <see cref="Weights"/> as the sample has them.</summary>
    public double AsGiven(double weight) => Math.ScaleB(weight, _exponent);

    /// <summary>Whether all rows weigh the same.</summary>
    public bool AreEven { get; }

    /// <summary>Whether sums of weights, each a whole number or counted as 1, are exact.</summary>
    public bool AreWhole { get; }

    /// <summary>How many samples each row is; null: one.</summary>
    public double[]? Samples { get; }

    /// <summary>Σs.</summary>
    public double WeightSum { get; }

    /// <summary>The class of each row, rising; empty of numbers.</summary>
    public int[] ClassOf { get; }

    /// <summary>Of each column the rows that it lists, in its order: the rank of the value in the upper half of each entry, the row's number in the lower. A tree that grows moves them.</summary>
    public ulong[][] Entries { get; }

    /// <summary>How many samples some rows are.</summary>
    public double SamplesOf(ReadOnlySpan<int> rows)
    {
        if (Samples is null)
            return rows.Length;
        if (AreEven)
            return rows.Length * Weights[0];
        double sum = 0;
        foreach (int row in rows)
            sum += Samples[row];
        return sum;
    }

    /// <summary>Σs of some rows.</summary>
    public double WeightOf(ReadOnlySpan<int> rows)
    {
        if (AreEven)
            return rows.Length * Weights[0];
        double sum = 0;
        foreach (int row in rows)
            sum += Weights[row];
        return sum;
    }

    private void SortByWeight(int[] rows)
    {
        for (int from = 0, at = 1; at <= Count; at++)
            if (at == Count || Targets[at] != Targets[from])
            {
                Array.Sort(Weights, rows, from, at - from);
                from = at;
            }
    }

    private ulong[] Listed(ReadOnlySpan<int> rows, ReadOnlySpan<int> ranks, int[] numberOf)
    {
        var entries = new ulong[rows.Length];
        int count = 0;
        for (int at = 0; at < rows.Length; at++)
        {
            int number = numberOf[rows[at]];
            entries[count] = ((ulong)(uint)ranks[at] << 32) | (uint)number;
            count += number >= 0 ? 1 : 0;
        }

        Array.Resize(ref entries, count);
        if (AreEven)
            return entries; // equal values come by target already
        for (int from = 0, at = 1; at <= count; at++)
            if (at == count || entries[at] >> 32 != entries[from] >> 32)
            {
                Array.Sort(entries, from, at - from);
                from = at;
            }

        return entries;
    }
}
