using System.Numerics.Tensors;

namespace Ridgeline.Recipes;

/// <summary>A product of powers of columns, "x1^2*x2".</summary>
internal sealed class Product : NumberFeature
{
    private readonly (NumberFeature Factor, int Power)[] _factors;
    private readonly int _rows;

    /// <param name="rows">The number of rows.</param>
    /// <param name="factors">The columns, whose values are kept, and their powers of at least 1.</param>
    public Product(int rows, params (NumberFeature Factor, int Power)[] factors)
        : base(string.Join('*', factors.Select(term => term.Power == 1 ? term.Factor.Name : $"{term.Factor.Name}^{term.Power}")), SourcesOf([.. factors.Select(term => term.Factor)]))
    {
        (_factors, _rows) = (factors, rows);
        MayBeMissing = factors.Any(term => term.Factor.MayBeMissing);
        IsIndicator = factors.All(term => term.Factor.IsIndicator);
        Share = factors.Aggregate(1.0, (share, term) => share * term.Factor.Share);
    }

    /// <summary>Whether two columns are never other than zero in the same row.</summary>
    public static bool IsAlwaysZero(NumberFeature a, NumberFeature b) => a.IsIndicator && b.IsIndicator && a.Group is not null && a.Group == b.Group;

    public override void Write(Span<double> target)
    {
        target.Fill(1);
        foreach (var (factor, power) in _factors)
        {
            var values = factor.Values(_rows).Span;
            for (int k = 0; k < power; k++)
                TensorPrimitives.Multiply(target, values, target);
        }
    }

    public override bool TryRows(out ReadOnlySpan<int> rows)
    {
        foreach (var (factor, _) in _factors.OrderBy(term => term.Factor.Share))
            if (factor.TryRows(out rows))
                return true;
        rows = [];
        return false;
    }

    public override double At(int row)
    {
        double product = 1;
        foreach (var (factor, power) in _factors)
        {
            double value = factor.Values(_rows).Span[row];
            for (int k = 0; k < power; k++)
                product *= value;
        }

        return product;
    }
}
