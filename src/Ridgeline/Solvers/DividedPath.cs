using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The samples of a division, each without one part of it, down their λ side by side. They share curvatures, those of the fit of all rows, and so one Gram matrix a
/// part (<see cref="DividedGram"/>); and X is read once for all of them, for η and for gradients. A fit that the shared curvatures don't serve goes on by itself.
/// </summary>
internal sealed class DividedPath
{
    private const double StaleCurvature = 0.3; // the mean change, as a share: a step then leaves a tenth of the gap at most, and renewing costs many products with X
    private const int MostColumns = 512;        // that L2 alone stores
    private const long FewestEntries = 1_000_000; // of X: of fewer a path over the rows is done before company helps
    private const int FewestShared = 40;        // columns of a shared Gram matrix: of fewer an own one costs less than the steps that it saves
    private const int ColumnPortion = 64, RowPortion = 256; // that a thread takes at a time
    private const int MostShared = 1024;        // of more no two samples have the same ones active

    private readonly Division _division;
    private readonly DenseDesign _design;
    private readonly DividedGram? _gram; // of many columns no two samples have the same ones active: each has its own
    private readonly LinearPath[] _paths;
    private readonly Func<int> _threads;
    private readonly double[] _curvatures, _eta;
    private readonly int[] _columns, _places; // those of X that are read, and where each stands among them
    private readonly ulong[] _wanted;         // which fits read them
    private readonly double[][] _right, _products, _coefficients, _etas; // of each fit

    private static bool IsShared(Design design, Loss loss) =>
        !ReferenceEquals(loss, Loss.Squared) && design.Columns >= FewestShared && design.Columns <= Math.Min(MostShared, design.Rows);

    /// <summary>Fits of one division.</summary>
    /// <param name="division">What the samples are of.</param>
    /// <param name="paths">The problems, on samples that leave a part out, or on all rows.</param>
    /// <param name="threads">How many threads may work; asked again and again.</param>
    public DividedPath(Division division, LinearPath[] paths, Func<int> threads)
    {
        (_division, _design, _paths, _threads) = (division, (DenseDesign)division.Whole.Design, paths, threads);
        _gram = IsShared(_design, paths[0].Coordinates.Problem.Loss) ? new DividedGram(division) : null;
        (_curvatures, _eta) = (new double[_design.Rows], new double[_design.Rows]);
        (_columns, _places, _wanted) = (new int[_design.Columns], new int[_design.Columns], new ulong[_design.Columns + 1]);
        (_right, _products, _coefficients, _etas) = (new double[paths.Length][], new double[paths.Length][], new double[paths.Length][], new double[paths.Length][]);
        Array.Fill(_products, []);
        Array.Fill(_coefficients, []);
    }

