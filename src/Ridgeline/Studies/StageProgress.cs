using Ridgeline.Paths;

namespace Ridgeline.Studies;

/// <summary>Tells how far the fits of one stage are.</summary>
internal sealed class StageProgress : IProgress<FitProgress>
{
    private readonly IProgress<StudyProgress> _progress;
    private readonly string _stage;

    private StageProgress(IProgress<StudyProgress> progress, string stage) => (_progress, _stage) = (progress, stage);

    /// <summary>Tells <paramref name="progress"/>; null where nobody listens.</summary>
    public static StageProgress? Of(IProgress<StudyProgress>? progress, string stage) => progress is null ? null : new StageProgress(progress, stage);

    public void Report(FitProgress value) => _progress.Report(new StudyProgress(_stage, value.Done, value.Total));
}
