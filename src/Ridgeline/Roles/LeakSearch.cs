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

    private const int FewestRows = 12; // of numbers in 12 rows luck finds one of 12! orders

    private readonly int[] _rows;
    private readonly double[] _y; // codes of classes, or ranks
    private readonly int _classes; // 0: numbers
    private readonly bool[] _isFirst; // of the two halves that predict each other
    private readonly double _surprise;

    private LeakSearch(int[] rows, double[] y, int classes, bool[] isFirst, double surprise) =>
        (_rows, _y, _classes, _isFirst, _surprise) = (rows, classes == 0 ? Ranks(y) : y, classes, isFirst, surprise);

    /// <summary>The likely leaks, in the table's order.</summary>
    public static ImmutableArray<LikelyLeak> Find(Table table, TableRoles roles, CancellationToken stop)
    {
        string[] learned = [.. roles.Learned];
        if (roles.Only(ColumnRole.Target) is not { } name || learned.Length == 0)
            return [];
        var target = table[name];
        int[] present = [.. Enumerable.Range(0, table.Rows).Where(row => !target.IsMissing(row))];
        int[] rows = [.. RowSample.Of(present.Length, MostRows).Select(at => present[at])];
        var search = Of(table, target, rows, learned.Length);
        var leaks = ImmutableArray.CreateBuilder<LikelyLeak>();
        foreach (string column in learned)
        {
            stop.ThrowIfCancellationRequested();
            if (search.Leak(table[column], roles[column].Role == ColumnRole.Category) is { } leak)
                leaks.Add(leak);
        }

        return leaks.ToImmutable();
    }

    private static LeakSearch Of(Table table, Column target, int[] rows, int columns)
    {
        var random = new RandomStream(seed: 0, stream: 1);
        bool[] isFirst = [.. rows.Select(_ => random.NextBelow(2) == 0)];
        double surprise = Math.Log(columns / Luck);
        if (!ClassTarget.Suits(target))
            return new LeakSearch(rows, [.. rows.Select(row => ((NumberColumn)target).Values[row])], 0, isFirst, surprise);
        var labels = ClassTarget.Of(table.Source, target, row => !target.IsMissing(row));
        return new LeakSearch(rows, [.. rows.Select(row => labels.Codes[row])], labels.Classes.Length, isFirst, surprise);
    }

    /// <summary>What the column says where it is there; if it says too little, what it says by being there too.</summary>
    private LikelyLeak? Leak(Column column, bool isCategory)
    {
        int[] present = [.. Enumerable.Range(0, _rows.Length).Where(at => !column.IsMissing(_rows[at]))];
        if (present.Length == _rows.Length)
            return Leak(column, isCategory, "");
        return Among(present).Leak(column, isCategory, " where it isn't missing") ?? Leak(column, isCategory, isCategory ? ", missing taken as a level" : ", missing taken as lowest");
    }

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
        double[] predicted = Predicted(groups, isOrdered: !isCategory);
        if (_classes == 0)
            return Explained(predicted) is var explained && explained >= LeastExplained
                ? new LikelyLeak(column.Name, LeakMeasure.HeldOut, explained, $"alone it explains {explained:P2} of the variance of the target's ranks in rows held out{where}")
                : null;
        int errors = _y.Zip(predicted).Count(pair => pair.First != pair.Second);
        double avoided = 1 - errors / (double)(_y.Length - MostFrequent());
        return avoided >= LeastAvoided && IsSurprising()
            ? new LikelyLeak(column.Name, LeakMeasure.HeldOut, avoided, $"alone it tells the class of {_y.Length - errors} in {_y.Length} rows held out{where}")
            : null;
    }

    /// <summary>What each half says of the other.</summary>
    private double[] Predicted(KeyGroups groups, bool isOrdered)
    {
        double[] second = groups.Predicted(_y, _isFirst, _classes, isOrdered), first = groups.Predicted(_y, [.. _isFirst.Select(isFirst => !isFirst)], _classes, isOrdered);
        return [.. _isFirst.Select((isFirst, at) => isFirst ? first[at] : second[at])];
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

    private double Explained(double[] predicted)
    {
        double mean = (_y.Length - 1) / 2.0;
        return 1 - _y.Zip(predicted).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second)) / _y.Sum(y => (y - mean) * (y - mean));
    }

    /// <summary>Whether luck would hardly find which rows aren't of the most frequent class, in any of the columns: ln C(n, k) against ln(columns/luck).</summary>
    private bool IsSurprising()
    {
        int n = _y.Length, others = n - MostFrequent();
        double orders = 0;
        for (int k = 1; k <= others && orders <= _surprise; k++)
            orders += Math.Log((n - others + k) / (double)k);
        return orders > _surprise;
    }

    private int MostFrequent() => _y.CountBy(code => code).Max(pair => pair.Value);

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
