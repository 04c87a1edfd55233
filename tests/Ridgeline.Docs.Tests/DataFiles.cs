using System.Text;
using Ridgeline.Numerics;

namespace Ridgeline.Docs.Tests;

/// <summary>The files of docs/data, drawn from truths that are told here: data for pages to work on that are nobody's.</summary>
internal static class DataFiles
{
    private static readonly string[] Plans = ["basic", "plus", "pro"], Regions = ["east", "north", "south", "west"];

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["data.csv"] = Customers(seed: 1, rows: 400, answered: true),
        ["new.csv"] = Customers(seed: 2, rows: 20, answered: false),
        ["visits.csv"] = Visits(seed: 3, patients: 60),
    };

    /// <summary>
    /// Customers: what they pay hangs on plan and income, whether they leave on tickets, plan, age and visits. Of usage_1 … usage_12, which go together in threes, only usage_1 and usage_4 mean a little.
    /// </summary>
    private static string Customers(ulong seed, int rows, bool answered)
    {
        var stream = new RandomStream(seed);
        var text = new StringBuilder("age,income,plan,region,visits,tickets,");
        text.AppendJoin(',', Enumerable.Range(1, 12).Select(j => $"usage_{j}")).Append(answered ? ",price,churned\n" : ",price\n");
        for (int i = 0; i < rows; i++)
        {
            int age = 18 + stream.NextBelow(63), plan = stream.NextBelow(3), region = stream.NextBelow(4), visits = stream.NextBelow(30), tickets = Math.Min(stream.NextBelow(5), stream.NextBelow(5));
            double income = Math.Round(38 + 9 * stream.NextNormal() + 5 * plan, 1);
            double[] shared = [.. Enumerable.Range(0, 4).Select(_ => stream.NextNormal())];
            double[] usage = [.. Enumerable.Range(0, 12).Select(j => Math.Round(0.9 * shared[j / 3] + 0.45 * stream.NextNormal(), 2))];
            double price = Math.Round(12 + 9 * plan + 0.25 * income + 1.2 * usage[0] + 4 * stream.NextNormal(), 2);
            double leaving = -1.1 + 1.1 * tickets - 0.7 * plan + 0.03 * (45 - age) - 0.05 * (visits - 15) + 0.5 * usage[3];
            bool leaves = stream.NextUniform() * (1 + Math.Exp(-leaving)) < 1;
            text.Append($"{age},{income},{Plans[plan]},{Regions[region]},{visits},{tickets},").AppendJoin(',', usage).Append(answered ? $",{price},{(leaves ? "yes" : "no")}\n" : $",{price}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// Visits of patients to a clinic, in the order of their days: a patient's visits share a level of their own. calls counts over a length of time that log_days is the logarithm of; weight says how many
    /// patients of the region each stands for.
    /// </summary>
    private static string Visits(ulong seed, int patients)
    {
        var stream = new RandomStream(seed);
        var rows = new List<(DateOnly Day, string Row)>();
        for (int patient = 1; patient <= patients; patient++)
        {
            double own = stream.NextNormal(), weight = 1 + stream.NextBelow(4);
            for (int visit = 0; visit < 5; visit++)
            {
                var day = new DateOnly(2024, 1, 1).AddDays(stream.NextBelow(360));
                double dose = Math.Round(5 + 2 * stream.NextNormal(), 1), pulse = Math.Round(72 + 8 * own + 3 * stream.NextNormal()), sleep = Math.Round(7 + 1.2 * stream.NextNormal(), 1);
                int days = 5 + stream.NextBelow(60);
                double pain = Math.Round(4 + 1.5 * own - 0.3 * (dose - 5) + 0.7 * stream.NextNormal(), 2), rate = Math.Exp(-3 + 0.25 * own + 0.1 * (7 - sleep)) * days;
                int calls = 0;
                for (double left = Math.Exp(-rate), p = stream.NextUniform(); p > left && calls < 50; p *= stream.NextUniform())
                    calls++;
                rows.Add((day, $"p{patient:00},{day:yyyy-MM-dd},{sleep},{dose},{pulse},{weight},{Math.Round(Math.Log(days), 4)},{calls},{pain}\n"));
            }
        }

        return "patient,day,sleep,dose,pulse,weight,log_days,calls,pain\n" + string.Concat(rows.OrderBy(row => row.Day).ThenBy(row => row.Row, StringComparer.Ordinal).Select(row => row.Row));
    }
}
