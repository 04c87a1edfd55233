using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>What is taken from a date.</summary>
[Flags]
public enum DateParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>"visit.year", the year.</summary>
    Year = 1,

    /// <summary>"visit.month", 1 … 12, or as a category January … December.</summary>
    Month = 2,

    /// <summary>"visit.weekday", 1 (Monday) … 7 (Sunday), or as a category Monday … Sunday.</summary>
    Weekday = 4,

    /// <summary>"visit.hour", 0 … 24 with minutes as a fraction, where a row of the table that is learned on has a time of day.</summary>
    Hour = 8,

    /// <summary>"visit.days", the days since a day, with the time of day as a fraction.</summary>
    Days = 16,

    /// <summary>All of them.</summary>
    All = Year | Month | Weekday | Hour | Days,
}

/// <summary>Columns of numbers in the place of one of dates: year, month, weekday, hour and elapsed days.</summary>
/// <remarks>Nothing is learned but whether there are times of day. Missing rows stay missing.</remarks>
/// <param name="Columns">Which columns, of dates.</param>
/// <param name="Parts">What is taken from each.</param>
/// <param name="AsCategories">Whether months and weekdays are texts, of all their names in their order, which OneHot after this makes columns of.</param>
/// <param name="Since">The day that elapsed days are counted from; 2000-01-01 if left out.</param>
public sealed record Dates(Columns Columns, DateParts Parts = DateParts.All, bool AsCategories = false, DateOnly? Since = null) : RecipeStep(Columns)
{
    internal override LearnedStep Learn(Frame frame, in RowWeights weights)
    {
        var dates = Columns.Of(frame).Select(feature => feature as DateFeature ?? throw frame.NotFor("Dates", "dates", feature)).ToImmutableArray();
        return new LearnedDates([.. dates.Select(date => date.Name)], Parts, AsCategories, Since ?? new DateOnly(2000, 1, 1), [.. dates.Select(date => date.HasTimes)]);
    }

    /// <summary>The step in words.</summary>
    public override string ToString() => $"{LearnedDates.Words(Parts)} of {Columns}{(AsCategories ? ", months and weekdays as categories" : "")}";
}

/// <summary>Parts of dates.</summary>
internal sealed class LearnedDates(ImmutableArray<string> columns, DateParts parts, bool asCategories, DateOnly since, ImmutableArray<bool> hasTimes) : LearnedStep(columns)
{
    private readonly DateParts _parts = parts;
    private readonly bool _asCategories = asCategories;
    private readonly DateOnly _since = since;
    private readonly ImmutableArray<bool> _hasTimes = hasTimes;

    private const string DayFormat = "yyyy-MM-dd";
    private static readonly ImmutableArray<string> Months = [.. DateTimeFormatInfo.InvariantInfo.MonthNames.Take(12)];
    private static readonly ImmutableArray<string> Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public override string Name => "dates";

    public override bool IsSameForAllWeights => true;

    protected override void Make(Frame frame) => Replace<DateFeature>(frame, Made);

    private IEnumerable<Feature> Made(DateFeature of, int place)
    {
        long origin = _since.ToDateTime(TimeOnly.MinValue).Ticks;
        if (_parts.HasFlag(DateParts.Year))
            yield return new DateNumbers(of, "year", ticks => new DateTime(ticks).Year);
        if (_parts.HasFlag(DateParts.Month))
            yield return _asCategories ? new DateTexts(of, "month", Months, MonthOf) : new DateNumbers(of, "month", ticks => MonthOf(ticks) + 1);
        if (_parts.HasFlag(DateParts.Weekday))
            yield return _asCategories ? new DateTexts(of, "weekday", Weekdays, WeekdayOf) : new DateNumbers(of, "weekday", ticks => WeekdayOf(ticks) + 1);
        if (_parts.HasFlag(DateParts.Hour) && _hasTimes[place])
            yield return new DateNumbers(of, "hour", ticks => ticks % TimeSpan.TicksPerDay / (double)TimeSpan.TicksPerHour);
        if (_parts.HasFlag(DateParts.Days))
            yield return new DateNumbers(of, "days", ticks => (ticks - origin) / (double)TimeSpan.TicksPerDay);
    }

