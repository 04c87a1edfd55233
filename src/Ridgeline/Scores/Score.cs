using System.Collections.Immutable;

namespace Ridgeline.Scores;

/// <summary>How good predictions are, under row weights; rows of weight 0 don't count.</summary>
public abstract class Score
{
    private protected Score(string name, string title, bool higherIsBetter) => (Name, Title, HigherIsBetter) = (name, title, higherIsBetter);

    /// <summary>The area under the ROC curve.</summary>
    public static Score RocAuc { get; } = new RocAuc();

    /// <summary>The share of rows whose class is predicted.</summary>
    public static Score Accuracy { get; } = new Accuracy();

    /// <summary>−log of the probability given to the class that came.</summary>
    public static Score LogLoss { get; } = new LogLoss();

    /// <summary>Every score.</summary>
    public static ImmutableArray<Score> All { get; } = [RocAuc, Accuracy, LogLoss];

    /// <summary>The score's name, as on the command line and in files.</summary>
    public string Name { get; }

    /// <summary>The score's name for people.</summary>
    public string Title { get; }

    /// <summary>Which direction is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The score called <paramref name="name"/>.</summary>
    /// <param name="name">One of the names in <see cref="All"/>.</param>
    /// <exception cref="ArgumentException">There is no such score.</exception>
    public static Score Named(string name) => All.FirstOrDefault(score => score.Name == name)
        ?? throw new ArgumentException($"there is no score '{name}'; there are {string.Join(", ", All.Select(score => score.Name))}", nameof(name));

    /// <summary>The score of predictions for two classes.</summary>
    /// <param name="y">0 or 1 a row.</param>
    /// <param name="link">What rows are ranked by, a number a row.</param>
    /// <param name="mean">P(y = 1), a row.</param>
    /// <param name="weights">≥ 0 a row.</param>
    /// <returns>The score; NaN where it is undefined (no row, or one class only where two are needed).</returns>
    public abstract double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights);

    /// <summary>Whether <paramref name="a"/> is a better value than <paramref name="b"/>; an undefined value is never better.</summary>
    /// <param name="a">A value.</param>
    /// <param name="b">Another, perhaps NaN.</param>
    public bool IsBetter(double a, double b) => !double.IsNaN(a) && (double.IsNaN(b) || (HigherIsBetter ? a > b : a < b));
}
