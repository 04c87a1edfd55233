using CsCheck;
using Ridgeline.Numerics;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>What holds of the parts of any table's columns.</summary>
public sealed class RoleFacts
{
    private static readonly string[] Words = ["a", "b", "c", "d", "?", "", "2,500", "28.11.2026", "1", "2.5", "true", "false"];

    /// <summary>Some columns of every kind, with what makes rules speak: gaps, few values, constants, copies, rising numbers, texts of numbers.</summary>
    private static readonly Gen<Table> Tables =
        from rows in Gen.Int[1, 60]
        from columns in Gen.OneOf(
            Gen.Double[-3, 3].Array[rows].Select(values => (Column)new NumberColumn("", values)),
            Gen.Int[0, 4].Array[rows].Select(values => (Column)new NumberColumn("", [.. values.Select(value => value == 4 ? double.NaN : value)])),
            Gen.Int[1, 3].Array[rows].Select(values => (Column)new NumberColumn("", [.. values.Select(value => (double)value)])),
            Gen.Int[-2, 2].Select(start => (Column)new NumberColumn("", [.. Enumerable.Range(start, rows).Select(value => (double)value)])),
            Gen.Const((Column)new NumberColumn("", [.. Enumerable.Repeat(double.NaN, rows)])),
            Gen.Int[0, Words.Length - 1].Select(at => Words[at]).Array[rows].Select(values => (Column)new TextColumn("", values)),
            Gen.Int[0, 500].Array[rows].Select(values => (Column)new TextColumn("", values.Select(value => value < 50 ? null : $"t{value}"))),
            Gen.Int[0, 40].Array[rows].Select(values => (Column)new DateColumn("", values.Select(value => value == 0 ? (DateTime?)null : new DateTime(2026, 1, 1).AddDays(value)))))
            .List[1, 8]
        from copies in Gen.Int[0, columns.Count - 1].Array[0, 3]
        select new Table("made.csv", [.. columns.Concat(copies.Select(at => columns[at])).Select((column, j) => column.Renamed($"c{j}"))]);

    private static readonly Gen<(Table Table, ulong Seed)> Seeded = Gen.Select(Tables, Gen.ULong);

    [Fact]
    public void Every_column_has_a_part_and_a_reason_in_the_table_s_order() => Tables.Sample(table =>
    {
        var roles = TableRoles.Infer(table, null);
        Assert.Equal(table.Columns.Select(column => column.Name), roles.Columns.Select(assigned => assigned.Column));
        Assert.All(roles.Columns, assigned => Assert.False(string.IsNullOrWhiteSpace(assigned.Reason)));
        Assert.All(roles.Columns, assigned => Assert.Contains(assigned.Role, (ColumnRole[])[ColumnRole.Number, ColumnRole.Category, ColumnRole.Date, ColumnRole.Ignore, ColumnRole.Id]));
        Assert.All(roles.Columns, assigned => Assert.Equal(roles[assigned.Column], assigned));
        Assert.Equal(roles.Learned, roles.Columns.Where(assigned => assigned.IsLearned).Select(assigned => assigned.Column));
    });

    [Fact]
    public void What_is_learned_from_varies_and_is_of_a_kind_that_can_be() => Tables.Sample(table =>
    {
        var roles = TableRoles.Infer(table, null);
        foreach (string name in roles.Learned)
        {
            var column = table[name];
            Assert.True(Enumerable.Range(0, table.Rows).Select(row => (column.IsMissing(row), column.Text(row))).Distinct().Count() > 1);
            Assert.Equal(roles[name].Role, (column, roles[name].Role) switch
            {
                (NumberColumn, ColumnRole.Number or ColumnRole.Category) or (TextColumn, ColumnRole.Category) or (DateColumn, ColumnRole.Date) => roles[name].Role,
                _ => ColumnRole.Ignore,
            });
        }
    });

