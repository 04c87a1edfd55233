using System.Collections.Immutable;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>What is searched: the rows with a target and a weight that are in a fold, the columns learned from, and who is held out while who is trained on.</summary>
internal sealed class LeakRows
{
    private const int MostNamed = 3;

    public LeakRows(Table table, TableRoles roles, Resamples? resamples, ReadOnlySpan<double> weights = default)
    {
        (Table, Roles, Resamples) = (table, roles, resamples);
        Learned = [.. roles.Learned.Select(name => table[name])];
        Target = roles.Only(ColumnRole.Target) is { } name ? table[name] : null;
        IsPresent = [.. Enumerable.Range(0, table.Rows).Select(row => Target?.IsMissing(row) != true)];
        if (resamples is { IsPartition: true })
        {
            var foldOf = resamples.FoldOf();
            for (int row = 0; row < foldOf.Length; row++)
                IsPresent[row] &= foldOf[row] != Resampling.Resamples.None;
        }

        for (int row = 0; row < weights.Length; row++)
            IsPresent[row] &= weights[row] > 0;
        Present = [.. Enumerable.Range(0, table.Rows).Where(row => IsPresent[row])];
    }

    public Table Table { get; }

    /// <summary>The rows that are looked at, as a table of their own.</summary>
    public Table OfPresent => Present.Length == Table.Rows ? Table : Table.Take(Present);

    public TableRoles Roles { get; }

    public Resamples? Resamples { get; }

    /// <summary>The columns learned from, in the table's order.</summary>
    public ImmutableArray<Column> Learned { get; }

    /// <summary>What is predicted; null: there is none.</summary>
    public Column? Target { get; }

    /// <summary>Whether a row is looked at.</summary>
    public bool[] IsPresent { get; }

    /// <summary>The rows that are, rising.</summary>
    public int[] Present { get; }

    /// <summary>Which rows are held out in some resample while another row of their set is trained on.</summary>
    /// <param name="setOf">Each row's set, any number from 0; −1 for a row in none.</param>
    public bool[] Exposed(int[] setOf)
    {
        bool[] exposed = new bool[setOf.Length];
        int sets = setOf.Length == 0 ? 0 : setOf.Max() + 1;
        if (Resamples is null)
        {
            int[] sizes = new int[sets];
            foreach (int row in Present)
                if (setOf[row] >= 0)
                    sizes[setOf[row]]++;
            foreach (int row in Present)
                exposed[row] = setOf[row] >= 0 && sizes[setOf[row]] > 1;
        }
        else if (Resamples.IsPartition)
            for (int repeat = 0; repeat < Resamples.Repeats; repeat++)
                ExposedInFolds(setOf, sets, Resamples.FoldOf(repeat), exposed);
        else
            ExposedInDraws(setOf, sets, Resamples, exposed);
        return exposed;
    }

    /// <summary>A set in two folds exposes all of its rows.</summary>
    private void ExposedInFolds(int[] setOf, int sets, ReadOnlySpan<int> foldOf, bool[] exposed)
    {
        const int unseen = -1, divided = -2;
        int[] fold = new int[sets];
        Array.Fill(fold, unseen);
        foreach (int row in Present)
            if (setOf[row] >= 0)
                fold[setOf[row]] = fold[setOf[row]] == unseen || fold[setOf[row]] == foldOf[row] ? foldOf[row] : divided;
        foreach (int row in Present)
            exposed[row] |= setOf[row] >= 0 && fold[setOf[row]] == divided;
    }

    private void ExposedInDraws(int[] setOf, int sets, Resamples resamples, bool[] exposed)
    {
        int[] times = new int[setOf.Length];
        bool[] trains = new bool[sets];
        for (int resample = 0; resample < resamples.Count; resample++)
        {
            resamples.Times(resample, times);
            Array.Clear(trains);
            foreach (int row in Present)
                if (setOf[row] >= 0 && times[row] > 0)
                    trains[setOf[row]] = true;
            foreach (int row in Present)
                exposed[row] |= setOf[row] >= 0 && times[row] == 0 && trains[setOf[row]];
        }
    }

    /// <summary>"rows 3 and 17 (folds 1 and 4)" of the first exposed sets.</summary>
    public string Named(int[] setOf, bool[] exposed)
    {
        var texts = new List<string>();
        int[] foldOf = Resamples is { IsPartition: true } ? Resamples.FoldOf().ToArray() : new int[setOf.Length];
        foreach (var set in Present.Where(row => exposed[row]).GroupBy(row => setOf[row]))
        {
            if (texts.Count == MostNamed)
            {
                texts.Add("…");
                break;
            }

            int[] members = [.. Present.Where(row => setOf[row] == set.Key)];
            int one = members[0], other = members.FirstOrDefault(row => foldOf[row] != foldOf[one], members[^1]);
            string folds = foldOf[one] == foldOf[other] ? "" : $" (folds {foldOf[one] + 1} and {foldOf[other] + 1})";
            texts.Add($"rows {one + 1} and {other + 1}{folds}");
        }

        return string.Join(", ", texts);
    }

    /// <summary>How rows are held out, in words for a sentence.</summary>
    public string Folds => Resamples is null ? "folds of single rows" : Resamples.Kind;

    /// <summary>Numbers 0, 1, … of the different cells of a column; missing cells have one too.</summary>
    public static int[] CodesOf(Column column)
    {
        int[] codes = new int[column.Rows];
        switch (column)
        {
            case TextColumn texts:
                for (int row = 0; row < codes.Length; row++)
                    codes[row] = texts.Codes[row] + 1;
                break;
            case NumberColumn numbers:
                var places = new Dictionary<double, int>(); // NaN equals NaN, and −0 equals 0
                for (int row = 0; row < codes.Length; row++)
                    if (!places.TryGetValue(numbers.Values[row], out codes[row]))
                        places.Add(numbers.Values[row], codes[row] = places.Count);
                break;
            case DateColumn dates:
                var days = new Dictionary<long, int>();
                for (int row = 0; row < codes.Length; row++)
                    if (!days.TryGetValue(dates.Ticks[row], out codes[row]))
                        days.Add(dates.Ticks[row], codes[row] = days.Count);
                break;
        }

        return codes;
    }
}
