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
    private readonly Func<int> _free;
    private int _threads;
    private readonly double[] _curvatures, _eta;

    private static bool IsShared(Design design, Loss loss) =>
        !ReferenceEquals(loss, Loss.Squared) && design.Columns >= FewestShared && design.Columns <= Math.Min(MostShared, design.Rows);

    /// <summary>Fits of one division.</summary>
    /// <param name="division">What the samples are of.</param>
    /// <param name="paths">The problems, on samples that leave a part out, or on all rows.</param>
    /// <param name="threads">How many threads work; asked at every λ.</param>
    public DividedPath(Division division, LinearPath[] paths, Func<int> threads)
    {
        (_division, _design, _paths, _free, _threads) = (division, (DenseDesign)division.Whole.Design, paths, threads, Math.Max(1, threads()));
        _gram = IsShared(_design, paths[0].Coordinates.Problem.Loss) ? new DividedGram(division) : null;
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
    /// <param name="all">The fits of all rows at them. Not for the squared loss, whose curvatures are 1.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told a problem's position and each of its points in order; false ends that problem.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int[] Walk(double[][] lambdas, IFitsOfAll all, double tolerance, int maxSteps, Func<int, LinearPoint, bool> done, CancellationToken stop)
    {
        DividedFit[] fits = [.. _paths.Select(path => new DividedFit(path, _gram))];
        var solved = new int[fits.Length];
        var round = new Round(_design, fits);
        for (int at = 0; at < lambdas[0].Length; at++)
        {
            stop.ThrowIfCancellationRequested();
            int[] going = [.. Enumerable.Range(0, fits.Length).Where(k => !fits[k].IsLeft && !fits[k].HasEnded)];
            if (going.Length == 0)
                break;
            RenewCurvatures(at, all);
            round.Threads = _threads = Math.Max(1, _free());
            _gram?.Threads = _threads;
            Each(going.Length, g =>
            {
                if (_gram is not null)
                    fits[going[g]].Follow(all.CoefficientsAt(at), _eta);
                fits[going[g]].Begin(lambdas[going[g]][at]);
            });
            while (going.Any(k => fits[k].IsOpen))
            {
                stop.ThrowIfCancellationRequested();
                _gram?.Store([.. going.SelectMany(k => fits[k].Entering.ToArray())]);
                int[] open = [.. going.Where(k => fits[k].IsOpen)];
                var points = round.Advance([.. open.Select(k => fits[k])], tolerance, maxSteps, stop);
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

    private void Each(int count, Action<int> work) => Each(count, _threads, work);

    private static void Each(int count, int threads, Action<int> work)
    {
        if (threads == 1 || count == 1)
        {
            for (int k = 0; k < count; k++)
                work(k);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]); // a stop is told as one
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

    /// <summary>One round of the fits that are open: X is read once for all of them, part by part by several threads; each fit's own work is done by one.</summary>
    private sealed class Round(DenseDesign design, DividedFit[] fits)
    {
        private const int PortionsPerThread = 4;

        private readonly bool[] _marked = new bool[design.Columns + 1];
        private readonly int[] _columns = new int[design.Columns], _places = new int[design.Columns];
        private readonly double[][] _right = new double[fits.Length][], _products = new double[fits.Length][];
        private readonly double[][] _coefficients = [.. fits.Select(_ => new double[design.Columns])], _eta = new double[fits.Length][];
        private int _found;

        /// <summary>How many threads work.</summary>
        public int Threads { get; set; } = 1;

        /// <summary>Minimise, η, gradients, and what they say: a point of each fit that is solved.</summary>
        public LinearPoint?[] Advance(DividedFit[] open, double tolerance, int maxSteps, CancellationToken stop)
        {
            var points = new LinearPoint?[open.Length];
            Each(open.Length, Threads, b => open[b].Extend());
            DividedFit[] moved = [.. open.Where(fit => fit.NeedsGradients)];
            Multiply(moved, fit => fit.Stored, fit => fit.WeightedSlopes);
            Each(open.Length, Threads, b =>
            {
                if (Array.IndexOf(moved, open[b]) is >= 0 and int place)
                {
                    Take(open[b], place, open[b].Stored, (fit, c, gradient) => fit.Gradients[c] = gradient);
                    open[b].TakeGradients();
                }

                open[b].Minimise(tolerance, stop);
            });
            Combine(open);
            Each(open.Length, Threads, b =>
            {
                Finish(open[b]);
                open[b].MoveDual();
            });
            Multiply(open, fit => fit.Own, fit => fit.Dual.Weighted);
            Each(open.Length, Threads, b =>
            {
                Take(open[b], b, open[b].Own, (fit, c, gradient) => fit.Record(c, gradient));
                points[b] = open[b].Settle(tolerance, maxSteps);
            });
            return points;
        }

        /// <summary>Products of the columns that any fit asks for with a vector of each.</summary>
        private void Multiply(DividedFit[] open, CoordinatesOf coordinatesOf, Func<DividedFit, double[]> vectorOf)
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
            for (int b = 0; b < open.Length; b++)
            {
                _right[b] = vectorOf(open[b]);
                if (_products[b] is null || _products[b].Length < _found)
                    _products[b] = new double[Math.Min(design.Columns, _found * 3 / 2)];
            }

            InPortions(_found, BatchKernels.TileColumns, (from, to) =>
                BatchKernels.Multiply(design.Values, design.Rows, _columns.AsSpan(0, _found), from, to, _right, _products, open.Length));
        }

        /// <summary>Gives a fit its gradients, no others, though they are there: what it knows must not depend on its company.</summary>
        private void Take(DividedFit fit, int b, ReadOnlySpan<int> coordinates, Action<DividedFit, int, double> take)
        {
            double sum = TensorPrimitives.Sum<double>(_right[b]);
            var view = fit.Problem.Sample.View;
            foreach (int c in coordinates)
                take(fit, c, c == design.Columns ? sum : (_products[b][_places[c]] - view.StoredMeans[c] * sum) / view.PenaltyScales[c]);
        }

        /// <summary>X times the coefficients at each fit's minimum.</summary>
        private void Combine(DividedFit[] open)
        {
            int found = 0;
            for (int j = 0; j < design.Columns; j++)
            {
                bool any = false;
                foreach (var fit in open)
                    any |= fit.TrialBeta[j] != 0;
                if (!any)
                    continue;
                for (int b = 0; b < open.Length; b++)
                    _coefficients[b][found] = open[b].TrialBeta[j] == 0 ? 0 : open[b].TrialBeta[j] / open[b].Problem.Sample.View.PenaltyScales[j];
                _columns[found++] = j;
            }

            for (int b = 0; b < open.Length; b++)
                _eta[b] = open[b].TrialEta;
            InPortions(design.Rows, BatchKernels.TileRows, (from, to) =>
                BatchKernels.Combine(design.Values, design.Rows, _columns.AsSpan(0, found), from, to, _coefficients, _eta, open.Length));
        }

        /// <summary>η from what was combined; 0 in rows without weight.</summary>
        private void Finish(DividedFit fit)
        {
            var sample = fit.Problem.Sample;
            double constant = sample.View.Intercept ? fit.TrialBeta[design.Columns] : 0;
            for (int j = 0; j < design.Columns; j++)
                if (fit.TrialBeta[j] != 0)
                    constant -= fit.TrialBeta[j] / sample.View.PenaltyScales[j] * sample.View.StoredMeans[j];
            TensorPrimitives.Add(fit.TrialEta, constant, fit.TrialEta);
            if (!sample.Offset.IsEmpty)
                TensorPrimitives.Add(fit.TrialEta, sample.Offset, fit.TrialEta);
            fit.Coordinates.ClearAbsent(fit.TrialEta);
        }

        /// <summary>A range in portions, each of whole tiles.</summary>
        private void InPortions(int size, int tile, Action<int, int> work)
        {
            int portions = Threads == 1 ? 1 : Threads * PortionsPerThread, length = Math.Max(1, ((size + portions - 1) / portions + tile - 1) / tile) * tile;
            Each((size + length - 1) / length, Threads, at => work(at * length, Math.Min(size, (at + 1) * length)));
        }

        private delegate ReadOnlySpan<int> CoordinatesOf(DividedFit fit);
    }
}
