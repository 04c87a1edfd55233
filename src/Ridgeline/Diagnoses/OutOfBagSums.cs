using Ridgeline.Designs;

namespace Ridgeline.Diagnoses;

/// <summary>Running sums of what was said of each row while it was left out, at each setting: of means the mean and the squared deviations, of classes how often each was said.</summary>
internal sealed class OutOfBagSums
{
    private readonly Sample _sample;
    private readonly DecomposedError _error;
    private readonly int _outputs, _slots;
    private readonly int[] _counts;          // of a row
    private readonly MovingMoments? _moments; // (setting, output, row)
    private readonly int[] _votes = [];      // (setting, row, class), and a last one for what is no class

    public OutOfBagSums(Sample sample, DecomposedError error, int settings, int outputs)
    {
        (_sample, _error, _outputs, _slots) = (sample, error, outputs, Math.Max(2, outputs) + 1);
        _counts = new int[sample.Rows];
        if (error == DecomposedError.Squared)
            _moments = new MovingMoments(settings * outputs * sample.Rows);
        else
            _votes = new int[(long)settings * sample.Rows * _slots];
    }

    /// <summary>How many predictions a row has.</summary>
    public int CountOf(int row) => _counts[row];

    /// <summary>Takes what the models of the next draw said.</summary>
    public void Take(int[] rows, IReadOnlyList<double[]> said)
    {
        foreach (int row in rows)
            _counts[row]++;
        for (int setting = 0; setting < said.Count; setting++)
            for (int k = 0; k < said[setting].Length; k++)
            {
                int row = rows[k % rows.Length];
                if (_moments is not null)
                    _moments.Add(At(setting, k / rows.Length, row), said[setting][k], _counts[row]);
                else
                    _votes[VotesAt(setting, row) + (said[setting][k] < 0 ? _slots - 1 : (int)said[setting][k])]++;
            }
    }

    /// <summary>What a row's error is made of.</summary>
    public RowBiasVariance Of(int setting, int row) => _error == DecomposedError.Squared ? Squared(setting, row) : ZeroOne(setting, row);

    private RowBiasVariance Squared(int setting, int row)
    {
        double error = 0, variance = 0;
        int count = _counts[row];
        for (int k = 0; k < _outputs; k++)
        {
            int at = At(setting, k, row);
            double own = _moments!.Variance(at, count), apart = _moments.Mean(at) - (_outputs > 1 ? (_sample.Target[row] == k ? 1 : 0) : _sample.Target[row]);
            error += apart * apart + own * (count - 1) / count;
            variance += own;
        }

        return new RowBiasVariance(count, _outputs > 1 ? double.NaN : _moments!.Mean(At(setting, 0, row)), error, error - variance, variance, variance, 0);
    }

    /// <summary>Domingos (2000), theorems 2 and 3, with N(x) = 0: the error of a row is its bias, plus the variance where the main prediction is right, less P(ŷ = y) where it is wrong.</summary>
    private RowBiasVariance ZeroOne(int setting, int row)
    {
        var votes = _votes.AsSpan(VotesAt(setting, row), _slots);
        int main = 0;
        for (int k = 1; k < _slots; k++)
            if (votes[k] > votes[main])
                main = k;
        double count = _counts[row];
        int right = _sample.Target[row] is var y && y >= 0 && y < _slots - 1 ? votes[(int)y] : 0;
        bool isBiased = main != y || main == _slots - 1;
        double others = (count - votes[main]) / count, won = right / count;
        return new RowBiasVariance(
            _counts[row], main == _slots - 1 ? double.NaN : main, (count - right) / count, isBiased ? 1 : 0, others, isBiased ? 0 : others, isBiased ? won : 0);
    }

    private int At(int setting, int output, int row) => (setting * _outputs + output) * _counts.Length + row;

    private int VotesAt(int setting, int row) => (setting * _counts.Length + row) * _slots;
}
