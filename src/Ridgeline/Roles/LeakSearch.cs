using System.Collections.Immutable;
using Ridgeline.Numerics;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>Looks for columns that alone predict the target almost perfectly.</summary>
internal sealed class LeakSearch
{
    /// <summary>The most rows looked at: 10,000 held out tell 99 % from 99.9 %.</summary>
    public const int MostRows = 20_000;

    /// <summary>The least AUC or rank correlation of a leak. Strong honest predictors reach 0.97, measurements of one thing twice 0.99.</summary>
    public const double LeastRanking = 0.999;

    /// <summary>The least share of the errors of the most frequent class that a leak avoids in rows held out.</summary>
    public const double LeastAvoided = 0.99;

    /// <summary>The least share of the variance of ranks that a leak explains in rows held out.</summary>
    public const double LeastExplained = 0.999;

    /// <summary>How likely luck may make some column of the table look like a leak: in a few rows, a few columns of hundreds separate any two classes.</summary>
    public const double Luck = 1e-3;

    private const int MostStrengthRows = 5000;

    private const int ScreenRows = 500, FewestScreened = 100, FewestOthers = 20;
    private const double LeastScreened = 0.99, LeastToldScreened = 0.9; // what a leak has for certain in so few rows

    private const int FewestRows = 12; // of numbers in 12 rows luck finds one of 12! orders

    private readonly int[] _rows;
    private readonly double[] _y; // codes of classes, or ranks
    private readonly int _classes; // 0: numbers
    private readonly bool[] _isFirst; // of the two halves that predict each other
    private readonly double _surprise;
    private readonly int _others; // rows that aren't of the most frequent class
    private LeakSearch? _few;

    private LeakSearch(int[] rows, double[] y, int classes, bool[] isFirst, double surprise)
    {
        (_rows, _y, _classes, _isFirst, _surprise) = (rows, classes == 0 ? Ranks(y) : y, classes, isFirst, surprise);
        _others = classes == 0 || rows.Length == 0 ? 0 : rows.Length - y.CountBy(code => code).Max(pair => pair.Value);
    }

    /// <summary>The likely leaks, in the table's order.</summary>
    public static ImmutableArray<LikelyLeak> Find(Table table, TableRoles roles, CancellationToken stop)
    {
        string[] learned = [.. roles.Learned];
        if (roles.Only(ColumnRole.Target) is not { } name || learned.Length == 0)
            return [];
        var search = Of(table, table[name], MostRows, learned.Length);
        var leaks = ImmutableArray.CreateBuilder<LikelyLeak>();
        foreach (string column in learned)
        {
            stop.ThrowIfCancellationRequested();
            if (search.Leak(table[column], roles[column].Role == ColumnRole.Category) is { } leak)
                leaks.Add(leak);
        }

        return leaks.ToImmutable();
    }

    /// <summary>How well each column tells the target, in the table's order.</summary>
    public static ImmutableArray<(string Column, double Told)> Strengths(Table table, TableRoles roles, CancellationToken stop)
    {
        string[] learned = [.. roles.Learned];
        if (roles.Only(ColumnRole.Target) is not { } name || learned.Length == 0)
            return [];
        var search = Of(table, table[name], MostStrengthRows, learned.Length);
        var told = ImmutableArray.CreateBuilder<(string, double)>(learned.Length);
        foreach (string column in learned)
        {
            stop.ThrowIfCancellationRequested();
            told.Add((column, search.Strength(table[column], roles[column].Role == ColumnRole.Category)));
        }

        return told.MoveToImmutable();
    }

    private double Strength(Column column, bool isCategory)
    {
        if (_rows.Length < FewestRows || (_classes > 0 && !IsSurprising()))
            return 0;
        var groups = KeyGroups.Of(column, _rows);
        double told = Math.Clamp(Told(groups, isOrdered: !isCategory), 0, 1);
        double ranked = isCategory ? 0 : _classes == 2 ? Math.Abs(2 * Auc(groups) - 1) : _classes == 0 ? Math.Pow(RankCorrelation(groups), 2) : 0;
        return Math.Max(told, double.IsNaN(ranked) ? 0 : ranked);
    }

    private static LeakSearch Of(Table table, Column target, int most, int columns)
    {
        int[] present = [.. Enumerable.Range(0, table.Rows).Where(row => !target.IsMissing(row))];
        int[] rows = [.. RowSample.Of(present.Length, most).Select(at => present[at])];
        var random = new RandomStream(seed: 0, stream: 1);
        bool[] isFirst = [.. rows.Select(_ => random.NextBelow(2) == 0)];
        double surprise = Math.Log(columns / Luck);
        if (!ClassTarget.Suits(target))
            return new LeakSearch(rows, [.. rows.Select(row => ((NumberColumn)target).Values[row])], 0, isFirst, surprise);
        var labels = TargetCodes.Of(table.Source, target);
        return new LeakSearch(rows, [.. rows.Select(row => (double)labels.Codes[row])], labels.Classes.Length, isFirst, surprise);
    }

    /// <summary>What the column says where it is there; if it says too little, what it says by being there too.</summary>
    private LikelyLeak? Leak(Column column, bool isCategory)
    {
        if (!isCategory && _rows.Length >= 2 * ScreenRows && !(_few ??= Among(RowSample.Of(_rows.Length, ScreenRows))).MayLeak(column))
            return null;
        int[] present = Present(column);
        if (present.Length == _rows.Length)
            return Leak(column, isCategory, "");
        return Among(present).Leak(column, isCategory, " where it isn't missing") ?? Leak(column, isCategory, isCategory ? ", missing taken as a level" : ", missing taken as lowest");
    }

