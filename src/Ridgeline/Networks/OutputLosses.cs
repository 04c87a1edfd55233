using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>Σ sᵢ·ℓ(yᵢ, ηᵢ) of a batch and sᵢ·∂ℓ/∂η of every row in one sweep, as <see cref="Loss"/> defines them, in float or double. Rows go up to a whole vector; those beyond the batch have weight 0.</summary>
internal static class OutputLosses
{
    /// <summary>The losses that a network can be trained with.</summary>
    public static bool Has(Loss loss) => loss == Loss.Squared || loss == Loss.Logistic || loss == Loss.Poisson || loss is MultinomialLoss;

    /// <summary>Σ sᵢ·ℓ(yᵢ, ηᵢ).</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="loss">ℓ.</param>
    /// <param name="y">A target a row; for classes its code.</param>
    /// <param name="eta">η, output after output, one every <paramref name="stride"/> numbers.</param>
    /// <param name="weights">s.</param>
    /// <param name="slopes">s·∂ℓ/∂η, laid out as η.</param>
    /// <param name="stride">See there.</param>
    /// <param name="rows">Rows, up to a whole vector.</param>
    public static double Evaluate<T>(Loss loss, ReadOnlySpan<T> y, ReadOnlySpan<T> eta, ReadOnlySpan<T> weights, Span<T> slopes, int stride, int rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> sum = default;
        ref T target = ref MemoryMarshal.GetReference(y), at = ref MemoryMarshal.GetReference(eta), weight = ref MemoryMarshal.GetReference(weights), slope = ref MemoryMarshal.GetReference(slopes);
        for (nuint i = 0; i < (nuint)rows; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> own = Vector512.LoadUnsafe(ref target, i), s = Vector512.LoadUnsafe(ref weight, i);
            if (loss.Outputs > 1)
            {
                sum += s * Multinomial(own, s, ref at, ref slope, i, (nuint)stride, loss.Outputs);
                continue;
            }

            var linear = Vector512.LoadUnsafe(ref at, i);
            var (value, first) = loss == Loss.Logistic ? Logistic(own, linear) : loss == Loss.Poisson ? Poisson(own, linear) : Squared(own, linear);
            sum += s * value;
            (s * first).StoreUnsafe(ref slope, i);
        }

        return double.CreateTruncating(Lanes.Sum(sum));
    }

    private static (Vector512<T> Value, Vector512<T> Slope) Squared<T>(Vector512<T> y, Vector512<T> eta)
    {
        var rest = eta - y;
        return (Lanes.Constant<T>(0.5) * rest * rest, rest);
    }

    /// <summary>log(1 + e^−|η|) + max(0, η) − yη, and p − y.</summary>
    private static (Vector512<T> Value, Vector512<T> Slope) Logistic<T>(Vector512<T> y, Vector512<T> eta)
    {
        Vector512<T> one = Vector512<T>.One, small = Lanes.Exp(-Vector512.Abs(eta)), sum = one + small, share = one / sum;
        var positive = Vector512.GreaterThanOrEqual(eta, default);
        var log = Vector512.ConditionalSelect(Vector512.Equals(sum, one), small, Lanes.Log(sum) * small / (sum - one)); // Kahan's correction of log(1 + small)
        var rest = Vector512.ConditionalSelect(positive, (one - y) * eta, -y * eta);
        var complement = Vector512.ConditionalSelect(positive, small * share, share);
        var slope = Vector512.ConditionalSelect(Vector512.Equals(y, one), -complement, Vector512.ConditionalSelect(positive, share, small * share) - y);
        return (log + rest, slope);
    }

    private static (Vector512<T> Value, Vector512<T> Slope) Poisson<T>(Vector512<T> y, Vector512<T> eta)
    {
        var mean = Lanes.Exp(eta);
        return (mean - y * eta, mean - y);
    }

    /// <summary>log Σₖ e^ηₖ − η_y of a vector of rows, and s(pₖ − [y = k]) of each output.</summary>
    private static Vector512<T> Multinomial<T>(Vector512<T> y, Vector512<T> s, ref T eta, ref T slopes, nuint at, nuint stride, int outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> largest = Vector512.LoadUnsafe(ref eta, at), sum = default, own = default;
        for (int k = 1; k < outputs; k++)
            largest = Vector512.Max(largest, Vector512.LoadUnsafe(ref eta, at + (nuint)k * stride));
        for (int k = 0; k < outputs; k++)
        {
            var rest = Vector512.LoadUnsafe(ref eta, at + (nuint)k * stride) - largest;
            var share = Lanes.Exp(rest);
            share.StoreUnsafe(ref slopes, at + (nuint)k * stride);
            sum += share;
            own += Vector512.Equals(y, Lanes.Constant<T>(k)) & rest;
        }

        for (int k = 0; k < outputs; k++)
        {
            var p = Vector512.LoadUnsafe(ref slopes, at + (nuint)k * stride) / sum;
            (s * (p - (Vector512.Equals(y, Lanes.Constant<T>(k)) & Vector512<T>.One))).StoreUnsafe(ref slopes, at + (nuint)k * stride);
        }

        return Lanes.Log(sum) - own;
    }
}
