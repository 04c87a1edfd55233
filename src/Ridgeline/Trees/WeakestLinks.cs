using Ridgeline.Models;

namespace Ridgeline.Trees;

/// <summary>
/// The α at which each node becomes a leaf, its branch being pruned as it should be by then: the branch's cost R(T_t) + α·|T_t| is then that of the leaf, R(t) + α, R being weight share ×
/// impurity (Breiman et al. 1984, §3.3).
/// </summary>
/// <remarks>
/// Bottom up. Once both children are leaves g = (R(t) − R(T_t))/(|T_t| − 1) is what t asks. As long as a branch below is pruned no earlier than that, it isn't pruned yet when t is:
/// the last of them is taken back, and g computed anew. What t takes back no ancestor needs, as t is pruned before; so each node is taken back once, and what remains is in heaps
/// (leftist: Crane 1972) that are merged on the way up: n·log n steps in all.
/// </remarks>
internal sealed class WeakestLinks
{
    private readonly TreeArrays _nodes;
    private readonly double[] _alphas, _gained; // of a node: when it is pruned, and what R its branch had less just before
    private readonly int[] _lost;               // and how many leaves it had more
    private readonly int[] _left, _right, _rank, _heap;

    public WeakestLinks(TreeArrays nodes)
    {
        int n = nodes.Count;
        _nodes = nodes;
        (_alphas, _gained, _lost) = (new double[n], new double[n], new int[n]);
        (_left, _right, _rank, _heap) = (new int[n], new int[n], new int[n], new int[n]);
        for (int at = n - 1; at >= 0; at--)
            Prune(at);
        for (int at = 1; at < n; at++) // what is below a pruned node is pruned with it
            _alphas[at] = Math.Min(_alphas[at], _alphas[nodes.Parent[at]]);
    }

    /// <summary>For each node the α at which it, or a node above it, becomes a leaf; leaves have that of the node above.</summary>
    public ReadOnlySpan<double> Alphas => _alphas;

    /// <summary>R of a node as a leaf.</summary>
    public double Risk(int node) => _nodes.Risk(node);

    private void Prune(int at)
    {
        if (_nodes.Column[at] < 0)
        {
            (_alphas[at], _heap[at]) = (double.PositiveInfinity, -1);
            return;
        }

        int below = Merge(_heap[at + 1], _heap[_nodes.Right[at]]), leaves = 2;
        double gained = Risk(at) - Risk(at + 1) - Risk(_nodes.Right[at]);
        double alpha = gained;
        while (below >= 0 && _alphas[below] >= alpha)
        {
            gained += _gained[below];
            leaves += _lost[below];
            alpha = gained / (leaves - 1);
            below = Merge(_left[below], _right[below]);
        }

        (_alphas[at], _gained[at], _lost[at]) = (Math.Max(0, alpha), gained, leaves - 1);
        (_left[at], _right[at], _rank[at]) = (-1, -1, 1);
        _heap[at] = Merge(at, below);
    }

    /// <summary>One heap of two, the largest α on top; −1 is none.</summary>
    private int Merge(int a, int b)
    {
        if (a < 0 || b < 0)
            return Math.Max(a, b);
        if (_alphas[a] < _alphas[b])
            (a, b) = (b, a);
        _right[a] = Merge(_right[a], b);
        if (_left[a] < 0 || _rank[_left[a]] < _rank[_right[a]])
            (_left[a], _right[a]) = (_right[a], _left[a]);
        _rank[a] = 1 + (_right[a] < 0 ? 0 : _rank[_right[a]]);
        return a;
    }
}
