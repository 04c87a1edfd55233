using Ridgeline.Paths;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>Lines on standard error: what there is to do and, once a second at most, how much of it is done.</summary>
internal sealed class ProgressLines(TextWriter writer) : IProgress<FitProgress>, IProgress<StudyProgress>
{
    private readonly Lock _turn = new();
    private string _stage = "";
    private long _next;

    public void Report(FitProgress value) => Report(new StudyProgress("", value.Done, value.Total));

    public void Report(StudyProgress value)
    {
        lock (_turn)
        {
            if (value.Stage == _stage && _next > 0 && Environment.TickCount64 < _next)
                return;
            _stage = value.Stage;
            writer.WriteLine($"ridgeline: {(_stage.Length > 0 ? $"{_stage}, " : "")}{value.Done} of {Wording.Count(value.Total, "fit")}");
            _next = Environment.TickCount64 + 1000;
        }
    }
}
