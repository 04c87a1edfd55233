using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// Σᵢ sᵢhᵢ·xᵢxᵢᵀ over the columns that a division's samples have asked for, for all rows and without each part, from one product a part: what a sample lacks is
/// left out of the sum (those before it, those after it), never taken off, which would cancel.
/// </summary>
/// <remarks>
/// Columns count from the means of all rows, so that a part's own means are near zero; the column of ones stands first. Every sum runs over the rows of a part in
/// their order, whatever is asked for beside it or when.
/// </remarks>
internal sealed class DividedGram
{
    private const int Together = 128;        // columns that enter at once
    private const double FarFromMean = 8;    // standard deviations

    private readonly Division _division;
    private readonly DenseDesign _design;
    private readonly double[] _means;
    private readonly double[] _roots;  // √(sh)
    private readonly int[] _places;    // of every column, of ones and of the target; −1 for none
    private readonly double[] _target; // y − offset, from its mean
    private readonly double[][] _sums; // lower triangles, row after row: of all rows, and without each part
    private readonly double[][] _products;
    private int[] _columns = [];
    private double[] _scratch = [];

    public DividedGram(Division division)
    {
        (_division, _design) = (division, (DenseDesign)division.Whole.Design);
        _means = [.. division.Whole.View.StoredMeans, 0, 0];
        _roots = new double[_design.Rows];
        (_places, _target) = (new int[_design.Columns + 2], new double[_design.Rows]);
        (_sums, _products) = (new double[division.Parts + 1][], new double[division.Parts][]);
        Array.Fill(_sums, []);
        Array.Fill(_products, []);
        Array.Fill(_places, -1);
    }

    /// <summary>The sums of all columns, for samples of a division whose squared loss needs nothing else of X; null where they aren't of that kind.</summary>
    public static DividedGram? OfTall(Division division, Loss loss, int threads)
    {
        if (!IsTall(division, loss))
            return null;
        var whole = division.Whole;
        var gram = new DividedGram(division) { Threads = threads };
        double mean = 0;
        for (int i = 0; i < whole.Design.Rows; i++)
            gram._target[i] = whole.Target[i] - (whole.Offset.IsEmpty ? 0 : whole.Offset[i]);
        for (int i = 0; i < whole.Design.Rows && whole.View.Intercept; i++)
            mean += whole.Weights[i] / whole.WeightSum * gram._target[i];
        TensorPrimitives.Subtract(gram._target, mean, gram._target);
        gram.Renew(Enumerable.Repeat(1.0, whole.Design.Rows).ToArray());
        gram.Store([whole.Design.Columns + 1, .. Enumerable.Range(0, whole.Design.Columns)]);
        return gram;
    }

    /// <summary>Whether the samples of a division are of that kind.</summary>
    public static bool IsTall(Division division, Loss loss)
    {
        int most = Enumerable.Range(0, division.Parts).Max(part => division.RowsOf(part).Length);
        return division.IsComplete && division.IsCoarse && GramPath.Fits(loss, division.Whole.Design, division.Whole.RowsWithWeight - most);
    }

    /// <summary>The curvatures' version, which counts from 1.</summary>
    public int Version { get; private set; }

    /// <summary>h, a number a row.</summary>
    public ReadOnlySpan<double> Curvatures => Held;

    /// <summary>Whether all curvatures are 1: the squared loss's.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>How many threads take parts of the division; each part's sums are its own.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>How many columns are held.</summary>
    public int Count { get; private set; }

    private double[] Held { get; set; } = [];

    /// <summary>Takes new curvatures; what was held is forgotten.</summary>
    public void Renew(ReadOnlySpan<double> curvatures)
    {
        Held = Held.Length > 0 ? Held : new double[_design.Rows];
        curvatures.CopyTo(Held);
        IsPlain = curvatures.IndexOfAnyExcept(1) < 0;
        TensorPrimitives.Multiply(curvatures, _division.Whole.Weights, _roots);
        TensorPrimitives.Sqrt(_roots, _roots);
        for (int place = 0; place < Count; place++)
            _places[_columns[place]] = -1;
        (Count, Version) = (0, Version + 1);
        Store([_design.Columns]);
    }

    public bool Holds(int column) => _places[column] >= 0;

    /// <summary>Takes more columns; those that are held already are passed over.</summary>
    public void Store(ReadOnlySpan<int> columns)
    {
        int at = 0;
        while (at < columns.Length)
        {
            int first = Count;
            for (; at < columns.Length && Count - first < Together; at++)
            {
                if (_places[columns[at]] >= 0)
                    continue;
                Reserve(Count + 1);
                (_columns[Count], _places[columns[at]]) = (columns[at], Count);
                Count++;
            }

            if (Count > first)
                Fill(first);
        }
    }

    /// <summary>
    /// Whether a sample's own means are near enough to those of all rows for its sums to be counted from there, as for a column that is stored as it is. A number
    /// in a row that it leaves out may have pulled them away.
    /// </summary>
    public bool Serves(Sample sample)
    {
        var view = sample.View;
        for (int j = 0; j < _design.Columns; j++)
            if (!view.IsConstant(j) && !(Math.Abs(view.StoredMeans[j] - _means[j]) <= FarFromMean * view.Scales[j]))
                return false;
        if (!IsPlain || !view.Intercept)
            return true;
        double mean = 0, squares = 0;
        for (int i = 0; i < _target.Length; i++)
            mean += sample.Weights[i] / sample.WeightSum * _target[i];
        for (int i = 0; i < _target.Length; i++)
            squares += sample.Weights[i] / sample.WeightSum * (_target[i] - mean) * (_target[i] - mean);
        return Math.Abs(mean) <= FarFromMean * Math.Sqrt(squares);
    }

