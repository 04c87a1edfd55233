using System.Numerics;
using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Models;

namespace Ridgeline.Networks;

/// <summary>One training, epoch by epoch. Everything that an epoch works in is made before the first.</summary>
/// <typeparam name="T">float; double where gradients are checked.</typeparam>
internal sealed class NetworkTrainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double FarAbove = 10; // times the loss at the start
    private const int Evaluated = 64;   // rows at a time at least

    private readonly Network _network;
    private readonly Loss _loss;
    private readonly NetworkScaling _scaling;
    private readonly TrainingRows<T> _rows;
    private readonly TrainingRows<T>? _validation;
    private readonly LossGradient<T> _batch;
    private readonly Steps<T> _steps;
    private readonly EpochOrder _order;
    private readonly DropoutMasks<T>[] _masks;
    private readonly ulong _masked;
    private readonly int[] _numbers; // of the batch's rows in the data
    private readonly T[] _gradient, _before, _best; // weights before the epoch, and the best
    private readonly double[] _etas;
    private readonly double _start, _saturated, _unit;
    private double _bestLoss = double.PositiveInfinity, _lossHere = double.NaN;
    private int _bestEpoch;

    /// <summary>Before the first epoch.</summary>
    /// <param name="network">What is trained.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="scaling">Of inputs and target.</param>
    /// <param name="rows">The rows that are trained on.</param>
    /// <param name="validation">Those that early stopping looks at; null: there is none.</param>
    public NetworkTrainer(Network network, Loss loss, NetworkScaling scaling, TrainingRows<T> rows, TrainingRows<T>? validation)
    {
        (_network, _loss, _scaling, _rows, _validation) = (network, loss, scaling, rows, validation);
        Shape = network.ShapeOf(scaling.Means.Length, loss.Outputs);
        int capacity = Math.Max(Math.Min(network.BatchSize, rows.Count), Evaluated);
        _batch = new LossGradient<T>(Shape, loss, capacity);
        _steps = new Steps<T>(network, Shape);
        _order = new EpochOrder(network.Seed, rows.Numbers);
        _masks = new DropoutMasks<T>[network.Hidden.Length];
        _masked = DropoutMasks<T>.Of(network, _masks);
        (_numbers, _gradient, _etas) = (new int[capacity], new T[Shape.Length], new double[capacity * loss.Outputs]);
        Parameters = FirstParameters.Of<T>(network, Shape, scaling);
        (_before, _best) = ([.. Parameters], [.. Parameters]);
        _saturated = loss.SaturatedSum(rows.GivenTargets, rows.GivenWeights) / rows.WeightSum;
        _unit = scaling.Scale * scaling.Scale; // a loss of numbers is trained on their scale
        _start = Math.Max(MeanLoss(rows), _masked == 0 ? double.NegativeInfinity : MeanLoss(rows, masked: true)); // much dropout begins far above what it leads to
    }

    public NetworkShape Shape { get; }

    /// <summary>Weights and biases as they are now.</summary>
    public T[] Parameters { get; }

    /// <summary>Σ sᵢ·ℓ(yᵢ, ηᵢ)/Σs of the rows that are trained on, at the parameters as they are now, without dropout.</summary>
    public double TrainingLoss => double.IsNaN(_lossHere) ? _lossHere = MeanLoss(_rows) : _lossHere;

    /// <summary>Epochs gone through.</summary>
    public int Epoch { get; private set; }

    /// <summary>The epoch that the parameters are of; 0: those it began with.</summary>
    public int EpochOfParameters => End is TrainingEnd.StoppedEarly or TrainingEnd.Exploded || (End is not null && _validation is not null) ? _bestEpoch : Epoch;

    /// <summary>How it ended; null: it goes on.</summary>
    public TrainingEnd? End { get; private set; }

    /// <summary>The validation rows' loss at the best epoch.</summary>
    public double ValidationLoss => _validation is null ? double.NaN : _bestLoss;

    /// <summary>What to do about a loss that exploded.</summary>
    public string? Advice { get; private set; }

    /// <summary>Trains until so many epochs are done, or it ended before.</summary>
    public void Run(int epochs, CancellationToken stop)
    {
        while (End is null && Epoch < epochs)
            RunEpoch(stop);
    }

    /// <summary>Ends a training whose epochs are done: with early stopping at the best epoch's weights.</summary>
    public void Finish()
    {
        if (_validation is null)
            Settle();
        else if (End is null)
            Restore();
        End ??= TrainingEnd.AllEpochs;
    }

    /// <summary>What <paramref name="take"/> takes of a training that would end here; this one goes on as if nobody had looked.</summary>
    public TResult Snapshot<TResult>(Func<TResult> take)
    {
        if (End is not null)
            return take();
        T[] parameters = [.. Parameters];
        int bestEpoch = _bestEpoch;
        Settle();
        var taken = take();
        if (End is not null)
            Stand(parameters);
        (End, Advice, _bestEpoch) = (null, null, bestEpoch);
        return taken;
    }

    /// <summary>Sees whether the last steps of an epoch made the loss explode: before the weights are handed over.</summary>
    private void Settle()
    {
        if (End is null && IsFar(TrainingLoss, out double loss))
            Explode(loss, Epoch);
    }

    /// <summary>Goes through the rows once.</summary>
    public void RunEpoch(CancellationToken stop)
    {
        var order = _order.Of(Epoch);
        Parameters.CopyTo(_before.AsSpan());
        _lossHere = double.NaN;
        double factor = _network.Schedule.Factor(Epoch, _network.Epochs), sum = 0;
        for (int from = 0; from < order.Length; from += _network.BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            int length = Math.Min(_network.BatchSize, order.Length - from);
            Gather(_rows, order.Slice(from, length), length);
            DropoutMasks<T>.Draw(_masks, _masked, _numbers.AsSpan(0, length), Epoch, _batch.Pass);
            double loss = _batch.Run(Parameters, length, _masked, _gradient);
            if (!double.IsFinite(loss))
            {
                Explode(loss, Epoch + 1);
                return;
            }

            sum += loss * length;
            _steps.Take(factor, Parameters, _gradient);
        }

        Epoch++;
        if (IsFar(sum / order.Length * _unit, out double mean))
            Explode(mean, Epoch);
        else
            Judge(mean);
    }

    /// <summary>Σ sᵢ·ℓ(yᵢ, ηᵢ)/Σs, without dropout or under this epoch's masks.</summary>
    public double MeanLoss(TrainingRows<T> rows, bool masked = false)
    {
        double sum = 0;
        for (int from = 0; from < rows.Count; from += _batch.Pass.Capacity)
        {
            int length = Math.Min(_batch.Pass.Capacity, rows.Count - from), outputs = Shape.Outputs;
            rows.Inputs.AsSpan(from * rows.Stride, length * rows.Stride).CopyTo(_batch.Pass.Inputs);
            if (masked)
                DropoutMasks<T>.Draw(_masks, _masked, rows.Numbers.AsSpan(from, length), Epoch, _batch.Pass);
            _batch.Pass.Run(Parameters, length, learns: masked, masked ? _masked : 0);
            for (int k = 0; k < outputs; k++)
                for (int i = 0; i < length; i++)
                    _etas[k * length + i] = _scaling.Shift + _scaling.Scale * double.CreateTruncating(_batch.Pass.Outputs[k * _batch.Pass.OutputStride + i]);
            if (rows.GivenOffsets.Length > 0)
                TensorPrimitives.Add(_etas.AsSpan(0, length), rows.GivenOffsets.AsSpan(from, length), _etas);
            sum += _loss.Sum(rows.GivenTargets.AsSpan(from, length), _etas.AsSpan(0, length * outputs), rows.GivenWeights.AsSpan(from, length));
        }

        return sum / rows.WeightSum;
    }

    /// <summary>‖∇‖₂ of what is minimised over the rows that are trained on, without dropout.</summary>
    public double GradientNorm()
    {
        var total = new double[Shape.Length]; // padding stays 0
        for (int from = 0; from < _rows.Count; from += _batch.Pass.Capacity)
        {
            int length = Math.Min(_batch.Pass.Capacity, _rows.Count - from);
            Gather(_rows, [], length, from, _rows.Count);
            _batch.Run(Parameters, length, masked: 0, _gradient);
            for (int at = 0; at < total.Length; at++)
                total[at] += double.CreateTruncating(_gradient[at]);
        }

        for (int l = 0; l <= Shape.Hidden; l++)
            for (int at = Shape.WeightsAt(l); at < Shape.WeightsAt(l) + Shape.WeightsOf(l); at++)
            {
                double w = double.CreateTruncating(Parameters[at]);
                total[at] += _network.Decay * w + _network.L1Strength * Math.Sign(w);
            }

        return TensorPrimitives.Norm<double>(total);
    }

    /// <summary>Fills the batch with rows: those at <paramref name="positions"/>, or those from <paramref name="from"/> on.</summary>
    private void Gather(TrainingRows<T> rows, ReadOnlySpan<int> positions, int length, int from = 0, int total = 0)
    {
        int stride = rows.Stride;
        T share = T.CreateTruncating(1.0 / (positions.IsEmpty ? total : length));
        for (int i = 0; i < length; i++)
        {
            int at = positions.IsEmpty ? from + i : positions[i];
            rows.Inputs.AsSpan(at * stride, stride).CopyTo(_batch.Pass.Inputs.AsSpan(i * stride));
            _numbers[i] = rows.Numbers[at];
            _batch.Targets[i] = rows.Targets[at];
            _batch.Weights[i] = rows.Weights[at] * share;
            _batch.Offsets[i] = rows.Offsets.Length == 0 ? T.Zero : rows.Offsets[at];
        }
    }

    /// <summary>
    /// Keeps the weights where the loss is the lowest, and stops where the validation rows' hasn't fallen for long. That of the training rows was measured on the epoch's way, so it speaks
    /// for the weights that the epoch began with: its last step may have been the one too many.
    /// </summary>
    private void Judge(double trainingLoss)
    {
        double loss = _validation is null ? trainingLoss : MeanLoss(_validation);
        if (loss < _bestLoss)
        {
            (_bestLoss, _bestEpoch) = (loss, _validation is null ? Epoch - 1 : Epoch);
            (_validation is null ? _before : Parameters).CopyTo(_best.AsSpan());
        }
        else if (_validation is not null && Epoch - _bestEpoch >= _network.EarlyStopping!.Patience)
        {
            Restore();
            End = TrainingEnd.StoppedEarly;
        }
    }

    private bool IsFar(double mean, out double loss)
    {
        loss = mean;
        return !(mean - _saturated <= FarAbove * (_start - _saturated));
    }

    private void Explode(double loss, int epoch)
    {
        double rate = _network.Optimiser.LearningRate;
        Advice = $"the loss exploded in epoch {epoch} ({loss:G3} after {_start:G3} at the start) with a learning rate of {rate:G3}; try {rate / 10:G3}";
        Restore();
        if (IsFar(TrainingLoss, out _)) // weights that an epoch began with, and whose batches were far better in the mean
        {
            _bestEpoch = 0;
            Stand(FirstParameters.Of<T>(_network, Shape, _scaling));
        }

        End = TrainingEnd.Exploded;
    }

    private void Restore() => Stand(_best);

    private void Stand(T[] parameters)
    {
        parameters.CopyTo(Parameters.AsSpan());
        _lossHere = double.NaN;
    }
}
