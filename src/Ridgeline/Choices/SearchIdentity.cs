using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>All that determines a search's table, each under its name: in words where they are few, and as a fingerprint.</summary>
internal static class SearchIdentity
{
    public static IReadOnlyList<(string Name, string Value)> Of<TModel>(SearchPlan<TModel> plan, Resamples resamples, IReadOnlyList<Score> scores, SearchOptions options)
        where TModel : IModel
    {
        var sample = plan.Paths[0].Candidate.Sample;
        return
        [
            ("parameters", $"{Wording.Count(plan.Trials.Length, "row")} on {Wording.Count(plan.Paths.Length, "path")}, {Parameters(plan)}"),
            ("scores", string.Join(", ", scores.Select(score => score.Name))),
            ("resamples", $"{resamples.Kind}, {Draws(resamples, sample)}"),
            ("target", $"{Wording.Count(sample.Rows, "row")}, {new Fingerprint().Add(sample.Target)}"),
            ("weights", $"{sample.WeightKind.ToString().ToLowerInvariant()}, {new Fingerprint().Add(sample.Weights)}"),
            ("X", Designs(plan)),
            ("models", Models(plan)),
            ("fits", $"to a gap of {options.Fit.Tolerance:R} in at most {Wording.Count(options.Fit.MaxIterations, "iteration")}"),
            ("training rows", options.TrainScores ? "scored" : "not scored"),
        ];
    }

    private static string Parameters<TModel>(SearchPlan<TModel> plan)
        where TModel : IModel
    {
        var print = new Fingerprint();
        for (int row = 0; row < plan.Trials.Length; row++)
        {
            var (path, at) = plan.Places[row];
            var setting = plan.Paths[path].Settings[at];
            print.Add(plan.Trials[row].All).Add((ulong)path).Add((ulong)at).Add((ulong)setting.Knob).Add(setting.Value);
        }

        return print.ToString();
    }

    /// <summary>How often each row is drawn, and where it is held out: weights stand for themselves.</summary>
    private static string Draws(Resamples resamples, Sample sample)
    {
        var print = new Fingerprint();
        for (int k = 0; k < resamples.Count; k++)
        {
            double[] training = resamples.TrainingWeights(sample, k), heldOut = resamples.HeldOutWeights(sample, k);
            for (int i = 0; i < training.Length; i++)
                if (sample.Weights[i] > 0)
                    print.Add(Math.Round(training[i] / sample.Weights[i])).Add(heldOut[i] > 0 ? 1UL : 0);
        }

        return print.ToString();
    }

    /// <summary>Each design once, however many candidates share it, and how each candidate sees its own.</summary>
    private static string Designs<TModel>(SearchPlan<TModel> plan)
        where TModel : IModel
    {
        var numbers = new Dictionary<Design, int>(ReferenceEqualityComparer.Instance);
        var print = new Fingerprint();
        foreach (var sample in plan.Paths.Select(path => path.Candidate.Sample))
        {
            if (numbers.TryAdd(sample.Design, numbers.Count))
                print.Add(sample.Design);
            print.Add((ulong)numbers[sample.Design]).Add(sample.Standardize ? 1UL : 0).Add(sample.View.Intercept ? 1UL : 0).Add(sample.Offset);
        }

        return print.ToString();
    }

    private static string Models<TModel>(SearchPlan<TModel> plan)
        where TModel : IModel
    {
        var print = new Fingerprint();
        foreach (var candidate in plan.Paths.Select(path => path.Candidate))
        {
            print.Add(candidate.Identity).Add(candidate.Fitter.Loss?.Name ?? "").Add(candidate.Fitter.Loss?.Outputs ?? 0).Add(candidate.Fitter.Loss?.Delta ?? 0);
            if (candidate.Fitter is not LinearPathFitter { Penalty: var penalty })
                continue;
            print.Add(penalty.Name).Add(penalty.L1Ratio);
            foreach (var numbers in new[] { penalty.Factors, penalty.Lower, penalty.Upper })
                print.Add(numbers.IsDefault ? [] : numbers.AsSpan());
        }

        string[] losses = [.. plan.Paths.Select(path => path.Candidate.Fitter.Loss?.Name).OfType<string>().Distinct()];
        return losses.Length == 0 ? print.ToString() : $"{string.Join(", ", losses)}, {print}";
    }
}
