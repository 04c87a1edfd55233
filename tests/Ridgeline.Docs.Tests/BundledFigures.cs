using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Docs.Tests;

/// <summary>The figures that docs/what-is-regularization.md names, computed from the bundled data.</summary>
internal static class BundledFigures
{
    private const int Folds = 5, Epochs = 100, Draws = 50;
    private const double Dropout = 0.8, Decay = 3;
    private static readonly int[] Layers = [32, 16];
    private static readonly string[] Sizes = ["mean_radius", "mean_perimeter", "mean_area", "worst_radius", "worst_perimeter", "worst_area"];

    /// <summary>The figures by name.</summary>
    public static Dictionary<string, double> All()
    {
        var table = BundledData.BreastCancer();
        double[] target = [.. ((NumberColumn)table[BundledData.BreastCancerTarget]).Values];
        var figures = new Dictionary<string, double>
        {
            ["rows"] = table.Rows,
            ["measurements"] = table.Columns.Length - 1,
            ["benign"] = target.Count(y => y == 1),
            ["malignant"] = target.Count(y => y == 0),
            ["folds"] = Folds,
            ["log loss of certainty"] = -Math.Log(1),
            ["log loss of one half"] = -Math.Log(0.5),
            ["lambda of no penalty"] = 0,
            ["cost of doubling under L2"] = 2 * 2,
            ["correlation of radius and perimeter"] = Correlation(table, "mean_radius", "mean_perimeter"),
            ["measurements of size"] = Sizes.Length,
            ["draws"] = Draws,
        };
        AddLinear(figures, table);
        AddTrees(figures, table);
        AddNetworks(figures, table);
        AddDiagnosis(figures, table);
        return figures;
    }

    private static void AddLinear(Dictionary<string, double> figures, Table table)
    {
        var none = new TablePathOptions { Settings = [Strength.Lambda(0).Setting] };
        var unpenalised = Search(table, none);
        var right = Search(table, none, "accuracy").Curve;
        AddScores(figures, "unpenalised", unpenalised, 0);
        figures["unpenalised: parameters"] = unpenalised.Path.Columns.Length + 1;
        figures["unpenalised: train accuracy"] = right.TrainOf(0);
        figures["unpenalised: held-out accuracy"] = right.Points[0].Mean;

        var ridge = Search(table, Mixed(0));
        AddScores(figures, "ridge", ridge, ridge.Curve.Best);
        figures["ridge: best lambda"] = ridge.Curve.Points[ridge.Curve.Best].Setting.Value;
        figures["ridge: non-zeros"] = LinearOf(ridge, ridge.Curve.Best).NonZeros;

        var lasso = Search(table, Mixed(1), honest: HonestMethod.Bootstrap);
        var (best, chosen, last) = (lasso.Curve.Best, lasso.Curve.OneStandardError, lasso.Curve.Points.Length - 1);
        figures["constant: held-out log loss"] = lasso.Curve.Points[0].Mean;
        figures["lasso: settings"] = last + 1;
        figures["lasso: largest lambda"] = lasso.Curve.Points[0].Setting.Value;
        figures["lasso: non-zeros at the largest lambda"] = LinearOf(lasso, 0).NonZeros;
        figures["lasso: best lambda"] = lasso.Curve.Points[best].Setting.Value;
        figures["lasso: best non-zeros"] = LinearOf(lasso, best).NonZeros;
        figures["lasso: best held-out log loss"] = lasso.Curve.Points[best].Mean;
        figures["lasso: best standard error"] = lasso.Curve.Points[best].StandardError;
        figures["lasso: last held-out log loss"] = lasso.Curve.Points[last].Mean;
        figures["lasso: honest log loss"] = lasso.Honest!.Honest;
        figures["lasso: chosen lambda"] = lasso.Curve.Points[chosen].Setting.Value;
        AddChosen(figures, "lasso", lasso, chosen);
        figures["lasso: columns left out"] = lasso.Path.Columns.Length - LinearOf(lasso, chosen).NonZeros;

        var net = Search(table, Mixed(0.5));
        AddChosen(figures, "elastic net", net, net.Curve.OneStandardError);
    }

    private static void AddTrees(Dictionary<string, double> figures, Table table)
    {
        var options = new TablePathOptions { Family = Family.Tree };
        var tree = Search(table, options);
        var right = Search(table, options, "accuracy").Curve;
        int grown = tree.Curve.Points.Length - 1;
        AddScores(figures, "grown tree", tree, grown);
        AddScores(figures, "pruned tree", tree, tree.Curve.Best);
        figures["grown tree: leaves"] = LeavesOf(grown);
        figures["pruned tree: leaves"] = LeavesOf(tree.Curve.Best);
        figures["grown tree: train accuracy"] = right.TrainOf(grown);
        figures["grown tree: held-out accuracy"] = right.Points[grown].Mean;
        figures["grown tree: times the constant's log loss"] = tree.Curve.Points[grown].Mean / tree.Curve.Points[0].Mean;

        int LeavesOf(int at) => ((DecisionTree)tree.Path.Path.Points[at].Model).Leaves;
    }

