using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>ψ(x, λ), a power of x that brings a skewed column near to normal, of numbers of any sign (Yeo and Johnson 2000, eq. 2.1); λ by weighted maximum likelihood.</summary>
/// <remarks>
/// For x ≥ 0 it is ((x + 1)^λ − 1)/λ, log(x + 1) where λ = 0; for x &lt; 0 it is −((1 − x)^(2−λ) − 1)/(2 − λ), −log(1 − x) where λ = 2. λ = 1 changes nothing.
/// λ maximises −½ log v(λ) + (λ − 1)·c over 1 ± 10, v the weighted variance of ψ and c the weighted mean of sign(x)·log(|x| + 1), and is found to 1e-10; a column that is
/// constant has λ = 1. Missing rows stay missing. The column "dose" becomes "yeo-johnson(dose)".
/// </remarks>
/// <param name="Columns">Which columns, of numbers.</param>
public sealed record YeoJohnson(Columns Columns) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var columns = frame.NumbersFor("YeoJohnson", Columns);
        var powers = new double[columns.Length];
        double[] scratch = [];
        for (int j = 0; j < columns.Length; j++)
        {
            var values = columns[j].Read(frame.Rows, ref scratch);
            var (lowest, highest) = Weighted.Range(values, weights);
            if (lowest <= highest)
                Weighted.MustBeFinite(frame, columns[j], lowest, highest);
            powers[j] = YeoJohnsonPower.MostLikely(values, weights);
        }

        return new LearnedPowers([.. columns.Select(column => column.Name)], [.. powers]);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => $"Yeo-Johnson of {Columns}";
}

/// <summary>ψ(x, λ).</summary>
internal sealed class LearnedPowers(ImmutableArray<string> columns, ImmutableArray<double> powers) : LearnedStep(columns)
{
    private readonly ImmutableArray<double> _powers = powers;

    public override string Name => "yeoJohnson";

    public override bool IsSameForAllWeights => Columns.IsEmpty;

    protected override void Make(Frame frame) => Replace<NumberFeature>(frame, (feature, place) => [new Power(feature, _powers[place])]);

    public override IEnumerable<string> Describe() => Columns.Select((column, j) => $"YeoJohnson {column}: λ = {Words.Number(_powers[j])}");

    protected override bool IsSame(LearnedStep other) => SameBits(_powers, ((LearnedPowers)other)._powers);

    protected override void WriteLearned(Utf8JsonWriter json) => json.WriteNumbers("powers", _powers);

    public static LearnedPowers Read(ImmutableArray<string> columns, JsonElement json) => new(columns, json.Numbers("powers", columns.Length));

    private sealed class Power : NumberFeature
    {
        private readonly NumberFeature _of;
        private readonly double _power;

        public Power(NumberFeature of, double power) : base($"yeo-johnson({of.Name})", of.Sources)
        {
            (_of, _power) = (of, power);
            MayBeMissing = of.MayBeMissing;
        }

        public override void Write(Span<double> target)
        {
            _of.Write(target);
            for (int row = 0; row < target.Length; row++)
                target[row] = YeoJohnsonPower.Of(target[row], _power);
        }
    }
}
