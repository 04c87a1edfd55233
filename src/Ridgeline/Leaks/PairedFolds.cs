using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Scores;

namespace Ridgeline.Leaks;

/// <summary>The rows of clean folds, scored by models with a leak and without.</summary>
internal sealed class PairedFolds<TModel>
    where TModel : IModel
{
    private readonly Side _leaky;
    private readonly Side _clean;
    private readonly Score _score;

    public PairedFolds(CrossValidated<TModel> leaky, Sample leakySample, CrossValidated<TModel> clean, Sample cleanSample, ChoiceRule rule)
    {
        if (leakySample.Rows != cleanSample.Rows)
            throw new ArgumentException($"{Wording.Count(leakySample.Rows, "row")} with the leak for {cleanSample.Rows} without", nameof(leakySample));
        (_leaky, _clean, _score) = (new Side(leaky, leakySample, rule), new Side(clean, cleanSample, rule), clean.Curves[0].Score);
    }

    public LeakPrice Price(string name)
    {
        var resamples = _clean.Search.Resamples;
        int folds = resamples.Count, each = folds / resamples.Repeats;
        double sign = _score.HigherIsBetter ? 1 : -1, leaky = 0, clean = 0, total = 0, ratio = 0;
        double[] differences = new double[folds], held = new double[folds];
        bool isPooled = false;
        for (int k = 0; k < folds; k++)
        {
            int[] rows = [.. _clean.Search.OutOfFold.RowsOf(k)];
            double with = Scored(_leaky, rows, k / each), without = Scored(_clean, rows, k / each);
            held[k] = _clean.Weight(rows);
            differences[k] = sign * (with - without);
            isPooled |= double.IsNaN(differences[k]);
            leaky += held[k] * with;
            clean += held[k] * without;
            total += held[k];
            ratio += held[k] / _clean.TrainingWeight(k) / folds;
        }

        double error = isPooled ? double.NaN : Math.Sqrt(Variance(differences, held, total) * (1.0 / folds + ratio));
        (leaky, clean) = isPooled ? Pooled(each) : (leaky / total, clean / total);
        return new LeakPrice(name, _score, leaky, clean, sign * (leaky - clean), error, [.. differences], _leaky.MeanTrainingWeight, _clean.MeanTrainingWeight);
    }

    /// <summary>Over all rows that a repeat holds out, averaged over repeats.</summary>
    private (double Leaky, double Clean) Pooled(int each)
    {
        double leaky = 0, clean = 0;
        int repeats = _clean.Search.Resamples.Repeats;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            int[] rows = [.. Enumerable.Range(repeat * each, each).SelectMany(k => _clean.Search.OutOfFold.RowsOf(k)).Distinct().Order()];
            leaky += Scored(_leaky, rows, repeat) / repeats;
            clean += Scored(_clean, rows, repeat) / repeats;
        }

        return (leaky, clean);
    }

    private static double Variance(double[] differences, double[] held, double total)
    {
        double mean = 0, squares = 0;
        for (int k = 0; k < differences.Length; k++)
            mean += held[k] / total * differences[k];
        foreach (double difference in differences)
            squares += (difference - mean) * (difference - mean);
        return squares / (differences.Length - 1);
    }

    private double Scored(Side side, int[] rows, int repeat)
    {
        int outputs = side.Search.OutOfFold.Outputs, n = rows.Length;
        double[] link = side.LinksOf(rows, repeat), mean = new double[link.Length], y = new double[n], weights = new double[n];
        for (int at = 0; at < n; at++)
            (y[at], weights[at]) = (side.Sample.Target[rows[at]], side.Sample.Weights[rows[at]]);
        side.Search.Path.Points[side.At].Model.Mean(link, mean);
        return _score.Value(y, link, mean, weights);
    }

    /// <summary>One of the two cross-validations, at the setting that it chose.</summary>
    private sealed class Side(CrossValidated<TModel> search, Sample sample, ChoiceRule rule)
    {
        private readonly Dictionary<int, (double[] Sums, int[] Counts)> _repeats = [];

        public CrossValidated<TModel> Search => search;

        public Sample Sample => sample;

        public int At { get; } = search.Curves[0].Chosen(rule);

        public double MeanTrainingWeight => Enumerable.Range(0, search.Resamples.Count).Average(TrainingWeight);

        public double TrainingWeight(int k) => search.Resamples.TrainingWeights(sample, k).Sum();

        public double Weight(int[] rows) => rows.Sum(row => sample.Weights[row]);

        /// <summary>What was said of rows by models that hadn't seen them, in one repeat; of rows that several resamples held out the mean.</summary>
        public double[] LinksOf(int[] rows, int repeat)
        {
            var (sums, counts) = OfRepeat(repeat % search.Resamples.Repeats);
            int outputs = search.OutOfFold.Outputs;
            double[] links = new double[rows.Length * outputs];
            for (int at = 0; at < rows.Length; at++)
            {
                if (counts[rows[at]] == 0)
                    throw new ArgumentException($"row {rows[at] + 1} is held out without the leak, but never with it: it can't be compared");
                for (int k = 0; k < outputs; k++)
                    links[k * rows.Length + at] = sums[k * sample.Rows + rows[at]] / counts[rows[at]];
            }

            return links;
        }

        private (double[] Sums, int[] Counts) OfRepeat(int repeat)
        {
            if (_repeats.TryGetValue(repeat, out var known))
                return known;
            int outputs = search.OutOfFold.Outputs, each = search.Resamples.Count / search.Resamples.Repeats;
            double[] sums = new double[sample.Rows * outputs];
            int[] counts = new int[sample.Rows];
            for (int resample = repeat * each; resample < (repeat + 1) * each; resample++)
            {
                var rows = search.OutOfFold.RowsOf(resample);
                var links = search.OutOfFold.LinksOf(resample, At);
                for (int at = 0; at < rows.Length; at++)
                {
                    counts[rows[at]]++;
                    for (int k = 0; k < outputs; k++)
                        sums[k * sample.Rows + rows[at]] += links[k * rows.Length + at];
                }
            }

            _repeats.Add(repeat, (sums, counts));
            return (sums, counts);
        }
    }
}
