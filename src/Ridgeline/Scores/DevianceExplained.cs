using System.Buffers;
using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>1 − deviance/deviance of the null model, which is the constant fitted to the rows scored. R² of the squared loss, glmnet's dev.ratio on training rows. Constant y: 1 if predicted exactly, else 0. NaN of a single row, whatever its weight.</summary>
internal sealed class DevianceExplained : Score
{
    private readonly Loss _loss;

    public DevianceExplained(string name, Loss loss) : base(name, "deviance explained", ScoreNeeds.Links, higherIsBetter: true)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _loss = loss;
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        double deviance = Scores.Deviance.Value(_loss, y, link, weights);
        return double.IsNaN(deviance) || !NullModel.HasRows(weights) ? double.NaN : NullModel.Explained(deviance, OfNull(y, weights));
    }

    public override bool Suits(Loss loss) => Scores.Deviance.IsSame(_loss, loss);

    private protected override string WhyNot(Loss loss) => Scores.Deviance.Mismatch(Name, _loss, loss);

    /// <summary>The null model's deviance: exactly 0 of a constant y.</summary>
    private double OfNull(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        if (NullModel.IsExact(y, weights))
            return 0;
        int n = y.Length, outputs = _loss.Outputs;
        double[] room = ArrayPool<double>.Shared.Rent((n + 1) * outputs);
        try
        {
            Span<double> link = room.AsSpan(0, n * outputs), constants = room.AsSpan(n * outputs, outputs);
            NullModel.Link(_loss, y, weights, constants);
            for (int k = 0; k < outputs; k++)
                link.Slice(k * n, n).Fill(constants[k]);
            return Scores.Deviance.Value(_loss, y, link, weights);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
        }
    }
}
