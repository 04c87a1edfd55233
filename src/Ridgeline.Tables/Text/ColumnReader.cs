namespace Ridgeline.Tables;

/// <summary>One column as its cells come: numbers or dates as long as each cell is one, else texts.</summary>
internal sealed class ColumnReader
{
    private readonly TextFormat _format;
    private readonly bool _isAsked;
    private readonly bool _keeps;
    private ColumnKind? _kind;
    private Segments<double>? _numbers;
    private Segments<long>? _ticks;
    private LevelList? _texts;
    private int _before; // missing cells before the first that says anything
    private List<int>? _emptyBefore; // which of them are ""
    private char[] _scratch = [];

    /// <summary>A column of the kind asked for; null: of that of its cells.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="format">What its cells mean.</param>
    /// <param name="asked">Its kind.</param>
    /// <param name="keeps">Whether values are kept; else only their kind is looked for.</param>
    public ColumnReader(string name, TextFormat format, ColumnKind? asked, bool keeps = true)
    {
        (Name, _format, _isAsked, _keeps) = (name, format, asked is not null, keeps);
        if (asked is { } kind)
            Begin(kind);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its kind by the cells so far; numbers where none said anything.</summary>
    public ColumnKind Kind => _kind ?? ColumnKind.Number;

    /// <summary>Whether it began as numbers or dates and then had another cell: it is texts, and has to be read again as such.</summary>
    public bool IsForgotten { get; private set; }

    /// <summary>Takes the next cell as it stands in the file.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Add(ReadOnlySpan<char> cell)
    {
        if (_kind != ColumnKind.Number || !_format.IsNumber(cell, out double value))
            return AddAny(cell);
        _numbers?.Add(value);
        return null;
    }

    /// <summary>The numbers, missing ones where there were no others, which are let go of.</summary>
    public void MoveTo(Span<double> target)
    {
        if (_numbers is null)
            target.Fill(double.NaN);
        else
            _numbers.MoveTo(target);
    }

    /// <summary>The column, if it isn't one of numbers.</summary>
    public Column ToColumn() => _texts is not null ? _texts.ToColumn(Name) : DateColumn.Adopt(Name, _ticks!.ToArray());

    private string? AddAny(ReadOnlySpan<char> cell)
    {
        if (IsForgotten)
            return null;
        if (Quotes.Read(cell, _format.Delimiter, ref _scratch, out var text) is { } problem)
            return problem;
        bool isMissing = _format.IsMissing(text);
        if (isMissing || (text.IsEmpty && (cell.IsEmpty || _kind != ColumnKind.Text)))
        {
            if (_kind is null && !isMissing && !cell.IsEmpty && _keeps)
                (_emptyBefore ??= []).Add(_before);
            AddMissing();
            return null;
        }

        if (_kind is null)
            Begin(_format.Numbers.TryParse(text, out _) ? ColumnKind.Number : DateText.TryParse(text, out _) ? ColumnKind.Date : ColumnKind.Text);
        if (_kind == ColumnKind.Text)
            _texts?.Add(text);
        else if (_kind == ColumnKind.Number && _format.Numbers.TryParse(text, out double number))
            _numbers?.Add(number);
        else if (_kind == ColumnKind.Date && DateText.TryParse(text, out long ticks))
            _ticks?.Add(ticks);
        else if (_isAsked)
            return _kind == ColumnKind.Number ? _format.Numbers.Problem(text) : $"'{Wording.Shortened(text.ToString())}' is not a date; {DateText.Needed}";
        else
            Forget();
        return null;
    }

    private void AddMissing()
    {
        if (_kind is null)
            _before++;
        _numbers?.Add(double.NaN);
        _ticks?.Add(DateColumn.Missing);
        _texts?.AddMissing();
    }

    private void Begin(ColumnKind kind)
    {
        _kind = kind;
        if (!_keeps)
            return;
        if (kind == ColumnKind.Number)
            (_numbers = new()).AddRepeated(double.NaN, _before);
        else if (kind == ColumnKind.Date)
            (_ticks = new()).AddRepeated(DateColumn.Missing, _before);
        else
            (_texts = new()).AddMissing(_before, _emptyBefore);
        _emptyBefore = null;
    }

    private void Forget() => (_kind, IsForgotten, _numbers, _ticks) = (ColumnKind.Text, true, null, null);
}
