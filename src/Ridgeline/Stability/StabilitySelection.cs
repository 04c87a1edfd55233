using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;

namespace Ridgeline.Stability;

/// <summary>
/// Stability selection by complementary pairs: the path is fitted on B pairs of half samples without a common row; a unit's frequency is the share of the 2B half samples whose
/// path selects it, and what is selected on at least a share π is stable, with a bound on how many such units say nothing (<see cref="SelectionBound"/>).
/// </summary>
/// <remarks>
/// <para>Shah and Samworth: <i>Variable selection with error control: another look at stability selection</i> (J. R. Statist. Soc. B 75, 2013), after Meinshausen and Bühlmann:
/// <i>Stability selection</i> (J. R. Statist. Soc. B 72, 2010).</para>
/// <para>A unit of several columns is selected where any of them is, and the bound counts units: the frequencies of columns that say the same are divided among them, their unit's isn't.</para>
/// <para>Halves are drawn of independent rows: of frequency weights each of a row's copies by itself, so that weight 2 is the row twice. Columns that are learned are learned
/// anew on every half. Of n rows each half has ⌊n/2⌋.</para>
/// </remarks>
public static class StabilitySelection
{
    private const int Together = 16; // halves held at a time
    private const int Further = 8;   // settings by which all halves go on while some has too few units
    private const double Above = 2;  // λ_max of a half sample is larger than that of all rows: by √2 where a column says nothing

    /// <summary>Fits the halves and counts.</summary>
    /// <typeparam name="TModel">The family's model: linear models under a penalty with an L1 part, or trees.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows to learn from; others have weight 0.</param>
    /// <param name="settings">
    /// Settings of the knob; default: the automatic grid, begun at 2·λ_max and ended where the path of all rows and that of every half have selected q units, or at
    /// <see cref="StabilityOptions.DownTo"/>. A half that hasn't q units by the last setting selects fewer.
    /// </param>
    /// <param name="options">Pairs, units, and what is stable.</param>
    /// <param name="fit">How the paths are fitted.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">The family selects no columns; no unit counts; or threshold, number and bound contradict each other or can't be kept to.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StabilityPath Run<TModel>(
        IPathFitter<TModel> fitter, Sample sample, ImmutableArray<Setting> settings = default, StabilityOptions? options = null, FitOptions? fit = null,
        IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        (options, fit) = (options ?? new StabilityOptions(), (fit ?? new FitOptions()) with { StopWhenSaturated = false });
        var penalty = PenaltyOf(fitter);
        if (penalty is { L1Ratio: 0 })
            throw new ArgumentException("an L2 penalty leaves every column in: it selects none; a penalty with an L1 part does", nameof(fitter));
        var units = ColumnClusters.Whole(sample.Design, options.Groups);
        if (options.Correlation is { } correlation)
            units = ColumnClusters.Of(sample, correlation, units, stop);
        int[] free = [.. Enumerable.Range(0, sample.Design.Columns).Where(j => penalty?.Factor(j) == 0)];
        ImmutableArray<int> candidates = [.. Enumerable.Range(0, units.Length).Where(u => units[u].Columns.All(j => !free.Contains(j)) && units[u].Columns.Any(j => CanBeSelected(sample, penalty, j)))];
        if (candidates.IsEmpty)
            throw new ArgumentException("there is no column that can be selected: all are constant, left out or not held back", nameof(sample));
        var bound = options.DownTo is null ? SelectionRule.Before(options, candidates.Length, options.Pairs) : null;
        var unitOf = UnitOf(sample.Design.Columns, units, candidates);
        settings = settings.IsDefault ? Grid(fitter, penalty, sample) : Setting.SimplestFirst(settings);
        var all = settings;
        settings = Ended(fitter, sample, all, options, unitOf, (int?)bound?.Selected, fit, stop);
        var halves = Enumerable.Range(0, 2 * options.Pairs).Select(_ => new HalfPath(unitOf)).ToArray();
        Walk(fitter, sample, settings, options, halves, fit, progress, stop);
        while (bound is not null && settings.Length < all.Length && halves.Any(half => half.Entries.Count < (int)bound.Selected))
        {
            ImmutableArray<Setting> further = [.. all.Skip(settings.Length).Take(Further)];
            Walk(fitter, sample, further, options, halves, fit, progress, stop);
            settings = [.. settings, .. further];
        }

