using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// The mean loss as a quadratic around a base point: slopes θ₀ at η₀, curvatures d, Q = Zᵀ(v∘d)Z and c = Qβ₀ − Zᵀ(v∘θ₀) over the stored coordinates.
/// For the squared loss it is the loss itself; for others the curvatures may be older than the slopes, as long as they are good enough.
/// </summary>
internal sealed class Linearisation
{
    private const int Batch = 20;          // dense columns that enter Q together
    private const int SparseBatch = 8;
    private const int MostExpected = 1024; // what Q makes room for at first
    private const double ShiftCurvature = 1e-9; // of the coordinate's own

    private readonly Coordinates _coordinates;
    private readonly Problem _problem;
    private readonly DividedGram? _shared;
    private readonly int _batch;
    private readonly int[] _positions; // of each coordinate among the stored ones, −1 for none
    private readonly double[] _curvatures;
    private readonly double[] _scratch;
    private double[] _products = [];
    private double[] _packed = [];
    private double[] _gradients = [];
    private double[] _at = []; // β₀ at the stored coordinates
    private double[] _roots = [];
    private int[] _ordered = [];

    /// <summary>An empty quadratic.</summary>
    /// <param name="coordinates">The problem.</param>
    /// <param name="shared">Where curvatures and Q come from, if other problems share them; else its own.</param>
    public Linearisation(Coordinates coordinates, DividedGram? shared = null)
    {
        (_coordinates, _problem, _shared) = (coordinates, coordinates.Problem, shared);
        _batch = Math.Min(coordinates.Problem.Sample.Design is Designs.DenseDesign ? Batch : SparseBatch, coordinates.Count);
        int n = coordinates.Rows, k = coordinates.Outputs;
        Quadratic = new Quadratic(coordinates.Penalty, (int)Math.Min(MostExpected, Math.Min((long)k * n, coordinates.Count)) + _batch);
        _positions = new int[coordinates.Count];
        Array.Fill(_positions, -1);
        (Beta, Eta, Slopes, WeightedSlopes) = (new double[coordinates.Count], new double[k * n], new double[k * n], new double[k * n]);
        _curvatures = new double[k * k * n];
        _scratch = new double[n];
    }

    /// <summary>The quadratic over stored coordinates.</summary>
    public Quadratic Quadratic { get; }

    /// <summary>β₀.</summary>
    public double[] Beta { get; }

    /// <summary>η₀.</summary>
    public double[] Eta { get; }

    /// <summary>θ₀ = ∂ℓ/∂η at η₀.</summary>
    public double[] Slopes { get; }

    /// <summary>v∘θ₀.</summary>
    public double[] WeightedSlopes { get; }

    /// <summary>The mean loss at η₀.</summary>
    public double MeanLoss { get; private set; }

    /// <summary>Σ v|θ₀η₀|.</summary>
    public double SlopeReach { get; private set; }

    /// <summary>What is added to every curvature so that the quadratic bounds the loss where it must.</summary>
    public double Damping { get; private set; }

    /// <summary>d of a loss with one output.</summary>
    public ReadOnlySpan<double> Curvatures => _curvatures;

    public bool IsStored(int c) => _positions[c] >= 0;

    /// <summary>Moves the base to (<paramref name="beta"/>, <paramref name="eta"/>). Q and c stay as they were.</summary>
    public void MoveTo(ReadOnlySpan<double> beta, ReadOnlySpan<double> eta)
    {
        beta.CopyTo(Beta);
        eta.CopyTo(Eta);
        MeanLoss = _problem.Loss.Evaluate(_problem.Sample.Target, Eta, _coordinates.RowWeights, Slopes, []);
        Weigh();
    }

