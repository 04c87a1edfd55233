using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Choices;

/// <summary>Targets drawn anew of the rows with weight, and how a fit has followed them.</summary>
internal sealed class DrawnTargets
{
    private const ulong Purpose = 34;     // of the seed's streams
    private const double LargePiece = 16; // a Poisson mean up to which e⁻ᵐ·mᵏ/k! is summed; larger ones are drawn in pieces,
    private const double NormalFrom = 1e6; // and from here on as a rounded normal number: the skewness is 1/√m

    private readonly Sample _sample;
    private readonly DrawnTarget _kind;
    private readonly bool _hasLink;
    private readonly double[] _link;
    private readonly double[] _mean;
    private readonly double _noise;
    private readonly ulong _seed;
    private readonly bool _areWeighted;

    /// <summary>Targets like those of a fit that gave <paramref name="link"/> and <paramref name="mean"/>, n × K each.</summary>
    public DrawnTargets(Sample sample, PerturbationOptions options, Loss? loss, double[] link, double[] mean)
    {
        (_sample, _kind, _hasLink, _link, _seed) = (sample, KindOf(loss, options.Target), loss is not null, link, options.Seed);
        _mean = _kind == DrawnTarget.Numbers || options.Means.IsDefault ? mean : Checked(options.Means.AsSpan(), mean.Length);
        _noise = _kind == DrawnTarget.Numbers ? options.Noise ?? 0.5 * ResidualDeviation() : 0;
        _areWeighted = DegreesOfFreedom.AreWeighted(sample);
    }

    /// <summary>The rows with weight that every draw leaves alone: a class of probability 1, a count with the mean 0.</summary>
    public int SureRows => _kind == DrawnTarget.Numbers ? 0 : Enumerable.Range(0, _sample.Rows).Count(i => HasWeight(i) && IsSure(i));

    private bool IsSure(int row)
    {
        if (_kind == DrawnTarget.Counts || Outputs == 1)
            return _mean[row] == 0 || (_kind == DrawnTarget.Classes && _mean[row] == 1);
        int possible = 0;
        for (int k = 0; k < Outputs; k++)
            possible += _mean[k * _sample.Rows + row] > 0 ? 1 : 0;
        return possible < 2;
    }

    /// <summary>What they are.</summary>
    public DrawnTarget Kind => _kind;

    private bool HasWeight(int row) => _sample.Weights[row] > 0;

    private int Outputs => _mean.Length / _sample.Rows;

    internal static DrawnTarget KindOf(Loss? loss, DrawnTarget? said)
    {
        if (loss is null)
            return said ?? throw new ArgumentException("this family has no loss that says what its targets are; Target must", nameof(said));
        if (ReferenceEquals(loss, Loss.SquaredHinge))
            throw new ArgumentException("the squared hinge loss models no probabilities to draw classes from", nameof(loss));
        var own = ReferenceEquals(loss, Loss.Logistic) || loss.Outputs > 1 ? DrawnTarget.Classes : ReferenceEquals(loss, Loss.Poisson) ? DrawnTarget.Counts : DrawnTarget.Numbers;
        return said is null || said == own ? own : throw new ArgumentException($"the {loss.Name} loss is of {own.ToString().ToLowerInvariant()}, not of {said.Value.ToString().ToLowerInvariant()}", nameof(said));
    }

    private double[] Checked(ReadOnlySpan<double> means, int length)
    {
        if (means.Length != length)
            throw new ArgumentException($"there are {Wording.Count(means.Length, "mean")} for {Wording.Count(length, "output")} of all rows", nameof(means));
        double most = _kind == DrawnTarget.Classes ? 1 : double.MaxValue;
        for (int at = 0; at < length; at++)
            if (HasWeight(at % _sample.Rows) && !(means[at] >= 0 && means[at] <= most))
                throw new ArgumentException($"means, row {at % _sample.Rows + 1}: {means[at]} is no {(_kind == DrawnTarget.Classes ? "probability" : "mean of counts")}", nameof(means));
        return means.ToArray();
    }

