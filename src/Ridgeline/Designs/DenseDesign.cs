using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Ridgeline.Designs;

/// <summary>Dense columns, one after the other in one array.</summary>
internal sealed class DenseDesign : Design
{
    /// <summary>Columns whose |mean| is above this many standard deviations are stored shifted by their mean.</summary>
    private const double FarFromZero = 8;

    private readonly double[] _values;
    private readonly double[] _shifts;

    private DenseDesign(double[] values, double[] shifts, int rows, ImmutableArray<string> names) : base(rows, names) =>
        (_values, _shifts) = (values, shifts);

    /// <summary>A design that keeps <paramref name="values"/>: nobody else may write to them any more.</summary>
    public static DenseDesign TakingOver(double[] values, int rows, ImmutableArray<string> names)
    {
        var shifts = new double[names.Length];
        for (int j = 0; j < shifts.Length; j++)
        {
            var column = values.AsSpan(j * rows, rows);
            double mean = column[0] + MeanOfDifferences(column);
            if (!double.IsFinite(mean) || Math.Abs(mean) <= FarFromZero * SpreadAround(mean, column))
                continue;
            shifts[j] = mean;
            TensorPrimitives.Subtract(column, mean, column);
        }

        return new DenseDesign(values, shifts, rows, names);
    }

    public override double Shift(int j) => _shifts[j];

    public override double this[int i, int j] => _values[j * Rows + i];

    public override double Dot(int j, ReadOnlySpan<double> r) => TensorPrimitives.Dot(Stored(j), r);

    public override void AddColumn(int j, double a, Span<double> target) =>
        TensorPrimitives.MultiplyAdd(Stored(j), a, target, target);

    public override void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target) =>
        TensorPrimitives.Multiply(Stored(j), d, target);

    private ReadOnlySpan<double> Stored(int j) => _values.AsSpan(j * Rows, Rows);

    private static double MeanOfDifferences(ReadOnlySpan<double> column)
    {
        double sum = 0;
        foreach (double x in column)
            sum += x - column[0];
        return sum / column.Length;
    }

    private static double SpreadAround(double mean, ReadOnlySpan<double> column)
    {
        double sum = 0;
        foreach (double x in column)
            sum += (x - mean) * (x - mean);
        return Math.Sqrt(sum / column.Length);
    }
}
