using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>The fits of all rows at a division's λ, asked in order.</summary>
internal interface IFitsOfAll
{
    /// <summary>w and then b of the fit at one λ, on the columns' original scale.</summary>
    double[] CoefficientsAt(int at);

    /// <summary>Writes its η.</summary>
    void EtaAt(int at, double[] target);
}

/// <summary>
/// Where the fit of all rows leads a fit of most of them: as far from it as at the λ before, at first to where it stands. What the two differ by hardly changes from λ
/// to λ, however far these are apart.
/// </summary>
internal sealed class Following(Coordinates coordinates)
{
    private readonly double[] _betaOfAll = new double[coordinates.Count], _etaOfAll = new double[coordinates.Rows];
    private readonly double[] _betaApart = new double[coordinates.Count], _etaApart = new double[coordinates.Rows];

    /// <summary>Whether a problem is led well: its penalty has no kinks, and an intercept takes in what is constant without the rows left out.</summary>
    public static bool Fits(Coordinates coordinates) => coordinates.Penalty.L1Ratio == 0 && coordinates.Problem.Sample.View.Intercept;

    /// <summary>β to start from.</summary>
    public double[] Beta { get; } = new double[coordinates.Count];

    /// <summary>η there.</summary>
    public double[] Eta { get; } = new double[coordinates.Rows];

    /// <summary>Takes the fit of all rows at the next λ.</summary>
    /// <param name="coefficients">w and b.</param>
    /// <param name="eta">η.</param>
    public void Take(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> eta)
    {
        var view = coordinates.Problem.Sample.View;
        int ones = view.Design.Columns;
        _betaOfAll[ones] = coefficients[ones];
        for (int j = 0; j < ones; j++)
        {
            _betaOfAll[j] = coordinates.TakesPart(j) ? coefficients[j] * view.PenaltyScales[j] : 0;
            _betaOfAll[ones] += coefficients[j] * view.Means[j];
        }

        eta.CopyTo(_etaOfAll);
        coordinates.ClearAbsent(_etaOfAll);
        TensorPrimitives.Add(_betaOfAll, _betaApart, Beta);
        TensorPrimitives.Add(_etaOfAll, _etaApart, Eta);
    }

    /// <summary>Takes the solution at that λ.</summary>
    public void Add(ReadOnlySpan<double> beta, ReadOnlySpan<double> eta)
    {
        TensorPrimitives.Subtract(beta, _betaOfAll, _betaApart);
        TensorPrimitives.Subtract(eta, _etaOfAll, _etaApart);
    }
}