    private double ResidualDeviation()
    {
        double squares = 0;
        for (int i = 0; i < _mean.Length; i++)
            if (HasWeight(i))
                squares += _sample.Weights[i] / _sample.WeightSum * (_sample.Target[i] - _mean[i]) * (_sample.Target[i] - _mean[i]);
        return squares > 0 ? Math.Sqrt(squares)
            : throw new ArgumentException("the fit leaves no residuals that would say how large the noise is; Noise must");
    }

    /// <summary>Draw number <paramref name="b"/>.</summary>
    public double[] Draw(int b)
    {
        var random = new RandomStream(_seed, Purpose + ((ulong)b << 32));
        double[] target = _sample.Target.ToArray();
        for (int i = 0; i < target.Length; i++)
            if (HasWeight(i))
                target[i] = _kind switch
                {
                    DrawnTarget.Numbers => target[i] + NoiseOf(i) * Normal(random),
                    DrawnTarget.Counts => Count(random, _mean[i]),
                    _ => Class(random, i),
                };
        return target;
    }

    /// <summary>Σᵢ (λ̂*ᵢ − λ̂ᵢ)(y*ᵢ − E y*ᵢ), λ̂* of the fit of <paramref name="drawn"/>; NaN where that tells fewer classes apart, as none was drawn of the last. And n times the same with the weights vᵢ.</summary>
    public (double Sum, double Weighted) Covariance(double[] drawn, double[] link)
    {
        if (link.Length != _link.Length)
            return (double.NaN, double.NaN);
        double sum = 0, weighted = 0;
        int rows = _sample.Rows;
        for (int i = 0; i < rows; i++)
        {
            if (!HasWeight(i))
                continue;
            double before = sum;
            for (int k = 0; k < Outputs; k++)
            {
                int at = k * rows + i;
                double apart = _kind == DrawnTarget.Numbers ? drawn[i] - _sample.Target[i] : (Outputs > 1 ? (drawn[i] == k ? 1 : 0) : drawn[i]) - _mean[at];
                double variance = _kind == DrawnTarget.Numbers ? NoiseOf(i) * NoiseOf(i) : _hasLink ? 1 : VarianceOf(_mean[at]);
                if (apart != 0) // what can't be drawn otherwise says nothing, and its λ̂ may be infinite
                    sum += (link[at] - _link[at]) * apart / variance;
            }

            weighted += _areWeighted ? (sum - before) * _sample.Weights[i] / _sample.WeightSum * _sample.EffectiveRows : 0;
        }

        return (sum, _areWeighted ? weighted : sum);
    }

    /// <summary>By what a mean is divided to be λ: the variance, and of several classes, whose covariances have the generalised inverse diag(1/μ), the probability.</summary>
    private double VarianceOf(double mean) => _kind == DrawnTarget.Classes && Outputs == 1 ? mean * (1 - mean) : mean;

    private double NoiseOf(int row) => _sample.WeightKind == WeightKind.Frequency ? _noise / Math.Sqrt(_sample.Weights[row]) : _noise;

    private double Class(RandomStream random, int row)
    {
        double u = random.NextUniform();
        if (Outputs == 1)
            return u < _mean[row] ? 1 : 0;
        double sum = 0;
        int last = 0;
        for (int k = 0; k < Outputs; k++)
        {
            double share = _mean[k * _sample.Rows + row];
            if (share == 0)
                continue;
            (sum, last) = (sum + share, k);
            if (u < sum)
                break;
        }

        return last;
    }

    /// <summary>Box and Muller (1958).</summary>
    private static double Normal(RandomStream random) => Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());

    /// <summary>A Poisson count: the smallest k with P(count ≤ k) above a uniform number; of a large mean the sum of several.</summary>
    private static double Count(RandomStream random, double mean)
    {
        if (mean > NormalFrom)
            return Math.Round(mean + Math.Sqrt(mean) * Normal(random));
        double count = 0;
        int pieces = Math.Max(1, (int)Math.Ceiling(mean / LargePiece));
        for (int piece = 0; piece < pieces; piece++)
        {
            double share = Math.Exp(-mean / pieces), left = random.NextUniform() - share;
            for (int k = 1; left >= 0 && share > 0; k++, count++)
            {
                share *= mean / pieces / k;
                left -= share;
            }
        }

        return count;
    }
}
