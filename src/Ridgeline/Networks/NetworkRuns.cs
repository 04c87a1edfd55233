using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Networks;

/// <summary>The trainings of a walk: each thread takes the next, resample after resample, and hands points over in each resample's order.</summary>
internal sealed class NetworkRuns
{
    private readonly NetworkPathFitter _fitter;
    private readonly ImmutableArray<Setting> _settings;
    private readonly FitOptions _options;
    private readonly Action<int, PathPoint<NetworkModel>> _visit;
    private readonly IProgress<FitProgress>? _progress;
    private readonly CancellationToken _stop;
    private readonly ResampleRows[] _resamples;
    private int _next = -1, _done;

    public NetworkRuns(
        NetworkPathFitter fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<NetworkModel>> visit, IProgress<FitProgress>? progress,
        CancellationToken stop)
    {
        (_fitter, _settings, _options, _visit, _progress, _stop) = (fitter, settings, options, visit, progress, stop);
        _resamples = [.. resamples.Select(sample => new ResampleRows(sample, fitter, settings.Length))];
    }

    /// <summary>Trainings of a resample.</summary>
    private int Each => _fitter.Knob == Knob.Epochs ? 1 : _settings.Length;

    public void Run() => ResampleLoop.Run(Math.Min(_options.Threads, _resamples.Length * Each), _options.Threads, _ => TakeAll());

    private void TakeAll()
    {
        try
        {
            while (Interlocked.Increment(ref _next) is var at && at < _resamples.Length * Each)
            {
                _stop.ThrowIfCancellationRequested();
                if (_fitter.Knob == Knob.Epochs)
                    TrainThrough(at);
                else
                    Train(at / Each, at % Each);
            }
        }
        catch
        {
            Interlocked.Exchange(ref _next, int.MaxValue / 2); // the others needn't begin anything more
            throw;
        }
    }

    /// <summary>One setting of a resample.</summary>
    private void Train(int resample, int at)
    {
        var rows = _resamples[resample];
        var network = _fitter.At(_settings[at]);
        var trainer = rows.Trainer(network);
        trainer.Run(network.Epochs, _stop);
        trainer.Finish();
        Take(resample, at, rows.Point(_settings[at], trainer));
    }

    /// <summary>All epochs that are asked for, in one training.</summary>
    private void TrainThrough(int resample)
    {
        var rows = _resamples[resample];
        var trainer = rows.Trainer(_fitter.Network);
        for (int at = 0; at < _settings.Length; at++)
        {
            trainer.Run((int)_settings[at].Value, _stop);
            var setting = _settings[at];
            Take(resample, at, trainer.Snapshot(() => rows.Point(setting, trainer)));
        }
    }

    /// <summary>Hands a point over, and those that waited for it.</summary>
    private void Take(int resample, int at, PathPoint<NetworkModel> point)
    {
        var rows = _resamples[resample];
        lock (rows)
        {
            rows.Waiting[at] = point;
            for (; rows.Handed < rows.Waiting.Length && rows.Waiting[rows.Handed] is { } next; rows.Handed++)
            {
                rows.Waiting[rows.Handed] = null;
                _visit(resample, next);
            }

            if (rows.Handed == rows.Waiting.Length)
                rows.Forget();
        }

        _progress?.Report(new FitProgress(Interlocked.Increment(ref _done), _resamples.Length * _settings.Length));
    }

    /// <summary>What the trainings of a resample share: its rows, made when the first begins and forgotten once all points are handed over.</summary>
    private sealed class ResampleRows
    {
        private readonly Sample _sample;
        private readonly NetworkPathFitter _fitter;
        private Lazy<Rows>? _rows;

        public ResampleRows(Sample sample, NetworkPathFitter fitter, int settings)
        {
            (_sample, _fitter, Waiting) = (sample, fitter, new PathPoint<NetworkModel>?[settings]);
            _rows = new(Make);
        }

        public PathPoint<NetworkModel>?[] Waiting { get; }

        public int Handed { get; set; }

        public void Forget() => _rows = null;

        public NetworkTrainer<float> Trainer(Network network)
        {
            var (scaling, training, validation) = _rows!.Value;
            return new NetworkTrainer<float>(network, _fitter.Loss, scaling, training, validation);
        }

        public PathPoint<NetworkModel> Point(Setting setting, NetworkTrainer<float> trainer)
        {
            var (scaling, training, validation) = _rows!.Value;
            var loss = _fitter.Loss;
            double sum = trainer.TrainingLoss * training.WeightSum, weight = training.WeightSum;
            if (validation is not null)
                (sum, weight) = (sum + trainer.MeanLoss(validation) * validation.WeightSum, weight + validation.WeightSum);
            var model = new NetworkModel(loss, NetworkModel.LayersOf(trainer.Shape, trainer.Parameters), scaling.Means, scaling.Scales, scaling.Shift, scaling.Scale)
            {
                Training = new NetworkTraining(trainer.End ?? TrainingEnd.AllEpochs, trainer.Epoch, trainer.EpochOfParameters, trainer.GradientNorm())
                {
                    ValidationLoss = trainer.ValidationLoss,
                    Advice = trainer.Advice,
                },
            };
            return new PathPoint<NetworkModel>(setting, model, null) { Deviance = 2 * (sum - loss.SaturatedSum(_sample.Target, _sample.Weights)) / weight };
        }

        private Rows Make()
        {
            _sample.Design.NeedNumbers("a network");
            var (training, validation) = ValidationRows.Of(_sample, _fitter.Loss, _fitter.Network.EarlyStopping, _fitter.Network.Seed);
            var weights = new double[_sample.Rows];
            foreach (int row in training)
                weights[row] = _sample.Weights[row];
            var scaling = NetworkScaling.Of(_sample, _fitter.Loss, weights);
            return new Rows(scaling, new TrainingRows<float>(_sample, training, scaling), validation.Length == 0 ? null : new TrainingRows<float>(_sample, validation, scaling));
        }

        private sealed record Rows(NetworkScaling Scaling, TrainingRows<float> Training, TrainingRows<float>? Validation);
    }
}
