using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>The part that each column of a table plays. No column is left out without being named.</summary>
public sealed class TableRoles
{
    private readonly ImmutableDictionary<string, AssignedRole> _byName;

    private TableRoles(ImmutableArray<AssignedRole> columns, ImmutableArray<string> questions, int rowsWithoutTarget)
    {
        (Columns, Questions, RowsWithoutTarget) = (columns, questions, rowsWithoutTarget);
        _byName = columns.ToImmutableDictionary(assigned => assigned.Column, StringComparer.Ordinal);
    }

    /// <summary>Each column's part, in the table's order.</summary>
    public ImmutableArray<AssignedRole> Columns { get; }

    /// <summary>What the cells leave open and only a person can say, as messages that name row, column and value; what would be learned from meanwhile may not be what is meant.</summary>
    public ImmutableArray<string> Questions { get; }

    /// <summary>How many rows have no target, and so can't be learned from.</summary>
    public int RowsWithoutTarget { get; }

    /// <summary>The same with another number of rows without a target.</summary>
    internal TableRoles Counting(int rowsWithoutTarget) => new(Columns, Questions, rowsWithoutTarget);

    /// <summary>The part of the column called <paramref name="name"/>.</summary>
    /// <param name="name">One of the table's.</param>
    public AssignedRole this[string name] => _byName[name];

    /// <summary>The columns that are learned from, in the table's order.</summary>
    public IEnumerable<string> Learned => Columns.Where(assigned => assigned.IsLearned).Select(assigned => assigned.Column);

    /// <summary>The columns of a part, in the table's order.</summary>
    /// <param name="role">A part.</param>
    public IEnumerable<string> With(ColumnRole role) => Columns.Where(assigned => assigned.Role == role).Select(assigned => assigned.Column);

    /// <summary>The column of a part that one column at most can play; null if none does.</summary>
    /// <param name="role">Target, Weight, Frequency, Group, Time, Offset or Fold.</param>
    public string? Only(ColumnRole role) => With(role).SingleOrDefault();

    /// <summary>The part of each column: as given, else as its cells speak for it. The target's values have no say in it.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict; null: there is none.</param>
    /// <param name="given">Parts that are known, by column.</param>
    /// <exception cref="DataException">A column isn't there, or its cells can't play the part that was given to it: the message names row and value, and what would have been accepted.</exception>
    /// <exception cref="ArgumentException">Two columns are given a part that one alone can play.</exception>
    public static TableRoles Infer(Table table, string? target, IReadOnlyDictionary<string, ColumnRole>? given = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var plain = PlainNumbers.Begin();
        given ??= ImmutableDictionary<string, ColumnRole>.Empty;
        target = TargetOf(given, target);
        var predicted = target is null ? null : table[target];
        if (predicted?.MissingCount == table.Rows)
            throw new DataException($"{table.Source}: column '{target}' is missing in every row; a target is needed in some");
        foreach (string name in given.Keys)
            _ = table[name];
        var facts = ImmutableArray.CreateRange(table.Columns, column => new Lazy<ColumnFacts>(() => ColumnFacts.Of(column)));
        var questions = ImmutableArray.CreateBuilder<string>();
        var roles = new AssignedRole[table.Columns.Length];
        for (int j = 0; j < roles.Length; j++)
        {
            var column = table.Columns[j];
            bool isTarget = column == predicted;
            if (isTarget || given.ContainsKey(column.Name))
            {
                var role = isTarget ? ColumnRole.Target : given[column.Name];
                RoleCells.Check(table, column, role, predicted);
                roles[j] = new AssignedRole(column.Name, role, isTarget ? "the column to predict" : "as given", IsGiven: true);
                if (isTarget && column is TextColumn texts && TextQuestion.Of(texts, facts[j].Value, isTarget) is { } stray)
                    questions.Add($"{table.Source}: {stray.Question}");
                continue;
            }

            var (inferred, reason, question) = RoleRules.Of(column, facts[j].Value);
            roles[j] = new AssignedRole(column.Name, inferred, reason, IsGiven: false);
            if (question is not null)
                questions.Add($"{table.Source}: {question}");
        }

        if (!Array.Exists(roles, assigned => assigned.IsLearned))
            roles = [.. roles.Select(assigned => RowNumbersLearned(table, assigned))];
        foreach (var (j, reason) in RepeatedColumns.Of(table, roles, facts))
            roles[j] = roles[j] with { Role = ColumnRole.Ignore, Reason = reason };
        return new TableRoles(ImmutableArray.Create(roles), questions.ToImmutable(), predicted?.MissingCount ?? 0);
    }

    /// <summary>The target, if it is given by either way.</summary>
    private static string? TargetOf(IReadOnlyDictionary<string, ColumnRole> given, string? target)
    {
        foreach (var role in (ColumnRole[][])[[ColumnRole.Target], [ColumnRole.Weight, ColumnRole.Frequency], [ColumnRole.Group], [ColumnRole.Time], [ColumnRole.Offset], [ColumnRole.Fold]])
        {
            string[] columns = [.. given.Where(pair => role.Contains(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
            if (columns.Length > 1)
                throw new ArgumentException($"{Wording.Listed(columns)} can't all be {string.Join(" or ", role.Select(ColumnRoleNames.Name))}; one column is", nameof(given));
        }

        string? other = given.Where(pair => pair.Value == ColumnRole.Target).Select(pair => pair.Key).SingleOrDefault();
        if (target is not null && other is not null && other != target)
            throw new ArgumentException($"'{target}' and '{other}' can't both be the target; one column is", nameof(given));
        if (target is not null && given.TryGetValue(target, out var role2) && role2 != ColumnRole.Target)
            throw new ArgumentException($"'{target}' is the target and can't be {role2.Name()} too", nameof(given));
        return target ?? other;
    }

    /// <summary>Where nothing else is left to learn from, numbers like row numbers are.</summary>
    private static AssignedRole RowNumbersLearned(Table table, AssignedRole assigned) =>
        assigned is { Role: ColumnRole.Id, IsGiven: false } && table[assigned.Column] is NumberColumn
            ? assigned with { Role = ColumnRole.Number, Reason = $"{assigned.Reason}, but there is nothing else to learn from" }
            : assigned;
}
