namespace Ridgeline.Recipes;

/// <summary>Of each level of a text how much weight and how many rows have it.</summary>
/// <param name="Weights">Σs by level.</param>
/// <param name="Counts">Rows by level: Σs of frequencies, else those with a weight above 0.</param>
/// <param name="Total">Σs of the rows that aren't missing.</param>
/// <param name="Missing">Rows that are missing.</param>
internal sealed record LevelWeights(double[] Weights, double[] Counts, double Total, double Missing)
{
    public static LevelWeights Of(TextFeature feature, in RowWeights weights)
    {
        var codes = feature.Codes;
        var sums = new double[feature.Levels.Length];
        var counts = new double[feature.Levels.Length];
        double total = 0, missing = 0;
        for (int row = 0; row < codes.Length; row++)
        {
            double weight = weights[row];
            if (weight == 0)
                continue;
            if (codes[row] < 0)
            {
                missing += weights.Counted(row);
                continue;
            }

            sums[codes[row]] += weight;
            counts[codes[row]] += weights.Counted(row);
            total += weight;
        }

        return new(sums, counts, total, missing);
    }
}
