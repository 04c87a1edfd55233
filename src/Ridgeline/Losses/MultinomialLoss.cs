namespace Ridgeline.Losses;

/// <summary>log Σₖ e^ηₖ − η_y over K classes, y ∈ {0 … K−1}, with p = softmax(η). Every class has its own η; adding a number to all of them changes nothing.</summary>
internal sealed class MultinomialLoss : Loss
{
    private const double SimplexTolerance = 1e-12;
    private const int MostOnStack = 1024; // classes

    public MultinomialLoss(int classes) : base("multinomial", $"class codes 0 … {classes - 1}", classes)
    {
    }

    /// <summary>½, the largest curvature along any direction of length 1.</summary>
    public override double MaxCurvature => 0.5;

    public override bool Allows(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < y.Length; i++)
            if (weights[i] > 0 && !(y[i] >= 0 && y[i] < Outputs && y[i] == Math.Floor(y[i])))
                return false;
        return true;
    }

    public override double Sum(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights) => Evaluate(y, eta, weights, [], []);

    /// <summary>Σ wᵢ Σₖ tₖ log tₖ with t = s + e_y in the simplex.</summary>
    public override double ConjugateSum(ReadOnlySpan<double> y, ReadOnlySpan<double> slopes, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        int n = y.Length;
        for (int i = 0; i < n; i++)
        {
            if (!(weights[i] > 0))
                continue;
            double others = 0, value = 0;
            int own = (int)y[i];
            for (int k = 0; k < Outputs; k++)
            {
                double t = slopes[k * n + i];
                if (k == own)
                    continue;
                if (!(t >= 0))
                    return double.PositiveInfinity;
                others += t;
                value += t == 0 ? 0 : t * Math.Log(t);
            }

            double rest = -slopes[own * n + i]; // 1 − t_y, which keeps its digits
            if (!(Math.Abs(rest - others) <= SimplexTolerance * Outputs) || others > 1 + SimplexTolerance * Outputs)
                return double.PositiveInfinity;
            double mine = 1 - others;
            value += mine > 0.5 ? mine * LogOnePlus(-others) : mine > 0 ? mine * Math.Log(mine) : 0;
            sum += weights[i] * value;
        }

        return sum;
    }

    /// <summary>0.</summary>
    public override double SaturatedSum(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 0;

    public override void Slopes(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Evaluate(y, eta, [], target, []);

    public override void Curvatures(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, Span<double> target) => Evaluate(y, eta, [], [], target);

    public override double Evaluate(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes, Span<double> curvatures)
    {
        int n = y.Length;
        double total = 0;
        Span<double> p = Outputs <= MostOnStack ? stackalloc double[Outputs] : new double[Outputs];
        for (int i = 0; i < n; i++)
        {
            int own = y[i] >= 0 && y[i] < Outputs ? (int)y[i] : 0; // a row without weight may hold anything
            double largest = double.NegativeInfinity, smaller = 0;
            int top = 0;
            for (int k = 0; k < Outputs; k++)
                if (eta[k * n + i] > largest)
                    (largest, top) = (eta[k * n + i], k);
            for (int k = 0; k < Outputs; k++)
            {
                p[k] = Math.Exp(eta[k * n + i] - largest);
                smaller += k == top ? 0 : p[k];
            }

            double sum = 1 + smaller;
            if (!weights.IsEmpty && weights[i] > 0) // a loss near 0 keeps its digits
                total += weights[i] * ((smaller < 0.5 ? LogOnePlus(smaller) : Math.Log(sum)) + (largest - eta[own * n + i]));
            double others = 0;
            for (int k = 0; k < Outputs; k++)
            {
                p[k] /= sum;
                others += k == own ? 0 : p[k];
            }

            if (!slopes.IsEmpty)
                for (int k = 0; k < Outputs; k++)
                    slopes[k * n + i] = k == own ? -others : p[k];
            if (curvatures.IsEmpty)
                continue;
            for (int k = 0; k < Outputs; k++)
                for (int l = 0; l < Outputs; l++)
                    curvatures[(k * Outputs + l) * n + i] = k == l ? p[k] * (1 - p[k]) : -p[k] * p[l];
        }

        return total;
    }

    /// <summary>+1 for y's own class, −1 for the others.</summary>
    public override void Recessions(ReadOnlySpan<double> y, Span<double> target)
    {
        for (int k = 0; k < Outputs; k++)
            for (int i = 0; i < y.Length; i++)
                target[k * y.Length + i] = y[i] == k ? 1 : -1;
    }

    internal override void Confine(ReadOnlySpan<double> y, ReadOnlySpan<double> eta, ReadOnlySpan<double> weights, Span<double> slopes)
    {
        var inside = new double[slopes.Length];
        Slopes(y, eta, inside);
        int n = y.Length;
        for (int i = 0; i < n; i++)
        {
            bool outside = false;
            for (int k = 0; k < Outputs; k++)
                outside |= k == (int)y[i] ? !(slopes[k * n + i] >= -1) : !(slopes[k * n + i] >= 0);
            for (int k = 0; outside && weights[i] > 0 && k < Outputs; k++)
                slopes[k * n + i] = inside[k * n + i];
        }
    }

    public override void Means(ReadOnlySpan<double> eta, Span<double> target)
    {
        int n = eta.Length / Outputs;
        for (int i = 0; i < n; i++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < Outputs; k++)
                largest = Math.Max(largest, eta[k * n + i]);
            for (int k = 0; k < Outputs; k++)
                sum += target[k * n + i] = Math.Exp(eta[k * n + i] - largest);
            for (int k = 0; k < Outputs; k++)
                target[k * n + i] /= sum;
        }
    }

    /// <summary>log(1 + x) for |x| ≤ ½ without losing a small x (Kahan's correction).</summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
