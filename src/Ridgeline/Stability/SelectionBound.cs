using System.Globalization;

namespace Ridgeline.Stability;

/// <summary>
/// How many of the units selected in at least a share π of half samples are expected to be false at most, where q of p are selected on a half sample: of any two of π, q and
/// the bound the third follows.
/// </summary>
/// <remarks>
/// <para>With θ = q/p and B complementary pairs (Shah and Samworth 2013): without an assumption θ²p/(2π − 1) (Theorem 1). Unimodal, for θ ≤ 1/√3 and π ≥ ½ + 1/B: C·θ²p with
/// C = 1/(2(2π − 1 − 1/(2B))) where min(½ + θ², ½ + 1/(2B) + ¾θ²) &lt; π ≤ ¾, and C = 4(1 − π + 1/(2B))/(1 + 1/B) above ¾ (Theorem 2). r-concave:
/// min(D(θ², 2π − 1, B, −½), D(θ, π, 2B, −¼))·p (eq. 8), which also bounds π from θ to ½. Where an assumption has no bound, or a larger one, the one without holds.</para>
/// <para>They bound the expected number of selected units whose probability of being selected on a half sample is at most θ. Units that say nothing are such if none of them is
/// selected more often than units are on average (Meinshausen and Bühlmann 2010: exchangeable, and the selection no worse than a random guess).</para>
/// <para>π counts in steps of 1/(2B): one between two steps is the next above.</para>
/// </remarks>
/// <param name="Candidates">p, the units that can be selected.</param>
/// <param name="Selected">q, how many are selected on a half sample: at most, or on average.</param>
/// <param name="Pairs">B.</param>
/// <param name="Threshold">π.</param>
/// <param name="Assumption">What is assumed.</param>
/// <param name="Expected">The bound, at most p.</param>
public sealed record SelectionBound(int Candidates, double Selected, int Pairs, double Threshold, BoundAssumption Assumption, double Expected)
{
    private const double Slack = 1e-9; // of a share that is a whole number of steps

