using System.Globalization;

namespace Ridgeline.Choices;

/// <summary>What a <see cref="ParameterValue"/> is.</summary>
public enum ParameterKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A text, such as the name of a loss.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,
}

/// <summary>A parameter's value: a number, a text or a flag. 1 is not "1", nor true.</summary>
public readonly record struct ParameterValue
{
    private readonly double _number;
    private readonly string? _text;

    private ParameterValue(ParameterKind kind, double number, string? text) => (Kind, _number, _text) = (kind, number, text);

    /// <summary>What it is.</summary>
    public ParameterKind Kind { get; }

    /// <summary>A number.</summary>
    /// <param name="value">Any number, or infinite; not NaN.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN.</exception>
    public static ParameterValue Of(double value) => !double.IsNaN(value)
        ? new ParameterValue(ParameterKind.Number, value, null)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a parameter can't be NaN");

    /// <summary>A text.</summary>
    /// <param name="value">Any text.</param>
    public static ParameterValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ParameterValue(ParameterKind.Text, 0, value);
    }

    /// <summary>A flag.</summary>
    /// <param name="value">True or false.</param>
    public static ParameterValue Of(bool value) => new(ParameterKind.Flag, value ? 1 : 0, null);

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(double value) => Of(value);

    /// <summary>A text.</summary>
    public static implicit operator ParameterValue(string value) => Of(value);

    /// <summary>A flag.</summary>
    public static implicit operator ParameterValue(bool value) => Of(value);

    /// <summary>The number; null if it is none.</summary>
    public double? Number => Kind == ParameterKind.Number ? _number : null;

    /// <summary>The text; null if it is none.</summary>
    public string? Text => Kind == ParameterKind.Text ? _text : null;

    /// <summary>The flag; null if it is none.</summary>
    public bool? Flag => Kind == ParameterKind.Flag ? _number != 0 : null;

    /// <summary>0.5 (the shortest form that reads back equal), true, or the text as it is.</summary>
    public override string ToString() => Kind switch
    {
        ParameterKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        ParameterKind.Text => _text!,
        _ => _number != 0 ? "true" : "false",
    };
}
