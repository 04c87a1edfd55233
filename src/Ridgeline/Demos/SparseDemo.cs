using Ridgeline.Choices;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>Few of many columns predict: L1 gives the others a weight of exactly 0.</summary>
internal static class SparseDemo
{
    private const int Learn = 150, New = 1000;
    private const double LeastShare = 0.75;

    public static Demo Run(DemoOptions options, CancellationToken stop)
    {
        var truth = Situations.Sparse();
        var data = truth.Draw(Learn + New, options.Seed);
        var three = LinearComparison.Three(data, truth, Learn, ChoiceRule.OneStandardError, options, stop);
        var (none, lasso) = (three[0], three[2]);
        int irrelevant = truth.Coefficients.Count(w => w == 0);
        return new Demo(
            "sparse", "Few of many columns predict", options.Seed, $"y = {truth.Formula} + noise (sd {truth.Noise:G3})",
            [
                $"{Learn} rows to learn from and {New} new ones; {truth.Columns} independent normal columns, of which {irrelevant} don't predict.",
                "The lasso's λ is the strongest within one standard error of the best, as one takes it to find out which columns matter; ridge's is the best.",
            ],
            LinearComparison.TableOf(three, truth),
            ClaimOf(none, lasso, truth),
            "L1 charges the same for the first bit of a weight as for the next, so a column that doesn't help by that much gets none at all. L2 charges next to nothing for small weights, so under ridge all stay, a little.");
    }

    internal static Claim ClaimOf(LinearComparison none, LinearComparison lasso, LinearTruth truth)
    {
        int relevant = truth.Coefficients.Count(w => w != 0), irrelevant = truth.Columns - relevant, zeroed = irrelevant - lasso.Nearness.FalsePositives;
        return new Claim("L1 gives columns that don't predict a weight of exactly 0, keeps those that do, and new rows are predicted better.",
        [
            new Finding($"{zeroed} of the {irrelevant} irrelevant weights are exactly 0", $"at least {LeastShare:P0} must be", zeroed >= LeastShare * irrelevant),
            new Finding($"{lasso.Nearness.TruePositives} of the {relevant} columns that predict are kept", "all must be", lasso.Nearness.TruePositives == relevant),
            new Finding($"the error to the truth on new rows is {lasso.NewRisk:G3} under L1, {none.NewRisk:G3} without a penalty", "it must be less", lasso.NewRisk < none.NewRisk),
        ]);
    }
}