    /// <summary>Whether the problem on a division's rows is of this kind.</summary>
    public static bool Fits(Division division, Loss loss, Penalty penalty)
    {
        var sample = division.Whole;
        bool smooth = ReferenceEquals(loss, Loss.Squared) || ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.Poisson);
        return smooth && sample.Design is DenseDesign && division.IsComplete && division.IsCoarse
            && (penalty.Factors.IsDefault || !penalty.Factors.Contains(0)) && penalty.Lower.IsDefault && penalty.Upper.IsDefault
            && (penalty.L1Ratio > 0 || (!ReferenceEquals(loss, Loss.Squared) && sample.Design.Columns <= MostColumns)); // ridge alone of the squared loss is one factorisation
    }

    /// <summary>Whether side by side is faster than one by one: small paths over a working set are done before company helps.</summary>
    public static bool IsWorthIt(Division division, Penalty penalty) => penalty.L1Ratio == 0 || division.Whole.Design.Entries >= FewestEntries;

    /// <summary>Whether its curvatures are those of the fit of all rows.</summary>
    public static bool FollowsAll(Division division, Loss loss, Penalty penalty) => Fits(division, loss, penalty) && IsShared(division.Whole.Design, loss);

    /// <summary>Solves every problem at every λ of its own, as far as that goes side by side; returns how many that is, for each.</summary>
    /// <param name="lambdas">For each problem: as many, falling.</param>
    /// <param name="all">The fits of all rows at them. Not for the squared loss, whose curvatures are 1.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told a problem's position and each of its points in order; false ends that problem.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int[] Walk(double[][] lambdas, IFitsOfAll all, double tolerance, int maxSteps, Func<int, LinearPoint, bool> done, CancellationToken stop)
    {
        DividedFit[] fits = [.. _paths.Select(path => new DividedFit(path, _gram))];
        var solved = new int[fits.Length];
        for (int at = 0; at < lambdas[0].Length; at++)
        {
            stop.ThrowIfCancellationRequested();
            int[] going = [.. Enumerable.Range(0, fits.Length).Where(k => !fits[k].IsLeft && !fits[k].HasEnded)];
            if (going.Length == 0)
                break;
            RenewCurvatures(at, all);
            double[] coefficients = _gram is null ? [] : all.CoefficientsAt(at);
            Each(going.Length, g =>
            {
                if (_gram is not null)
                    fits[going[g]].Follow(coefficients, _eta);
                fits[going[g]].Begin(lambdas[going[g]][at]);
            });
            while (true)
            {
                int[] open = [.. going.Where(k => fits[k].IsOpen)];
                if (open.Length == 0)
                    break;
                stop.ThrowIfCancellationRequested();
                var points = Advance([.. open.Select(k => fits[k])], tolerance, maxSteps, stop);
                Each(open.Length, b =>
                {
                    if (points[b] is not { } point)
                        return;
                    solved[open[b]]++;
                    fits[open[b]].HasEnded = !done(open[b], point);
                });
            }
        }

        return solved;
    }

    /// <summary>One round: minimise, η, gradients, and what they say.</summary>
    private LinearPoint?[] Advance(DividedFit[] open, double tolerance, int maxSteps, CancellationToken stop)
    {
        StoreEntering(open);
        Each(open.Length, b => open[b].Extend());
        var moved = open.Where(fit => fit.NeedsGradients).ToArray();
        Multiply(moved, fit => fit.Stored, fit => fit.WeightedSlopes);
        Each(moved.Length, b =>
        {
            var fit = moved[b];
            ReadGradients(fit, fit.Stored, b, (c, gradient) => fit.Gradients[c] = gradient);
            fit.TakeGradients();
        });
        Each(open.Length, b => open[b].Minimise(tolerance, stop));
        Predict(open);
        Each(open.Length, b => open[b].MoveDual());
        Multiply(open, fit => fit.Own, fit => fit.Dual.Weighted);
        var points = new LinearPoint?[open.Length];
        Each(open.Length, b =>
        {
            ReadGradients(open[b], open[b].Own, b, open[b].Record);
            points[b] = open[b].Settle(tolerance, maxSteps);
        });
        return points;
    }

    /// <summary>Has the shared Gram take what enters, and what will soon: it reads X for all that it holds, however few are new.</summary>
    private void StoreEntering(DividedFit[] open)
    {
        if (_gram is null)
            return;
        _gram.Threads = _threads();
        if (!open.Any(fit => fit.Lacks(_gram)))
            return;
        var columns = new List<int>();
        foreach (var fit in open)
            fit.ListNear(columns);
        _gram.Store(columns.ToArray());
    }

    /// <summary>Products of each fit's own coordinates with its vector, X being read once.</summary>
    private void Multiply(DividedFit[] open, CoordinatesOf coordinatesOf, Func<DividedFit, double[]> vectorOf)
    {
        Array.Clear(_wanted);
        for (int b = 0; b < open.Length; b++)
            foreach (int c in coordinatesOf(open[b]))
                _wanted[c] |= 1UL << b; // of more than 64 fits some share a bit
        int found = 0;
        for (int j = 0; j < _design.Columns; j++)
            if (_wanted[j] != 0)
                (_columns[found], _places[j], _wanted[found]) = (j, found++, _wanted[j]);
        for (int b = 0; b < open.Length; b++)
        {
            _right[b] = vectorOf(open[b]);
            Reserve(ref _products[b], found);
        }

        EachRange(found, ColumnPortion, (first, end) => BatchKernels.Multiply(_design.Values, _design.Rows, _columns, first, end, _right, _products, open.Length, _wanted));
    }

    /// <summary>Hands over zᵀr of a fit's own coordinates: no others, though they are there, as what a fit knows must not depend on its company.</summary>
    private void ReadGradients(DividedFit fit, ReadOnlySpan<int> coordinates, int b, Action<int, double> take)
    {
        var view = fit.Problem.Sample.View;
        double sum = TensorPrimitives.Sum<double>(_right[b]);
        foreach (int c in coordinates)
            take(c, c == _design.Columns ? sum : (_products[b][_places[c]] - view.StoredMeans[c] * sum) / view.PenaltyScales[c]);
    }

    /// <summary>Xw at the minimum of each fit.</summary>
    private void Predict(DividedFit[] open)
    {
        Array.Clear(_wanted);
        foreach (var fit in open)
            foreach (int c in fit.Stored)
                _wanted[c] |= fit.TrialBeta[c] == 0 ? 0UL : 1UL;
        int found = 0;
        for (int j = 0; j < _design.Columns; j++)
            if (_wanted[j] != 0)
                _columns[found++] = j;
        Each(open.Length, b =>
        {
            Reserve(ref _coefficients[b], found);
            open[b].CopyCoefficients(_columns.AsSpan(0, found), _coefficients[b]);
            _etas[b] = open[b].TrialEta;
        });
        EachRange(_design.Rows, RowPortion, (first, end) => BatchKernels.Combine(_design.Values, _design.Rows, _columns.AsSpan(0, found), first, end, _coefficients, _etas, open.Length));
    }

    private static void Reserve(ref double[] array, int length)
    {
        if (array.Length < length)
            array = new double[length + length / 2];
    }

    /// <summary>Ranges of up to <paramref name="portion"/> numbers, one after the other.</summary>
    private void EachRange(int count, int portion, Action<int, int> work)
    {
        if (_threads() == 1)
            work(0, count);
        else
            Each((count + portion - 1) / portion, at => work(at * portion, Math.Min(count, (at + 1) * portion)));
    }

    private void Each(int count, Action<int> work)
    {
        int threads = _threads();
        if (threads == 1 || count == 1)
            for (int k = 0; k < count; k++)
                work(k);
        else
        {
            try
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
            }
            catch (AggregateException error)
            {
                ExceptionDispatchInfo.Throw(error.InnerExceptions[0]); // a stop is told as one
            }
        }
    }

    /// <summary>Takes the curvatures of the fit of all rows, if they have changed much.</summary>
    private void RenewCurvatures(int at, IFitsOfAll all)
    {
        if (_gram is null)
            return;
        var problem = _paths[0].Coordinates.Problem;
        all.EtaAt(at, _eta);
        problem.Loss.Curvatures(problem.Sample.Target, _eta, _curvatures);
        var weights = _division.Whole.Weights;
        if (_gram.Version == 0 || RowSums.Distance(weights, _curvatures, _gram.Curvatures) > StaleCurvature * TensorPrimitives.Dot(weights, _curvatures))
            _gram.Renew(_curvatures);
    }

    private delegate ReadOnlySpan<int> CoordinatesOf(DividedFit fit);
}