    /// <summary>Moves the base to where loss and slopes are known already.</summary>
    /// <param name="beta">β₀.</param>
    /// <param name="eta">η₀.</param>
    /// <param name="meanLoss">The mean loss there.</param>
    /// <param name="slopes">θ₀.</param>
    /// <param name="withLinear">Whether c is brought there too; not if <see cref="Renew"/> follows.</param>
    public void MoveTo(ReadOnlySpan<double> beta, ReadOnlySpan<double> eta, double meanLoss, ReadOnlySpan<double> slopes, bool withLinear)
    {
        beta.CopyTo(Beta);
        eta.CopyTo(Eta);
        slopes.CopyTo(Slopes);
        MeanLoss = meanLoss;
        Weigh();
        if (withLinear)
            FillLinear(0);
    }

    /// <summary>Brings c to the base.</summary>
    public void FillLinear() => FillLinear(0);

    /// <summary>Brings c to the base, where the gradients there are known.</summary>
    /// <param name="known">The mean loss's gradients, of all coordinates.</param>
    public void FillLinear(ReadOnlySpan<double> known) => FillLinear(0, known);

    /// <summary>The mean loss's gradient at the base, of the stored coordinates.</summary>
    public ReadOnlySpan<double> Gradients => _gradients.AsSpan(0, Quadratic.Count);

