using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;

namespace Ridgeline.Choices;

/// <summary>A path cross-validated: the models fitted on all rows, and what each resample's models were worth on the rows they hadn't seen.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Path">Fitted on all of the sample's rows.</param>
/// <param name="Resamples">What was held out, and when.</param>
/// <param name="Curves">A curve a score, in the order asked for.</param>
/// <param name="Certificates">For each resample those of its fits, a setting after the other; null where the family has none.</param>
/// <param name="OutOfFold">What each resample's models said of the rows it held out.</param>
public sealed record CrossValidated<TModel>(
    ModelPath<TModel> Path, Resamples Resamples, ImmutableArray<ScoreCurve> Curves, ImmutableArray<ImmutableArray<Certificate?>> Certificates, OutOfFold OutOfFold)
    where TModel : IModel
{
    /// <summary>How many settings were added below the grid because the best was its last.</summary>
    public int Extended { get; init; }

    /// <summary>How sure the best setting by a score is.</summary>
    /// <param name="curve">Which of <see cref="Curves"/>.</param>
    public ChoiceUncertainty Uncertainty(int curve = 0) => ChoiceUncertainty.Of(Curves[curve], [.. Path.Points.Select(point => point.Model.Complexity)]);
}

/// <summary>How sure a choice is: how often the repeats chose what, and how much the models that can't be told from the best differ.</summary>
/// <param name="TimesBest">For each setting, in how many repeats it was the best.</param>
/// <param name="Tied">The settings whose mean isn't worse than the best's by more than the best's standard error, as positions.</param>
/// <param name="LeastComplex">The least complexity (non-zero coefficients, leaves) among their models.</param>
/// <param name="MostComplex">The greatest.</param>
public sealed record ChoiceUncertainty(ImmutableArray<int> TimesBest, ImmutableArray<int> Tied, int LeastComplex, int MostComplex)
{
    internal static ChoiceUncertainty Of(ScoreCurve curve, ImmutableArray<int> complexity)
    {
        var times = new int[curve.Points.Length];
        for (int repeat = 0; repeat < curve.Points[0].PerRepeat.Length; repeat++)
            times[curve.BestOf(repeat)]++;
        ImmutableArray<int> tied = [.. Enumerable.Range(0, times.Length).Where(curve.IsTied)];
        return new ChoiceUncertainty([.. times], tied, tied.Min(at => complexity[at]), tied.Max(at => complexity[at]));
    }
}
