using Ridgeline.Losses;
using Ridgeline.Penalties;

namespace Ridgeline.Paths;

/// <summary>
/// When an automatic path has nothing left to explain: glmnet's rules for each family, on the deviance ratios D so far. The λ that triggers is kept,
/// and none before the fifth does.
/// </summary>
internal sealed class Saturation
{
    /// <summary>A deviance ratio with which everything is explained.</summary>
    public const double Explained = 0.999;

    /// <summary>A change of it, as a share, that is none.</summary>
    public const double SmallChange = 1e-5;

    private const int Fewest = 5;

    private readonly List<double> _ratios = [];
    private readonly string _loss;
    private readonly double _change;

    public Saturation(Loss loss, Penalty penalty)
    {
        bool signLimited = (!penalty.Lower.IsDefault && penalty.Lower.Contains(0)) || (!penalty.Upper.IsDefault && penalty.Upper.Contains(0));
        (_loss, _change) = (loss.Name, signLimited ? 0 : SmallChange);
    }

    /// <summary>Whether the path ends with a point of this deviance ratio.</summary>
    public bool EndsWith(double devianceRatio)
    {
        _ratios.Add(devianceRatio);
        if (_ratios.Count < Fewest)
            return false;
        double now = _ratios[^1];
        return now > Explained || _loss switch
        {
            "logistic" or "multinomial" => now - _ratios[^2] < _change,
            "poisson" => now - _ratios[^5] < 10 * _change * now,
            _ => now - _ratios[^2] < _change * now,
        };
    }
}