    private static int MonthOf(long ticks) => new DateTime(ticks).Month - 1;

    private static int WeekdayOf(long ticks) => (int)(ticks / TimeSpan.TicksPerDay % 7); // 0001-01-01 was a Monday

    /// <summary>"year, month and days".</summary>
    public static string Words(DateParts parts) =>
        parts == DateParts.None ? "nothing" : string.Join(", ", EachPart.Where(part => parts.HasFlag(part)).Select(PartName));

    private static string PartName(DateParts part) => part switch
    {
        DateParts.Year => "year",
        DateParts.Month => "month",
        DateParts.Weekday => "weekday",
        DateParts.Hour => "hour",
        _ => "days",
    };

    private static readonly DateParts[] EachPart = [DateParts.Year, DateParts.Month, DateParts.Weekday, DateParts.Hour, DateParts.Days];

    public override IEnumerable<string> Describe() => Columns.Select((column, j) =>
        $"Dates {column}: {Words(_hasTimes[j] ? _parts : _parts & ~DateParts.Hour)}{(_parts.HasFlag(DateParts.Days) ? $" since {_since.ToString(DayFormat, CultureInfo.InvariantCulture)}" : "")}");

    protected override bool IsSame(LearnedStep other) => other is LearnedDates dates && (_parts, _asCategories, _since) == (dates._parts, dates._asCategories, dates._since) && _hasTimes.SequenceEqual(dates._hasTimes);

    protected override void WriteLearned(Utf8JsonWriter json)
    {
        json.WriteTexts("parts", [.. EachPart.Where(part => _parts.HasFlag(part)).Select(PartName)]);
        json.WriteBoolean("asCategories", _asCategories);
        json.WriteString("since", _since.ToString(DayFormat, CultureInfo.InvariantCulture));
        json.WriteFlags("hasTimes", _hasTimes);
    }

    public static LearnedDates Read(ImmutableArray<string> columns, JsonElement json)
    {
        var parts = DateParts.None;
        foreach (string name in json.Texts("parts"))
            parts |= EachPart.FirstOrDefault(part => PartName(part) == name) is not DateParts.None and var known ? known : throw new FormatException($"\"parts\" has \"{Wording.Shortened(name)}\"; the parts are {string.Join(", ", EachPart.Select(PartName))}");
        if (!DateOnly.TryParseExact(json.Text("since"), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var since))
            throw new FormatException("\"since\" is no day such as 2000-01-01");
        return new(columns, parts, json.Flag("asCategories"), since, json.Flags("hasTimes", columns.Length));
    }

    private sealed class DateNumbers : NumberFeature
    {
        private readonly DateFeature _of;
        private readonly Func<long, double> _part;

        public DateNumbers(DateFeature of, string part, Func<long, double> value) : base($"{of.Name}.{part}", of.Sources)
        {
            (_of, _part) = (of, value);
            MayBeMissing = of.MayBeMissing;
        }

        public override bool IsAsRead => true;

        public override void Write(Span<double> target)
        {
            var ticks = _of.Ticks;
            for (int row = 0; row < target.Length; row++)
                target[row] = ticks[row] == DateColumn.Missing ? double.NaN : _part(ticks[row]);
        }
    }

    private sealed class DateTexts : TextFeature
    {
        private readonly DateFeature _of;
        private readonly Func<long, int> _part;
        private int[]? _codes;

        public DateTexts(DateFeature of, string part, ImmutableArray<string> levels, Func<long, int> value) : base($"{of.Name}.{part}", of.Sources)
        {
            (_of, _part, Levels) = (of, value, levels);
            MayBeMissing = of.MayBeMissing;
        }

        public override ImmutableArray<string> Levels { get; }

        public override bool IsOrdered => true;

        public override ReadOnlySpan<int> Codes
        {
            get
            {
                if (_codes is null)
                {
                    var ticks = _of.Ticks;
                    var codes = new int[ticks.Length];
                    for (int row = 0; row < codes.Length; row++)
                        codes[row] = ticks[row] == DateColumn.Missing ? -1 : _part(ticks[row]);
                    _codes = codes;
                }

                return _codes;
            }
        }
    }
}