    /// <summary>Writes the rows and columns from <paramref name="first"/> on of Q over a sample's coordinates, columns as it sees them, both triangles.</summary>
    /// <param name="sample">All rows, or the sample without a part.</param>
    /// <param name="coordinates">Columns, all held; ones are the last column's successor.</param>
    /// <param name="first">See there.</param>
    /// <param name="target">Q, a row every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">See there.</param>
    public void CopyTo(Sample sample, ReadOnlySpan<int> coordinates, int first, Span<double> target, int stride)
    {
        double[] sums = _sums[sample.Division is null ? 0 : sample.LeftOut + 1];
        var (view, weight) = (sample.View, sample.WeightSum);
        int ones = _design.Columns;
        double total = sums[0];
        bool centred = IsPlain && view.Intercept; // the curvatures are the weights that centre the columns
        for (int a = first; a < coordinates.Length; a++)
        {
            int column = coordinates[a], place = _places[column], row = place * (place + 1) / 2;
            double shift = Shift(view, column), own = sums[row], scale = (column == ones ? 1 : view.PenaltyScales[column]) * weight;
            for (int b = 0; b <= a; b++)
            {
                int other = coordinates[b], otherPlace = _places[other];
                double sum = sums[place >= otherPlace ? row + otherPlace : otherPlace * (otherPlace + 1) / 2 + place];
                double otherShift = Shift(view, other), otherOwn = sums[otherPlace * (otherPlace + 1) / 2];
                sum = column == ones && other == ones ? total
                    : column == ones ? (centred ? 0 : otherOwn - otherShift * total)
                    : other == ones ? (centred ? 0 : own - shift * total)
                    : sum - shift * otherOwn - otherShift * (own - shift * total);
                target[a * stride + b] = target[b * stride + a] = sum / (scale * (other == ones ? 1 : view.PenaltyScales[other]));
            }
        }
    }

    /// <summary>zⱼᵀ(v∘θ) of columns as a sample sees them, at θ = the mean of y − offset less y − offset (without an intercept the mean is 0).</summary>
    /// <param name="sample">All rows, or the sample without a part.</param>
    /// <param name="columns">Which columns.</param>
    /// <param name="target">A number each.</param>
    public void GradientsAtMean(Sample sample, ReadOnlySpan<int> columns, Span<double> target)
    {
        double[] sums = _sums[sample.Division is null ? 0 : sample.LeftOut + 1];
        int place = _places[_design.Columns + 1], row = place * (place + 1) / 2;
        double mean = sample.View.Intercept ? sums[row] / sums[0] : 0;
        for (int a = 0; a < columns.Length; a++)
        {
            int own = _places[columns[a]];
            double with = sums[own >= place ? own * (own + 1) / 2 + place : row + own], shift = sample.View.StoredMeans[columns[a]] - _means[columns[a]];
            double sum = with - mean * sums[own * (own + 1) / 2] - shift * (sums[row] - mean * sums[0]);
            target[a] = -sum / (sample.View.PenaltyScales[columns[a]] * sample.WeightSum);
        }
    }

    private double Shift(DesignView view, int column) => column == _design.Columns ? 0 : view.StoredMeans[column] - _means[column];

    /// <summary>The sums of the columns from place <paramref name="first"/> on with all columns up to themselves.</summary>
    private void Fill(int first)
    {
        int from = first / StripKernels.Width * StripKernels.Width, stride = (Count + 7) / 8 * 8, size = (Count - from + 7) / 8 * 8 * stride;
        for (int part = 0; part < _products.Length; part++)
        {
            if (_products[part].Length < size)
                _products[part] = new double[size];
            _products[part].AsSpan(0, size).Clear();
        }

        if (Threads > 1)
            Parallel.For(0, _products.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads }, part =>
            {
                double[] scratch = [];
                _design.AddProducts(_division, part, 1, _columns.AsSpan(0, Count), from, _means, _target, _roots, _products, stride, ref scratch);
            });
        else
            _design.AddProducts(_division, 0, _products.Length, _columns.AsSpan(0, Count), from, _means, _target, _roots, _products, stride, ref _scratch);
        Span<double> before = stackalloc double[_products.Length + 1];
        for (int a = first; a < Count; a++)
        {
            int row = a * (a + 1) / 2;
            for (int b = 0; b <= a; b++)
            {
                int at = (a - from) * stride + b;
                before[0] = 0;
                for (int part = 0; part < _products.Length; part++)
                    before[part + 1] = before[part] + _products[part][at];
                _sums[0][row + b] = before[_products.Length];
                double after = 0;
                for (int part = _products.Length - 1; part >= 0; part--)
                {
                    _sums[part + 1][row + b] = before[part] + after;
                    after += _products[part][at];
                }
            }
        }
    }

    private void Reserve(int count)
    {
        if (_columns.Length < count)
            Array.Resize(ref _columns, Math.Max(count, 2 * _columns.Length) + 16);
        for (int sample = 0; sample < _sums.Length; sample++)
            if (_sums[sample].Length < (long)count * (count + 1) / 2)
                Array.Resize(ref _sums[sample], (int)((long)count * (count + 1) / 2 * 3 / 2) + 64);
    }
}
