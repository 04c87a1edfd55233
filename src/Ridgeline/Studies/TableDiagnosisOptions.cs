using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>Which model of a table is diagnosed, on which folds, and what is looked at.</summary>
public sealed record TableDiagnosisOptions
{
    private const int MostDraws = 5000, MostShuffles = 4096;

    /// <summary>The path, the folds and the score. An honest score of the choice is no part of a diagnosis: <see cref="TableCrossValidationOptions.Honest"/> is null here.</summary>
    public TableCrossValidationOptions Search { get; init; } = new() { Honest = null, Rule = ChoiceRule.OneStandardError };

    /// <summary>
    /// The setting that is diagnosed, of the knob that the path turns; an automatic path, carried on while its best is its last, has it beside its own. Null: the choice of <see cref="TableCrossValidationOptions.Rule"/>.
    /// </summary>
    public Setting? At { get; init; }

    /// <summary>What is looked at beside the verdict; default: everything. What the family or the target doesn't have is left out, and <see cref="TableDiagnosis.LeftOut"/> says why.</summary>
    public ImmutableArray<DiagnosisPart> Parts { get; init; } = [.. DiagnosisParts.All];

    /// <summary>How many bootstrap draws, pairs of half samples and drawn targets there are, 2 to 5000; default 50.</summary>
    public int Draws
    {
        get;
        init => field = value is >= 2 and <= MostDraws ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the draws must be 2 to {MostDraws}");
    } = 50;

    /// <summary>How often the target is shuffled, 1 to 4096; default 20: the smallest p-value is then 1/21.</summary>
    public int Shuffles
    {
        get;
        init => field = value is >= 1 and <= MostShuffles ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the shuffles must be 1 to {MostShuffles}");
    } = 20;
}
