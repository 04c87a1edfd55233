namespace Ridgeline.Studies;

/// <summary>Tells how far a study is: what stage, and which share of the planned work is done.</summary>
/// <param name="plan">The work.</param>
/// <param name="progress">Told; may be null.</param>
internal sealed class StudyStages(StudyPlan plan, IProgress<StudyProgress>? progress)
{
    private double _before, _own;

    /// <summary>The stage that was begun last.</summary>
    public string Current { get; private set; } = "the data were read";

    /// <summary>Who is told of a stage's fits: by the name of the stage in whose course they come.</summary>
    public IProgress<StudyProgress>? Inner => progress is null ? null : new Told(this, progress);

    /// <summary>Begins a stage and says who is told of its fits.</summary>
    /// <param name="stage">Its name.</param>
    public IProgress<StudyProgress>? Of(string stage)
    {
        Begin(stage);
        return Inner;
    }

    /// <summary>Begins a stage.</summary>
    /// <param name="stage">Its name.</param>
    public void Begin(string stage)
    {
        (_before, _own) = (_before + _own, plan.SecondsOf(stage) / plan.Seconds);
        Current = stage;
        progress?.Report(new StudyProgress(stage, 0, 0) { Share = Math.Min(1, _before) });
    }

    private sealed class Told(StudyStages stages, IProgress<StudyProgress> progress) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) =>
            progress.Report(value with { Share = Math.Min(1, stages._before + (value.Total > 0 ? stages._own * Math.Min(1, (double)value.Done / value.Total) : 0)) });
    }
}
