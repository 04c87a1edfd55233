using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>What the out-of-bag error at one setting is made of: error = bias + variance.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Error">The mean error of predictions by fits that hadn't seen the row.</param>
/// <param name="Bias">bias², or of 0-1 error the share of rows whose main prediction is wrong; noise included.</param>
/// <param name="Variance">Variance; of 0-1 error the net one, <paramref name="UnbiasedVariance"/> − <paramref name="BiasedVariance"/>.</param>
/// <param name="UnbiasedVariance">What variance adds to the error; of squared error all of it.</param>
/// <param name="BiasedVariance">What variance takes from it, where the main prediction is wrong; of squared error 0.</param>
public sealed record BootstrapBiasVariancePoint(Setting Setting, double Error, double Bias, double Variance, double UnbiasedVariance, double BiasedVariance)
{
    internal static BootstrapBiasVariancePoint Of(Setting setting, int[] rows, Sample sample, Func<int, RowBiasVariance> of)
    {
        double total = 0, error = 0, bias = 0, unbiased = 0, biased = 0;
        foreach (int row in rows)
            total += sample.Weights[row];
        foreach (int row in rows)
        {
            var (own, share) = (of(row), sample.Weights[row] / total);
            error += share * own.Error;
            bias += share * own.Bias;
            unbiased += share * own.UnbiasedVariance;
            biased += share * own.BiasedVariance;
        }

        return new BootstrapBiasVariancePoint(setting, error, bias, unbiased - biased, unbiased, biased);
    }

    /// <summary>0.062 = bias 0.044 + variance 0.018</summary>
    internal string Parts(DecomposedError kind) => kind == DecomposedError.Squared
        ? string.Create(CultureInfo.InvariantCulture, $"{Error:G4} = bias² {Bias:G4} + variance {Variance:G4}")
        : string.Create(CultureInfo.InvariantCulture, $"{Error:G4} = bias {Bias:G4} + variance {Variance:G4} ({UnbiasedVariance:G3} where the main prediction is right − {BiasedVariance:G3} where it is wrong)");
}

/// <summary>What the out-of-bag error of one row is made of: error = bias + unbiased − biased variance.</summary>
/// <param name="Predictions">By how many fits it was predicted.</param>
/// <param name="Main">The mean prediction; of 0-1 error the class said most often, ties to the first. NaN of several classes' probabilities, and of what is no number.</param>
/// <param name="Error">The mean error.</param>
/// <param name="Bias">bias², or whether <paramref name="Main"/> is wrong; noise included.</param>
/// <param name="Variance">Variance; of 0-1 error the share of predictions that aren't the main one.</param>
/// <param name="UnbiasedVariance">What that adds to the error.</param>
/// <param name="BiasedVariance">What it takes from it.</param>
public sealed record RowBiasVariance(int Predictions, double Main, double Error, double Bias, double Variance, double UnbiasedVariance, double BiasedVariance);
