using Ridgeline.Choices;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>p ≫ n: the weights of columns that don't predict shrink under a penalty.</summary>
internal static class WideDemo
{
    private const int Learn = 100, New = 1000;
    private const double MostOfNorm = 0.75;

    public static Demo Run(DemoOptions options, CancellationToken stop)
    {
        var truth = Situations.Wide();
        var data = truth.Draw(Learn + New, options.Seed);
        var three = LinearComparison.Three(data, truth, Learn, ChoiceRule.Best, options, stop);
        var (none, lasso) = (three[0], three[2]);
        int irrelevant = truth.Coefficients.Count(w => w == 0);
        return new Demo(
            "wide", "Far more columns than rows", options.Seed, $"y = {truth.Formula} + noise (sd {truth.Noise:G3})",
            [
                $"{Learn} rows to learn from and {New} new ones; {truth.Columns} independent normal columns, of which {irrelevant} don't predict.",
                "So many columns fit any target exactly, in infinitely many ways: least squares is the one with the smallest weights (ridge as λ → 0).",
            ],
            LinearComparison.TableOf(three, truth),
            ClaimOf(none, lasso),
            "Without a penalty every column helps to explain the noise of the rows learned from, and new rows have other noise. A penalty makes weight cost something, which columns that hardly help can't pay. L2 shrinks all weights alike, those that predict too; L1 takes most from the small ones.");
    }

    internal static Claim ClaimOf(LinearComparison none, LinearComparison lasso) => new("The penalty shrinks the weights of columns that don't predict, and new rows are predicted better.",
    [
        new Finding(
            $"the irrelevant weights' norm is {lasso.Nearness.IrrelevantNorm:G3} under L1, {none.Nearness.IrrelevantNorm:G3} without a penalty", "it must be less than three quarters of it",
            lasso.Nearness.IrrelevantNorm < MostOfNorm * none.Nearness.IrrelevantNorm),
        new Finding($"the error to the truth on new rows is {lasso.NewRisk:G3} under L1, {none.NewRisk:G3} without a penalty", "it must be less than half", lasso.NewRisk < none.NewRisk / 2),
    ]);
}
