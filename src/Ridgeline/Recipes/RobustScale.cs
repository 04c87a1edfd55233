namespace Ridgeline.Recipes;

/// <summary>(x − m) / s: m the weighted median, s the weighted interquartile range, over rows that aren't missing; s = 1 where that is 0. Outliers hardly move either.</summary>
/// <remarks>
/// A quantile is the smallest x at or below which there is the share q of the weight, and halfway to the next x where it is exactly q. Missing rows stay missing. A
/// column without a single row to learn from has m = 0 and s = 1. An interquartile range below 1e-12 of the whole range counts as 0.
/// </remarks>
/// <param name="Columns">Which columns, of numbers.</param>
public sealed record RobustScale(Columns Columns) : RecipeStep(Columns)
{
    private const double Negligible = 1e-12;

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var columns = frame.NumbersFor("RobustScale", Columns);
        var centres = new double[columns.Length];
        var scales = new double[columns.Length];
        double[] scratch = [];
        for (int j = 0; j < columns.Length; j++)
        {
            var values = columns[j].Read(frame.Rows, ref scratch);
            double[] quartiles = WeightedQuantiles.Of(values, weights, 0.25, 0.5, 0.75);
            var (lowest, highest) = Weighted.Range(values, weights);
            double range = quartiles[2] - quartiles[0];
            (centres[j], scales[j]) = (quartiles[1], range > 0 && range > Negligible * (highest - lowest) ? range : 1);
            Weighted.MustBeFinite(frame, columns[j], centres[j], scales[j]);
        }

        return new LearnedScaling(LearnedScaling.Robust, [.. columns.Select(column => column.Name)], [.. centres], [.. scales]);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => $"scale {Columns} by median and interquartile range";
}
