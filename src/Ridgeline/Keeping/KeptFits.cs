using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ridgeline.Designs;
using Ridgeline.Files;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Trees;

namespace Ridgeline.Keeping;

/// <summary>
/// What a study has fitted, in a folder: a walk hands over what is there and fits the rest. A path is found under a name that is the hash of all that its bits depend on, so that what is
/// found is what would be fitted. Before <see cref="Begin"/> and after <see cref="End"/> nothing is kept, and walks are as they are.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class KeptFits(string folder) : IKeptWalks
{
    private readonly SampleIdentity _samples = new();
    private volatile KeptFolder? _open;
    private int _found;

    /// <summary>The least that a path costs to be kept, in numbers of X looked at; one of less is fitted again as fast as it is read.</summary>
    public double LeastWork { get; init; } = 1 << 18;

    /// <summary>How many paths were there and needn't be fitted.</summary>
    public int Found => _found;

    /// <summary>Why what was fitted couldn't be kept any more; null: it could.</summary>
    public string? Failure => _open?.Failure;

    /// <summary>Keeps from here on.</summary>
    /// <param name="data">The hash of the data.</param>
    /// <param name="target">The column to predict.</param>
    /// <exception cref="WriteException">The folder can't be written.</exception>
    public void Begin(string data, string target) => _open = KeptFolder.Open(folder, Machine(new Digest().Add(data).Add(target)).Bytes());

    /// <summary>Forgets all that is kept: it isn't needed any more.</summary>
    public void Empty() => _open?.Empty();

    /// <summary>Keeps nothing from here on; what is there stays.</summary>
    public void End()
    {
        _open?.Leave();
        _open = null;
    }

    public void Walk<TModel>(
        IPathFitter<TModel> fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<TModel>> visit, IProgress<FitProgress>? progress,
        CancellationToken stop)
        where TModel : class, IModel
    {
        var ordered = Setting.SimplestFirst(settings);
        if (_open is { } open && resamples.Count > 0 && Work(fitter, resamples[0], ordered.Length) >= LeastWork && WalkIdentity.Of(fitter, ordered, options) is { } walk)
            new KeptWalk<TModel>(open, fitter, resamples, ordered, options, visit, progress, stop).Run(walk, _samples, () => Interlocked.Increment(ref _found));
        else
            fitter.Walk(resamples, settings, options, visit, progress, stop);
    }

    /// <summary>What one path costs, counted, never timed.</summary>
    private static double Work<TModel>(IPathFitter<TModel> fitter, Sample sample, int settings)
        where TModel : IModel
    {
        const int Grown = 16; // a tree looks at every number of X about as often
        return fitter is NetworkPathFitter network ? network.Work(sample, 1, settings) : (double)sample.RowsWithWeight * sample.Design.Columns * (fitter is TreePathFitter ? Grown : settings);
    }

    /// <summary>What the bits of a fit depend on beside data and options: this library, and the machine's vectors and functions.</summary>
    private static Digest Machine(Digest digest)
    {
        var library = typeof(KeptFits).Assembly;
        digest.Add(library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Add(library.ManifestModule.ModuleVersionId.ToString());
        digest.Add(RuntimeInformation.FrameworkDescription).Add(RuntimeInformation.RuntimeIdentifier);
        return digest.Add(Vector512.IsHardwareAccelerated).Add(Vector256.IsHardwareAccelerated).Add(Vector128.IsHardwareAccelerated).Add(Fma.IsSupported);
    }
}
