using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>The constant prediction that fits rows best: argmin over c of Σ sᵢ·ℓ(yᵢ, c).</summary>
internal static class NullModel
{
    private const int MostSteps = 200;

    /// <summary>1 − cost/cost of the null model; where that costs nothing, 1 if nothing else does, else 0.</summary>
    public static double Explained(double cost, double ofNull) =>
        ofNull == 0 ? (double.IsNaN(cost) ? double.NaN : cost == 0 ? 1 : 0) : 1 - cost / ofNull;

    /// <summary>Whether two rows or more have weight.</summary>
    public static bool HasRows(ReadOnlySpan<double> weights)
    {
        int rows = 0;
        for (int i = 0; i < weights.Length && rows < 2; i++)
            rows += weights[i] > 0 ? 1 : 0;
        return rows == 2;
    }

    /// <summary>Whether all rows with weight have the same y.</summary>
    public static bool IsExact(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        int first = First(weights);
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && y[i] != y[first])
                return false;
        return true;
    }

    /// <summary>ȳ = Σ sᵢyᵢ/Σ sᵢ, counted from the first row: exact of a constant y. NaN without a row.</summary>
    public static double Mean(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        int first = First(weights);
        if (first < 0)
            return double.NaN;
        double sum = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                (sum, total) = (sum + weights[i] * (y[i] - y[first]), total + weights[i]);
        return y[first] + sum / total;
    }

    /// <summary>c on the link's scale, of rows whose y isn't constant.</summary>
    /// <param name="loss">ℓ.</param>
    /// <param name="y">n targets that ℓ allows.</param>
    /// <param name="weights">n weights.</param>
    /// <param name="target">c, a number an output; −∞ of a class that is absent.</param>
    public static void Link(Loss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, Span<double> target)
    {
        if (loss.Outputs > 1)
        {
            target.Clear();
            for (int i = 0; i < y.Length; i++)
                if (weights[i] > 0)
                    target[(int)y[i]] += weights[i];
            foreach (ref double share in target)
                share = Math.Log(share); // η is known up to a constant
            return;
        }

        double mean = Mean(y, weights);
        target[0] = loss.Name switch
        {
            "squared" => mean,
            "logistic" => Math.Log(mean / (1 - mean)),
            "poisson" => Math.Log(mean),
            "squared-hinge" => 2 * mean - 1,
            "huber" => HuberCentre(y, weights, mean, loss.Delta!.Value),
            _ => throw new NotSupportedException($"the null model of the {loss.Name} loss isn't known"),
        };
    }

    /// <summary>The root c of Σ sᵢ·clamp(c − yᵢ, −δ, δ): Newton's steps, or half of what brackets it where they leave that (Huber 1964).</summary>
    private static double HuberCentre(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, double start, double delta)
    {
        double low = start, high = start, c = start;
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0)
                (low, high) = (Math.Min(low, y[i]), Math.Max(high, y[i]));
        for (int step = 0; step < MostSteps; step++)
        {
            double slope = 0, curvature = 0;
            for (int i = 0; i < y.Length; i++)
            {
                if (!(weights[i] > 0))
                    continue;
                slope += weights[i] * Math.Clamp(c - y[i], -delta, delta);
                curvature += Math.Abs(c - y[i]) <= delta ? weights[i] : 0;
            }

            if (slope == 0)
                break;
            (low, high) = slope > 0 ? (low, c) : (c, high);
            double next = c - slope / curvature; // without curvature it is infinite, outside
            if (!(next > low && next < high))
                next = low + 0.5 * (high - low);
            if (next == c)
                break;
            c = next;
        }

        return c;
    }

    private static int First(ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] > 0)
                return i;
        return -1;
    }
}
