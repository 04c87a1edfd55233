namespace Ridgeline.Studies;

/// <summary>Tells how far a study is: what stage, and which share of the planned work is done.</summary>
/// <param name="plan">The work.</param>
/// <param name="progress">Told; may be null.</param>
internal sealed class StudyStages(StudyPlan plan, IProgress<StudyProgress>? progress)
{
    private double _done, _own, _least; // seconds by count, and the share that was told last

    /// <summary>The stage that was begun last.</summary>
    public string Current { get; private set; } = "the data were read";

    /// <summary>Who is told of a stage's fits, by that stage's name.</summary>
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
        (_done, _own) = (_done + _own, plan.SecondsOf(stage));
        Current = stage;
        progress?.Report(new StudyProgress(stage, 0, 0) { Share = ShareOf(0), CountedSeconds = plan.Whole });
    }

    /// <summary>The share of what is known to be done; it never falls, though the diagnosis is planned late.</summary>
    private double ShareOf(double ofStage) => _least = Math.Max(_least, Math.Min(1, (_done + ofStage * _own) / plan.Whole));

    private double Whole => plan.Whole;

    private sealed class Told(StudyStages stages, IProgress<StudyProgress> progress) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            lock (stages) // fits end on several threads, and shares are told as they rise
                progress.Report(value with { Stage = stages.Current, Share = stages.ShareOf(value.Total > 0 ? Math.Min(1, (double)value.Done / value.Total) : 0), CountedSeconds = stages.Whole });
        }
    }
}
