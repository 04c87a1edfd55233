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
        if (HasRows)
        {
            target.Clear();
            foreach (int row in Rows)
                target[row] = At(row);
            return;
        }

        target.Fill(1);
        foreach (var (factor, power) in _factors)
        {
            var values = factor.Values(_rows).Span;
            for (int k = 0; k < power; k++)
                TensorPrimitives.Multiply(target, values, target);
        }
    }

    public override bool HasRows => Narrowest is not null;

    public override ReadOnlySpan<int> Rows => Narrowest!.Rows;

    public override double At(int row)
    {
        double product = 1;
        foreach (var (factor, power) in _factors)
        {
            double value = factor.HasRows ? factor.At(row) : factor.Values(_rows).Span[row];
            for (int k = 0; k < power; k++)
                product *= value;
        }

        return product;
    }

    /// <summary>The factor with the fewest rows of those whose rows are known: outside of them the product is zero, even of a factor that is missing there.</summary>
    private NumberFeature? Narrowest => _factors.Select(term => term.Factor).Where(factor => factor.HasRows).MinBy(factor => factor.Share);
}
