using Ridgeline.Numerics;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

/// <summary>Small tables for studies.</summary>
internal static class SimulatedTables
{
    public static Table Of(params (string Name, double[] Values)[] columns) => new("t", [.. columns.Select(c => (Column)new NumberColumn(c.Name, [.. c.Values]))]);

    /// <summary>Two classes that two of four columns tell about.</summary>
    public static Table Classes(ulong seed, int rows, double signal = 2)
    {
        var random = new RandomStream(seed);
        double[][] x = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => signal * (x[0][i] - x[1][i]) + 2 * random.NextUniform() > 1 ? 1.0 : 0.0)];
        return Of([.. x.Select((values, j) => ($"x{j}", values)), ("y", y)]);
    }

    /// <summary>The same columns and others.</summary>
    public static Table With(this Table table, params Column[] columns) => new(table.Source, [.. table.Columns, .. columns]);

    /// <summary>The same table with one column times a factor.</summary>
    public static Table Scaled(this Table table, string name, double factor) =>
        new(table.Source, [.. table.Columns.Select(column => column.Name == name ? new NumberColumn(name, [.. ((NumberColumn)column).Values.ToArray().Select(value => factor * value)]) : column)]);
}
