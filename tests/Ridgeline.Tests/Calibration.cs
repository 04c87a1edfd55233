using System.Globalization;

namespace Ridgeline.Tests;

/// <summary>
/// What should hold in a share of simulated data sets, counted over seeds 1, 2, 3, … that nobody picked: the first fiftieth of them in an ordinary run, all with RIDGELINE_SLOW=1
/// (<c>.ci/run --slow</c>), which also adds the figure to the file that RIDGELINE_FIGURES names. The same seeds give the same count, so no run fails for noise.
/// </summary>
internal static class Calibration
{
    private const double Improbable = 1e-4; // a fiftieth may be off by what chance allows; all of them may not
    private static readonly Lock Turn = new();

    /// <summary>Whether all are counted.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("RIDGELINE_SLOW") == "1";

    /// <summary>How many of <paramref name="full"/> simulations this run makes; at least 2.</summary>
    public static int Size(int full) => IsFull ? full : Math.Max(2, (full + 49) / 50);

    /// <summary>Holds that <paramref name="happens"/> in at most a share of the simulations.</summary>
    public static void AtMost(double share, int full, string what, Func<ulong, bool> happens)
    {
        var (count, of) = Count(full, happens);
        Record(what, $"{count} of {of} (at most {share:P1})");
        int limit = IsFull ? (int)Math.Floor(share * of + 1e-9) : MostByChance(of, share);
        Assert.True(count <= limit, $"{what}: in {count} of {of} simulations, where {limit} would be at most {share:P1}{(IsFull ? "" : " by chance")}");
    }

    /// <summary>Holds that <paramref name="happens"/> in at least a share of the simulations.</summary>
    public static void AtLeast(double share, int full, string what, Func<ulong, bool> happens)
    {
        var (count, of) = Count(full, happens);
        Record(what, $"{count} of {of} (at least {share:P1})");
        int limit = IsFull ? (int)Math.Ceiling(share * of - 1e-9) : of - MostByChance(of, 1 - share);
        Assert.True(count >= limit, $"{what}: in {count} of {of} simulations, where {limit} would be at least {share:P1}{(IsFull ? "" : " by chance")}");
    }

    /// <summary>One number of each simulation, in the order of the seeds.</summary>
    public static double[] Numbers(int full, Func<ulong, double> simulate)
    {
        var numbers = new double[Size(full)];
        Parallel.For(0, numbers.Length, at => numbers[at] = simulate((ulong)at + 1));
        return numbers;
    }

    /// <summary>Adds a figure to the file that RIDGELINE_FIGURES names, if all simulations were made.</summary>
    public static void Record(string what, string figure)
    {
        if (!IsFull || Environment.GetEnvironmentVariable("RIDGELINE_FIGURES") is not { Length: > 0 } file)
            return;
        lock (Turn)
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure} |\n"));
    }

    private static (int Count, int Of) Count(int full, Func<ulong, bool> happens)
    {
        double[] found = Numbers(full, seed => happens(seed) ? 1 : 0);
        return ((int)found.Sum(), found.Length);
    }

    /// <summary>The smallest count that a binomial of n trials is above with a probability of less than <see cref="Improbable"/>.</summary>
    private static int MostByChance(int n, double share)
    {
        double term = Math.Pow(1 - share, n), below = term;
        int count = 0;
        while (count < n && 1 - below > Improbable)
        {
            term *= share / (1 - share) * (n - count) / (count + 1);
            below += term;
            count++;
        }

        return count;
    }
}