    [Fact]
    public void Of_equal_columns_one_at_most_is_learned_from_and_the_other_names_it() => Tables.Sample(table =>
    {
        var roles = TableRoles.Infer(table, null);
        foreach (var one in table.Columns)
            foreach (var other in table.Columns)
                if (one != other && one.Kind == other.Kind && Enumerable.Range(0, table.Rows).All(row => one.IsMissing(row) == other.IsMissing(row) && one.Text(row) == other.Text(row)))
                    Assert.False(roles[one.Name].IsLearned && roles[other.Name].IsLearned, $"{one.Name} and {other.Name}");
    });

    [Fact]
    public void The_order_of_rows_matters_only_to_what_is_like_row_numbers() => Seeded.Sample((table, seed) =>
    {
        int[] order = [.. Enumerable.Range(0, table.Rows)];
        new RandomStream(seed).Shuffle<int>(order);
        var (one, other) = (TableRoles.Infer(table, null), TableRoles.Infer(Ordered(table, order), null));
        var rowNumbers = one.Columns.Concat(other.Columns).Where(assigned => assigned.Reason.Contains("row numbers") && table[assigned.Column] is NumberColumn).Select(assigned => assigned.Column).ToHashSet();
        foreach (var (before, after) in one.Columns.Zip(other.Columns))
            if (!rowNumbers.Contains(before.Column) && !rowNumbers.Any(name => before.Reason.Contains($"'{name}'") || after.Reason.Contains($"'{name}'")))
                Assert.Equal((before.Role, before.Reason), (after.Role, after.Reason));
    });

    [Fact]
    public void The_target_s_values_have_no_say() => Seeded.Sample((table, seed) =>
    {
        if (table.Columns[0].MissingCount == table.Rows || table.Columns[0] is DateColumn)
            return;
        int[] order = [.. Enumerable.Range(0, table.Rows)];
        new RandomStream(seed).Shuffle<int>(order);
        var mixed = new Table(table.Source, table.Columns.SetItem(0, Ordered(table, order).Columns[0]));
        Assert.Equal(TableRoles.Infer(table, "c0").Columns, TableRoles.Infer(mixed, "c0").Columns);
    });

    [Fact]
    public void What_is_given_always_wins() => Gen.Select(Tables, Gen.Enum<ColumnRole>().Array[20]).Sample((table, drawn) =>
    {
        var given = table.Columns.Zip(drawn).Where(pair => CanPlay(pair.First, pair.Second)).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var roles = TableRoles.Infer(table, null, given);
        foreach (var (name, role) in given)
            Assert.Equal((role, true), (roles[name].Role, roles[name].IsGiven));
        Assert.All(roles.Columns.Where(assigned => !given.ContainsKey(assigned.Column)), assigned => Assert.False(assigned.IsGiven));
    });

    [Fact]
    public void Rows_without_a_target_are_counted() => Tables.Sample(table =>
    {
        foreach (var column in table.Columns.Where(column => column.MissingCount < table.Rows && column is not DateColumn))
        {
            var roles = TableRoles.Infer(table, column.Name);
            Assert.Equal(column.MissingCount, roles.RowsWithoutTarget);
            Assert.Equal(column.Name, roles.Only(ColumnRole.Target));
            Assert.DoesNotContain(column.Name, roles.Learned);
        }
    });

    /// <summary>The parts that any number of columns can play, and these cells can.</summary>
    private static bool CanPlay(Column column, ColumnRole role) => (column, role) switch
    {
        (_, ColumnRole.Ignore or ColumnRole.Id) => true,
        (NumberColumn, ColumnRole.Number or ColumnRole.Category) or (TextColumn, ColumnRole.Category) or (DateColumn, ColumnRole.Date) => true,
        _ => false,
    };

    private static Table Ordered(Table table, int[] order) => new(table.Source, [.. table.Columns.Select(column => column switch
    {
        NumberColumn numbers => (Column)new NumberColumn(column.Name, [.. order.Select(row => numbers.Values[row])]),
        TextColumn texts => new TextColumn(column.Name, order.Select(row => texts[row])),
        DateColumn dates => new DateColumn(column.Name, order.Select(row => dates[row])),
        _ => column,
    })]);
}
