using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Stability;

/// <summary>
/// Standard errors of coefficients that hold whatever the variance of each row is: the root of the diagonal of H⁻¹(Σ ψᵢψᵢᵀ)H⁻¹, H the objective's curvature and ψᵢ what an
/// independent row adds to its gradient (Huber 1967, White 1980); of groups of rows ψ is their sum.
/// </summary>
/// <remarks>
/// Each ψᵢ is divided by 1 − hᵢ, h the row's leverage: of least squares the errors are then the jackknife's exactly, of other losses to first order (MacKinnon and White 1985, HC3); ψ of groups isn't.
/// The unknowns of one output are an intercept and wⱼsdⱼ. With standardisation a ridge penalty's part of ψᵢⱼ is λκⱼwⱼ(xᵢⱼ − mⱼ)²: the row also moves the scale that the penalty sees. Of
/// several classes only differences of what isn't penalised count; they are centred.
/// </remarks>
internal sealed class Sandwich
{
    private const int Block = 256; // rows at a time
    private const double MostLeft = 0.01; // of 1 − h: a row that decides a coefficient alone has no error of its own

    private readonly Sample _whole;
    private readonly int[] _groupOf; // of each row; empty: each by itself
    private readonly int _groups;
    private readonly Penalty _penalty;

    /// <summary>Standard errors of fits of resamples of a sample.</summary>
    /// <param name="whole">The sample, whose weights say what a row drawn once counts.</param>
    /// <param name="groups">The group of each row; empty where rows aren't grouped.</param>
    /// <param name="penalty">P, of L2 or with λ = 0.</param>
    public Sandwich(Sample whole, ReadOnlySpan<int> groups, Penalty penalty)
    {
        (_whole, _penalty) = (whole, penalty);
        var numbers = new Dictionary<int, int>();
        _groupOf = new int[groups.Length];
        for (int i = 0; i < _groupOf.Length; i++)
        {
            numbers.TryAdd(groups[i], numbers.Count);
            _groupOf[i] = numbers[groups[i]];
        }

        _groups = numbers.Count;
    }

    /// <summary>Writes a standard error for each coefficient, p × K; NaN where it isn't determined: of a column that is constant or left out, and everywhere if the columns depend on each other.</summary>
    /// <param name="sample">The whole sample or a resample of it.</param>
    /// <param name="model">Its fit.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="target">p × K numbers.</param>
    /// <returns>The degrees of freedom that the fit leaves: the independent rows less the sum of their leverages; of groups one less than there are.</returns>
    public double Errors(Sample sample, LinearModel model, double lambda, Span<double> target)
    {
        target.Fill(double.NaN);
        int columns = sample.Design.Columns, outputs = model.Outputs;
        int[] active = [.. Enumerable.Range(0, columns).Where(j => !sample.View.IsConstant(j) && _penalty.Factor(j) < double.PositiveInfinity)];
        var terms = new Terms(sample, model, _penalty, lambda, active);
        int size = terms.Size;
        double[] curvature = new double[size * size], spread = new double[size * size];
        double[] sums = _groupOf.Length == 0 ? [] : new double[_groups * size];
        for (int row = 0; row < sample.Rows; row += Block)
        {
            int length = Math.Min(Block, sample.Rows - row);
            terms.Take(row, length);
            terms.AddCurvature(curvature);
        }

        terms.AddPenalty(curvature);
        if (Cholesky.Factor(curvature, size) < size)
            return 0;
        double rows = 0, used = 0;
        Span<double> shares = stackalloc double[Block];
        for (int row = 0; row < sample.Rows; row += Block)
        {
            int length = Math.Min(Block, sample.Rows - row);
            terms.Take(row, length);
            double[] scores = terms.Scores();
            if (sums.Length == 0)
            {
                for (int i = 0; i < length; i++)
                    shares[i] = Once(row + i) / sample.WeightSum;
                double[] leverages = terms.LeaveOut(curvature, shares, scores);
                for (int i = 0; i < length; i++)
                {
                    double copies = sample.Weights[row + i] == 0 ? 0 : sample.Weights[row + i] / Once(row + i);
                    (rows, used) = (rows + copies, used + copies * leverages[i]);
                }

                AddSpread(terms, row, length, scores, spread);
            }
            else
            {
                AddTo(sums, terms, row, length, scores);
            }
        }

        if (sums.Length > 0)
            AddSpread(sums, sample, size, spread);
        for (int a = 0; a < active.Length; a++)
            for (int k = 0; k < outputs; k++)
                target[k * columns + active[a]] = Error(curvature, spread, size, terms.PlaceOf(a, k)) / sample.View.Scales[active[a]];
        return sums.Length > 0 ? _groups - 1 : rows - used;
    }

    /// <summary>√(gᵀMg), Hg = e.</summary>
    private static double Error(double[] factor, double[] spread, int size, int at)
    {
        double[] g = new double[size];
        g[at] = 1;
        Cholesky.Solve(factor, size, g);
        double square = 0;
        for (int a = 0; a < size; a++)
            square += g[a] * TensorPrimitives.Dot<double>(spread.AsSpan(a * size, size), g);
        return Math.Sqrt(Math.Max(0, square));
    }

