using System.Collections.Concurrent;
using Ridgeline.Diagnoses;

namespace Ridgeline.Tests.Diagnoses;

/// <summary>How often the verdict is right of data sets whose truth is known. <see cref="FlippedLabels"/> has the scenarios; each is simulated once for all facts.</summary>
public sealed class VerdictCalibration
{
    private const int Full = 500;

    private static readonly ConcurrentDictionary<string, Lazy<Simulated>> Done = [];

    public static TheoryData<string> All => [.. FlippedLabels.Names];

    /// <summary>Those whose last setting has parameters for a fifth of the rows, or is a tree as it was grown.</summary>
    public static TheoryData<string> FarTooComplex => [.. FlippedLabels.Names.Where(name => name.Contains("200", StringComparison.Ordinal) || name.Contains("tree", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(All))]
    public void At_the_setting_that_is_truly_best_it_seldom_says_overfits(string name)
    {
        var simulated = Of(name);
        Calibration.AtMost(0.07, Full, $"overfits at each data set's best setting: {name}", seed => simulated.At(seed, simulated.BestOf(seed)) == Verdict.Overfits);
        Calibration.AtMost(0.07, Full, $"overfits at the setting that is best on average: {name}", seed => simulated.At(seed, simulated.BestOnAverage) == Verdict.Overfits);
        simulated.Record();
    }

    [Theory, MemberData(nameof(FarTooComplex))]
    public void Of_a_model_far_too_complex_it_says_overfits(string name)
    {
        var simulated = Of(name);
        Calibration.AtLeast(0.93, Full, $"overfits at the most complex setting: {name}", seed => simulated.At(seed, simulated.Last) == Verdict.Overfits);
    }

    [Theory, MemberData(nameof(All))]
    public void The_setting_that_the_folds_chose_never_over_or_underfits_by_them(string name)
    {
        var simulated = Of(name);
        foreach (var set in simulated.Sets)
            Assert.False(set.Verdicts[set.Best] is Verdict.Overfits or Verdict.Underfits);
    }

    private static Simulated Of(string name) => Done.GetOrAdd(name, _ => new(() => new Simulated(name))).Value;

    /// <summary>The data sets of a scenario, seeds 1, 2, 3 …</summary>
    private sealed class Simulated
    {
        private readonly string _name;
        private readonly FlippedLabels _scenario;

        public Simulated(string name)
        {
            (_name, _scenario) = (name, FlippedLabels.Of(name));
            Sets = new (Verdict[], double[], int, int)[Calibration.Size(Full)];
            Calibration.Numbers(Full, seed =>
            {
                Sets[seed - 1] = _scenario.Simulate(seed);
                return 0;
            });
            BestOnAverage = _scenario.BestOf([.. Enumerable.Range(0, _scenario.Length).Select(at => Sets.Average(set => set.Truth[at]))]);
        }

        public (Verdict[] Verdicts, double[] Truth, int Best, int OneStandardError)[] Sets { get; }

        public int BestOnAverage { get; }

        public int Last => _scenario.Length - 1;

        public int BestOf(ulong seed) => _scenario.BestOf(Sets[seed - 1].Truth);

        public Verdict At(ulong seed, int at) => Sets[seed - 1].Verdicts[at];

        /// <summary>How often each verdict fell, at the settings that matter.</summary>
        public void Record()
        {
            (string Where, Func<ulong, int> At)[] places =
            [
                ("each data set's best setting", BestOf), ("the setting best on average", _ => BestOnAverage), ("cross-validation's best", seed => Sets[seed - 1].Best),
                ("its one standard error", seed => Sets[seed - 1].OneStandardError), ("the most complex", _ => Last),
            ];
            foreach (var (where, at) in places)
            {
                var found = Enumerable.Range(1, Sets.Length).Select(seed => At((ulong)seed, at((ulong)seed))).ToList();
                Calibration.Record($"verdicts at {where}: {_name}", string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{verdict} {found.Count(one => one == verdict)}")));
            }
        }
    }
}
