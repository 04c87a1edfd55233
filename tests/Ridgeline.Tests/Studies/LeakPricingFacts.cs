using Ridgeline.Choices;
using Ridgeline.Leaks;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Ridgeline.Tests.Leaks;

namespace Ridgeline.Tests.Studies;

/// <summary>The leaks of a table are priced by the best setting on both sides, and a scale that is undone has no price.</summary>
public sealed class LeakPricingFacts
{
    [Theory]
    [InlineData(Family.Linear, true, false)]
    [InlineData(Family.Linear, true, true)]
    [InlineData(Family.Tree, true, false)]
    [InlineData(Family.Linear, false, true)]
    public void A_scale_that_folds_undo_or_that_the_penalty_would_feel_is_not_priced(Family family, bool standardize, bool isRange)
    {
        var priced = Priced(family, standardize, isRange, ChoiceRule.Best);
        Assert.Null(priced.Price);
        Assert.Contains(!standardize ? "would change what the penalty holds back too" : family == Family.Tree ? "trees ask for no scale" : "the folds scale anew, so it is worth nothing here", priced.NoPrice);
        Assert.DoesNotContain("can't undo", priced.Leak.Effect);
    }

    [Fact]
    public void A_scale_that_folds_keep_has_the_price_of_the_best_settings_whatever_rule_chooses()
    {
        var (best, simpler) = (Priced(Family.Linear, standardize: false, isRange: false, ChoiceRule.Best), Priced(Family.Linear, standardize: false, isRange: false, ChoiceRule.OneStandardError));
        Assert.NotNull(best.Price);
        Assert.Equal(best.Price.PerFold, simpler.Price?.PerFold);
        Assert.InRange(Math.Abs(best.Price.Price), 0, 0.05 * best.Price.Clean);
    }

    private static PricedLeak Priced(Family family, bool standardize, bool isRange, ChoiceRule rule)
    {
        const int n = 80;
        var random = new LeakTables.Draws(4);
        double[][] x = [.. Enumerable.Range(0, 3).Select(_ => random.Normal(n))];
        double[] y = [.. random.Normal(n).Select((noise, i) => x[0][i] - x[1][i] + noise)];
        var table = new Table("t", [.. x.Select((own, j) => new NumberColumn($"x{j}", Scaled(own, isRange))), new NumberColumn("y", y)]);
        var options = new TableCrossValidationOptions
        {
            Path = new TablePathOptions { Family = family, SettingCount = 12, Linear = new LinearOptions { Standardize = standardize } },
            Folds = new TableFolds { Count = 4 },
            Rule = rule,
            Honest = null,
        };
        var run = TableCrossValidation.Run(table, "y", options);
        var report = LeakReport.Find(table, run.Path.Roles, run.Search.Resamples, stop: TestContext.Current.CancellationToken);
        return Assert.Single(new LeakPricing(table, run, new TableDiagnosisOptions { Search = options }, TestContext.Current.CancellationToken).Of(report), own => own.Leak.Kind == LeakKind.AlreadyScaled);
    }

    private static double[] Scaled(double[] values, bool isRange)
    {
        double mean = values.Average(), sd = Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), least = values.Min(), range = values.Max() - least;
        return [.. values.Select(value => isRange ? (value - least) / range : (value - mean) / sd)];
    }
}
