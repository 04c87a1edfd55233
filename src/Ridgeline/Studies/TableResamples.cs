using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Resampling;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A table's folds, and those of a search within the training rows of one of them.</summary>
internal sealed class TableResamples
{
    private readonly Table _table;
    private readonly string _target;
    private readonly TableFolds _folds;
    private readonly ImmutableArray<string> _classes;
    private readonly Labels? _foldOf;
    private readonly Labels? _groups;

    /// <summary>Reads the columns of folds and groups and divides the rows.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict, for messages.</param>
    /// <param name="classes">Its classes; empty for numbers.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="folds">How they are divided.</param>
    /// <exception cref="DataException">They can't be: the message says where and why.</exception>
    public TableResamples(Table table, string target, ImmutableArray<string> classes, Sample sample, TableFolds folds)
    {
        (_table, _target, _classes, _folds) = (table, target, classes, folds);
        _groups = folds.GroupColumn is { } groups ? Labels.Of(table, groups, sample, "group", wholeNumbers: false) : null;
        _foldOf = folds.FoldColumn is { } given ? Labels.Of(table, given, sample, "fold", wholeNumbers: true) : null;
        All = _foldOf is null ? Drawn(sample, folds.Count, folds.Seed, folds.Repeats, folds.Gap) : Given(_foldOf, _groups);
        Description = (_foldOf is not null ? $"{All.Count} folds, given by column '{folds.FoldColumn}'" : folds.TimeOrdered ? All.Kind : $"{All.Kind}, seed {folds.Seed}")
            + (_groups is not null ? $"; the {Wording.Count(_groups.Names.Length, "group")} of column '{folds.GroupColumn}' stay whole" : "");
    }

    /// <summary>The resamples of all rows.</summary>
    public Resamples All { get; }

    /// <summary>What they are, in words.</summary>
    public string Description { get; }

    /// <summary>Folds of the same kind for a search on the training rows of resample <paramref name="outer"/>: the folds left where folds are given, else as many as asked for or as the rows allow.</summary>
    /// <param name="training">The training rows; others have weight 0.</param>
    /// <param name="outer">Which of <see cref="All"/>.</param>
    /// <exception cref="DataException">The training rows can't be divided again.</exception>
    public Resamples Within(Sample training, int outer)
    {
        if (_foldOf is not null)
        {
            if (All.Count < 3)
                throw new DataException($"{_table.Source}: column '{_folds.FoldColumn}' has {All.Count} folds: nested cross-validation holds one out and searches over the others; at least 3 are needed");
            return Resamples.Given([.. All.FoldOf().ToArray().Select(fold => fold == outer ? Resamples.None : fold > outer ? fold - 1 : fold)], _groups is null ? default : _groups.Codes);
        }

        int most = _folds.TimeOrdered ? training.RowsWithWeight - 1 : Math.Min(Most(training), _classes.IsEmpty ? int.MaxValue : Rarest(training).Rows);
        int count = Math.Min(_folds.Count, most);
        while (_folds.TimeOrdered && count >= 2 && _folds.Gap >= training.RowsWithWeight - training.RowsWithWeight / (count + 1) * count)
            count--;
        return count >= 2
            ? Drawn(training, count, unchecked(_folds.Seed + 1 + (ulong)outer), repeats: 1, _folds.Gap)
            : throw new DataException($"{_table.Source}: the rows that fold {outer + 1} is predicted from are too few to be divided again for the nested search; use more rows{(_folds.TimeOrdered ? ", a smaller gap" : "")} or fewer folds");
    }

    private Resamples Drawn(Sample sample, int count, ulong seed, int repeats, int gap)
    {
        if (_folds.TimeOrdered)
        {
            CheckTime(sample, count, gap);
            return Resamples.TimeOrdered(sample, count, gap);
        }

        if (!_classes.IsEmpty && Rarest(sample) is var (name, rows) && rows < count)
            throw new DataException($"{_table.Source}: class '{Wording.Shortened(name)}' of column '{_target}' has {Wording.Count(rows, "row")} to learn from, fewer than the {count} folds; {Fewer(rows, "rows of it")}{(_classes.All(IsNumber) ? ", or the squared loss, which takes the target as numbers" : "")}");
        int most = Most(sample);
        if (most < count)
            throw new DataException(_groups is not null
                ? $"{_table.Source}: column '{_folds.GroupColumn}' has {Wording.Count(most, "group")}, fewer than the {count} folds; {Fewer(most, "groups")}"
                : $"{_table.Source}: {Wording.Count(most, "row")} to learn from, fewer than the {count} folds; {Fewer(most, "rows")}");
        return (_groups, _classes.IsEmpty) switch
        {
            (null, true) => Resamples.KFold(sample, count, seed, repeats),
            (null, false) => Resamples.Stratified(sample, count, seed, repeats),
            (_, true) => Resamples.Grouped(sample, _groups.Codes, count, seed, repeats),
            (_, false) => Resamples.StratifiedGrouped(sample, _groups.Codes, count, seed, repeats),
        };
    }

