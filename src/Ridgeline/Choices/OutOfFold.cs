using System.Collections.Immutable;

namespace Ridgeline.Choices;

/// <summary>
/// What the models of each resample said of the rows that it held out, at every setting: predictions of models that hadn't seen the row. In a partition each
/// row has one a repeat.
/// </summary>
public sealed class OutOfFold
{
    private readonly ImmutableArray<ImmutableArray<int>> _rows;
    private readonly KeptLink[][] _links; // of a resample, a setting

    internal OutOfFold(ImmutableArray<ImmutableArray<int>> rows, KeptLink[][] links, int outputs) => (_rows, _links, Outputs) = (rows, links, outputs);

    /// <summary>K, the numbers of a prediction.</summary>
    public int Outputs { get; }

    /// <summary>How many resamples there are.</summary>
    public int Resamples => _links.Length;

    /// <summary>How many settings.</summary>
    public int Settings => _links[0].Length;

    /// <summary>The rows that a resample held out, rising.</summary>
    /// <param name="resample">0 … <see cref="Resamples"/> − 1.</param>
    public ImmutableArray<int> RowsOf(int resample) => _rows[resample];

    /// <summary>η of those rows by the model of one setting, m × K. Of trees it is made anew each time: thousands of prunings would fill the memory.</summary>
    /// <param name="resample">0 … <see cref="Resamples"/> − 1.</param>
    /// <param name="setting">A position among the settings.</param>
    public ReadOnlySpan<double> LinksOf(int resample, int setting) => _links[resample][setting].Numbers;
}
