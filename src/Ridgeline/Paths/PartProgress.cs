namespace Ridgeline.Paths;

/// <summary>Progress of one of several walks, told as that of all.</summary>
/// <param name="whole">Who is told; may be null.</param>
/// <param name="total">Fits of all walks.</param>
internal sealed class PartProgress(IProgress<FitProgress>? whole, int total) : IProgress<FitProgress>
{
    private int _before;

    public void Report(FitProgress value) => whole?.Report(new FitProgress(_before + value.Done, total));

    /// <summary>A walk of so many fits is over.</summary>
    public void Pass(int fits) => _before += fits;
}