    /// <summary>What one copy of a row counts.</summary>
    private double Once(int row) => _whole.WeightKind == WeightKind.Frequency ? 1 : _whole.Weights[row];

    /// <summary>M += Σᵢ mᵢ(sᵢ/Σw)²·ψᵢψᵢᵀ, row i drawn mᵢ times.</summary>
    private void AddSpread(Terms terms, int row, int length, double[] scores, double[] spread)
    {
        var (sample, size) = (terms.Sample, terms.Size);
        Span<double> roots = stackalloc double[Block];
        for (int i = 0; i < length; i++)
            roots[i] = Math.Sqrt(sample.Weights[row + i] * Once(row + i)) / sample.WeightSum;
        for (int a = 0; a < size; a++)
            TensorPrimitives.Multiply<double>(scores.AsSpan(a * Block, length), roots[..length], scores.AsSpan(a * Block, length));
        for (int a = 0; a < size; a++)
            for (int b = 0; b <= a; b++)
            {
                double sum = TensorPrimitives.Dot<double>(scores.AsSpan(a * Block, length), scores.AsSpan(b * Block, length));
                spread[a * size + b] += sum;
                if (a != b)
                    spread[b * size + a] += sum;
            }
    }

    private void AddTo(double[] sums, Terms terms, int row, int length, double[] scores)
    {
        for (int i = 0; i < length; i++)
        {
            if (terms.Sample.Weights[row + i] == 0)
                continue;
            double share = _whole.Weights[row + i] / terms.Sample.WeightSum;
            for (int a = 0; a < terms.Size; a++)
                sums[_groupOf[row + i] * terms.Size + a] += share * scores[a * Block + i];
        }
    }

    private void AddSpread(double[] sums, Sample sample, int size, double[] spread)
    {
        var times = new double[_groups];
        for (int i = 0; i < sample.Rows; i++)
            if (sample.Weights[i] > 0)
                times[_groupOf[i]] = sample.Weights[i] / _whole.Weights[i];
        for (int g = 0; g < _groups; g++)
            for (int a = 0; a < size && times[g] > 0; a++)
                TensorPrimitives.MultiplyAdd<double>(sums.AsSpan(g * size, size), times[g] * sums[g * size + a], spread.AsSpan(a * size, size), spread.AsSpan(a * size, size));
    }

    /// <summary>H and ψ of some rows. Unknown (1 + a)·K + k is the coefficient of active column a of output k, unknowns 0 … K − 1 are the intercepts.</summary>
    private sealed class Terms
    {
        private readonly Penalty _penalty;
        private readonly double _lambda;
        private readonly int[] _active;
        private readonly LinearModel _model;
        private readonly int _outputs;
        private readonly double[] _slopes;
        private readonly double[] _curvatures;
        private readonly double[] _z; // (1 + active) × Block: 1 where an intercept is fitted, then (x − m)/sd
        private int _row;
        private int _length;

        public Terms(Sample sample, LinearModel model, Penalty penalty, double lambda, int[] active)
        {
            (Sample, _model, _penalty, _lambda, _active, _outputs) = (sample, model, penalty, lambda, active, model.Outputs);
            int n = sample.Rows;
            var eta = new double[n * _outputs];
            model.Link(sample.Design, eta);
            for (int k = 0; k < eta.Length && !sample.Offset.IsEmpty; k += n)
                TensorPrimitives.Add(eta.AsSpan(k, n), sample.Offset, eta.AsSpan(k, n));
            (_slopes, _curvatures) = (new double[n * _outputs], new double[n * _outputs * _outputs]);
            model.Loss.Evaluate(sample.Target, eta, [], _slopes, _curvatures);
            _z = new double[(1 + active.Length) * Block];
        }

        public Sample Sample { get; }

        public int Size => (1 + _active.Length) * _outputs;

        public int PlaceOf(int a, int output) => (1 + a) * _outputs + output;

        public void Take(int row, int length)
        {
            (_row, _length) = (row, length);
            var view = Sample.View;
            _z.AsSpan(0, length).Fill(view.Intercept ? 1 : 0);
            for (int a = 0; a < _active.Length; a++)
            {
                var z = _z.AsSpan((1 + a) * Block, length);
                Sample.Design.CopyRows(_active[a], row, z);
                TensorPrimitives.Subtract(z, view.StoredMeans[_active[a]], z);
                TensorPrimitives.Divide(z, view.Scales[_active[a]], z);
            }
        }

