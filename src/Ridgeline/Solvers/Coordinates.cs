using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The unknowns of a problem side by side: for output k the βⱼ = wⱼtⱼ of every column and then its intercept, coordinate c = k·width + j.
/// An intercept is the coordinate of a column of ones that is never penalised.
/// </summary>
internal sealed class Coordinates
{
    private readonly Sample _sample;
    private readonly DesignView _view;
    private readonly double[] _norms;
    private readonly int[] _absent; // rows without weight
    private int[] _columns = [];
    private int[] _places = [];
    private double[] _products = []; // of several outputs, which are found in another order than they are asked for
    private double[] _scaled = [];
    private double[] _sums = [];
    private double[] _scratch = []; // of the design

    public Coordinates(Problem problem)
    {
        Problem = problem;
        _sample = problem.Sample;
        _view = _sample.View;
        Outputs = problem.Outputs;
        Rows = _sample.Design.Rows;
        int columns = _sample.Design.Columns;
        Width = columns + (_view.Intercept ? 1 : 0);
        Count = Outputs * Width;
        RowWeights = _sample.Weights.ToArray();
        TensorPrimitives.Divide(RowWeights, _sample.WeightSum, RowWeights);
        _norms = new double[Width];
        _absent = WithoutWeight(RowWeights);
        double[] factors = new double[Count], lower = new double[Count], upper = new double[Count];
        for (int j = 0; j < Width; j++)
        {
            bool ones = j == columns;
            _norms[j] = ones ? 1 : Norm(j);
            for (int k = 0; k < Outputs; k++)
            {
                int c = k * Width + j;
                double scale = ones ? 1 : _view.PenaltyScales[j];
                factors[c] = ones ? 0 : problem.TakesPart(j) ? problem.Penalty.Factor(j) : double.PositiveInfinity;
                lower[c] = ones || problem.Penalty.Lower.IsDefault ? double.NegativeInfinity : problem.Penalty.Lower[j] * scale;
                upper[c] = ones || problem.Penalty.Upper.IsDefault ? double.PositiveInfinity : problem.Penalty.Upper[j] * scale;
                // Adding one number to every class's coefficient changes no probability: where nothing decides between them the last class stays at 0,
                // instead of leaving it to rounding whether Q has full rank.
                if (Outputs > 1 && k == Outputs - 1 && factors[c] == 0 && double.IsInfinity(lower[c]) && double.IsInfinity(upper[c]))
                    factors[c] = double.PositiveInfinity;
            }
        }

        Factors = factors;
        Penalty = new ElasticNetPenalty(problem.Penalty.L1Ratio, factors, lower, upper);
    }

    public Problem Problem { get; }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>K.</summary>
    public int Outputs { get; }

    /// <summary>The coordinates of one output.</summary>
    public int Width { get; }

    /// <summary>All coordinates.</summary>
    public int Count { get; }

    /// <summary>v = s/Σs.</summary>
    public double[] RowWeights { get; }

    /// <summary>κ of every coordinate; ∞ for those that take no part.</summary>
    public double[] Factors { get; }

    /// <summary>P over coordinates, limits included.</summary>
    public ElasticNetPenalty Penalty { get; }

    /// <summary>Numbers of X read so far.</summary>
    public long EntriesRead { get; private set; }

    /// <summary>Adds what was read of X elsewhere.</summary>
    public void CountRead(long entries) => EntriesRead += entries;

    public bool TakesPart(int c) => Factors[c] < double.PositiveInfinity;

    /// <summary>Whether nothing penalises or limits the coordinate: the dual must then have no product with its column.</summary>
    public bool IsEquality(int c, double lambda) =>
        lambda * Factors[c] == 0 && double.IsNegativeInfinity(Penalty.Lower(c)) && double.IsPositiveInfinity(Penalty.Upper(c));

    /// <summary>‖z_c‖ in the norm weighted by v; of a column of Σvθ = 0 the centred one, where an intercept is fitted.</summary>
    public double NormOf(int c) => _norms[c % Width];

    public int OutputOf(int c) => c / Width;

    public int ColumnOf(int c) => c % Width;

