using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Recipes;

/// <summary>Columns of a design that say one thing together, such as the levels of one column of a table.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Columns">The columns, 0 … p − 1, rising.</param>
public sealed record ColumnGroup(string Name, ImmutableArray<int> Columns)
{
    /// <summary>Every column by itself.</summary>
    /// <param name="design">X.</param>
    public static ImmutableArray<ColumnGroup> Each(Design design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return [.. design.Names.Select((name, j) => new ColumnGroup(name, [j]))];
    }

    /// <summary>
    /// The columns that come from one column of the table. Where one comes from several (a product), those and all that comes from them are one group, as none of them
    /// can change alone: "age, income".
    /// </summary>
    /// <param name="recipe">What makes the design of the table.</param>
    public static ImmutableArray<ColumnGroup> Of(LearnedRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var sources = recipe.Sources;
        string[] inputs = [.. recipe.Inputs.Select(input => input.Name)];
        int[] first = [.. Enumerable.Range(0, inputs.Length)]; // of each input one that it belongs to, itself in the end
        foreach (var together in sources)
            foreach (string name in together)
                first[Root(first, Array.IndexOf(inputs, name))] = Root(first, Array.IndexOf(inputs, together[0]));
        var groups = ImmutableArray.CreateBuilder<ColumnGroup>();
        for (int root = 0; root < inputs.Length; root++)
        {
            if (first[root] != root)
                continue;
            string[] members = [.. inputs.Where((_, at) => Root(first, at) == root)];
            ImmutableArray<int> columns = [.. Enumerable.Range(0, sources.Length).Where(j => sources[j].Any(members.Contains))];
            groups.Add(new ColumnGroup(string.Join(", ", members), columns));
        }

        return [.. groups.Where(group => !group.Columns.IsEmpty).OrderBy(group => group.Columns[0])];
    }

    private static int Root(int[] first, int at)
    {
        while (first[at] != at)
            at = first[at];
        return at;
    }
}
