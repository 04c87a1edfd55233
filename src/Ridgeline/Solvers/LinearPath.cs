using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>A certified solution at one λ.</summary>
/// <param name="Beta">Every coordinate; the next λ overwrites it.</param>
/// <param name="MeanLoss">The mean loss.</param>
/// <param name="Certificate">How far from the optimum it can be.</param>
internal sealed record LinearPoint(double[] Beta, double MeanLoss, Certificate Certificate)
{
    /// <summary>θ′, the dual point that came with β, n × K, where it was kept; the next λ overwrites it.</summary>
    public double[] Dual { get; init; } = [];
}

/// <summary>Walks one problem down its λ: on one Gram matrix as far as that carries, ridge alone on one factorisation, over the rows otherwise.</summary>
internal sealed class LinearPath
{
    private const int FewestForGram = 3; // λ that make a Gram matrix worth its while

    private readonly DividedGram? _shared;

    /// <summary>A walk of <paramref name="problem"/>; fits its unpenalised part.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="shared">Where its Gram matrix is already, if it is.</param>
    /// <param name="stop">Asked every round.</param>
    /// <exception cref="ArgumentException">The target or the penalty don't fit.</exception>
    public LinearPath(Problem problem, DividedGram? shared = null, CancellationToken stop = default)
    {
        problem.Check();
        Coordinates = new Coordinates(problem.Centred());
        _shared = shared;
        Null = NullFit.Of(Coordinates, shared, stop);
    }

    /// <summary>The problem's unknowns.</summary>
    public Coordinates Coordinates { get; }

    /// <summary>The unpenalised part's fit.</summary>
    public NullFit Null { get; }

    /// <summary>Solves at every λ in turn.</summary>
    /// <param name="lambdas">Falling.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told each point in order; false ends the walk.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public void Walk(ReadOnlySpan<double> lambdas, double tolerance, int maxSteps, Func<LinearPoint, bool> done, CancellationToken stop)
    {
        int at = 0;
        bool ended = false;
        double[]? start = null;
        if (Null.Objective > 0 && (lambdas.Length >= FewestForGram || _shared is not null) && GramPath.Fits(Coordinates))
            at = new GramPath(Coordinates, Null, _shared).Walk(lambdas, tolerance, done, out ended, stop);
        if (ended || at == lambdas.Length)
            return;
        if (Null.Objective > 0 && RidgePath.Fits(Coordinates, lambdas.Length - at))
            at += new RidgePath(Coordinates, Null).Walk(lambdas[at..], tolerance, done, out ended, stop);
        else if (Null.Objective > 0 && RotatedPath.Fits(Coordinates))
            at += new RotatedPath(Coordinates, Null).Walk(lambdas[at..], tolerance, maxSteps, done, out ended, out start, stop);
        if (!ended && at < lambdas.Length)
            new RowPath(Coordinates, Null, start).Walk(lambdas[at..], tolerance, maxSteps, done, stop);
    }
}
