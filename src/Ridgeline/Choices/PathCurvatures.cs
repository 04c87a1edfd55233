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

    private readonly double[] _slopes, _d;
    private double[] _links = []; // η of the points from _first on, n numbers each
    private int _first, _count, _at;

    /// <summary>A path and what it was fitted with.</summary>
    /// <exception cref="ArgumentException">They don't belong together, or the loss has several outputs.</exception>
    public PathCurvatures(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path)
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
        int n = sample.Design.Rows;
        (_slopes, _d) = (new double[n], new double[n]);
        Supports = [.. path.Points.Select(point => SupportOf(point, sample, penalty))];
        Leverages = new Leverages(_coordinates, [.. Supports.SelectMany(support => support).Distinct().Order()]);
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
        (_first, _count) = (k, Math.Min(Ahead, _path.Points.Length - k));
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
    public void Pull(int k, Span<double> target)
    {
        var (sample, penalty) = (_coordinates.Problem.Sample, _coordinates.Penalty);
        foreach (int j in Supports[k])
        {
            double beta = _path.Points[k].Model.Coefficients[j] * sample.View.PenaltyScales[j];
            target[j] = penalty.L2(j, Lambda) * beta + (beta == 0 ? 0 : Math.CopySign(penalty.L1(j, Lambda), beta));
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
