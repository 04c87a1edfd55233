using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>Powers of columns and products of them, up to a total degree: of a and b of degree 2 there come a^2, a*b and b^2.</summary>
/// <remarks>
/// The columns stay; what is new comes after all others, by degree and then in the order of the columns. Powers of a column of zeros and ones are left out, they would be the
/// column again, and products of columns that OneHot made of one, which are zero. Nothing is learned. A row in which a factor is missing is
/// missing but where another is a zero of OneHot.
/// </remarks>
/// <param name="Columns">Which columns, of numbers.</param>
/// <param name="Degree">The largest degree, 2 … 10.</param>
/// <param name="Interactions">Whether there are products of different columns, or powers alone.</param>
public sealed record Polynomial(Columns Columns, int Degree = 2, bool Interactions = true) : RecipeStep(Columns)
{
    /// <summary>The largest degree.</summary>
    public int Degree { get; init => field = Checked(value); } = Checked(Degree);

    internal override LearnedStep Learn(Frame frame, in RowWeights weights) =>
        new LearnedPolynomial([.. frame.NumbersFor("Polynomial", Columns).Select(column => column.Name)], Degree, Interactions);

    private static int Checked(int value) =>
        value is >= 2 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the degree must be between 2 and 10");

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{(Interactions ? "polynomials" : "powers")} of {Columns} up to degree {Degree}";
}

/// <summary>Powers and products.</summary>
internal sealed class LearnedPolynomial(ImmutableArray<string> columns, int degree, bool interactions) : LearnedStep(columns)
{
    private readonly int _degree = degree;
    private readonly bool _interactions = interactions;

    /// <summary>More columns than this are a slip, and would fill the memory with names alone.</summary>
    public const int MostProducts = 1_000_000;

    public override string Name => "polynomial";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame)
    {
        NumberFeature[] factors = [.. frame.Features.Where(feature => PlaceOf(feature.Name) >= 0).Cast<NumberFeature>()];
        var products = new List<Feature>();
        for (int total = 2; total <= _degree; total++)
            Add(frame, factors, 0, total, [], products);
        frame.Set(frame.Features.Concat(products));
    }

    /// <summary>The products of <paramref name="begun"/> and columns from a place on, in order, whose powers still to come make <paramref name="left"/>.</summary>
    private void Add(Frame frame, NumberFeature[] factors, int from, int left, ImmutableArray<(NumberFeature Factor, int Power)> begun, List<Feature> products)
    {
        for (int at = from; at < factors.Length; at++)
        {
            var factor = factors[at];
            if (begun.Any(term => Product.IsAlwaysZero(term.Factor, factor)) || (!_interactions && begun.Length > 0))
                continue;
            for (int power = factor.IsIndicator ? Math.Min(1, left) : left; power > 0; power--)
            {
                if (power < left)
                    Add(frame, factors, at + 1, left - power, begun.Add((factor, power)), products);
                else if (products.Count < MostProducts)
                    products.Add(new Product(frame.Rows, [.. begun, (factor, power)]));
                else
                    throw new DataException($"{frame.Source}: polynomials of {Wording.Count(factors.Length, "column")} up to degree {_degree} are more than {MostProducts} columns; choose fewer columns, a smaller degree, or powers alone");
            }
        }
    }

    public override IEnumerable<string> Describe() => Columns.IsEmpty ? [] : [$"Polynomial of {Wording.Listed(Columns, 6)}: degree {_degree}{(_interactions ? "" : ", powers alone")}"];

    protected override bool IsSame(LearnedStep other) => (_degree, _interactions) == (((LearnedPolynomial)other)._degree, ((LearnedPolynomial)other)._interactions);

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteNumber("degree", _degree);
        json.WriteBoolean("interactions", _interactions);
    }

    public static LearnedPolynomial Read(ImmutableArray<string> columns, JsonElement json) =>
        new(columns, json.Whole("degree") is >= 2 and <= 10 and var degree ? degree : throw new FormatException("\"degree\" isn't between 2 and 10"), json.Flag("interactions"));
}
