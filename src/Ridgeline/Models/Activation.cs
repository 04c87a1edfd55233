namespace Ridgeline.Models;

/// <summary>What a hidden unit makes of its sum a.</summary>
public enum Activation
{
    /// <summary>max(0, a).</summary>
    ReLU,

    /// <summary>tanh a.</summary>
    Tanh,

    /// <summary>a·Φ(a), Φ the normal distribution function (Hendrycks &amp; Gimpel 2016, eq. 2): the exact one, not its approximation by tanh.</summary>
    Gelu,
}

/// <summary>The names that files and options give to <see cref="Activation"/>.</summary>
public static class ActivationNames
{
    /// <summary>relu, tanh or gelu.</summary>
    /// <param name="activation">An activation.</param>
    public static string Name(this Activation activation) => activation switch
    {
        Activation.ReLU => "relu",
        Activation.Tanh => "tanh",
        Activation.Gelu => "gelu",
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "not an activation"),
    };

    /// <summary>The activation called <paramref name="name"/>.</summary>
    /// <param name="name">relu, tanh or gelu.</param>
    /// <exception cref="FormatException">There is no such activation.</exception>
    public static Activation Parse(string name) => name switch
    {
        "relu" => Activation.ReLU,
        "tanh" => Activation.Tanh,
        "gelu" => Activation.Gelu,
        _ => throw new FormatException($"there is no activation '{name}'; there are relu, tanh and gelu"),
    };
}