    /// <summary>The largest gradient of a stored coordinate at the base.</summary>
    public double Violation() => Gradients.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(Gradients));

    /// <summary>Σ v|θ₀|.</summary>
    public double SlopeSize() => TensorPrimitives.SumOfMagnitudes<double>(WeightedSlopes);

    /// <summary>Whether a row has no curvature at the base.</summary>
    public bool HasFlatRows() => _coordinates.Outputs == 1 && _curvatures.AsSpan().IndexOfAnyInRange(0, Damping) >= 0;

    /// <summary>The largest curvature at the base.</summary>
    public double LargestCurvature() => TensorPrimitives.MaxMagnitude<double>(_curvatures);

    private void Weigh()
    {
        for (int k = 0; k < _coordinates.Outputs; k++)
            TensorPrimitives.Multiply(Output(Slopes, k), _coordinates.RowWeights, Output(WeightedSlopes, k));
        SlopeReach = 0;
        for (int k = 0; k < _coordinates.Outputs; k++)
        {
            TensorPrimitives.Multiply(Output(WeightedSlopes, k), Output(Eta, k), _scratch);
            SlopeReach += TensorPrimitives.SumOfMagnitudes<double>(_scratch);
        }
    }

    /// <summary>Forgets Q, and gives its memory back.</summary>
    public void Release()
    {
        foreach (int c in Quadratic.Coordinates)
            _positions[c] = -1;
        Quadratic.Release();
        (_packed, _products) = ([], []);
    }

    /// <summary>Takes the curvatures at the base; Q is forgotten.</summary>
    public void RenewCurvatures(double damping)
    {
        foreach (int c in Quadratic.Coordinates)
            _positions[c] = -1;
        Quadratic.Clear();
        Damping = damping;
        int outputs = _coordinates.Outputs;
        if (_shared is not null)
            _shared.Curvatures.CopyTo(_curvatures);
        else
            _problem.Loss.Curvatures(_problem.Sample.Target, Eta, _curvatures);
        for (int k = 0; damping > 0 && k < outputs; k++)
            TensorPrimitives.Add(Curvature(k, k), damping, Curvature(k, k));
    }

    /// <summary>Takes the curvatures at the base, and Q over <paramref name="coordinates"/> with them; the quadratic stands at <paramref name="start"/>.</summary>
    /// <param name="coordinates">The coordinates to store.</param>
    /// <param name="damping">What is added to every curvature.</param>
    /// <param name="start">All coordinates.</param>
    /// <param name="known">The mean loss's gradients at the base, of all coordinates, where they needn't be computed.</param>
    public void Renew(ReadOnlySpan<int> coordinates, double damping, ReadOnlySpan<double> start, ReadOnlySpan<double> known = default)
    {
        RenewCurvatures(damping);
        int outputs = _coordinates.Outputs;
        if (outputs == 1 && coordinates.Length > _batch)
            FillWhole(coordinates);
        else
            Extend(coordinates);
        FillLinear(0, known);
        Quadratic.StartFrom(start);
    }

    /// <summary>Stores more coordinates.</summary>
    /// <param name="coordinates">Which.</param>
    /// <param name="known">As for <see cref="Renew"/>.</param>
    public void Extend(ReadOnlySpan<int> coordinates, ReadOnlySpan<double> known = default)
    {
        if (Quadratic.Count + coordinates.Length > Quadratic.Stride && Quadratic.Count - Quadratic.ActiveCount > Quadratic.Count / 5)
            Prune();
        for (int from = 0; from < coordinates.Length; from += _batch)
        {
            int first = Quadratic.Count;
            Store(coordinates.Slice(from, Math.Min(_batch, coordinates.Length - from)));
            FillRows(first);
            FillLinear(first, known);
        }
    }

    /// <summary>θ₀ + d∘(η − η₀): the slopes as the quadratic sees them at η, exactly dual to its minimum.</summary>
    public void SlopesAt(ReadOnlySpan<double> eta, Span<double> target)
    {
        int n = _coordinates.Rows;
        Slopes.CopyTo(target);
        for (int l = 0; l < _coordinates.Outputs; l++)
        {
            TensorPrimitives.Subtract(eta.Slice(l * n, n), Output(Eta, l), _scratch);
            for (int k = 0; k < _coordinates.Outputs; k++)
                TensorPrimitives.MultiplyAdd(Curvature(k, l), _scratch, target.Slice(k * n, n), target.Slice(k * n, n));
        }
    }

    /// <summary>Drops stored coordinates at 0, so that Q need not grow.</summary>
    private void Prune()
    {
        foreach (int c in Quadratic.Coordinates)
            _positions[c] = -1;
        int[] kept = Quadratic.Prune();
        for (int k = 0; k < kept.Length; k++)
            (_positions[Quadratic.Coordinates[k]], _gradients[k]) = (k, _gradients[kept[k]]);
    }

    private void Store(ReadOnlySpan<int> coordinates)
    {
        for (int a = 0; a < coordinates.Length; a++)
            _positions[coordinates[a]] = Quadratic.Count + a;
        Quadratic.Store(coordinates);
    }

    /// <summary>Q at once, by one blocked product; the coordinate of ones apart.</summary>
    private void FillWhole(ReadOnlySpan<int> coordinates)
    {
        if (_shared is not null)
        {
            Store(coordinates);
            _shared.CopyTo(_problem.Sample, Quadratic.Coordinates, 0, Quadratic.Matrix, Quadratic.Stride);
            return;
        }

        int ones = _problem.Sample.Design.Columns;
        bool withOnes = coordinates.Contains(ones);
        int n = _coordinates.Rows, first = withOnes ? 1 : 0, at = first;
        Reserve(ref _ordered, coordinates.Length);
        _roots = _roots.Length > 0 ? _roots : new double[n];
        Span<int> ordered = _ordered.AsSpan(0, coordinates.Length);
        ordered[0] = ones;
        foreach (int c in coordinates)
            if (c != ones)
                ordered[at++] = c;
        Store(ordered);
        int stride = Quadratic.Stride;
        TensorPrimitives.Multiply(Curvature(0, 0), _coordinates.RowWeights, _scratch);
        TensorPrimitives.Sqrt(_scratch, _roots);
        _coordinates.Gram(ordered[first..], _roots, Quadratic.Matrix[(first * stride + first)..], stride);
        if (withOnes)
        {
            Reserve(ref _products, ordered.Length);
            if (ReferenceEquals(_problem.Loss, Loss.Squared)) // its curvatures are the weights that centre the columns
            {
                _products.AsSpan(0, ordered.Length).Clear();
                _products[0] = 1 + Damping;
            }
            else
                _coordinates.Products(ordered, _scratch, 1, _products);
            for (int s = 0; s < ordered.Length; s++)
                Quadratic.Matrix[s] = Quadratic.Matrix[s * stride] = _products[s];
        }
    }

    /// <summary>Q's rows and columns from position <paramref name="first"/> on: Q_ab = z_aᵀ·(v∘d)·z_b.</summary>
    private void FillRows(int first)
    {
        int n = _coordinates.Rows, outputs = _coordinates.Outputs, count = Quadratic.Count, added = count - first, stride = Quadratic.Stride;
        if (_shared is not null)
        {
            _shared.CopyTo(_problem.Sample, Quadratic.Coordinates, first, Quadratic.Matrix, stride);
            return;
        }

        Reserve(ref _packed, outputs * _batch * n);
        for (int l = 0; l < outputs; l++)
        {
            for (int b = 0; b < added; b++)
            {
                int c = Quadratic.Coordinates[first + b];
                TensorPrimitives.Multiply(Curvature(_coordinates.OutputOf(c), l), _coordinates.RowWeights, _scratch);
                _coordinates.Scale(c, _scratch, _packed.AsSpan((l * added + b) * n, n));
            }
        }

        Reserve(ref _products, Quadratic.Stride * _batch);
        _coordinates.Products(Quadratic.Coordinates, _packed.AsSpan(0, outputs * added * n), added, _products);
        var q = Quadratic.Matrix;
        for (int a = 0; a < count; a++)
            for (int b = 0; b < added; b++)
                q[(first + b) * stride + a] = q[a * stride + first + b] = _products[a * added + b];
        for (int b = 0; b < added && outputs > 1; b++)
            if (MayShift(Quadratic.Coordinates[first + b]))
                q[(first + b) * stride + first + b] *= 1 + ShiftCurvature;
        for (int a = 0; a < added; a++) // two orders of summation: one of them for both triangles
            for (int b = 0; b < a; b++)
                q[(first + a) * stride + first + b] = q[(first + b) * stride + first + a];
    }

    /// <summary>
    /// Whether nothing but its limits holds one number added to the coefficients of all classes. That has no curvature; a little of it around β₀, which
    /// moves no minimum, spares the factor pivots of rounding (a proximal point step: Rockafellar 1976).
    /// </summary>
    private bool MayShift(int c) => _coordinates.Factors[c] == 0 && !_coordinates.IsEquality(c, 0);

    /// <summary>c = Qβ₀ − Zᵀ(v∘θ₀) from position <paramref name="first"/> on.</summary>
    private void FillLinear(int first, ReadOnlySpan<double> known = default)
    {
        int count = Quadratic.Count;
        if (_gradients.Length < count)
        {
            Array.Resize(ref _gradients, Quadratic.Stride);
            Array.Resize(ref _at, Quadratic.Stride);
        }

        var coordinates = Quadratic.Coordinates;
        if (known.IsEmpty)
            _coordinates.Products(coordinates[first..], WeightedSlopes, 1, _gradients.AsSpan(first));
        for (int s = first; s < count && !known.IsEmpty; s++)
            _gradients[s] = known[coordinates[s]];
        var at = _at.AsSpan(0, count);
        for (int s = 0; s < count; s++)
            at[s] = Beta[coordinates[s]];
        var linear = Quadratic.ChangeLinear(first);
        for (int s = first; s < count; s++)
            linear[s - first] = TensorPrimitives.Dot<double>(Quadratic.Matrix.Slice(s * Quadratic.Stride, count), at) - _gradients[s];
    }

    /// <summary>The curvatures of outputs k and l, a number a row.</summary>
    public Span<double> Curvature(int k, int l) => _curvatures.AsSpan((k * _coordinates.Outputs + l) * _coordinates.Rows, _coordinates.Rows);

    private Span<double> Output(double[] values, int k) => values.AsSpan(k * _coordinates.Rows, _coordinates.Rows);

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length + length / 2];
    }
}
