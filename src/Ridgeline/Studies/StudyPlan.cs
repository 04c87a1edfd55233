using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>One of a study's paths, before it is fitted.</summary>
/// <param name="Name">lasso, elastic net 0.5, ridge, tree, network.</param>
/// <param name="Family">The family.</param>
/// <param name="Seconds">What it takes by count.</param>
/// <param name="Adapted">What the family's problem becomes for it.</param>
internal sealed record PlannedPath(string Name, Family Family, double Seconds, Func<TableProblem, TableProblem> Adapted)
{
    /// <summary>The stage that fits it.</summary>
    public string Stage => Name;

    /// <summary>Its problem.</summary>
    /// <param name="problemOf">The problem of a family.</param>
    public TableProblem Problem(Func<Family, TableProblem> problemOf) => Adapted(problemOf(Family));
}

/// <summary>What a study does within its budget, counted before it starts.</summary>
internal sealed record StudyPlan
{
    public const string Honest = "honest score", Testing = "test set";

    /// <summary>The paths, the simplest family first.</summary>
    public required ImmutableArray<PlannedPath> Paths { get; init; }

    /// <summary>The parts of the diagnosis.</summary>
    public required ImmutableArray<DiagnosisPart> Parts { get; init; }

    /// <summary>How many draws they make.</summary>
    public required int Draws { get; init; }

    /// <summary>How often targets are shuffled.</summary>
    public required int Shuffles { get; init; }

    /// <summary>What was left out or made smaller, a sentence each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>What a stage takes by count.</summary>
    public required ImmutableDictionary<string, double> Stages { get; init; }

    /// <summary>What everything takes.</summary>
    public double Seconds => Stages.Values.Sum();

    /// <summary>What a stage takes.</summary>
    /// <param name="stage">Its name.</param>
    public double SecondsOf(string stage) => Stages.GetValueOrDefault(stage);

    /// <summary>The stage of a part of the diagnosis.</summary>
    /// <param name="part">The part.</param>
    public static string StageOf(DiagnosisPart part) => part.Name();

    /// <summary>Plans a study.</summary>
    /// <param name="linear">The rows, as linear models take them.</param>
    /// <param name="score">The score that chooses.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="options">How it was asked for.</param>
    public static StudyPlan Of(TableProblem linear, Score score, Resamples folds, StudyOptions options)
    {
        var paths = new List<PlannedPath>();
        var leftOut = new List<string>();
        foreach (var family in options.Families.Order())
            if (family == Family.Linear)
                foreach (double ratio in options.Quick ? options.L1Ratios.Where(ratio => ratio is 0 or 1) : options.L1Ratios)
                    paths.Add(new PlannedPath(NameOf(ratio, linear), family, 1, problem => problem.With(problem.Options.Linear with { L1Ratio = ratio })));
            else if (family == Family.Tree && (linear.Classes.IsEmpty || score.Needs != ScoreNeeds.Links))
                paths.Add(new PlannedPath("tree", family, 1, problem => problem));
            else if (family == Family.Network)
                paths.Add(new PlannedPath("network", family, 1, problem => problem));
        ImmutableArray<DiagnosisPart> parts = options.Quick ? [DiagnosisPart.Leaks] : options.Parts;
        var stages = paths.ToImmutableDictionary(path => path.Stage, path => path.Seconds).Add(Honest, 1).Add(Testing, 1).AddRange(parts.Select(part => KeyValuePair.Create(StageOf(part), 1.0)));
        return new StudyPlan { Paths = [.. paths], Parts = parts, Draws = 50, Shuffles = 20, LeftOut = [.. leftOut], Stages = stages };
    }

    private static string NameOf(double ratio, TableProblem linear) => ratio switch
    {
        1 => "lasso",
        0 => "ridge",
        _ => $"elastic net {ratio}",
    };
}
