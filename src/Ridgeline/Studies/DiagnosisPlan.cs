using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>How far a diagnosis goes within what is left of a budget.</summary>
/// <param name="Parts">The parts, in their order.</param>
/// <param name="Draws">How many draws they make.</param>
/// <param name="Shuffles">How often targets are shuffled.</param>
/// <param name="Seconds">What each part takes by count.</param>
/// <param name="LeftOut">What was left out or made smaller, a sentence each.</param>
internal sealed record DiagnosisPlan(ImmutableArray<DiagnosisPart> Parts, int Draws, int Shuffles, ImmutableDictionary<DiagnosisPart, double> Seconds, ImmutableArray<string> LeftOut)
{
    private static readonly (int Draws, int Shuffles)[] Levels = [(50, 20), (20, 10)];

    /// <summary>
    /// Plans a diagnosis: fewer draws where all of them would take too long, and then without the parts that take the most. Leaks go last, unless they alone take too long: where there is one, nothing else
    /// of a study holds.
    /// </summary>
    /// <param name="asked">The parts that were asked for.</param>
    /// <param name="costs">What they take.</param>
    /// <param name="family">The model's family.</param>
    /// <param name="training">Of a network what one training takes.</param>
    /// <param name="left">The seconds that are left.</param>
    public static DiagnosisPlan Of(ImmutableArray<DiagnosisPart> asked, StudyCosts costs, Family family, double training, double left)
    {
        var leftOut = new List<string>();
        var (draws, shuffles) = Levels.FirstOrDefault(level => Seconds(level).Values.Sum() <= left, Levels[^1]);
        if (draws < Levels[0].Draws)
            leftOut.Add($"The diagnosis makes {draws} draws and {shuffles} shuffles instead of {Levels[0].Draws} and {Levels[0].Shuffles}, to stay within the budget.");
        var seconds = Seconds((draws, shuffles));
        var parts = asked;
        while (parts.Sum(part => seconds[part]) > left && parts.Length > 0)
        {
            double together = parts.Sum(part => seconds[part]);
            var largest = parts.MaxBy(part => part == DiagnosisPart.Leaks && seconds[part] <= left ? 0 : seconds[part]);
            parts = parts.Remove(largest);
            leftOut.Add($"The diagnosis leaves {largest.Name()} out: it would take about {StudyPlan.Words(seconds[largest])} of {StudyPlan.Words(together)} with the others, and {StudyPlan.Words(Math.Max(0, left))} of the budget are left for the diagnosis.");
        }

        return new DiagnosisPlan(parts, draws, shuffles, seconds, [.. leftOut]);
        ImmutableDictionary<DiagnosisPart, double> Seconds((int Draws, int Shuffles) level) => asked.ToImmutableDictionary(part => part, part => costs.Part(part, family, training, level.Draws, level.Shuffles));
    }
}