        /// <summary>H += Σᵢ (wᵢ/Σw)·cᵢₖₗ·zᵢzᵢᵀ.</summary>
        public void AddCurvature(double[] target)
        {
            int size = Size, n = Sample.Rows;
            Span<double> scaled = stackalloc double[Block], weights = stackalloc double[Block];
            for (int k = 0; k < _outputs; k++)
                for (int l = 0; l < _outputs; l++)
                {
                    TensorPrimitives.Multiply(_curvatures.AsSpan((k * _outputs + l) * n + _row, _length), Sample.Weights.Slice(_row, _length), weights);
                    TensorPrimitives.Divide(weights[.._length], Sample.WeightSum, weights);
                    for (int a = 0; a <= _active.Length; a++)
                    {
                        TensorPrimitives.Multiply(_z.AsSpan(a * Block, _length), weights[.._length], scaled);
                        for (int b = 0; b <= a; b++)
                        {
                            double sum = TensorPrimitives.Dot<double>(scaled[.._length], _z.AsSpan(b * Block, _length));
                            target[(a * _outputs + k) * size + b * _outputs + l] += sum;
                            if (a != b)
                                target[(b * _outputs + l) * size + a * _outputs + k] += sum;
                        }
                    }
                }
        }

        /// <summary>H += λκt²/sd²; and what makes it regular: without an intercept 1, of several classes the direction in which all move alike.</summary>
        public void AddPenalty(double[] target)
        {
            int size = Size;
            for (int a = 0; a <= _active.Length; a++)
            {
                double pull = a == 0 ? 0 : Pull(_active[a - 1]);
                double mean = 0;
                for (int k = 0; k < _outputs; k++)
                {
                    int at = a * _outputs + k;
                    target[at * size + at] += a == 0 && !Sample.View.Intercept ? 1 : pull;
                    mean += target[at * size + at] / _outputs;
                }

                if (_outputs == 1 || pull > 0 || (a == 0 && !Sample.View.Intercept))
                    continue;
                for (int k = 0; k < _outputs; k++)
                    for (int l = 0; l < _outputs; l++)
                        target[(a * _outputs + k) * size + a * _outputs + l] += mean;
            }
        }

        /// <summary>ψᵢ of the rows, a number a row for each unknown.</summary>
        public double[] Scores()
        {
            var view = Sample.View;
            int columns = Sample.Design.Columns;
            var scores = new double[Size * Block];
            for (int a = 0; a <= _active.Length; a++)
                for (int k = 0; k < _outputs; k++)
                {
                    var own = scores.AsSpan((a * _outputs + k) * Block, _length);
                    var z = _z.AsSpan(a * Block, _length);
                    TensorPrimitives.Multiply(z, _slopes.AsSpan(k * Sample.Rows + _row, _length), own);
                    if (a == 0)
                        continue;
                    int j = _active[a - 1];
                    double pull = Pull(j) * _model.Coefficients[k * columns + j] * view.Scales[j]; // mean of the scores without it: −pull
                    double centre = (view.StoredMeans[j] + view.Design.Shift(j) - view.Means[j]) / view.Scales[j]; // z is centred, unless there is no intercept
                    for (int i = 0; i < _length && pull != 0; i++)
                        own[i] += Sample.Standardize ? pull * (z[i] + centre) * (z[i] + centre) : pull;
                }

            return scores;
        }

        /// <summary>Divides ψᵢ by 1 − hᵢ, h the leverage of one copy of the row: to first order the score that the row has where it is left out.</summary>
        /// <param name="factor">L of H = LLᵀ.</param>
        /// <param name="shares">What one copy of each row counts of Σw.</param>
        /// <param name="scores">ψ of the rows.</param>
        /// <returns>hᵢ.</returns>
        public double[] LeaveOut(double[] factor, ReadOnlySpan<double> shares, double[] scores)
        {
            int size = Size, n = Sample.Rows;
            double[] leverages = new double[Block], turned = new double[size * Block];
            for (int k = 0; k < _outputs; k++)
            {
                Array.Clear(turned);
                for (int a = 0; a < size; a++) // L⁻¹ of what the row has at output k
                {
                    var own = turned.AsSpan(a * Block, _length);
                    if (a % _outputs == k)
                        _z.AsSpan(a / _outputs * Block, _length).CopyTo(own);
                    for (int b = 0; b < a; b++)
                        TensorPrimitives.MultiplyAdd(turned.AsSpan(b * Block, _length), -factor[a * size + b], own, own);
                    TensorPrimitives.Divide(own, factor[a * size + a], own);
                    for (int i = 0; i < _length; i++)
                        leverages[i] += own[i] * own[i] * shares[i] * _curvatures[(k * _outputs + k) * n + _row + i];
                }
            }

            var larger = new double[_length];
            for (int i = 0; i < _length; i++)
            {
                leverages[i] /= Math.Max(1, _outputs - 1); // of several classes the mean over the directions that a row can move in
                larger[i] = 1 / Math.Max(MostLeft, 1 - leverages[i]);
            }

            for (int a = 0; a < size; a++)
                TensorPrimitives.Multiply<double>(scores.AsSpan(a * Block, _length), larger, scores.AsSpan(a * Block, _length));
            return leverages;
        }

        private double Pull(int j)
        {
            double ratio = Sample.View.PenaltyScales[j] / Sample.View.Scales[j], l2 = _lambda == 0 ? 0 : _lambda * _penalty.Factor(j) * (1 - _penalty.L1Ratio);
            return l2 * ratio * ratio;
        }
    }
}
