using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>Products a*b of pairs of columns, after all others.</summary>
/// <remarks>
/// Pairs of columns that OneHot made of one are left out, their product is zero; so is a column with itself. Nothing is learned. A row in which a factor is missing is
/// missing but where the other is a zero of OneHot. After OneHot, <c>Columns.Named("race")</c> are the columns of all its levels.
/// </remarks>
/// <param name="Columns">Which columns, of numbers.</param>
/// <param name="With">The other column of each pair; if left out every pair of <paramref name="Columns"/>.</param>
public sealed record Interactions(Columns Columns, Columns? With = null) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var others = With is null ? default : frame.NumbersFor("Interactions", With).Select(column => column.Name).ToImmutableArray();
        return new LearnedInteractions([.. frame.NumbersFor("Interactions", Columns).Select(column => column.Name)], others);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => With is null ? $"products of pairs of {Columns}" : $"products of {Columns} with {With}";
}

/// <summary>Products of pairs.</summary>
internal sealed class LearnedInteractions(ImmutableArray<string> columns, ImmutableArray<string> others) : LearnedStep(columns)
{
    private readonly ImmutableArray<string> _others = others;

    public override string Name => "interactions";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame)
    {
        var byName = frame.Features.ToDictionary(feature => feature.Name);
        NumberFeature[] first = [.. Columns.Select(name => (NumberFeature)byName[name])], second = _others.IsDefault ? first : [.. _others.Select(name => (NumberFeature)byName[name])];
        var products = new List<Feature>();
        var done = new HashSet<(NumberFeature, NumberFeature)>();
        foreach (var a in first)
            foreach (var b in second)
            {
                if (a == b || Product.IsAlwaysZero(a, b) || done.Contains((b, a)))
                    continue;
                done.Add((a, b));
                if (products.Count == LearnedPolynomial.MostProducts)
                    throw new DataException($"{frame.Source}: the products of {Wording.Count(first.Length, "column")} are more than {LearnedPolynomial.MostProducts}; choose fewer columns");
                products.Add(new Product(frame.Rows, (a, 1), (b, 1)));
            }

        frame.Set(frame.Features.Concat(products));
    }

    public override IEnumerable<string> Describe() => Columns.IsEmpty ? [] : [$"Interactions of {Wording.Listed(Columns, 6)}{(_others.IsDefault ? "" : $" with {Wording.Listed(_others, 6)}")}"];

    protected override bool IsSame(LearnedStep other)
    {
        var with = ((LearnedInteractions)other)._others;
        return _others.IsDefault ? with.IsDefault : !with.IsDefault && _others.SequenceEqual(with);
    }

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        if (!_others.IsDefault)
            json.WriteTexts("with", _others);
    }

    public static LearnedInteractions Read(ImmutableArray<string> columns, JsonElement json) => new(columns, json.Has("with") ? json.Texts("with") : default);
}
