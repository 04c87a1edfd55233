using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>(x − m) / s: m the weighted mean, s the weighted 1/n standard deviation √(Σsᵢ(xᵢ − m)² / Σsᵢ), over rows that aren't missing; s = 1 where that is 0.</summary>
/// <remarks>Missing rows stay missing. A column without a single row to learn from has m = 0 and s = 1.</remarks>
/// <param name="Columns">Which columns, of numbers.</param>
public sealed record Standardise(Columns Columns) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var columns = frame.NumbersFor("Standardise", Columns);
        var centres = new double[columns.Length];
        var scales = new double[columns.Length];
        double[] scratch = [];
        for (int j = 0; j < columns.Length; j++)
        {
            (centres[j], double scale) = Weighted.Moments(columns[j].Read(frame.Rows, ref scratch), weights);
            scales[j] = scale > 0 ? scale : 1;
            Weighted.MustBeFinite(frame, columns[j], centres[j], scales[j]);
        }

        return new LearnedScaling(LearnedScaling.Standard, [.. columns.Select(column => column.Name)], [.. centres], [.. scales]);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => $"standardise {Columns}";
}

/// <summary>(x − centre) / scale.</summary>
internal sealed class LearnedScaling(string name, ImmutableArray<string> columns, ImmutableArray<double> centres, ImmutableArray<double> scales) : LearnedStep(columns)
{
    private readonly string _name = name;
    private readonly ImmutableArray<double> _centres = centres;
    private readonly ImmutableArray<double> _scales = scales;

    /// <summary>The names of the two steps that learn this.</summary>
    public const string Standard = "standardise", Robust = "robustScale";

    public override string Name => _name;

    public override bool IsSameForAllWeights => Columns.IsEmpty;

    protected override void Make(Frame frame) => Replace<NumberFeature>(frame, (feature, place) => [new Scaled(feature, _centres[place], _scales[place])]);

    public override IEnumerable<string> Describe() => Columns.Select((column, j) => _name == Standard
        ? $"Standardise {column}: mean {Words.Number(_centres[j])}, standard deviation {Words.Number(_scales[j])}"
        : $"RobustScale {column}: median {Words.Number(_centres[j])}, interquartile range {Words.Number(_scales[j])}");

    protected override bool IsSame(LearnedStep other) => other is LearnedScaling scaling && scaling.Name == _name && SameBits(_centres, scaling._centres) && SameBits(_scales, scaling._scales);

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteNumbers("centres", _centres);
        json.WriteNumbers("scales", _scales);
    }

    /// <summary>Reads what <see cref="WriteLearned"/> wrote.</summary>
    public static LearnedScaling Read(string name, ImmutableArray<string> columns, JsonElement json) =>
        new(name, columns, json.Numbers("centres", columns.Length), json.Numbers("scales", columns.Length));

    private sealed class Scaled : NumberFeature
    {
        private readonly NumberFeature _of;
        private readonly double _centre, _scale;

        public Scaled(NumberFeature of, double centre, double scale) : base(of.Name, of.Sources)
        {
            (_of, _centre, _scale) = (of, centre, scale);
            MayBeMissing = of.MayBeMissing;
            Group = of.Group;
        }

        public override void Write(Span<double> target)
        {
            _of.Write(target);
            for (int row = 0; row < target.Length; row++)
                target[row] = (target[row] - _centre) / _scale;
        }
    }
}
