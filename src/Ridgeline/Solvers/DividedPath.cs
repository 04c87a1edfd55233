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
    private const double StaleCurvature = 0.1; // the mean change, as a share
    private const int MostColumns = 512;        // that L2 alone stores
    private const long FewestEntries = 1_000_000; // of X: of fewer a path over the rows is done before company helps
    private const int FewestShared = 40;        // columns of a shared Gram matrix: of fewer an own one costs less than the steps that it saves
    private const int MostShared = 1024;        // of more no two samples have the same ones active

    private readonly Division _division;
    private readonly DenseDesign _design;
    private readonly DividedGram? _gram; // of many columns no two samples have the same ones active: each has its own
    private readonly LinearPath[] _paths;
    private readonly int _threads;
    private readonly double[] _curvatures, _eta;

    private static bool IsShared(Design design, Loss loss) =>
        !ReferenceEquals(loss, Loss.Squared) && design.Columns >= FewestShared && design.Columns <= Math.Min(MostShared, design.Rows);

    /// <summary>Fits of one division.</summary>
    /// <param name="division">What the samples are of.</param>
    /// <param name="paths">The problems, on samples that leave a part out, or on all rows.</param>
    /// <param name="threads">How many threads work.</param>
    public DividedPath(Division division, LinearPath[] paths, int threads)
    {
        (_division, _design, _paths, _threads) = (division, (DenseDesign)division.Whole.Design, paths, Math.Max(1, threads));
        _gram = IsShared(_design, paths[0].Coordinates.Problem.Loss) ? new DividedGram(division) { Threads = _threads } : null;
        (_curvatures, _eta) = (new double[_design.Rows], new double[_design.Rows]);
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
    /// <param name="etaOfAll">Writes η of the fit of all rows at one of them; asked in order. Not for the squared loss, whose curvatures are 1.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told a problem's position and each of its points in order; false ends that problem.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int[] Walk(double[][] lambdas, Action<int, double[]> etaOfAll, double tolerance, int maxSteps, Func<int, LinearPoint, bool> done, CancellationToken stop)
    {
        DividedFit[] fits = [.. _paths.Select(path => new DividedFit(path, _gram))];
        var solved = new int[fits.Length];
        var groups = Groups(fits);
        for (int at = 0; at < lambdas[0].Length; at++)
        {
            stop.ThrowIfCancellationRequested();
            int[] going = [.. Enumerable.Range(0, fits.Length).Where(k => !fits[k].IsLeft && !fits[k].HasEnded)];
            if (going.Length == 0)
                break;
            RenewCurvatures(at, etaOfAll);
            Each(going.Length, g => fits[going[g]].Begin(lambdas[going[g]][at]));
            while (going.Any(k => fits[k].IsOpen))
            {
                stop.ThrowIfCancellationRequested();
                _gram?.Store([.. going.SelectMany(k => fits[k].Entering.ToArray())]);
                Each(groups.Length, g => groups[g].Advance(tolerance, maxSteps, stop));
                foreach (int k in going)
                    if (groups[k % groups.Length].PointOf(fits[k]) is { } point)
                    {
                        solved[k]++;
                        fits[k].HasEnded = !done(k, point);
                    }
            }
        }

        return solved;
    }

    private Group[] Groups(DividedFit[] fits)
    {
        int count = Math.Min(_threads, fits.Length);
        return [.. Enumerable.Range(0, count).Select(g => new Group(_design, [.. fits.Where((_, k) => k % count == g)]))];
    }

    private void Each(int count, Action<int> work)
    {
        if (_threads == 1)
            for (int k = 0; k < count; k++)
                work(k);
        else
        {
            try
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, work);
            }
            catch (AggregateException error)
            {
                ExceptionDispatchInfo.Throw(error.InnerExceptions[0]); // a stop is told as one
            }
        }
    }

    /// <summary>Takes the curvatures of the fit of all rows, if they have changed much.</summary>
    private void RenewCurvatures(int at, Action<int, double[]> etaOfAll)
    {
        if (_gram is null)
            return;
        var (problem, n) = (_paths[0].Coordinates.Problem, _design.Rows);
        etaOfAll(at, _eta);
        problem.Loss.Curvatures(problem.Sample.Target, _eta, _curvatures);
        double changed = 0, all = 0;
        var weights = _division.Whole.Weights;
        for (int i = 0; i < n && _gram.Version > 0; i++)
        {
            changed += weights[i] * Math.Abs(_curvatures[i] - _gram.Curvatures[i]);
            all += weights[i] * _curvatures[i];
        }

        if (_gram.Version == 0 || changed > StaleCurvature * all)
            _gram.Renew(_curvatures);
    }

    /// <summary>Fits that one thread takes forward together, so that X is read once for all of them.</summary>
    private sealed class Group(DenseDesign design, DividedFit[] fits)
    {
        private readonly Dictionary<DividedFit, LinearPoint> _points = [];
        private readonly bool[] _marked = new bool[design.Columns + 1];
        private readonly int[] _columns = new int[design.Columns];
        private readonly double[][] _right = new double[fits.Length][], _products = new double[fits.Length][];
        private double[] _coefficients = [], _eta = [];
        private readonly int[] _places = new int[design.Columns];

        public LinearPoint? PointOf(DividedFit fit) => _points.GetValueOrDefault(fit);

        /// <summary>One round: minimise, η, gradients, and what they say.</summary>
        public void Advance(double tolerance, int maxSteps, CancellationToken stop)
        {
            _points.Clear();
            var open = fits.Where(fit => fit.IsOpen).ToArray();
            foreach (var fit in open)
                fit.Extend();
            var moved = open.Where(fit => fit.NeedsGradients).ToArray();
            FindGradients(moved, fit => fit.Stored, fit => fit.WeightedSlopes, (fit, c, gradient) => fit.Gradients[c] = gradient);
            foreach (var fit in moved)
                fit.TakeGradients();
            foreach (var fit in open)
                fit.Minimise(tolerance, stop);
            Predict(open);
            foreach (var fit in open)
                fit.MoveDual();
            FindGradients(open, fit => fit.Own, fit => fit.Dual.Weighted, (fit, c, gradient) => fit.Record(c, gradient));
            foreach (var fit in open)
                if (fit.Settle(tolerance, maxSteps) is { } point)
                    _points.Add(fit, point);
        }

        /// <summary>zᵀr of each fit's own coordinates and vector, X being read once.</summary>
        private void FindGradients(DividedFit[] open, CoordinatesOf coordinatesOf, Func<DividedFit, double[]> vectorOf, Action<DividedFit, int, double> take)
        {
            if (open.Length == 0)
                return;
            Array.Clear(_marked);
            foreach (var fit in open)
                foreach (int c in coordinatesOf(fit))
                    _marked[c] = true;
            _found = 0;
            for (int j = 0; j < design.Columns; j++)
                if (_marked[j])
                    (_columns[_found], _places[j]) = (j, _found++);
            Multiply(open, vectorOf);
            for (int b = 0; b < open.Length; b++)
            {
                double sum = TensorPrimitives.Sum<double>(_right[b]);
                foreach (int c in coordinatesOf(open[b])) // no others, though they are there: what a fit knows must not depend on its company
                    take(open[b], c, c == design.Columns ? sum : GradientOf(open[b], c, b, sum));
            }
        }

        private int _found;

        /// <summary>Products of the marked columns with a vector a fit.</summary>
        private void Multiply(DividedFit[] open, Func<DividedFit, double[]> vectorOf)
        {
            for (int b = 0; b < open.Length; b++)
            {
                _right[b] = vectorOf(open[b]);
                if (_products[b] is null || _products[b].Length < _found)
                    _products[b] = new double[Math.Min(design.Columns, _found * 3 / 2)];
            }

            BatchKernels.Multiply(design.Values, design.Rows, _columns, 0, _found, _right, _products, open.Length);
        }

        private double GradientOf(DividedFit fit, int j, int b, double sum)
        {
            var view = fit.Problem.Sample.View;
            return (_products[b][_places[j]] - view.StoredMeans[j] * sum) / view.PenaltyScales[j];
        }

        /// <summary>η at the minimum of each fit; 0 in rows without weight.</summary>
        private void Predict(DividedFit[] open)
        {
            int n = design.Rows, count = open.Length, found = 0;
            if (_eta.Length < fits.Length * n)
                _eta = new double[fits.Length * n];
            for (int b = 0; b < count; b++)
            {
                var sample = open[b].Problem.Sample;
                double constant = sample.View.Intercept ? open[b].TrialBeta[design.Columns] : 0;
                for (int j = 0; j < design.Columns; j++)
                    if (open[b].TrialBeta[j] != 0)
                        constant -= open[b].TrialBeta[j] / sample.View.PenaltyScales[j] * sample.View.StoredMeans[j];
                _eta.AsSpan(b * n, n).Fill(constant);
                if (!sample.Offset.IsEmpty)
                    TensorPrimitives.Add(_eta.AsSpan(b * n, n), sample.Offset, _eta.AsSpan(b * n, n));
            }

            for (int j = 0; j < design.Columns; j++)
            {
                bool any = false;
                foreach (var fit in open)
                    any |= fit.TrialBeta[j] != 0;
                if (!any)
                    continue;
                if (_coefficients.Length < (found + 1) * count)
                    Array.Resize(ref _coefficients, 2 * (found + 1) * count);
                for (int b = 0; b < count; b++)
                    _coefficients[found * count + b] = open[b].TrialBeta[j] == 0 ? 0 : open[b].TrialBeta[j] / open[b].Problem.Sample.View.PenaltyScales[j];
                _columns[found++] = j;
            }

            design.AddCombinations(_columns.AsSpan(0, found), _coefficients.AsSpan(0, found * count), count, [], _eta.AsSpan(0, count * n));
            for (int b = 0; b < count; b++)
            {
                _eta.AsSpan(b * n, n).CopyTo(open[b].TrialEta);
                open[b].Coordinates.ClearAbsent(open[b].TrialEta);
            }
        }

        private delegate ReadOnlySpan<int> CoordinatesOf(DividedFit fit);
    }
}
