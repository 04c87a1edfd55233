using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Choices;

/// <summary>What a search fits for some parameters.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="Fitter">The family, with its loss, penalty and so on.</param>
/// <param name="Sample">
/// The rows to learn from. Candidates may see them through other designs and views, with other offsets, but have the same rows, target and weights. A sample that
/// several candidates share is best made once: every one made holds n numbers and the moments of p columns.
/// </param>
public sealed record Candidate<TModel>(IPathFitter<TModel> Fitter, Sample Sample)
    where TModel : IModel
{
    /// <summary>Where the knob stands, if no axis of the search says so; default: where the fitter's automatic grid has a single setting, that one.</summary>
    public Setting? Setting { get; init; }

    /// <summary>
    /// What a search can't see for itself and its journal is to know: of a fitter that isn't <see cref="LinearPathFitter"/>, whatever doesn't follow from the
    /// parameters. A journal written under another identity is refused. Default: nothing.
    /// </summary>
    public string Identity { get; init; } = "";
}
