using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>
/// How good predictions are, under row weights sᵢ. Rows of weight 0 don't count, weight 2 is the row twice, and scaling all weights changes nothing.
/// Two classes have the same score whether one column P(y = 1) predicts them or two.
/// </summary>
public abstract class Score
{
    private const string PinballName = "pinball", DevianceName = "deviance", DevianceExplainedName = "deviance-explained";

    private protected Score(string name, string title, ScoreNeeds needs, bool higherIsBetter) =>
        (Name, Title, Needs, HigherIsBetter) = (name, title, needs, higherIsBetter);

    /// <summary>The area under the ROC curve: the share of pairs of both classes that are in order. Several classes: the mean over classes of each against the rest; NaN if one is absent.</summary>
    public static Score RocAuc { get; } = new RocAuc();

    /// <summary>The area under the ROC curve of two classes at a time, averaged over the pairs of classes present (Hand and Till 2001). Two classes: <see cref="RocAuc"/>.</summary>
    public static Score RocAucOvo { get; } = new RocAucOvo();

    /// <summary>Σ (Rₖ − Rₖ₋₁)·Pₖ down the distinct thresholds, of recall R and precision P. Several classes: the mean over classes of each against the rest; NaN if one is absent.</summary>
    public static Score AveragePrecision { get; } = new AveragePrecision();

    /// <summary>The share of rows whose class is predicted.</summary>
    public static Score Accuracy { get; } = new Accuracy();

    /// <summary>The mean, over classes present, of the share of their rows whose class is predicted.</summary>
    public static Score BalancedAccuracy { get; } = new BalancedAccuracy();

    /// <summary>2TP/(2TP + FP + FN) of the second class. Several classes: the mean over classes that are present or predicted.</summary>
    public static Score F1 { get; } = new F1();

    /// <summary>Matthews' correlation of classes and classes predicted, for any number of classes (Gorodkin 2004); 0 where either is constant.</summary>
    public static Score Mcc { get; } = new Mcc();

    /// <summary>−log of the probability given to the class that came.</summary>
    public static Score LogLoss { get; } = new LogLoss();

    /// <summary>(P(y = 1) − y)². Several classes: Σₖ (P(y = k) − [y = k])², half of which would be the former if there were two.</summary>
    public static Score Brier { get; } = new Brier();

    /// <summary>The expected calibration error over 15 bins of equal width (Naeini et al. 2015; Guo et al. 2017, eq. 3).</summary>
    public static Score CalibrationError { get; } = new CalibrationError();

    /// <summary>1 − Σ sᵢ(yᵢ − ŷᵢ)²/Σ sᵢ(yᵢ − ȳ)². Constant y: 1 if predicted exactly, else 0. NaN of a single row.</summary>
    public static Score R2 { get; } = new R2();

    /// <summary>The mean of (y − ŷ)².</summary>
    public static Score Mse { get; } = new RowMean<SquaredError>("mse", "mean squared error", default, Loss.Squared);

    /// <summary>The mean of |y − ŷ|.</summary>
    public static Score Mae { get; } = new RowMean<AbsoluteError>("mae", "mean absolute error", default);

    /// <summary>The weighted median of |y − ŷ|: the smallest that has at least half the weight at or below it; the mean of it and the next where it is exactly half.</summary>
    public static Score MedianAe { get; } = new MedianAe();

    /// <summary>The mean of 2(y·log(y/ŷ) − y + ŷ), for y ≥ 0: ∞ where ŷ = 0 and y isn't, NaN where y or ŷ is below 0.</summary>
    public static Score PoissonDeviance { get; } = new RowMean<PoissonError>("poisson-deviance", "Poisson deviance", default, Loss.Poisson);

    private static Score MedianPinball { get; } = new RowMean<PinballError>(PinballName, "pinball loss", new PinballError(0.5));

    /// <summary>Every score that needs no loss, with <see cref="Pinball"/> at the median.</summary>
    public static ImmutableArray<Score> All { get; } =
    [
        RocAuc, RocAucOvo, AveragePrecision, Accuracy, BalancedAccuracy, F1, Mcc, LogLoss, Brier, CalibrationError, R2, Mse, Mae, MedianAe, MedianPinball, PoissonDeviance,
    ];

