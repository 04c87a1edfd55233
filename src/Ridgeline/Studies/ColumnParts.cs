using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>The part of each of a table's columns, and the recipe of those that are learned from.</summary>
internal sealed class ColumnParts
{
    private readonly Recipe? _given;

    private ColumnParts(TableRoles roles, ImmutableArray<string> learned, Recipe? given) => (Roles, Learned, _given) = (roles, learned, given);

    /// <summary>The parts.</summary>
    public TableRoles Roles { get; }

    /// <summary>The columns that are learned from, in the table's order.</summary>
    public ImmutableArray<string> Learned { get; }

    /// <summary>The learned columns of the same table, or of one with the same columns and more rows, as they become numbers; of trees, which take gaps and levels, as they are.</summary>
    public RecipeColumns ColumnsOf(Table table, Family family)
    {
        var learned = Only(table, Learned);
        return (_given ?? RecipeOf(learned, family)).ColumnsOf(learned);
    }

    private Recipe RecipeOf(Table learned, Family family)
    {
        var uses = Learned.ToImmutableDictionary(name => name, name => UseOf(Roles[name].Role));
        return family == Family.Tree ? Recipe.AsCells(learned, uses) : Recipe.For(learned, uses);
    }

    /// <summary>Gives every column its part.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="given">Parts that are known.</param>
    /// <param name="recipe">How the learned columns become numbers; null: as their parts and gaps call for.</param>
    /// <param name="weightsOf">Each row's weight, asked once it is known that the parts given can be played; rows of weight 0 have no say in the others.</param>
    /// <exception cref="DataException">A column can't play the part given to it, a column's part can't be told, or nothing is left to learn from.</exception>
    /// <exception cref="ArgumentException">Two columns are given a part that one alone can play.</exception>
    public static ColumnParts Of(Table table, string target, IReadOnlyDictionary<string, ColumnRole> given, Recipe? recipe, Func<double[]> weightsOf)
    {
        var roles = TableRoles.Infer(table, target, given);
        double[] weights = weightsOf();
        int[] rows = [.. Enumerable.Range(0, weights.Length).Where(row => weights[row] > 0)];
        if (rows.Length < weights.Length && rows.Length > 0)
            roles = TableRoles.Infer(table.Take(rows), target, given).Counting(roles.RowsWithoutTarget);
        if (!roles.Questions.IsEmpty)
            throw new DataException(roles.Questions[0] + (roles.Questions.Length > 1 ? $" ({Wording.Count(roles.Questions.Length - 1, "other column")} asks too)" : ""));
        ImmutableArray<string> learned = [.. roles.Learned];
        if (learned.IsEmpty)
            throw new DataException($"{table.Source}: there are no columns to learn from beside {string.Join(", ", roles.Columns.Select(column => $"'{Wording.Shortened(column.Column)}' ({column.Role.Name()}: {column.Reason})").Take(12))}; at least one is needed");
        return new ColumnParts(roles, learned, recipe);
    }

    private static Table Only(Table table, ImmutableArray<string> columns) => new(table.Source, [.. columns.Select(name => table[name])]);

    private static ColumnUse UseOf(ColumnRole role) => role switch
    {
        ColumnRole.Category => ColumnUse.Category,
        ColumnRole.Date => ColumnUse.Date,
        _ => ColumnUse.Number,
    };
}
