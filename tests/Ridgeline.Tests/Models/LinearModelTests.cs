using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;

namespace Ridgeline.Tests.Models;

public sealed class LinearModelTests
{
    [Fact]
    public void The_link_is_x_w_plus_b_also_far_from_zero() =>
        Gen.Select(Gen.Double[-2, 2].Array[24], Gen.Double[-2, 2].Array[3], Gen.Double[-5, 5], Gen.Double[0, 6]).Sample((z, w, b, power) =>
        {
            double origin = Math.Pow(10, power) - 1;
            double[] x = [.. z.Select((value, k) => value + (k < 8 ? origin : 0))], link = new double[8], mean = new double[8];
            var model = new LinearModel(Loss.Logistic, [.. w], [b], 0);
            var design = Design.Dense(x, 8);
            model.Link(design, link);
            model.Mean(link, mean);
            for (int i = 0; i < 8; i++)
            {
                double eta = b + Enumerable.Range(0, 3).Sum(j => x[j * 8 + i] * w[j]);
                Assert.Equal(eta, link[i], 1e-13 * (10 + origin));
                Assert.Equal(1 / (1 + Math.Exp(-link[i])), mean[i], 1e-15);
            }
        });

    [Fact]
    public void Another_number_of_columns_is_refused()
    {
        var model = new LinearModel(Loss.Squared, [1, 2], [0], 0);
        Assert.Contains("3 columns, the model 2", Assert.Throws<ArgumentException>(() => model.Link(Design.Dense([1, 2, 3], 1), new double[1])).Message);
        Assert.Throws<ArgumentException>(() => new LinearModel(Loss.Squared, [1, 2], [], 0));
    }
}