    private static bool IsNumber(string level) => double.TryParse(level, CultureInfo.InvariantCulture, out _);

    private void CheckTime(Sample sample, int count, int gap)
    {
        int rows = sample.RowsWithWeight, size = rows / (count + 1), first = rows - size * count;
        if (size < 1)
            throw new DataException($"{_table.Source}: {Wording.Count(rows, "row")} can't be {count} folds in time order, which need {count + 1}; {Fewer(rows - 1, "rows")}");
        if (gap >= first)
            throw new DataException($"{_table.Source}: a gap of {Wording.Count(gap, "row")} leaves the first of {count} folds nothing to train on, as {Wording.Count(first, "row")} come before it; use a gap of at most {first - 1}, or fewer folds");
    }

    /// <summary>Given folds, if there are two and each group is in one.</summary>
    private Resamples Given(Labels folds, Labels? groups)
    {
        if (folds.Names.Length < 2)
            throw new DataException($"{_table.Source}: column '{_folds.FoldColumn}' has one fold only ('{Wording.Shortened(folds.Names[0])}' in every row); at least two are needed");
        var first = new Dictionary<int, int>();
        for (int row = 0; groups is not null && row < folds.Codes.Length; row++)
        {
            if (folds.Codes[row] < 0 || first.TryAdd(groups.Codes[row], row) || folds.Codes[first[groups.Codes[row]]] == folds.Codes[row])
                continue;
            int before = first[groups.Codes[row]];
            throw new DataException(
                $"{_table.Source}: group '{Wording.Shortened(groups.Names[groups.Codes[row]])}' of column '{_folds.GroupColumn}' is in two folds of column '{_folds.FoldColumn}': row {before + 1} is in "
                + $"'{Wording.Shortened(folds.Names[folds.Codes[before]])}', row {row + 1} in '{Wording.Shortened(folds.Names[folds.Codes[row]])}'; all rows of a group belong in one fold");
        }

        return Resamples.Given([.. folds.Codes], groups is null ? default : groups.Codes);
    }

    /// <summary>How many folds the rows or groups allow.</summary>
    private int Most(Sample sample)
    {
        if (_groups is null)
            return sample.RowsWithWeight;
        var present = new HashSet<int>();
        for (int row = 0; row < _groups.Codes.Length; row++)
            if (sample.Weights[row] > 0)
                present.Add(_groups.Codes[row]);
        return present.Count;
    }

    /// <summary>The class with the fewest rows among those present.</summary>
    private (string Name, int Rows) Rarest(Sample sample)
    {
        var rows = new int[_classes.Length];
        for (int row = 0; row < sample.Target.Length; row++)
            rows[(int)sample.Target[row]] += sample.Weights[row] > 0 ? 1 : 0;
        int rarest = Enumerable.Range(0, rows.Length).Where(code => rows[code] > 0).MinBy(code => rows[code]);
        return (_classes[rarest], rows[rarest]);
    }

    private static string Fewer(int most, string what) => most >= 2 ? $"use at most {most} folds, or more {what}" : $"more {what} are needed";

    /// <summary>A column as labels: the names of what it tells apart, and each row's; −1 for rows without a weight.</summary>
    private sealed record Labels(ImmutableArray<string> Names, int[] Codes)
    {
        public static Labels Of(Table table, string column, Sample sample, string what, bool wholeNumbers)
        {
            var cells = table[column];
            var names = new Dictionary<string, int>();
            var codes = new int[cells.Rows];
            for (int row = 0; row < codes.Length; row++)
            {
                codes[row] = Resamples.None;
                if (sample.Weights[row] == 0)
                    continue;
                string name = cells.Text(row);
                if (string.IsNullOrWhiteSpace(name))
                    throw new DataException($"{table.Source}: row {row + 1}, column '{column}': is empty; every row needs its {what} (a row that should take no part gets the weight 0)");
                if (wholeNumbers && cells is NumberColumn numbers && !double.IsInteger(numbers.Values[row]))
                    throw new DataException($"{table.Source}: row {row + 1}, column '{column}': {name} is no {what}; a whole number or a text is needed");
                if (!names.TryGetValue(name, out codes[row]))
                    names.Add(name, codes[row] = names.Count);
            }

            // In order, so that folds are numbered as a reader counts them.
            ImmutableArray<string> ordered = cells is NumberColumn
                ? [.. names.Keys.OrderBy(name => double.Parse(name, CultureInfo.InvariantCulture))]
                : [.. names.Keys.Order(StringComparer.Ordinal)];
            var place = new int[ordered.Length];
            for (int k = 0; k < place.Length; k++)
                place[names[ordered[k]]] = k;
            return new Labels(ordered, [.. codes.Select(code => code < 0 ? code : place[code])]);
        }
    }
}