    /// <summary>target[a, b] = z_cᵀ·r_b for the part of r that belongs to c's output.</summary>
    /// <param name="coordinates">Which c.</param>
    /// <param name="r">For each output <paramref name="count"/> right-hand sides of n numbers.</param>
    /// <param name="count">How many right-hand sides.</param>
    /// <param name="target"><paramref name="count"/> numbers a coordinate.</param>
    public void Products(ReadOnlySpan<int> coordinates, ReadOnlySpan<double> r, int count, Span<double> target)
    {
        Reserve(coordinates.Length);
        if (Outputs > 1 && _products.Length < coordinates.Length * count)
            _products = new double[coordinates.Length * count + 64];
        if (_sums.Length < count)
            _sums = new double[count];
        var found = Outputs > 1 ? _products : target; // of one output all are found, in their own places
        int columns = _sample.Design.Columns, block = count * Rows;
        for (int k = 0; k < Outputs; k++)
        {
            var right = r.Slice(k * block, block);
            int size = 0;
            for (int a = 0; a < coordinates.Length; a++)
                if (Outputs == 1 || coordinates[a] / Width == k)
                    (_columns[size], _places[size++]) = (coordinates[a] - k * Width, a);
            if (size == 0)
                continue;
            for (int b = 0; b < count; b++)
                _sums[b] = TensorPrimitives.Sum(right.Slice(b * Rows, Rows));
            Products(size, right, count, columns, found);
            for (int a = 0; a < size; a++)
            {
                int j = _columns[a];
                var products = target.Slice(_places[a] * count, count);
                if (j == columns)
                {
                    _sums.AsSpan(0, count).CopyTo(products);
                    continue;
                }

                double mean = _view.StoredMeans[j], scale = _view.PenaltyScales[j];
                for (int b = 0; b < count; b++)
                    products[b] = (found[a * count + b] - mean * _sums[b]) / scale;
            }
        }
    }

    /// <summary>The products with stored columns; the column of ones, which is never among the first, is left out.</summary>
    private void Products(int size, ReadOnlySpan<double> right, int count, int columns, Span<double> target)
    {
        for (int from = 0; from < size;)
        {
            if (_columns[from] == columns)
            {
                from++;
                continue;
            }

            int to = from;
            while (to < size && _columns[to] != columns)
                to++;
            _sample.Design.Products(_columns.AsSpan(from, to - from), right, count, target[(from * count)..], ref _scratch);
            for (int a = from; a < to; a++)
                EntriesRead += _sample.Design.EntriesOf(_columns[a]);
            from = to;
        }
    }

    /// <summary>η += Zβ, for every output.</summary>
    public void AddTo(ReadOnlySpan<double> beta, Span<double> eta)
    {
        int columns = _sample.Design.Columns;
        Reserve(columns);
        for (int k = 0; k < Outputs; k++)
        {
            int found = 0;
            double constant = Width > columns ? beta[k * Width + columns] : 0;
            for (int j = 0; j < columns; j++)
            {
                double b = beta[k * Width + j];
                if (b == 0)
                    continue;
                double scaled = b / _view.PenaltyScales[j];
                (_columns[found], _scaled[found++]) = (j, scaled);
                constant -= scaled * _view.StoredMeans[j];
                EntriesRead += _sample.Design.EntriesOf(j);
            }

            var output = eta.Slice(k * Rows, Rows);
            _sample.Design.AddColumns(_columns.AsSpan(0, found), _scaled.AsSpan(0, found), output);
            if (constant != 0)
                TensorPrimitives.Add(output, constant, output);
        }
    }

    /// <summary>target = Zβ + offset; 0 in rows without weight, where η may run off.</summary>
    public void EtaOf(ReadOnlySpan<double> beta, Span<double> target)
    {
        for (int k = 0; k < Outputs; k++)
        {
            if (_sample.Offset.IsEmpty)
                target.Slice(k * Rows, Rows).Clear();
            else
                _sample.Offset.CopyTo(target[(k * Rows)..]);
        }

        AddTo(beta, target);
        ClearAbsent(target);
    }

    /// <summary>0 in rows without weight.</summary>
    public void ClearAbsent(Span<double> target)
    {
        foreach (int i in _absent)
            for (int k = 0; k < Outputs; k++)
                target[k * Rows + i] = 0;
    }