    /// <summary>The mean of α·(y − ŷ) where y ≥ ŷ, (1 − α)·(ŷ − y) beyond: least at the α-quantile (Koenker and Bassett 1978).</summary>
    /// <param name="alpha">α in (0, 1); default ½, the median. Others are named with it: pinball-0.9.</param>
    /// <exception cref="ArgumentOutOfRangeException">α isn't between 0 and 1.</exception>
    public static Score Pinball(double alpha = 0.5)
    {
        string level = alpha.ToString(CultureInfo.InvariantCulture);
        return alpha == 0.5 ? MedianPinball : new RowMean<PinballError>($"{PinballName}-{level}", $"pinball loss at {level}", new PinballError(alpha));
    }

    /// <summary>2·(mean loss at the link − saturated mean loss).</summary>
    /// <param name="loss">The loss.</param>
    public static Score Deviance(Loss loss) => new Deviance(DevianceName, loss);

    /// <summary>1 − deviance/deviance of the null model, the constant prediction fitted to the rows that are scored: R² of the squared loss. Constant y: 1 if predicted exactly, else 0. NaN of a single row.</summary>
    /// <param name="loss">The loss.</param>
    public static Score DevianceExplained(Loss loss) => new DevianceExplained(DevianceExplainedName, loss);

    /// <summary>The score called <paramref name="name"/>.</summary>
    /// <param name="name">One of the names in <see cref="All"/>, pinball-α, or with a loss deviance or deviance-explained.</param>
    /// <param name="loss">The loss of the last two; may be null.</param>
    /// <exception cref="ArgumentException">There is no such score, or it lacks its loss.</exception>
    public static Score Named(string name, Loss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is DevianceName or DevianceExplainedName)
        {
            if (loss is null)
                throw new ArgumentException($"the score '{name}' needs a loss", nameof(loss));
            return name == DevianceName ? Deviance(loss) : DevianceExplained(loss);
        }

        if (name.StartsWith($"{PinballName}-", StringComparison.Ordinal)
            && double.TryParse(name.AsSpan(PinballName.Length + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double alpha) && alpha is > 0 and < 1)
            return Pinball(alpha);
        return All.FirstOrDefault(score => score.Name == name)
            ?? throw new ArgumentException(
                $"there is no score '{name}'; there are {Names(All)}, {PinballName}-α with α between 0 and 1, {DevianceName} and {DevianceExplainedName}", nameof(name));
    }

    /// <summary>Every score that suits <paramref name="loss"/>, its deviance included.</summary>
    /// <param name="loss">The loss that the predictions come from.</param>
    public static ImmutableArray<Score> For(Loss loss) => [.. All.Where(score => score.Suits(loss)), Deviance(loss), DevianceExplained(loss)];

    /// <summary>What chooses where nothing else is asked for: log loss for classes, accuracy for the squared hinge, Poisson deviance for counts, else mean squared error.</summary>
    /// <param name="loss">The loss that the predictions come from.</param>
    public static Score Default(Loss loss) => HasProbabilities(loss) ? LogLoss : IsOfClasses(loss) ? Accuracy : ReferenceEquals(loss, Loss.Poisson) ? PoissonDeviance : Mse;

    /// <summary>The score's name, as on the command line and in files: lower case, with hyphens.</summary>
    public string Name { get; }

    /// <summary>The score's name for people.</summary>
    public string Title { get; }

    /// <summary>What it looks at.</summary>
    public ScoreNeeds Needs { get; }