    /// <summary>The bound of π and q.</summary>
    /// <param name="candidates">p, at least 1.</param>
    /// <param name="selected">q, from 0 to p.</param>
    /// <param name="pairs">B, at least 1.</param>
    /// <param name="threshold">π, above ½ (r-concave: above 0) and at most 1.</param>
    /// <param name="assumption">What is assumed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static SelectionBound Of(int candidates, double selected, int pairs, double threshold, BoundAssumption assumption)
    {
        Check(candidates, pairs);
        if (!(selected >= 0 && selected <= candidates))
            throw new ArgumentOutOfRangeException(nameof(selected), selected, $"the number selected on a half sample must be from 0 to {candidates}");
        int least = assumption == BoundAssumption.RConcave ? 1 : pairs + 1;
        if (!(threshold > 0 && threshold <= 1) || StepsOf(threshold, pairs) < least)
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, $"the threshold must be above {(least == 1 ? "0" : "0.5")} and at most 1");
        int steps = StepsOf(threshold, pairs);
        return new SelectionBound(candidates, selected, pairs, steps / (2.0 * pairs), assumption, Expect(candidates, selected, pairs, steps, assumption));
    }

    /// <summary>The least π at which no more than <paramref name="expected"/> false selections are to be expected.</summary>
    /// <param name="candidates">p, at least 1.</param>
    /// <param name="selected">q, from 0 to p.</param>
    /// <param name="pairs">B, at least 1.</param>
    /// <param name="expected">The bound to keep to, above 0.</param>
    /// <param name="assumption">What is assumed.</param>
    /// <exception cref="ArgumentException">No π keeps to it: at π = 1 more are to be expected.</exception>
    public static SelectionBound OfSelected(int candidates, double selected, int pairs, double expected, BoundAssumption assumption)
    {
        CheckExpected(expected);
        int low = assumption == BoundAssumption.RConcave ? 0 : pairs, high = 2 * pairs; // π = low/2B isn't enough, high/2B is
        if (Of(candidates, selected, pairs, 1, assumption).Expected > expected)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"with {selected:0.##} of {candidates} selected on a half sample no threshold keeps the expected false selections to {expected:G4}: at 1 they are {Of(candidates, selected, pairs, 1, assumption).Expected:G4}; select fewer"), nameof(expected));
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Expect(candidates, selected, pairs, middle, assumption) <= expected ? (low, middle) : (middle, high);
        }

        return Of(candidates, selected, pairs, high / (2.0 * pairs), assumption);
    }

    /// <summary>The largest whole q at which no more than <paramref name="expected"/> false selections are to be expected.</summary>
    /// <param name="candidates">p, at least 1.</param>
    /// <param name="threshold">π, above ½ (r-concave: above 0) and at most 1.</param>
    /// <param name="pairs">B, at least 1.</param>
    /// <param name="expected">The bound to keep to, above 0.</param>
    /// <param name="assumption">What is assumed.</param>
    /// <exception cref="ArgumentException">No q keeps to it: of one selected more are to be expected.</exception>
    public static SelectionBound OfThreshold(int candidates, double threshold, int pairs, double expected, BoundAssumption assumption)
    {
        CheckExpected(expected);
        int low = 1, high = candidates + 1; // q = low keeps to it
        if (Of(candidates, 1, pairs, threshold, assumption).Expected > expected)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"at a threshold of {threshold:0.###} even one of {candidates} selected on a half sample means {Of(candidates, 1, pairs, threshold, assumption).Expected:G4} expected false selections, more than {expected:G4}; raise the threshold"), nameof(expected));
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Of(candidates, middle, pairs, threshold, assumption).Expected <= expected ? (middle, high) : (low, middle);
        }

        return Of(candidates, low, pairs, threshold, assumption);
    }

    /// <summary>The same π and q under another assumption.</summary>
    /// <param name="assumption">What is assumed.</param>
    public SelectionBound Under(BoundAssumption assumption) => Of(Candidates, Selected, Pairs, Threshold, assumption);

    /// <summary>The least number of half samples, of 2B, that is a share of at least π.</summary>
    internal int Steps => StepsOf(Threshold, Pairs);

    private static int StepsOf(double threshold, int pairs) => (int)Math.Ceiling(threshold * 2 * pairs - Slack);

    private static void Check(int candidates, int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
    }

    private static void CheckExpected(double expected)
    {
        if (!(expected > 0))
            throw new ArgumentOutOfRangeException(nameof(expected), expected, "the expected number of false selections to keep to must be above 0");
    }

    private static double Expect(int candidates, double selected, int pairs, int steps, BoundAssumption assumption)
    {
        if (selected == 0)
            return 0;
        double share = selected / candidates, least = candidates, above = (steps - pairs) / (double)pairs; // θ, and 2π − 1
        if (steps > pairs)
            least = Math.Min(least, share * selected / above);
        return Math.Min(least, assumption switch
        {
            BoundAssumption.None => double.PositiveInfinity,
            BoundAssumption.Unimodal => Unimodal(share, pairs, steps) * share * selected,
            BoundAssumption.RConcave => Concave(share, pairs, steps) * candidates,
            _ => throw new ArgumentOutOfRangeException(nameof(assumption), assumption, "not an assumption"),
        });
    }

    /// <summary>C(π, B).</summary>
    private static double Unimodal(double share, int pairs, int steps)
    {
        double threshold = steps / (2.0 * pairs), step = 0.5 / pairs;
        if (share > 1 / Math.Sqrt(3) || steps < pairs + 2 || threshold <= Math.Min(0.5 + share * share, 0.5 + step + 0.75 * share * share))
            return double.PositiveInfinity;
        return threshold <= 0.75 ? 0.5 / (2 * threshold - 1 - step) : 4 * (1 - threshold + step) / (1 + 1.0 / pairs);
    }

    private static double Concave(double share, int pairs, int steps)
    {
        double least = steps > share * 2 * pairs ? new ConcaveTail(share, 2 * pairs, power: 4).AtLeast(steps) : 1;
        return steps > pairs ? Math.Min(least, new ConcaveTail(share * share, pairs, power: 2).AtLeast(steps - pairs)) : least;
    }
}
