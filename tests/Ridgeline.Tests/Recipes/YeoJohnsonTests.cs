using System.Text.Json;
using CsCheck;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>ψ(x, λ) and λ̂ against 50-digit arithmetic and a grid.</summary>
public sealed class YeoJohnsonTests
{
    private static readonly JsonElement Golden = ReferenceData.Golden("yeo_johnson").RootElement;

    [Fact]
    public void The_transform_is_exact_in_all_branches_and_where_they_meet()
    {
        foreach (var point in Golden.GetProperty("points").EnumerateArray())
        {
            double x = point.GetProperty("x").GetDouble(), power = point.GetProperty("lam").GetDouble(), expected = point.GetProperty("psi").GetDouble();
            Assert.True(Math.Abs(YeoJohnsonPower.Of(x, power) - expected) <= 1e-13 * Math.Abs(expected), $"ψ({x}, {power}) = {YeoJohnsonPower.Of(x, power):R}, not {expected:R}");
        }
    }

    [Fact]
    public void The_power_is_the_most_likely_one_to_1e_10()
    {
        foreach (var item in Golden.GetProperty("cases").EnumerateArray())
        {
            double[] x = Doubles(item.GetProperty("x")), weights = Doubles(item.GetProperty("weights"));
            double power = PowerOf(new Recipe().YeoJohnson(Columns.Numbers).Learn(new Table("t", [new NumberColumn("x", x)]), weights));
            Assert.True(Math.Abs(power - item.GetProperty("lam").GetDouble()) <= 1e-10, $"{item.GetProperty("id").GetString()}: {power:R}, not {item.GetProperty("lam").GetDouble():R}");
        }
    }

    [Fact]
    public void No_power_of_a_grid_is_more_likely() =>
        Gen.Select(Gen.Int[-300, 1000].Select(x => x / 10.0).Array[3, 30], Gen.Int[0, 3].Array[30], Gen.OneOf(Gen.Const(0.0), Gen.Const(5.0), Gen.Const(40.0))).Sample((x, draws, shift) =>
        {
            double[] values = [.. x.Select(value => value + shift)], weights = [.. x.Select((_, i) => i == 0 ? 1.0 : draws[i])];
            double found = PowerOf(new Recipe().YeoJohnson(Columns.Numbers).Learn(new Table("t", [new NumberColumn("x", values)]), weights)), likely = LogLikelihood(values, weights, Branch(found));
            if (values.Where((_, i) => weights[i] > 0).Distinct().Count() == 1)
                Assert.Equal(1, found);
            else if (!double.IsNaN(likely))
                for (int k = -90; k <= 110; k++)
                    Assert.True(LogLikelihood(values, weights, k / 10.0) is var other && (other <= likely + 1e-8 || double.IsNaN(other)), $"λ = {k / 10.0} is more likely than {found}");
        });

    /// <summary>Beside 0 and 2 the powers below cancel, and the likelihood, at its top, is that of the branch itself.</summary>
    private static double Branch(double power) => Math.Abs(power) < 3e-6 ? 0 : Math.Abs(power - 2) < 3e-6 ? 2 : power;

    [Fact]
    public void A_constant_column_stays_as_it_is()
    {
        var table = new Table("t", [new NumberColumn("x", [3.5, 3.5, 3.5])]);
        var learned = new Recipe().YeoJohnson(Columns.Numbers).Learn(table);
        Assert.Equal(1, PowerOf(learned));
        Assert.Equal([3.5, 3.5, 3.5], RecipeFacts.Values(learned.DesignOf(table))[0]);
    }

    /// <summary>−½ log v + (λ − 1)·c, straight from the paper; NaN where nothing varies that rounding leaves alone, or the powers overflow.</summary>
    private static double LogLikelihood(double[] x, double[] weights, double power)
    {
        double Psi(double value) => (value, power) switch
        {
            ( >= 0, 0) => Math.Log(value + 1),
            ( >= 0, _) => (Math.Pow(value + 1, power) - 1) / power,
            ( < 0, 2) => -Math.Log(1 - value),
            _ => -(Math.Pow(1 - value, 2 - power) - 1) / (2 - power),
        };
        double total = weights.Sum(), mean = x.Zip(weights, (value, weight) => weight * Psi(value)).Sum() / total;
        double variance = x.Zip(weights, (value, weight) => weight * Math.Pow(Psi(value) - mean, 2)).Sum() / total;
        double c = x.Zip(weights, (value, weight) => weight * Math.Sign(value) * Math.Log(Math.Abs(value) + 1)).Sum() / total;
        return double.IsFinite(variance) && variance > 1e-14 * mean * mean ? -0.5 * Math.Log(variance) + (power - 1) * c : double.NaN;
    }

    private static double PowerOf(LearnedRecipe learned)
    {
        using var json = JsonDocument.Parse(RecipeFacts.Json(learned));
        return json.RootElement.GetProperty("steps")[0].GetProperty("powers")[0].GetDouble();
    }

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
