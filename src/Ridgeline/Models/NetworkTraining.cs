namespace Ridgeline.Models;

/// <summary>How the training of a network ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were run.</summary>
    AllEpochs,

    /// <summary>The loss of the validation rows had stopped falling; the weights are those of the best epoch.</summary>
    StoppedEarly,

    /// <summary>The loss exploded; the weights are those with which the epoch of the lowest loss began (with early stopping, ended), or the first ones.</summary>
    Exploded,
}

/// <summary>The names that files and messages give to <see cref="TrainingEnd"/>.</summary>
public static class TrainingEndNames
{
    /// <summary>allEpochs, stoppedEarly or exploded.</summary>
    /// <param name="end">How a training ended.</param>
    public static string Name(this TrainingEnd end) => end switch
    {
        TrainingEnd.AllEpochs => "allEpochs",
        TrainingEnd.StoppedEarly => "stoppedEarly",
        TrainingEnd.Exploded => "exploded",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "not an end of a training"),
    };

    /// <summary>The end called <paramref name="name"/>.</summary>
    /// <param name="name">allEpochs, stoppedEarly or exploded.</param>
    /// <exception cref="FormatException">There is no such end.</exception>
    public static TrainingEnd Parse(string name) => name switch
    {
        "allEpochs" => TrainingEnd.AllEpochs,
        "stoppedEarly" => TrainingEnd.StoppedEarly,
        "exploded" => TrainingEnd.Exploded,
        _ => throw new FormatException($"there is no end of a training '{name}'"),
    };
}

/// <summary>What is known of a network's training. It has no certificate and is never called converged; the gradient's norm tells how far from a stationary point it was left.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Epochs">How many times it went through its rows.</param>
/// <param name="BestEpoch">The epoch whose weights the model has; 0: those it began with.</param>
/// <param name="GradientNorm">
/// ‖∇‖₂ of the mean loss without dropout + ½·decay·Σw² + L1·Σ|w| over the rows it was trained on, on the scale of standardised inputs (and target, of a loss of numbers), at the weights of
/// the model. Dropout minimises something else, and so does decay beside Adam, which scales the rest of a step and not the decay: they are left with a norm that more epochs don't lower.
/// </param>
public readonly record struct NetworkTraining(TrainingEnd End, int Epochs, int BestEpoch, double GradientNorm)
{
    /// <summary>The mean loss of the validation rows at the best epoch; NaN without early stopping.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>What to do about a loss that exploded, in words; null if it didn't.</summary>
    public string? Advice { get; init; }
}
