using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The recipe that suits a table's columns.</summary>
internal sealed class DefaultRecipe
{
    private const int FewestRows = 3, MostRows = 20, RowsPerLevel = 100;

    private readonly List<string> _out = [], _incomplete = [], _categories = [], _booleans = [], _dates = [], _incompleteDates = [], _timesOfIncomplete = [];
    private readonly int _fewest;

    private DefaultRecipe(int rows) => _fewest = Math.Clamp(rows / RowsPerLevel, FewestRows, MostRows);

    public static Recipe For(Table table, IReadOnlyDictionary<string, ColumnUse> uses) => Of(table, uses).Recipe();

    /// <summary>The recipe that leaves the columns as they are.</summary>
    public static Recipe AsCells(Table table, IReadOnlyDictionary<string, ColumnUse> uses) => Of(table, uses).Cells();

    private static DefaultRecipe Of(Table table, IReadOnlyDictionary<string, ColumnUse> uses)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (string name in uses.Keys)
            _ = table[name];
        var plan = new DefaultRecipe(table.Rows);
        foreach (var column in table.Columns)
            plan.Add(table, column, uses.GetValueOrDefault(column.Name));
        return plan;
    }

    private void Add(Table table, Column column, ColumnUse use)
    {
        if (use == ColumnUse.LeftOut || column.MissingCount == column.Rows)
            _out.Add(column.Name);
        else if (use == ColumnUse.Category && column is not DateColumn)
            AddCategory(column as TextColumn ?? LevelOrder.TextsOf((NumberColumn)column));
        else if (use is not (ColumnUse.ByKind or ColumnUse.Number) && column is NumberColumn)
            throw new DataException($"{table.Source}: column '{column.Name}' holds numbers and can't be used as dates; dates such as 2026-11-28 are needed");
        else if (use is not ColumnUse.ByKind && column is TextColumn)
            throw use == ColumnUse.Number ? table.NotNumbers(column, "a number is needed, as the column is to be used as numbers") : new DataException($"{table.Source}: row {FirstRow(column) + 1}, column '{column.Name}': '{Wording.Shortened(column.Text(FirstRow(column)))}' is no date; one such as 2026-11-28 is needed");
        else if (use is not (ColumnUse.ByKind or ColumnUse.Date) && column is DateColumn)
            throw new DataException($"{table.Source}: column '{column.Name}' holds dates and can't be used as {(use == ColumnUse.Number ? "numbers" : "a category")}; as dates it gives numbers and categories");
        else if (column is TextColumn texts)
            AddCategory(texts);
        else if (column is DateColumn dates)
            AddDates(dates);
        else if (column.MissingCount > 0)
            _incomplete.Add(column.Name);
    }

    private static int FirstRow(Column column) => Enumerable.Range(0, column.Rows).First(row => !column.IsMissing(row));

    private void AddCategory(TextColumn texts)
    {
        if (texts.Levels.Length == 1 && texts.MissingCount == 0)
            _out.Add(texts.Name);
        else if (texts.Levels.Length == 2 && texts.Levels.All(level => bool.TryParse(level, out _)))
            _booleans.Add(texts.Name); // there are no other levels, whatever rows come
        else
            _categories.Add(texts.Name); // whether a level is rare is for the rows with weight to say
    }

    private void AddDates(DateColumn dates)
    {
        if (dates.MissingCount == 0 && !dates.Ticks.ContainsAnyExcept(dates.Ticks[0]))
        {
            _out.Add(dates.Name);
            return;
        }

        _dates.Add(dates.Name);
        if (dates.MissingCount == 0)
            return;
        _incompleteDates.Add($"{dates.Name}.days");
        _timesOfIncomplete.Add($"{dates.Name}.year");
        if (dates.HasTimes)
            _timesOfIncomplete.Add($"{dates.Name}.hour");
    }

    private Recipe Recipe()
    {
        var recipe = new Recipe();
        if (_out.Count > 0)
            recipe = recipe.Drop(Named(_out));
        if (_incomplete.Count > 0)
            recipe = recipe.Impute(Named(_incomplete), Imputation.Mean, indicator: true);
        if (_categories.Count > 0)
            recipe = recipe.OneHot(Named(_categories), fewest: _fewest);
        if (_booleans.Count > 0)
            recipe = recipe.OneHot(Named(_booleans), dropped: DroppedLevel.First);
        if (_dates.Count > 0)
            recipe = recipe.Dates(Named(_dates), asCategories: true).OneHot(Columns.Texts, missing: MissingRows.Zeros);
        if (_incompleteDates.Count > 0)
            recipe = recipe.Impute(Named(_timesOfIncomplete), Imputation.Mean).Impute(Named(_incompleteDates), Imputation.Mean, indicator: true);
        return recipe;
    }

    private Recipe Cells()
    {
        var recipe = new Recipe();
        var categories = Named([.. _categories, .. _booleans]);
        if (_out.Count > 0)
            recipe = recipe.Drop(Named(_out));
        if (_dates.Count > 0)
            recipe = recipe.Dates(Named(_dates));
        recipe = recipe.KeepGaps(Columns.Numbers.Except(categories));
        return _categories.Count + _booleans.Count > 0 ? recipe.KeepLevels(categories) : recipe;
    }

    private static Columns Named(List<string> names) => Columns.Named([.. names.Distinct(StringComparer.Ordinal)]);
}
