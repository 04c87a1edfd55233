using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>Whether a column's cells can play a part that was given to it.</summary>
internal static class RoleCells
{
    /// <summary>Refuses a part that a row with a target can't play.</summary>
    /// <param name="table">The data.</param>
    /// <param name="column">One of its columns.</param>
    /// <param name="role">The part given to it.</param>
    /// <param name="target">The column to predict; rows where it is missing aren't looked at. Null: there is none.</param>
    /// <exception cref="DataException">The message names row and value, and what would be accepted.</exception>
    public static void Check(Table table, Column column, ColumnRole role, Column? target)
    {
        var cells = new Cells(table.Source, column, role, target);
        switch (role)
        {
            case ColumnRole.Target:
                cells.Refuse(column is DateColumn ? cells.Next(_ => true) : -1, "a number or a class is needed, as dates can't be predicted");
                break;
            case ColumnRole.Number:
                cells.Refuse(cells.Wrong<NumberColumn>(), "a number such as 12.5 or 3e-4 is needed in every row that isn't missing; as a category, every text is a level");
                break;
            case ColumnRole.Category:
                cells.Refuse(column is DateColumn ? cells.Next(_ => true) : -1, "numbers or texts can be levels; dates are learned from as date");
                break;
            case ColumnRole.Date:
                cells.Refuse(cells.Wrong<DateColumn>(), "a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed in every row that isn't missing");
                break;
            case ColumnRole.Weight or ColumnRole.Frequency:
                Weights(cells, column, role == ColumnRole.Frequency);
                break;
            case ColumnRole.Offset:
                const string offset = "a number is needed in every row that has a target";
                cells.Refuse(cells.Wrong<NumberColumn>(), offset);
                cells.Refuse(cells.Next(column.IsMissing), offset);
                break;
            case ColumnRole.Time:
                const string time = "a date or a number is needed in every row that has a target, so that rows can be put in order";
                cells.Refuse(column is TextColumn ? cells.Next(_ => true) : -1, time);
                cells.Refuse(cells.Next(column.IsMissing), time);
                break;
        }
    }

    private static void Weights(Cells cells, Column column, bool isFrequency)
    {
        string needed = isFrequency ? "how often the row is there, a whole number of at least 0, is needed in every row that has a target" : "a weight of at least 0 is needed in every row that has a target";
        cells.Refuse(cells.Wrong<NumberColumn>(), needed);
        cells.Refuse(cells.Next(column.IsMissing), needed);
        var numbers = (NumberColumn)column;
        cells.Refuse(cells.Next(row => numbers.Values[row] < 0), needed);
        if (isFrequency)
            cells.Refuse(cells.Next(row => !double.IsInteger(numbers.Values[row])), needed);
        if (cells.Next(row => numbers.Values[row] > 0) < 0)
            throw new DataException($"{cells.Source}: column '{column.Name}': all weights are 0, so there is no row to learn from");
    }

    private readonly record struct Cells(string Source, Column Column, ColumnRole Role, Column? Target)
    {
        /// <summary>The first row with a target of which <paramref name="holds"/> is true; −1 if there is none.</summary>
        public int Next(Func<int, bool> holds)
        {
            for (int row = 0; row < Column.Rows; row++)
                if (Target?.IsMissing(row) != true && holds(row))
                    return row;
            return -1;
        }

        /// <summary>A row of a column that isn't of the kind needed: the first whose cell couldn't be read as that kind; −1 if it is of that kind.</summary>
        public int Wrong<T>()
            where T : Column
        {
            var column = Column;
            if (column is T)
                return -1;
            int row = Next(at => !column.IsMissing(at) && (typeof(T) != typeof(NumberColumn) || !Table.IsNumber(column.Text(at))));
            return Math.Max(row, 0);
        }

        public void Refuse(int row, string needed)
        {
            if (row < 0)
                return;
            string what = Column.IsMissing(row) ? "is missing" : $"'{Wording.Shortened(Column.Text(row))}' can't be {(Role is ColumnRole.Offset or ColumnRole.Id ? "an" : "a")} {Role.Name()}{(Column.Kind == ColumnKind.Text && Role == ColumnRole.Number && Table.IsNumber(Column.Text(row)) ? " in a column that was read as text" : "")}";
            throw new DataException($"{Source}: row {row + 1}, column '{Column.Name}': {what}; {needed}");
        }
    }
}