    /// <summary>√Σ v·values², n × K.</summary>
    public double WeightedNorm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int k = 0; k < Outputs; k++)
            sum += RowSums.Squares(RowWeights, values.Slice(k * Rows, Rows));

        return Math.Sqrt(sum);
    }

    /// <summary>Whether a coordinate at 0 with this gradient is pushed from it, where its limits let it.</summary>
    public bool IsPushed(int c, double gradient, double lambda, double slack)
    {
        double held = Penalty.L1(c, lambda) * (1 + slack);
        return TakesPart(c) && (gradient < -held ? Penalty.Upper(c) > 0 : gradient > held && Penalty.Lower(c) < 0);
    }

    /// <summary>target = d ∘ z_c.</summary>
    public void Scale(int c, ReadOnlySpan<double> d, Span<double> target)
    {
        int j = ColumnOf(c);
        if (j == _sample.Design.Columns)
        {
            d.CopyTo(target);
            return;
        }

        EntriesRead += _sample.Design.EntriesOf(j);
        _sample.Design.ScaleColumn(j, d, target);
        double scale = _view.PenaltyScales[j], mean = _view.StoredMeans[j];
        if (mean != 0)
            TensorPrimitives.MultiplyAdd(d, -mean, target, target);
        if (scale != 1)
            TensorPrimitives.Divide(target, scale, target);
    }

    /// <summary>target[a, b] = z_aᵀ·diag(roots²)·z_b over coordinates of the first output that are columns.</summary>
    public void Gram(ReadOnlySpan<int> coordinates, ReadOnlySpan<double> roots, Span<double> target, int stride)
    {
        if (_products.Length < 2 * coordinates.Length)
            _products = new double[2 * coordinates.Length];
        Span<double> means = _products.AsSpan(0, coordinates.Length), scales = _products.AsSpan(coordinates.Length, coordinates.Length);
        for (int a = 0; a < means.Length; a++)
        {
            (means[a], scales[a]) = (_view.StoredMeans[coordinates[a]], _view.PenaltyScales[coordinates[a]]);
            EntriesRead += _sample.Design.EntriesOf(coordinates[a]);
        }

        _sample.Design.Gram(coordinates, roots, means, scales, target, stride, ref _scratch);
    }

    /// <summary>The lower triangle of target[a, b] = rootₐ·Σ_c zₐ_c·zᵦ_c/κ_c·rootᵦ over rows, of penalised coordinates that are columns.</summary>
    public void Kernel(ReadOnlySpan<int> rows, ReadOnlySpan<int> coordinates, ReadOnlySpan<double> roots, Span<double> target, int stride)
    {
        double[] means = new double[coordinates.Length], divisors = new double[coordinates.Length];
        for (int a = 0; a < means.Length; a++)
        {
            int c = coordinates[a];
            (means[a], divisors[a]) = (_view.StoredMeans[c], _view.PenaltyScales[c] * _view.PenaltyScales[c] * Factors[c]);
            EntriesRead += _sample.Design.EntriesOf(c);
        }

        _sample.Design.Kernel(rows, coordinates, roots, means, divisors, target, stride);
    }

    /// <summary>λ Σ Pⱼ(βⱼ).</summary>
    public double PenaltyOf(ReadOnlySpan<double> beta, double lambda)
    {
        double sum = 0;
        for (int c = 0; c < beta.Length; c++)
            if (beta[c] != 0 && Factors[c] > 0)
                sum += Penalty.Value(c, beta[c]);
        return lambda * sum;
    }

    private static int[] WithoutWeight(double[] weights)
    {
        int count = weights.AsSpan().Count(0.0), at = 0;
        var rows = new int[count];
        for (int i = 0; at < count; i++)
            if (weights[i] == 0)
                rows[at++] = i;
        return rows;
    }

    private double Norm(int j) => double.Hypot(_view.Scales[j], _view.Intercept ? 0 : _view.Means[j]) / _view.PenaltyScales[j];

    private void Reserve(int coordinates)
    {
        if (_columns.Length < coordinates)
            (_columns, _places, _scaled) = (new int[coordinates + 16], new int[coordinates + 16], new double[coordinates + 16]);
    }
}
