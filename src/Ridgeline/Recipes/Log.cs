using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>log(x + shift), the natural logarithm, for x + shift &gt; 0: a row outside is refused, when learned on (with weight) and when applied to.</summary>
/// <remarks>Nothing is learned. Missing rows stay missing. The column "dose" becomes "log(dose)", or "log(dose + 1)" with a shift of 1.</remarks>
/// <param name="Columns">Which columns, of numbers.</param>
/// <param name="Shift">Added to x; 0 if left out. 1 suits counts.</param>
public sealed record Log(Columns Columns, double Shift = 0) : RecipeStep(Columns)
{
    /// <summary>Added to x.</summary>
    public double Shift { get; init => field = Finite(value); } = Finite(Shift);

    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var columns = frame.NumbersFor("Log", Columns);
        double[] scratch = [];
        foreach (var column in columns)
        {
            var values = column.Read(frame.Rows, ref scratch);
            for (int row = 0; row < values.Length; row++)
                if (values[row] + Shift <= 0 && weights[row] > 0)
                    throw LearnedLog.Outside(frame, column, row, values[row], Shift);
        }

        return new LearnedLog([.. columns.Select(column => column.Name)], Shift);
    }

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the shift must be a finite number");

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{LearnedLog.NameOf(Columns.ToString()!, Shift)}";
}

/// <summary>log(x + shift).</summary>
internal sealed class LearnedLog(ImmutableArray<string> columns, double shift) : LearnedStep(columns)
{
    private readonly double _shift = shift;

    public override string Name => "log";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<NumberFeature>(frame, (feature, _) => [new Logarithm(frame, feature, _shift)]);

    public override IEnumerable<string> Describe() => Columns.IsEmpty ? [] : [$"Log of {Wording.Listed(Columns, 6)}{(_shift == 0 ? "" : $", after adding {Words.Number(_shift)}")}"];

    protected override bool IsSame(LearnedStep other) => SameBits([_shift], [((LearnedLog)other)._shift]);

    protected override void WriteLearned(Utf8JsonWriter json) => json.WriteNumber("shift", _shift);

    public static LearnedLog Read(ImmutableArray<string> columns, JsonElement json) => new(columns, json.Number("shift"));

    public static string NameOf(string column, double shift) => shift switch
    {
        0 => $"log({column})",
        > 0 => $"log({column} + {shift.ToString("R", CultureInfo.InvariantCulture)})",
        _ => $"log({column} - {(-shift).ToString("R", CultureInfo.InvariantCulture)})",
    };

    public static DataException Outside(Frame frame, Feature column, int row, double value, double shift) => new(
        $"{frame.Source}: row {frame.FirstRow + row + 1}, column '{column.Name}': {value.ToString("R", CultureInfo.InvariantCulture)} has no logarithm; {(shift == 0 ? "a number above 0" : $"a number above {Words.Number(-shift)} (log adds {Words.Number(shift)})")} is needed, or YeoJohnson, which takes any");

    private sealed class Logarithm : NumberFeature
    {
        private readonly Frame _frame;
        private readonly NumberFeature _of;
        private readonly double _shift;

        public Logarithm(Frame frame, NumberFeature of, double shift) : base(NameOf(of.Name, shift), of.Sources)
        {
            (_frame, _of, _shift) = (frame, of, shift);
            MayBeMissing = of.MayBeMissing;
        }

        public override void Write(Span<double> target)
        {
            _of.Write(target);
            for (int row = 0; row < target.Length; row++)
            {
                if (target[row] + _shift <= 0 && !_frame.IsLearning) // rows with weight were looked at
                    throw Outside(_frame, _of, row, target[row], _shift);
                target[row] = Math.Log(target[row] + _shift); // NaN in a row without weight that is outside
            }
        }
    }
}
