using System.Collections.Immutable;
using DuckDB.NET.Native;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>A column of a result: its name, its type, and what becomes of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Logical">The same with scale or members.</param>
/// <param name="IsJson">Whether it holds values of a JSON file that are of several kinds.</param>
internal sealed record DuckColumn(string Name, DuckDBType Type, DuckDBLogicalType Logical, bool IsJson = false)
{
    private const DuckDBType TimeNs = (DuckDBType)39; // not named by the bindings yet

    /// <summary>The kind that its values are of; null for types that aren't read.</summary>
    public ColumnKind? Natural => Type switch
    {
        DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt or DuckDBType.HugeInt or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt
            or DuckDBType.UnsignedInteger or DuckDBType.UnsignedBigInt or DuckDBType.UnsignedHugeInt or DuckDBType.Float or DuckDBType.Double or DuckDBType.Decimal or DuckDBType.Time
            or TimeNs or DuckDBType.SqlNull => ColumnKind.Number,
        DuckDBType.Boolean or DuckDBType.Varchar or DuckDBType.Enum or DuckDBType.Uuid => ColumnKind.Text,
        DuckDBType.Date or DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs or DuckDBType.TimestampTz => ColumnKind.Date,
        _ => null,
    };

    /// <summary>The kind that it is read as.</summary>
    public ColumnKind Kind(ImmutableDictionary<string, ColumnKind> kinds) => kinds.TryGetValue(Name, out var kind) ? kind : Natural ?? ColumnKind.Text;

    /// <summary>What reads it as numbers.</summary>
    public CellReader<double> Numbers(CellSource source) =>
        Natural == ColumnKind.Number ? NaturalNumbers(source) : new ParsedNumberReader(Text(source), source);

    /// <summary>What reads it as dates.</summary>
    public CellReader<long> Dates(CellSource source) =>
        Natural == ColumnKind.Date ? NaturalDates(source) : new ParsedDateReader(Text(source), source);

    /// <summary>What reads it as texts.</summary>
    public CellReader<int> Texts(CellSource source, TextLevels levels)
    {
        if (Type != DuckDBType.Enum)
            return new LevelReader(Text(source), levels);
        var members = new EnumMembers(Logical);
        return EnumSize switch
        {
            DuckDBType.UnsignedTinyInt => new EnumReader<byte>(members, levels),
            DuckDBType.UnsignedSmallInt => new EnumReader<ushort>(members, levels),
            _ => new EnumReader<uint>(members, levels),
        };
    }

    /// <summary>What takes it into a list that grows.</summary>
    public IColumnFill Fill(CellSource source, ColumnCells cells) => cells switch
    {
        NumberCells numbers => new ListFill<double>(Numbers(source), numbers.Values),
        TextCells texts => new ListFill<int>(Texts(source, texts.Levels), texts.Codes),
        _ => new ListFill<long>(Dates(source), ((DateCells)cells).Ticks),
    };

    private CellReader<double> NaturalNumbers(CellSource source) => Type switch
    {
        DuckDBType.TinyInt => new NumberReader<sbyte>(source),
        DuckDBType.SmallInt => new NumberReader<short>(source),
        DuckDBType.Integer => new NumberReader<int>(source),
        DuckDBType.BigInt => new NumberReader<long>(source),
        DuckDBType.HugeInt => new NumberReader<Int128>(source),
        DuckDBType.UnsignedTinyInt => new NumberReader<byte>(source),
        DuckDBType.UnsignedSmallInt => new NumberReader<ushort>(source),
        DuckDBType.UnsignedInteger => new NumberReader<uint>(source),
        DuckDBType.UnsignedBigInt => new NumberReader<ulong>(source),
        DuckDBType.UnsignedHugeInt => new NumberReader<UInt128>(source),
        DuckDBType.Float => new NumberReader<float>(source),
        DuckDBType.Double => new NumberReader<double>(source),
        DuckDBType.Decimal => Decimals(NativeMethods.LogicalType.DuckDBDecimalScale(Logical)),
        DuckDBType.Time => new TimeReader<long>(perSecond: 1e6),
        TimeNs => new TimeReader<long>(perSecond: 1e9),
        _ => new NothingReader(),
    };

    private CellReader<double> Decimals(int scale) => NativeMethods.LogicalType.DuckDBDecimalInternalType(Logical) switch
    {
        DuckDBType.SmallInt => new DecimalReader<short>(scale),
        DuckDBType.Integer => new DecimalReader<int>(scale),
        DuckDBType.BigInt => new DecimalReader<long>(scale),
        _ => new DecimalReader<Int128>(scale),
    };

    private CellReader<long> NaturalDates(CellSource source) => Type switch
    {
        DuckDBType.Date => new DayReader(source),
        DuckDBType.TimestampS => new InstantReader(source, TimeSpan.TicksPerSecond),
        DuckDBType.TimestampMs => new InstantReader(source, TimeSpan.TicksPerMillisecond),
        DuckDBType.TimestampNs => new InstantReader(source, ticks: 1, units: TimeSpan.NanosecondsPerTick),
        _ => new InstantReader(source, TimeSpan.TicksPerMicrosecond),
    };

    private DuckDBType EnumSize => NativeMethods.LogicalType.DuckDBEnumInternalType(Logical);

    private CellText Text(CellSource source) => Type switch
    {
        DuckDBType.Varchar => IsJson ? new JsonAsText(source) : new StringAsText(),
        DuckDBType.Boolean => new BooleanAsText(),
        DuckDBType.Uuid => new UuidAsText(),
        DuckDBType.Enum when EnumSize == DuckDBType.UnsignedTinyInt => new EnumAsText<byte>(new EnumMembers(Logical)),
        DuckDBType.Enum when EnumSize == DuckDBType.UnsignedSmallInt => new EnumAsText<ushort>(new EnumMembers(Logical)),
        DuckDBType.Enum => new EnumAsText<uint>(new EnumMembers(Logical)),
        DuckDBType.TinyInt => new IntegerAsText<sbyte>(),
        DuckDBType.SmallInt => new IntegerAsText<short>(),
        DuckDBType.Integer => new IntegerAsText<int>(),
        DuckDBType.BigInt => new IntegerAsText<long>(),
        DuckDBType.HugeInt => new IntegerAsText<Int128>(),
        DuckDBType.UnsignedTinyInt => new IntegerAsText<byte>(),
        DuckDBType.UnsignedSmallInt => new IntegerAsText<ushort>(),
        DuckDBType.UnsignedInteger => new IntegerAsText<uint>(),
        DuckDBType.UnsignedBigInt => new IntegerAsText<ulong>(),
        DuckDBType.UnsignedHugeInt => new IntegerAsText<UInt128>(),
        _ when Natural == ColumnKind.Number => new NumberAsText(NaturalNumbers(source)),
        _ => new DateAsText(NaturalDates(source)),
    };
}
