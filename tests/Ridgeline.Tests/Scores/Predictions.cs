using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

/// <summary>Targets, predictions of one loss for them, and weights 0 … 3. Links and numbers come in steps of ½, so that there are ties.</summary>
internal sealed record Predictions(Loss Loss, double[] Y, double[] Link, double[] Mean, double[] Weights)
{
    /// <summary>A loss of every kind of target, several with several outputs.</summary>
    public static Loss[] Losses { get; } =
    [
        Loss.Squared, Loss.Huber(1.2), Loss.Poisson, Loss.Logistic, Loss.SquaredHinge, Loss.Multinomial(2), Loss.Multinomial(3), Loss.Multinomial(5),
    ];

    public static IEnumerable<TheoryDataRow<string>> Names => Losses.Select(loss => new TheoryDataRow<string>($"{loss.Name} {loss.Outputs}"));

    public double Score(Score score) => score.Value(Y, Link, Mean, Weights);

    public int RowsWithWeight => Weights.Count(w => w > 0);

    public static Loss Named(string name) => Losses.Single(loss => $"{loss.Name} {loss.Outputs}" == name);

    public static Gen<Predictions> Of(Loss loss, int most = 40) =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[-6, 6].Array[loss.Outputs]).Array[1, most].Select(rows =>
        {
            bool numbers = Ridgeline.Scores.Score.R2.Suits(loss);
            int classes = numbers ? 7 : Math.Max(loss.Outputs, 2);
            double[] link = [.. Enumerable.Range(0, loss.Outputs).SelectMany(k => rows.Select(row => numbers ? Math.Abs(row.Item3[k]) / 2.0 : row.Item3[k] / 2.0))];
            return With(loss, [.. rows.Select(row => (double)(row.Item1 % classes))], link, [.. rows.Select(row => (double)row.Item2)]);
        });

    public static Predictions With(Loss loss, double[] y, double[] link, double[] weights)
    {
        var mean = new double[link.Length];
        loss.Means(link, mean);
        return new Predictions(loss, y, link, mean, weights);
    }

    /// <summary>What predicts every row as well as numbers can.</summary>
    public Predictions Perfect()
    {
        int n = Y.Length;
        double Best(double y, int k) => Loss.Name switch
        {
            "poisson" => y == 0 ? -740 : Math.Log(y),
            "logistic" => y == 1 ? 40 : -40,
            "squared-hinge" => 2 * y - 1,
            "multinomial" => y == k ? 40 : 0,
            _ => y,
        };
        var perfect = With(Loss, Y, [.. Enumerable.Range(0, Loss.Outputs * n).Select(at => Best(Y[at % n], at / n))], Weights);
        return Loss.Name == "poisson" ? perfect with { Mean = Y } : perfect; // e^(log y) rounds
    }

    /// <summary>The given rows, in their order.</summary>
    public Predictions Rows(IReadOnlyList<int> rows)
    {
        double[] Taken(double[] columns) => [.. Enumerable.Range(0, columns.Length / Y.Length).SelectMany(k => rows.Select(i => columns[k * Y.Length + i]))];
        return new Predictions(Loss, Taken(Y), Taken(Link), Taken(Mean), Taken(Weights));
    }
}
