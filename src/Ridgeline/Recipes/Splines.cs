using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>Which functions a spline is a combination of.</summary>
public enum SplineBasis
{
    /// <summary>Natural cubic splines: cubic between knots, linear beyond the outer ones.</summary>
    Natural,

    /// <summary>B-splines: of a degree between knots, constant beyond the range that was learned on.</summary>
    BSpline,
}

/// <summary>Smooth functions of a column in its place, so that what is linear in them is a curve in it; knots at weighted quantiles.</summary>
/// <remarks>
/// <para><see cref="SplineBasis.Natural"/>: K knots t₁ &lt; … &lt; t_K at quantiles evenly from 0.05 to 0.95 give x itself and K − 2 columns "age.spline1" …:
/// ((x − tⱼ)³₊ − (x − t_{K−1})³₊ (t_K − tⱼ)/(t_K − t_{K−1}) + (x − t_K)³₊ (t_{K−1} − tⱼ)/(t_K − t_{K−1})) / (t_K − t₁)² (Harrell 2015, eq. 2.25).
/// Of knots that coincide one counts; the columns that are then missing are zeros.</para>
/// <para><see cref="SplineBasis.BSpline"/>: K inner knots at the quantiles 1/(K + 1), …, K/(K + 1) between the smallest and the largest number with weight give K + d + 1
/// functions of degree d ≥ 0 that add up to 1 (de Boor 1978). Knots may coincide; a function without room between its knots is zero.</para>
/// <para>Missing rows stay missing. A column without a single row to learn from has all its knots at 0.</para>
/// </remarks>
/// <param name="Columns">Which columns, of numbers.</param>
/// <param name="Knots">K; at least 3 for natural splines, else at least 0.</param>
/// <param name="Basis">Which functions.</param>
/// <param name="Degree">d of B-splines, 0 … 10; natural splines are cubic.</param>
public sealed record Splines(Columns Columns, int Knots = 5, SplineBasis Basis = SplineBasis.Natural, int Degree = 3) : RecipeStep(Columns)
{
    private const double OuterShare = 0.05;

    /// <summary>K.</summary>
    public int Knots { get; init => field = CheckedKnots(value); } = CheckedKnots(Knots);

    /// <summary>d.</summary>
    public int Degree { get; init => field = CheckedDegree(value); } = CheckedDegree(Degree);

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        if (Basis == SplineBasis.Natural && (Knots < 3 || Degree != 3))
            throw new ArgumentException($"natural splines of degree {Degree} with {Wording.Count(Knots, "knot")}: they are of degree 3 and need at least 3 knots");
        var columns = frame.NumbersFor("Splines", Columns);
        var knots = ImmutableArray.CreateBuilder<ImmutableArray<double>>(columns.Length);
        double[] scratch = [];
        double[] shares = [.. Basis == SplineBasis.Natural
            ? Enumerable.Range(0, Knots).Select(k => OuterShare + k * (1 - 2 * OuterShare) / (Knots - 1))
            : Enumerable.Range(1, Knots).Select(k => k / (Knots + 1.0))];
        foreach (var column in columns)
        {
            var values = column.Read(frame.Rows, ref scratch);
            double[] quantiles = WeightedQuantiles.Of(values, weights, shares);
            var (lowest, highest) = Weighted.Range(values, weights);
            if (lowest > highest)
                lowest = highest = 0;
            knots.Add(Basis == SplineBasis.Natural ? [.. quantiles] : [lowest, .. quantiles, highest]);
            Weighted.MustBeFinite(frame, column, [.. knots[^1], (highest - lowest) * (highest - lowest)]);
        }

        return new LearnedSplines([.. columns.Select(column => column.Name)], Basis, Degree, knots.MoveToImmutable());
    }

    private static int CheckedKnots(int value) =>
        value is >= 0 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the number of knots must be between 0 and 1000");

    private static int CheckedDegree(int value) =>
        value is >= 0 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the degree must be between 0 and 10");

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{(Basis == SplineBasis.Natural ? "natural splines" : $"B-splines of degree {Degree}")} of {Columns} with {Wording.Count(Knots, "knot")}";
}

