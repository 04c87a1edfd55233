using Ridgeline.Designs;

namespace Ridgeline.Objectives;

/// <summary>
/// How strongly a linear model is held back, in the convention it was given in. A λ is the same λ in every resample; a C is the same C, λ = 1/(C·Σs) of that resample.
/// </summary>
public readonly record struct Strength
{
    private Strength(Setting setting) => Setting = setting;

    /// <summary>The strength as a setting of <see cref="Knob.Lambda"/> or <see cref="Knob.C"/>.</summary>
    public Setting Setting { get; }

    /// <summary>λ, the factor of the penalty beside the mean loss. 0 = unpenalised.</summary>
    /// <param name="lambda">A finite number ≥ 0.</param>
    public static Strength Lambda(double lambda) => lambda is >= 0 and < double.PositiveInfinity
        ? new Strength(new Setting(Knob.Lambda, lambda))
        : throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ must be a finite number of at least 0");

    /// <summary>C = 1/(λ·Σs), the factor of the summed loss beside the penalty. ∞ = unpenalised.</summary>
    /// <param name="c">A number of at least 1e-300, so that λ is a number too, or ∞.</param>
    public static Strength C(double c) => c >= 1e-300
        ? new Strength(new Setting(Knob.C, c))
        : throw new ArgumentOutOfRangeException(nameof(c), c, "C must be at least 1e-300, or infinite");

    /// <summary>The strength that <paramref name="setting"/> is.</summary>
    /// <param name="setting">A setting of λ or C.</param>
    /// <exception cref="ArgumentException">It turns another knob.</exception>
    public static Strength Of(Setting setting) => setting.Knob switch
    {
        Knob.Lambda => Lambda(setting.Value),
        Knob.C => C(setting.Value),
        _ => throw new ArgumentException($"a linear model has no {setting.Knob}; it takes λ or C", nameof(setting)),
    };

    /// <summary>λ on <paramref name="sample"/>.</summary>
    /// <param name="sample">The rows and weights that are fitted.</param>
    public double LambdaOn(Sample sample) => Setting.Knob == Knob.Lambda ? Setting.Value : 1 / (Setting.Value * sample.WeightSum);

    /// <summary>C on <paramref name="sample"/>; ∞ for λ = 0.</summary>
    /// <param name="sample">The rows and weights that are fitted.</param>
    public double COn(Sample sample) => Setting.Knob == Knob.C ? Setting.Value : 1 / (Setting.Value * sample.WeightSum);
}
