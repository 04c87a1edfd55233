using System.Globalization;

namespace Ridgeline.Tables;

/// <summary>A column of dates, or of dates with a time of day; without a time zone.</summary>
public sealed class DateColumn : Column
{
    /// <summary>What stands for a missing row among <see cref="Ticks"/>.</summary>
    public const long Missing = long.MinValue;

    private readonly long[] _ticks;

    /// <summary>A column of dates.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A date per row; null where it is missing.</param>
    public DateColumn(string name, IEnumerable<DateTime?> values) : this(name, [.. values.Select(value => value?.Ticks ?? Missing)])
    {
    }

    private DateColumn(string name, long[] ticks) : base(name)
    {
        int missing = 0;
        for (int row = 0; row < ticks.Length; row++)
        {
            if (ticks[row] == Missing)
                missing++;
            else if (ticks[row] < 0 || ticks[row] > DateTime.MaxValue.Ticks)
                throw new DataException($"row {row + 1}, column '{name}': the date is outside the years 1 to 9999");
            else
                HasTimes |= ticks[row] % TimeSpan.TicksPerDay != 0;
        }

        (_ticks, MissingCount) = (ticks, missing);
    }

    /// <summary>A column that takes over <paramref name="ticks"/> without a copy: nobody else may write to them any more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ticks">For each row the 100 ns since the year 1, as <see cref="DateTime.Ticks"/>; <see cref="Missing"/> where it is missing.</param>
    /// <exception cref="DataException">A date is outside the years 1 to 9999.</exception>
    public static DateColumn Adopt(string name, long[] ticks) => new(name, ticks);

    /// <summary>For each row the 100 ns since the year 1; <see cref="Missing"/> where it is missing.</summary>
    public ReadOnlySpan<long> Ticks => _ticks;

    /// <summary>Whether a row has a time of day other than midnight.</summary>
    public bool HasTimes { get; }

    /// <summary>The date of row <paramref name="row"/>; null where it is missing.</summary>
    /// <param name="row">0-based.</param>
    public DateTime? this[int row] => IsMissing(row) ? null : new DateTime(_ticks[row]);

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Date;

    /// <inheritdoc/>
    public override int Rows => _ticks.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _ticks[row] == Missing;

    /// <inheritdoc/>
    public override string Text(int row) => this[row] is { } date ? Text(date) : "";

    /// <inheritdoc/>
    public override Column Renamed(string name) => new DateColumn(name, _ticks);

    /// <summary>A date as text: the day alone at midnight, else with as many digits of seconds as it has.</summary>
    internal static string Text(DateTime date) =>
        date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    internal override Column Take(ReadOnlySpan<int> rows)
    {
        var (values, taken) = (_ticks, new long[rows.Length]);
        for (int at = 0; at < taken.Length; at++)
            taken[at] = values[rows[at]];
        return new DateColumn(Name, taken);
    }

    private protected override Column? Joined(Column other) => other is DateColumn dates ? new DateColumn(Name, [.. _ticks, .. dates._ticks]) : null;
}