/// <summary>Splines between knots.</summary>
internal sealed class LearnedSplines(ImmutableArray<string> columns, SplineBasis basis, int degree, ImmutableArray<ImmutableArray<double>> knots) : LearnedStep(columns)
{
    private readonly SplineBasis _basis = basis;
    private readonly int _degree = degree;
    private readonly ImmutableArray<ImmutableArray<double>> _knots = knots;

    private static readonly string[] BasisNames = ["natural", "bSpline"]; // in the order of SplineBasis

    public override string Name => "splines";

    public override bool IsSameForAllWeights => Columns.IsEmpty;

    protected override void Make(Frame frame) => Replace<NumberFeature>(frame, (feature, place) =>
    {
        if (_basis == SplineBasis.Natural)
        {
            var spline = new NaturalSpline(_knots[place]);
            return [feature, .. Enumerable.Range(0, spline.Functions).Select(j => new SplineNumbers(frame.Rows, feature, j, 1, x => spline.Value(j, x)))];
        }

        var functions = new BSpline(_knots[place], _degree);
        double share = Math.Min(1, (_degree + 1.0) / functions.Functions);
        return Enumerable.Range(0, functions.Functions).Select(j => new SplineNumbers(frame.Rows, feature, j, share, x => functions.Value(j, x)));
    });

    public override IEnumerable<string> Describe() => Columns.Select((column, j) =>
        $"Splines {column}: {(_basis == SplineBasis.Natural ? "natural, knots" : $"B-splines of degree {_degree}, knots")} {Words.Numbers(_knots[j])}");

    protected override bool IsSame(LearnedStep other)
    {
        var splines = (LearnedSplines)other;
        return _basis == splines._basis && _degree == splines._degree && _knots.Zip(splines._knots, SameBits).All(isSame => isSame);
    }

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteString("basis", BasisNames[(int)_basis]);
        json.WriteNumber("degree", _degree);
        json.WriteStartArray("knots");
        foreach (var list in _knots)
        {
            json.WriteStartArray();
            foreach (double knot in list)
                json.WriteNumberValue(knot);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static LearnedSplines Read(ImmutableArray<string> columns, JsonElement json)
    {
        int basis = Array.IndexOf(BasisNames, json.Text("basis"));
        if (basis < 0)
            throw new FormatException($"\"basis\" is none of {string.Join(", ", BasisNames)}");
        int degree = json.Whole("degree"), fewest = (SplineBasis)basis == SplineBasis.Natural ? 3 : 2;
        if (degree is < 0 or > 10)
            throw new FormatException("\"degree\" isn't between 0 and 10");
        var knots = json.Items("knots", columns.Length).Select(list => RecipeJson.AsNumbers(list, "knots")).ToImmutableArray();
        if (knots.Any(list => list.Length < fewest || list.Zip(list.Skip(1), (a, b) => a > b).Any(falls => falls)))
            throw new FormatException($"\"knots\" has a list that falls or has fewer than {fewest}");
        return new(columns, (SplineBasis)basis, degree, knots);
    }

    private sealed class SplineNumbers : NumberFeature
    {
        private readonly int _rows;
        private readonly NumberFeature _of;
        private readonly Func<double, double> _function;

        public SplineNumbers(int rows, NumberFeature of, int at, double share, Func<double, double> function) : base($"{of.Name}.spline{at + 1}", of.Sources)
        {
            (_rows, _of, _function) = (rows, of, function);
            MayBeMissing = of.MayBeMissing;
            Share = share;
        }

        public override void Write(Span<double> target)
        {
            var values = _of.Values(_rows).Span;
            for (int row = 0; row < target.Length; row++)
                target[row] = double.IsNaN(values[row]) ? double.NaN : _function(values[row]);
        }
    }
}
