using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Demos;

/// <summary>The linear fits that demonstrations compare: none is told anything of the truth.</summary>
internal static class LinearFits
{
    private const int Folds = 10, MostIterations = 1000;
    private const double Vanishing = 1e-12; // of the mean variance of the columns: least squares of more columns than rows is off by about as much, relatively
    private const double LeastRidge = 1e-7; // of the ridge grid's λ_max, which is a thousand times what a first weight needs

    /// <summary>The penalty's grid: of ridge further down than usual, as fewer rows than columns may need next to none.</summary>
    private static LambdaGrid Grid(Penalty penalty) => penalty == Penalty.L2 ? new LambdaGrid { Ratio = LeastRidge } : new LambdaGrid();

    /// <summary>
    /// Least squares. Where the columns outnumber the rows, infinitely many weights fit exactly; this is the least ‖w∘t‖ of them, which ridge tends to as λ → 0:
    /// taken at a λ of 1e-12 times the mean squared scale of the columns.
    /// </summary>
    public static LinearModel LeastSquares(Sample sample)
    {
        double lambda = 0;
        if (sample.Design.Columns >= sample.RowsWithWeight)
        {
            for (int j = 0; j < sample.Design.Columns; j++)
            {
                double ratio = sample.View.PenaltyScales[j] == 0 ? 0 : sample.View.Scales[j] / sample.View.PenaltyScales[j];
                lambda += Vanishing * ratio * ratio / sample.Design.Columns;
            }
        }

        return At(Penalty.L2, lambda, sample);
    }

    /// <summary>The fit at one λ.</summary>
    public static LinearModel At(Penalty penalty, double lambda, Sample sample)
    {
        var options = new FitOptions { Tolerance = 1e-14, MaxIterations = MostIterations, Threads = 1 };
        return new LinearPathFitter(Loss.Squared, penalty).Fit([sample], [Strength.Lambda(lambda).Setting], options)[0].Points[0].Model;
    }

    /// <summary>The fit at the λ that ten folds of cross-validation choose by their squared error, and that λ.</summary>
    public static (LinearModel Model, double Lambda) CrossValidated(Penalty penalty, Sample sample, ulong seed, ChoiceRule rule, int threads, CancellationToken stop)
    {
        var folds = Resamples.KFold(sample, Folds, seed);
        var found = CrossValidation.Run(new LinearPathFitter(Loss.Squared, penalty, Grid(penalty)), sample, folds, default, [Score.Mse], new FitOptions { Threads = threads }, null, stop);
        var chosen = found.Path.Points[found.Curves[0].Chosen(rule)];
        return (chosen.Model, chosen.Setting.Value);
    }
}
