using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;

namespace Ridgeline.Compare.Cv;

/// <summary>The grid search: logistic L2 on standardised columns over six C, ROC AUC, the best fitted on all rows.</summary>
internal sealed class Searches(CvCase data)
{
    private static readonly double[] Cs = [0.001, 0.01, 0.1, 1, 10, 100];

    public Func<Found> Run(int threads, double tolerance = 1e-6)
    {
        var candidate = new Candidate<LinearModel>(new LinearPathFitter(Loss.Logistic, Penalty.L2), data.Sample(standardize: true));
        var options = new SearchOptions { Fit = new FitOptions { Tolerance = tolerance, Threads = threads }, TrainScores = false };
        var result = GridSearch.Run(_ => candidate, [new ParameterGrid().Strengths(Knob.C, Cs)], data.Folds, [Score.RocAuc], options);
        return () => new Found
        {
            ["best_C"] = result.BestParameters!.Number("C"),
            ["best_score"] = result.BestScore,
            ["aucs"] = result.Table.Rows.Select(row => row.Scores[0].Test),
        }.Certified(
            result.Table.Rows.Length * result.Resamples.Count + 1,
            result.Table.Rows.Sum(row => result.Resamples.Count - row.Unconverged) + (result.Best!.Point.Certificate is { Converged: true } ? 1 : 0));
    }
}
