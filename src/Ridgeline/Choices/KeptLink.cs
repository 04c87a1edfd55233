using Ridgeline.Models;

namespace Ridgeline.Choices;

/// <summary>What a model said of some rows: its numbers, or, of models that are levels of one hierarchy, that level and the cells which the rows share among all of them.</summary>
internal sealed class KeptLink
{
    private readonly ReadOnlyMemory<double> _numbers;
    private readonly NestedTree? _nested;
    private readonly int _level;
    private readonly int[] _placed = [];

    /// <summary>Numbers as they are.</summary>
    public KeptLink(ReadOnlyMemory<double> numbers) => _numbers = numbers;

    /// <summary>Numbers that are found again where they are asked for: thousands of levels take no more room than one.</summary>
    /// <param name="model">A level.</param>
    /// <param name="placed">The finest cell of each row.</param>
    public KeptLink(INestedModel model, int[] placed) => (_nested, _level, _placed) = (model.Nested, model.Level, placed);

    /// <summary>m × K numbers, output after output.</summary>
    public ReadOnlySpan<double> Numbers
    {
        get
        {
            if (_nested is null)
                return _numbers.Span;
            var cells = new int[_nested.Count];
            _nested.CellsOf(_level, cells);
            var numbers = new double[_placed.Length * _nested.Outputs];
            for (int k = 0; k < _nested.Outputs; k++)
                for (int i = 0; i < _placed.Length; i++)
                    numbers[k * _placed.Length + i] = _nested.Prediction(cells[_placed[i]], k);
            return numbers;
        }
    }
}
