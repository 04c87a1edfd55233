using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Solvers;

namespace Ridgeline.Paths;

/// <summary>The models of a division's whole sample as they come: whoever asks for one waits until it is there.</summary>
internal sealed class FitsOfAll
{
    private readonly List<LinearModel> _models = []; // its own lock
    private bool _hasEnded;

    /// <summary>How many have come.</summary>
    public int Count
    {
        get
        {
            lock (_models)
                return _models.Count;
        }
    }

    /// <summary>Whether no more come.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_models)
                return _hasEnded;
        }
    }

    /// <summary>Takes the next.</summary>
    public void Add(LinearModel model)
    {
        lock (_models)
        {
            _models.Add(model);
            Monitor.PulseAll(_models);
        }
    }

    /// <summary>Says that no more come.</summary>
    public void End()
    {
        lock (_models)
        {
            _hasEnded = true;
            Monitor.PulseAll(_models);
        }
    }

    /// <summary>Those from <paramref name="at"/> on that are there, at least one and at most <paramref name="most"/>.</summary>
    /// <exception cref="OperationCanceledException">They ended before: what ended them is told by whoever made them.</exception>
    private List<LinearModel> From(int at, int most)
    {
        lock (_models)
        {
            while (_models.Count <= at && !_hasEnded)
                Monitor.Wait(_models);
            return _models.Count > at ? _models.GetRange(at, Math.Min(most, _models.Count - at)) : throw new OperationCanceledException();
        }
    }

    /// <summary>Their coefficients, and η of several at once.</summary>
    internal sealed class Reader(Sample whole, FitsOfAll? fits) : IFitsOfAll
    {
        private const int Together = 16;

        private List<LinearModel> _models = [];
        private double[] _etas = [];
        private int _from;

        public double[] CoefficientsAt(int at) => [.. _models[at - _from].Coefficients, _models[at - _from].Intercepts[0]];

        public void EtaAt(int at, double[] target)
        {
            int n = whole.Rows;
            if (at >= _from + _models.Count)
            {
                (_from, _models) = (at, fits!.From(at, Together));
                _etas = _etas.Length >= _models.Count * n ? _etas : new double[_models.Count * n];
                LinearModel.Link(whole.Design, [], _models, _etas.AsSpan(0, _models.Count * n));
            }

            _etas.AsSpan((at - _from) * n, n).CopyTo(target);
            if (!whole.Offset.IsEmpty)
                TensorPrimitives.Add<double>(target, whole.Offset, target);
        }
    }
}