    private static void AddNetworks(Dictionary<string, double> figures, Table table)
    {
        var network = Network.Layers(Layers);
        var dropout = Search(table, Trained(new Setting(Knob.Dropout, 0), new Setting(Knob.Dropout, Dropout)));
        var decay = Search(table, Trained(new Setting(Knob.WeightDecay, Decay)));
        var stopped = Search(table, new TablePathOptions { Family = Family.Network, Network = network, Knob = Knob.Epochs });
        (figures["network: first layer"], figures["network: second layer"], figures["network: epochs"]) = (Layers[0], Layers[1], stopped.Curve.Points[^1].Setting.Value);
        (figures["network: dropout rate"], figures["network: decay"]) = (Dropout, Decay);
        AddScores(figures, "network", dropout, 1);
        AddScores(figures, "network: dropout", dropout, 0);
        AddScores(figures, "network: decay", decay, 0);
        AddScores(figures, "network: stopped", stopped, stopped.Curve.Best);
        figures["network: best epoch"] = stopped.Curve.Points[stopped.Curve.Best].Setting.Value;

        TablePathOptions Trained(params Setting[] settings) => new() { Family = Family.Network, Network = network with { Epochs = Epochs }, Settings = [.. settings] };
    }

    private static void AddDiagnosis(Dictionary<string, double> figures, Table table)
    {
        var diagnosis = TableDiagnosis.Run(table, BundledData.BreastCancerTarget, new TableDiagnosisOptions
        {
            Search = Options(Mixed(1)) with { Rule = ChoiceRule.OneStandardError },
            Parts = [DiagnosisPart.BiasVariance, DiagnosisPart.Learning],
            Draws = Draws,
        });
        var errors = diagnosis.BiasVariance!;
        AddError("simplest", errors.Points[0]);
        AddError("best", errors.Points[errors.CrossValidatedBest!.Value]);
        AddError("most complex", errors.Points[^1]);
        var fewest = diagnosis.Learning!.Points[0];
        figures["fewest rows"] = fewest.Rows;
        figures["fewest rows: best lambda"] = fewest.Best.Value;

        void AddError(string name, BootstrapBiasVariancePoint point) =>
            (figures[name + ": error"], figures[name + ": bias"], figures[name + ": variance"]) = (point.Error, point.Bias, point.Variance);
    }

    private static void AddChosen(Dictionary<string, double> figures, string name, TableCrossValidation search, int chosen)
    {
        var model = LinearOf(search, chosen);
        figures[name + ": chosen non-zeros"] = model.NonZeros;
        figures[name + ": chosen held-out log loss"] = search.Curve.Points[chosen].Mean;
        figures[name + ": measurements of size"] = Sizes.Count(size => model.Coefficients[search.Path.Columns.IndexOf(size)] != 0);
    }

    private static void AddScores(Dictionary<string, double> figures, string name, TableCrossValidation search, int at)
    {
        figures[name + ": train log loss"] = search.Curve.TrainOf(at);
        figures[name + (name.Contains(':') ? " held-out log loss" : ": held-out log loss")] = search.Curve.Points[at].Mean;
        figures[name + (name.Contains(':') ? " gap" : ": gap")] = search.Curve.Points[at].Mean - search.Curve.TrainOf(at);
        if (search.Path.Path.Points[at].Model is LinearModel linear)
            figures[name + ": norm"] = linear.Norm;
    }

    private static LinearModel LinearOf(TableCrossValidation search, int at) => (LinearModel)search.Path.Path.Points[at].Model;

    private static TablePathOptions Mixed(double ratio) => new() { Linear = new LinearOptions { L1Ratio = ratio } };

    private static TableCrossValidationOptions Options(TablePathOptions path) => new() { Path = path, Folds = new TableFolds { Count = Folds }, Honest = null };

    private static TableCrossValidation Search(Table table, TablePathOptions path, string? score = null, HonestMethod? honest = null) =>
        TableCrossValidation.Run(table, BundledData.BreastCancerTarget, Options(path) with { Score = score, Honest = honest });

    private static double Correlation(Table table, string one, string other)
    {
        var (x, y) = (((NumberColumn)table[one]).Values.ToArray(), ((NumberColumn)table[other]).Values.ToArray());
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
