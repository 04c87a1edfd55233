using Ridgeline.Choices;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>
/// What the stages of a study take, in seconds on two cores: counts of rows, columns, settings and draws times what one of each took where it was measured (bench/results/study-costs.md).
/// Rather too much than too little; never timed while a study runs.
/// </summary>
/// <param name="rows">Rows to learn from, n.</param>
/// <param name="columns">Columns of the design, p.</param>
/// <param name="outputs">Numbers of a prediction, K.</param>
/// <param name="resamples">Folds times repeats.</param>
internal sealed class StudyCosts(double rows, double columns, int outputs, int resamples)
{
    private const double PerFit = 6e-4, PerCell = 5e-9, PerProduct = 1e-10; // a linear fit: itself, a pass over X, products of the columns that may be non-zero
    private const double Cold = 5;                                          // a fit by itself beside one on its path
    private const double PerSplit = 6e-9;                                   // a cell of a level of a tree
    private const double PerMultiplication = 1 / 4e9;                       // of a network's row × parameter × epoch
    private const double PerPrediction = 5e-10;                             // a prediction looked at once
    private const double PerShuffledCell = 1e-9;                            // a cell of a prediction with one column shuffled
    private const double PerLeakCell = 1.5e-6, LeakRows = 1e4;                // a cell that is looked at for leaks, of so many rows; rows are compared with rows
    private const double ColdLinear = 0.8, ColdNetwork = 1.5, ColdStage = 0.1; // code that is run for the first time
    private const double Drawn = 2.5;                                       // a path on bootstrap draws, scored, beside one of all rows
    private const int PerPath = 100, SettingsOfParts = 10, LearningSizes = 8, IntervalDraws = 400;

    /// <summary>What a stage takes beside its work, as its code is run for the first time.</summary>
    /// <param name="family">The family whose first path it is; null: another stage.</param>
    public static double Beginning(Family? family) => family switch { Family.Linear => ColdLinear, Family.Network => ColdNetwork, _ => ColdStage };

    /// <summary>One linear fit on its path.</summary>
    private double LinearFit
    {
        get
        {
            double active = Math.Min(columns, 4 * rows) * outputs;
            return PerFit + PerCell * rows * columns * outputs + PerProduct * active * active * Math.Min(rows, columns * outputs);
        }
    }

    private double TreeGrowth => PerFit + PerSplit * rows * columns * Math.Log2(rows + 2);

    /// <summary>A path of linear models, cross-validated.</summary>
    /// <param name="settings">How many λ.</param>
    public double LinearPath(int settings) => (resamples + 1) * settings * LinearFit;

    /// <summary>A pruning path, cross-validated.</summary>
    public double TreePath => (resamples + 1) * TreeGrowth;

    /// <summary>Networks, cross-validated.</summary>
    /// <param name="work">Rows × parameters × epochs over all trainings.</param>
    public static double Networks(double work) => PerMultiplication * work;

    /// <summary>The honest score of a choice among so many settings.</summary>
    /// <param name="settings">How many.</param>
    public double Honest(int settings) => PerPrediction * BiasCorrectedBootstrap.DrawsFor(rows, settings, repeats: 1) * rows * settings + 20 * PerPrediction * rows * settings * outputs * resamples;

    /// <summary>The scores of the test set.</summary>
    /// <param name="testRows">Its rows.</param>
    public static double Testing(double testRows) => 1e-4 * testRows;

    /// <summary>A part of the diagnosis of a model.</summary>
    /// <param name="part">Which.</param>
    /// <param name="family">The model's family.</param>
    /// <param name="training">Of a network what one training takes.</param>
    /// <param name="draws">How many draws.</param>
    /// <param name="shuffles">How many shuffles.</param>
    public double Part(DiagnosisPart part, Family family, double training, int draws, int shuffles)
    {
        double fit = family switch { Family.Linear => Cold * LinearFit, Family.Tree => TreeGrowth, _ => training };
        double path = family switch { Family.Linear => SettingsOfParts * LinearFit, Family.Tree => TreeGrowth, _ => SettingsOfParts * training };
        double selects = family == Family.Linear ? 2 * draws * 30 * LinearFit + IntervalDraws * Cold * LinearFit : 2 * draws * fit;
        return part switch
        {
            DiagnosisPart.Shuffled => shuffles * resamples * fit,
            DiagnosisPart.DegreesOfFreedom => draws * fit,
            DiagnosisPart.BiasVariance => draws * Drawn * path,
            DiagnosisPart.Learning => LearningSizes * resamples * path,
            DiagnosisPart.Stability => family == Family.Network ? 0 : selects,
            DiagnosisPart.Importance => resamples * fit + 5 * PerShuffledCell * columns * columns * rows * outputs + 5 * PerMultiplication * columns * training * 1e-2,
            DiagnosisPart.Leaks => PerLeakCell * rows * columns * Math.Sqrt(rows / LeakRows),
            DiagnosisPart.Advice => 3 * LinearPath(PerPath) + TreePath,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part"),
        };
    }
}