        int downTo = options.DownTo is null ? -1 : settings.Length - 1;
        bound ??= SelectionRule.After(options, candidates.Length, options.Pairs, StabilityPath.AverageDownTo(halves, downTo));
        return new StabilityPath(settings, units, candidates, [.. free.Select(j => sample.Design.Names[j])], halves, bound, downTo);
    }

    /// <summary>Takes each half down some settings, from where it stands.</summary>
    private static void Walk<TModel>(
        IPathFitter<TModel> fitter, Sample sample, ImmutableArray<Setting> settings, StabilityOptions options, HalfPath[] halves, FitOptions fit, IProgress<FitProgress>? progress, CancellationToken stop)
        where TModel : IModel
    {
        bool classes = fitter.Loss is { } loss ? loss.Outputs > 1 || ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.SquaredHinge) : false;
        var drawn = new DrawnWeights(sample, options.Seed, options.RowGroups.IsDefault ? [] : options.RowGroups.AsSpan(), options.Stratified ?? classes);
        int before = halves.Length * halves[0].Selected.Count, total = before + halves.Length * settings.Length;
        for (int from = 0; from < halves.Length; from += Together)
        {
            int begin = from, count = Math.Min(Together, halves.Length - from);
            Sample[] samples = [.. Enumerable.Range(begin, count).Select(k => sample.Reweighted(drawn.Half(k / 2, second: k % 2 == 1)))];
            var told = progress is null ? null : new PartProgress(progress, before + begin * settings.Length, total);
            fitter.Walk(samples, settings, fit, (k, point) => halves[begin + k].Take(point.Model, Scales(point.Model, samples[k])), told, stop);
        }
    }

    private static ReadOnlySpan<double> Scales(IModel model, Sample sample) => model is LinearModel ? sample.View.PenaltyScales.AsSpan() : [];

    private static Penalty? PenaltyOf<TModel>(IPathFitter<TModel> fitter)
        where TModel : IModel => fitter switch
        {
            LinearPathFitter linear => linear.Penalty,
            FamilyFitter<LinearModel> { Fitter: LinearPathFitter linear } => linear.Penalty,
            _ => null,
        };

    private static bool CanBeSelected(Sample sample, Penalty? penalty, int j) => penalty is null || (penalty.Factor(j) < double.PositiveInfinity && !sample.View.IsConstant(j));

    private static int[] UnitOf(int columns, ImmutableArray<ColumnGroup> units, ImmutableArray<int> candidates)
    {
        var unitOf = new int[columns];
        Array.Fill(unitOf, -1);
        foreach (int u in candidates)
            foreach (int j in units[u].Columns)
                unitOf[j] = u;
        return unitOf;
    }

    /// <summary>The automatic grid, of linear models begun above λ_max.</summary>
    private static ImmutableArray<Setting> Grid<TModel>(IPathFitter<TModel> fitter, Penalty? penalty, Sample sample)
        where TModel : IModel
    {
        var settings = fitter.Settings(sample);
        if (penalty is null || settings.Length < 2 || settings[0].Knob != Knob.Lambda)
            return settings;
        double step = settings[0].Value / settings[1].Value;
        int more = (int)Math.Ceiling(Math.Log(Above) / Math.Log(step));
        return [.. Enumerable.Range(0, more).Select(k => Strength.Lambda(settings[0].Value * Math.Pow(step, more - k)).Setting), .. settings];
    }

    /// <summary>The settings that count: down to the one asked for, or to where all rows have selected q units.</summary>
    private static ImmutableArray<Setting> Ended<TModel>(
        IPathFitter<TModel> fitter, Sample sample, ImmutableArray<Setting> settings, StabilityOptions options, int[] unitOf, int? selected, FitOptions fit, CancellationToken stop)
        where TModel : IModel
    {
        if (options.DownTo is { } last)
            return Setting.SimplestFirst([.. settings.Where(setting => setting == last || setting.IsSimplerThan(last)), last]);
        var pilot = new HalfPath(unitOf);
        int end = settings.Length;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            fitter.Walk([sample], settings, fit, (_, point) =>
            {
                if (end < settings.Length)
                    return;
                pilot.Take(point.Model, Scales(point.Model, sample));
                if (pilot.Entries.Count < selected)
                    return;
                end = pilot.Selected.Count;
                ended.Cancel();
            }, null, ended.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // the rest of the path isn't needed
        }

        return [.. settings.Take(end)];
    }

    /// <summary>The progress of some of the fits, as that of all.</summary>
    private sealed class PartProgress(IProgress<FitProgress> all, int before, int total) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => all.Report(new FitProgress(before + value.Done, total));
    }
}
