using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Choices;

/// <summary>Where a path stands at a point: η, ℓ′, D = vℓ″, the columns that can move, and the leverages of that.</summary>
internal sealed class PathCurvatures
{
    private readonly ModelPath<LinearModel> _path;
    private readonly Coordinates _coordinates;
    private const int Ahead = 16; // points whose η are found together: X is read once for them

    private readonly double[] _slopes, _d, _pull;
    private readonly SupportChanges? _changes; // where they serve
    private readonly int _taken; // points up to the first whose support is too large
    private double[] _links = []; // η of the points from _first on, n numbers each
    private int _first, _count, _at;

    /// <summary>A path and what it was fitted with.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="penalty">P.</param>
    /// <param name="path">The path.</param>
    /// <param name="mostColumns">From the first support of more columns on no point is taken.</param>
    /// <exception cref="ArgumentException">They don't belong together, or the loss has several outputs.</exception>
    public PathCurvatures(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, double mostColumns = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(penalty);
        ArgumentNullException.ThrowIfNull(path);
        if (loss.Outputs > 1)
            throw new ArgumentException($"leverages are of losses with one output; {loss.Name} has {loss.Outputs}", nameof(loss));
        foreach (var point in path.Points)
            if (point.Model.Coefficients.Length != sample.Design.Columns)
                throw new ArgumentException($"the design has {Wording.Count(sample.Design.Columns, "column")}, a model of the path {point.Model.Coefficients.Length}", nameof(path));
        var problem = new Problem(sample, loss, penalty);
        problem.Check();
        (_path, _coordinates) = (path, new Coordinates(problem));
        int n = sample.Rows;
        (_slopes, _d, _pull) = (new double[n], new double[n], new double[sample.Design.Columns]);
        Supports = [.. path.Points.Select(point => SupportOf(point, sample, penalty))];
        ImmutableArray<int[]> taken = [.. Supports.TakeWhile(support => support.Length <= mostColumns)];
        Leverages = new Leverages(_coordinates, [.. taken.SelectMany(support => support).Distinct().Order()]);
        _taken = taken.Length;
        _changes = SupportChanges.Serves(_coordinates, Leverages) ? new SupportChanges(_coordinates, Leverages, taken) : null;
    }

    /// <summary>Of every point the columns that can move.</summary>
    public ImmutableArray<int[]> Supports { get; }

    /// <summary>λ where the path stands.</summary>
    public double Lambda { get; private set; }

    /// <summary>η.</summary>
    public ReadOnlySpan<double> Eta => _links.AsSpan((_at - _first) * _d.Length, _d.Length);

    /// <summary>ℓ′.</summary>
    public ReadOnlySpan<double> Slopes => _slopes;

    /// <summary>D.</summary>
    public ReadOnlySpan<double> D => _d;

    /// <summary>v.</summary>
    public ReadOnlySpan<double> V => _coordinates.RowWeights;

    /// <summary>The leverages there.</summary>
    public Leverages Leverages { get; }

    /// <summary>Goes to a point.</summary>
    public void Take(int k)
    {
        Stand(k);
        Leverages.Take(Supports[k], _d, Lambda);
    }

    /// <summary>Goes to a point, one after the other, where only g and xᵢᵀA⁻¹q of every row are wanted, q = λ∂P; of a point that isn't a λ, q isn't.</summary>
    public void Take(int k, Span<double> g, Span<double> products)
    {
        bool pulls = _path.Points[0].Setting.Knob == Knob.Lambda;
        if (_changes is not null)
        {
            Stand(k);
            _changes.Take(k, pulls ? Pull : null, g, products);
            return;
        }

        Take(k);
        if (pulls)
            Pull(k, _pull);
        Leverages.Rows(g, pulls ? _pull : [], products);
    }

    private void Stand(int k)
    {
        var sample = _coordinates.Problem.Sample;
        _at = k;
        if (k < _first || k >= _first + _count)
            Link(k);
        Lambda = LambdaAt(k);
        _coordinates.Problem.Loss.Evaluate(sample.Target, Eta, [], _slopes, _d);
        for (int i = 0; i < _d.Length; i++)
            _d[i] = V[i] > 0 ? V[i] * _d[i] : 0;
    }

    /// <summary>η of the points from k on.</summary>
    private void Link(int k)
    {
        var sample = _coordinates.Problem.Sample;
        int n = _d.Length;
        (_first, _count) = (k, Math.Min(Ahead, Math.Max(_taken, k + 1) - k));
        if (_links.Length < _count * n)
            _links = new double[_count * n];
        LinearModel.Link(sample.Design, [], [.. _path.Points.Skip(k).Take(_count).Select(point => point.Model)], _links);
        for (int b = 0; b < _count && !sample.Offset.IsEmpty; b++)
        {
            var own = _links.AsSpan(b * n, n);
            TensorPrimitives.Add(own, sample.Offset, own);
        }
    }

    private double LambdaAt(int k) => Strength.Of(_path.Points[k].Setting).LambdaOn(_coordinates.Problem.Sample);

    /// <summary>target = λ∂P over the columns of the support: −∇L there, of the mean loss.</summary>
    private void Pull(int k, double[] target)
    {
        var (sample, penalty, lambda) = (_coordinates.Problem.Sample, _coordinates.Penalty, LambdaAt(k));
        foreach (int j in Supports[k])
        {
            double beta = _path.Points[k].Model.Coefficients[j] * sample.View.PenaltyScales[j];
            target[j] = penalty.L2(j, lambda) * beta + (beta == 0 ? 0 : Math.CopySign(penalty.L1(j, lambda), beta));
        }
    }

    private static int[] SupportOf(PathPoint<LinearModel> point, Sample sample, Penalty penalty)
    {
        double lambda = Strength.Of(point.Setting).LambdaOn(sample);
        var support = new List<int>();
        for (int j = 0; j < sample.Design.Columns; j++)
        {
            double w = point.Model.Coefficients[j], factor = penalty.Factor(j);
            if (sample.View.IsConstant(j) || double.IsPositiveInfinity(factor) || w <= penalty.LowerLimit(j) || w >= penalty.UpperLimit(j))
                continue;
            if (w != 0 || lambda * factor * penalty.L1Ratio == 0)
                support.Add(j);
        }

        return [.. support];
    }
}
