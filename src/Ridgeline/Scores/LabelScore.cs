namespace Ridgeline.Scores;

/// <summary>A score of the classes predicted: it knows of each class the weight of its rows, of the rows it was predicted for, and of those where both agree.</summary>
internal abstract class LabelScore : Score
{
    private const int MostOnStack = 64; // classes

    private protected LabelScore(string name, string title) : base(name, title, ScoreNeeds.Labels, higherIsBetter: true)
    {
    }

    public sealed override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean), classes = Math.Max(outputs, 2);
        if (!AreCodes(y, weights, classes))
            return double.NaN;
        Span<double> room = classes <= MostOnStack ? stackalloc double[3 * classes] : new double[3 * classes];
        room.Clear();
        Span<double> actual = room[..classes], predicted = room.Slice(classes, classes), right = room[(2 * classes)..];
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(weights[i] > 0))
                continue;
            int own = (int)y[i], label = outputs == 1 ? Label(mean[i]) : Largest(mean, i, n);
            if (label < 0)
                return double.NaN;
            total += weights[i];
            actual[own] += weights[i];
            predicted[label] += weights[i];
            if (label == own)
                right[own] += weights[i];
        }

        return total > 0 ? Of(actual, predicted, right) : double.NaN;
    }

    /// <summary>The score, of at least one row.</summary>
    private protected abstract double Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, ReadOnlySpan<double> right);

    private protected static double Sum(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        return sum;
    }

    /// <summary>The class of the largest probability, ties to the first; −1 if one is NaN.</summary>
    internal static int Largest(ReadOnlySpan<double> mean, int row, int rows)
    {
        int largest = 0;
        for (int at = row, k = 0; at < mean.Length; at += rows, k++)
        {
            if (double.IsNaN(mean[at]))
                return -1;
            if (mean[at] > mean[largest * rows + row])
                largest = k;
        }

        return largest;
    }

    /// <summary>The second class where it is more likely than not; −1 of NaN.</summary>
    internal static int Label(double probability) => double.IsNaN(probability) ? -1 : probability > 0.5 ? 1 : 0;
}
