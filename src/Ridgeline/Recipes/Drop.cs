using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>Leaves columns out.</summary>
/// <param name="Columns">Which.</param>
public sealed record Drop(Columns Columns) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights) => new LearnedDrop([.. Columns.Of(frame).Select(feature => feature.Name)]);

    /// <summary>The step in words.</summary>
    public override string ToString() => $"leave out {Columns}";
}

/// <summary>Columns left out.</summary>
internal sealed class LearnedDrop(ImmutableArray<string> columns) : LearnedStep(columns)
{
    public override string Name => "drop";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<Feature>(frame, (_, _) => []);

    public override IEnumerable<string> Describe() => Columns.IsEmpty ? [] : [$"Drop {Wording.Listed(Columns, 6)}"];

    protected override bool IsSame(LearnedStep other) => true;

    protected override void WriteLearned(Utf8JsonWriter json)
    {
    }
}