    /// <summary>Whether these few rows leave it open that a column in order is a leak: most aren't, and needn't be looked at in all rows.</summary>
    private bool MayLeak(Column column)
    {
        int[] present = Present(column);
        var among = present.Length == _rows.Length ? this : Among(present);
        return present.Length < FewestScreened || (_classes > 0 && among._others < FewestOthers) || among.IsNear(column) || (among != this && IsNear(column));
    }

    private bool IsNear(Column column)
    {
        var groups = KeyGroups.Of(column, _rows);
        return (_classes == 2 && Math.Abs(2 * Auc(groups) - 1) >= 2 * LeastScreened - 1) || (_classes == 0 && Math.Abs(RankCorrelation(groups)) >= LeastScreened)
            || Told(groups, isOrdered: true) >= LeastToldScreened;
    }

    private int[] Present(Column column) => [.. Enumerable.Range(0, _rows.Length).Where(at => !column.IsMissing(_rows[at]))];

    private LeakSearch Among(int[] at) => new([.. at.Select(k => _rows[k])], [.. at.Select(k => _y[k])], _classes, [.. at.Select(k => _isFirst[k])], _surprise);

    private LikelyLeak? Leak(Column column, bool isCategory, string where)
    {
        if (_rows.Length < FewestRows)
            return null;
        var groups = KeyGroups.Of(column, _rows);
        if (!isCategory && _classes == 2 && Auc(groups) is var auc && Math.Max(auc, 1 - auc) >= LeastRanking && IsSurprising())
            return new LikelyLeak(column.Name, LeakMeasure.RocAuc, Math.Max(auc, 1 - auc), $"alone it ranks the two classes with an AUC of {Math.Max(auc, 1 - auc):0.####}{where}");
        if (!isCategory && _classes == 0 && RankCorrelation(groups) is var correlation && Math.Abs(correlation) >= LeastRanking)
            return new LikelyLeak(column.Name, LeakMeasure.RankCorrelation, Math.Abs(correlation), $"its rank correlation with the target is {correlation:0.#####}{where}");
        double told = Told(groups, isOrdered: !isCategory);
        if (_classes == 0)
            return told >= LeastExplained ? new LikelyLeak(column.Name, LeakMeasure.HeldOut, told, $"alone it explains {told:P2} of the variance of the target's ranks in rows held out{where}") : null;
        return told >= LeastAvoided && IsSurprising()
            ? new LikelyLeak(column.Name, LeakMeasure.HeldOut, told, $"alone it tells the class of {_rows.Length - Math.Round((1 - told) * _others)} in {_rows.Length} rows held out{where}")
            : null;
    }

    /// <summary>What each half of the rows says of the other: of classes 1 − errors/(errors of the most frequent class), of numbers the share of the variance of their ranks.</summary>
    private double Told(KeyGroups groups, bool isOrdered)
    {
        double[] second = groups.Predicted(_y, _isFirst, _classes, isOrdered), first = groups.Predicted(_y, [.. _isFirst.Select(isFirst => !isFirst)], _classes, isOrdered);
        double mean = (_y.Length - 1) / 2.0, errors = 0, all = 0;
        for (int at = 0; at < _y.Length; at++)
        {
            double error = _y[at] - (_isFirst[at] ? first[at] : second[at]);
            errors += _classes == 0 ? error * error : error == 0 ? 0 : 1;
            all += (_y[at] - mean) * (_y[at] - mean);
        }

        return 1 - errors / (_classes == 0 ? all : _others);
    }

    /// <summary>Σ over pairs of rows of two classes of (1 if the second class's is above, ½ if tied), over their number; missing rows are below all others.</summary>
    private double Auc(KeyGroups groups)
    {
        double pairs = 0, negatives = 0;
        for (int g = 0; g < groups.Count; g++)
        {
            int positive = 0;
            var members = groups[g];
            foreach (int at in members)
                positive += _y[at] == 1 ? 1 : 0;
            pairs += positive * (negatives + 0.5 * (members.Length - positive));
            negatives += members.Length - positive;
        }

        return pairs / (negatives * (_y.Length - negatives));
    }

    private double RankCorrelation(KeyGroups groups)
    {
        double mean = (_y.Length - 1) / 2.0, cross = 0, own = 0, other = 0;
        for (int g = 0, before = 0; g < groups.Count; before += groups[g].Length, g++)
        {
            double rank = before + (groups[g].Length - 1) / 2.0 - mean;
            foreach (int at in groups[g])
                (cross, own, other) = (cross + rank * (_y[at] - mean), own + rank * rank, other + (_y[at] - mean) * (_y[at] - mean));
        }

        return cross / Math.Sqrt(own * other);
    }

    /// <summary>Whether luck would hardly find which rows aren't of the most frequent class, in any of the columns: ln C(n, k) against ln(columns/luck).</summary>
    private bool IsSurprising()
    {
        double orders = 0;
        for (int k = 1; k <= _others && orders <= _surprise; k++)
            orders += Math.Log((_y.Length - _others + k) / (double)k);
        return orders > _surprise;
    }

    /// <summary>The place of each among all in ascending order, from 0; of equal ones the mean of their places.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        double[] sorted = [.. values], ranks = new double[values.Length];
        Array.Sort(sorted, order);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && sorted[to] == sorted[from]; to++)
            {
            }

            for (int k = from; k < to; k++)
                ranks[order[k]] = (from + to - 1) / 2.0;
        }

        return ranks;
    }
}
