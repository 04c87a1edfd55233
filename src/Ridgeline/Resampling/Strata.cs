using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>The rows of each class.</summary>
internal static class Strata
{
    /// <summary>The rows with a weight above 0, class after class in the order of the targets, each class shuffled.</summary>
    public static IEnumerable<int[]> Shuffled(Sample sample, RandomStream random)
    {
        var weighted = new List<(double Class, int Row)>();
        for (int i = 0; i < sample.Rows; i++)
            if (sample.Weights[i] > 0)
                weighted.Add((sample.Target[i], i));
        foreach (var stratum in weighted.GroupBy(pair => pair.Class, pair => pair.Row).OrderBy(group => group.Key))
        {
            int[] rows = [.. stratum];
            random.Shuffle<int>(rows);
            yield return rows;
        }
    }
}