    /// <summary>Which direction is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The score of predictions with K outputs, K = the length of <paramref name="mean"/> over that of <paramref name="y"/>.</summary>
    /// <param name="y">n targets: a class's code 0 … K − 1 (0 or 1 of one output), or a number. Log loss and Brier of one output also take shares in [0, 1].</param>
    /// <param name="link">η, n × K, output after output.</param>
    /// <param name="mean">n × K: P(y = 1) or the number predicted if K = 1, else each class's probability.</param>
    /// <param name="weights">n weights ≥ 0.</param>
    /// <returns>The score; NaN where it is undefined: no row with weight, one class only where two are needed, a target that isn't what it scores, or a prediction that is NaN.</returns>
    /// <exception cref="ArgumentException">A deviance is given a link of another K than its loss has.</exception>
    public abstract double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights);

    /// <summary>Whether <paramref name="a"/> is a better value than <paramref name="b"/>; an undefined value is never better.</summary>
    /// <param name="a">A value.</param>
    /// <param name="b">Another, perhaps NaN.</param>
    public bool IsBetter(double a, double b) => !double.IsNaN(a) && (double.IsNaN(b) || (HigherIsBetter ? a > b : a < b));

    /// <summary>Whether a model fitted by <paramref name="loss"/> gives what the score needs.</summary>
    /// <param name="loss">The loss that the predictions come from.</param>
    public virtual bool Suits(Loss loss) => Needs switch
    {
        ScoreNeeds.Values => !IsOfClasses(loss),
        ScoreNeeds.Probabilities => HasProbabilities(loss),
        _ => IsOfClasses(loss),
    };

    /// <summary>Refuses a loss that doesn't suit.</summary>
    /// <param name="loss">The loss that the predictions come from.</param>
    /// <exception cref="ArgumentException">It doesn't: the message says why, and which scores would do.</exception>
    public void Check(Loss loss)
    {
        if (!Suits(loss))
            throw new ArgumentException($"{WhyNot(loss)}; {Names(For(loss))} would do", nameof(loss));
    }

    /// <summary>The score of rows whose mean loss is known, so that no prediction is needed.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="meanLoss">Σ sᵢ·ℓ(yᵢ, ηᵢ)/Σ sᵢ.</param>
    /// <param name="saturated">Σ sᵢ·inf ℓ(yᵢ, ·)/Σ sᵢ.</param>
    /// <returns>NaN if the score isn't a function of them.</returns>
    internal virtual double FromMeanLoss(Loss loss, double meanLoss, double saturated) => double.NaN;

    /// <summary>Whether the score of rows is the weighted mean of the scores that each would have alone.</summary>
    internal virtual bool IsMeanOfRows => false;

    /// <summary>A score that is a mean over rows, of which this one is a function where the rows are known; itself if it is one, null if there is none.</summary>
    internal virtual Score? OfRows => IsMeanOfRows ? this : null;

    /// <summary>The loss that the score is the deviance of; null of other scores.</summary>
    internal virtual Loss? DevianceOf => null;

    /// <summary>What <see cref="FromRows"/> needs to know of the rows.</summary>
    internal virtual double ScaleOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1;

    /// <summary>The score from the mean over rows, <see cref="OfRows"/>.</summary>
    internal virtual double FromRows(double mean, double scale) => mean;

    private protected virtual string WhyNot(Loss loss) =>
        Needs == ScoreNeeds.Values ? $"{Name} scores numbers, and the {loss.Name} loss is of classes"
        : IsOfClasses(loss) ? $"{Name} needs probabilities, which the {loss.Name} loss doesn't give"
        : $"{Name} scores classes, and the {loss.Name} loss is of numbers";

    private protected static bool IsOfClasses(Loss loss) => HasProbabilities(loss) || ReferenceEquals(loss, Loss.SquaredHinge);

    private protected static bool HasProbabilities(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return ReferenceEquals(loss, Loss.Logistic) || loss.Outputs > 1;
    }

    /// <summary>K.</summary>
    private protected static int Outputs(ReadOnlySpan<double> y, ReadOnlySpan<double> mean) => y.IsEmpty ? 1 : mean.Length / y.Length;

    /// <summary>Whether every row with weight has a code 0 … classes − 1.</summary>
    private protected static bool AreCodes(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, int classes)
    {
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && !(y[i] >= 0 && y[i] < classes && y[i] == (int)y[i]))
                return false;
        return true;
    }

    private static string Names(IEnumerable<Score> scores) => string.Join(", ", scores.Select(score => score.Name));
}
