using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Models;

/// <summary>Link, mean, class and probability of models of every loss.</summary>
public sealed class PredictionsTests
{
    private const int Rows = 6;

    [Theory]
    [InlineData("squared", 1)]
    [InlineData("huber", 1)]
    [InlineData("poisson", 1)]
    [InlineData("logistic", 1)]
    [InlineData("squared-hinge", 1)]
    [InlineData("multinomial", 2)]
    [InlineData("multinomial", 4)]
    public void Every_loss_predicts_what_it_models(string name, int outputs) => Gen.Select(Gen.Double[-3, 3].Array[2 * outputs], Gen.Double[-1, 1].Array[outputs], Gen.Double[-2, 2].Array[2 * Rows]).Sample((w, b, x) =>
    {
        string[] classes = name switch
        {
            "logistic" or "squared-hinge" => ["no", "yes"],
            "multinomial" => [.. Enumerable.Range(0, outputs).Select(k => $"class {k}")],
            _ => [],
        };
        var predictions = ModelOf(Loss.Named(name, outputs, 1.5), w, b, classes).Predict(TableOf(x));
        Assert.Equal(Rows, predictions.Rows);
        for (int i = 0; i < Rows; i++)
        {
            double[] eta = [.. Enumerable.Range(0, outputs).Select(k => b[k] + w[2 * k] * x[i] + w[2 * k + 1] * x[Rows + i])];
            for (int k = 0; k < outputs; k++)
                Assert.Equal(eta[k], predictions.Links[k * Rows + i], 1e-12);
            double[] probabilities = name switch
            {
                "logistic" => [1 / (1 + Math.Exp(eta[0])), 1 / (1 + Math.Exp(-eta[0]))],
                "multinomial" => [.. eta.Select(one => Math.Exp(one) / eta.Sum(Math.Exp))],
                _ => [],
            };
            Assert.Equal(probabilities.Length * Rows, predictions.Probabilities.Length);
            for (int k = 0; k < probabilities.Length; k++)
                Assert.Equal(probabilities[k], predictions.Probabilities[k * Rows + i], 1e-12);
            if (classes.Length == 0)
                Assert.Equal(name == "poisson" ? Math.Exp(eta[0]) : eta[0], predictions.Means[i], 1e-12 * (1 + Math.Exp(eta[0])));
            else
            {
                double[] scores = outputs > 1 ? eta : [0, eta[0]];
                Assert.InRange(scores[Array.IndexOf(classes, predictions.Class(i))], scores.Max() - 1e-12, double.PositiveInfinity); // probabilities so near are equal
            }
        }

        string[] columns = (name, classes.Length) switch
        {
            ("squared-hinge", _) => ["prediction", "decision"],
            (_, 0) => ["prediction"],
            _ => ["prediction", .. classes.Select(one => $"probability_{one}")],
        };
        Assert.Equal(columns, predictions.ToTable().Columns.Select(column => column.Name));
    });

    [Fact]
    public void Of_equally_probable_classes_the_first_is_predicted()
    {
        var table = TableOf(new double[2 * Rows]);
        Assert.Equal("no", ModelOf(Loss.Logistic, [1, 1], [0], ["no", "yes"]).Predict(table).Class(0));
        Assert.Equal("no", ModelOf(Loss.SquaredHinge, [1, 1], [0], ["no", "yes"]).Predict(table).Class(0));
        Assert.Equal("b", ModelOf(Loss.Multinomial(3), new double[6], [0, 1, 1], ["a", "b", "c"]).Predict(table).Class(0));
    }

    [Fact]
    public void Classes_without_names_are_called_by_their_codes() =>
        Assert.Equal(["0", "1", "2"], ModelOf(Loss.Multinomial(3), new double[6], new double[3], []).Predict(TableOf(new double[2 * Rows])).Classes);

    [Fact]
    public void What_can_t_be_predicted_is_refused()
    {
        var table = TableOf([.. Enumerable.Repeat(1000.0, 2 * Rows)]);
        Assert.Contains("t.csv: row 1: the prediction is too large", Assert.Throws<DataException>(() => ModelOf(Loss.Poisson, [1, 0], [0], []).Predict(table)).Message);
        Assert.Contains("squared", Assert.Throws<InvalidOperationException>(() => ModelOf(Loss.Squared, [1, 0], [0], ["no", "yes"]).Predict(table)).Message);
        Assert.Throws<InvalidOperationException>(() => ModelOf(Loss.Squared, [1, 0], [0], []).Predict(table).Class(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelOf(Loss.Logistic, [1, 0], [0], ["no", "yes"]).Predict(table).Class(Rows));
        var separated = new Table("t.csv", [new TextColumn("x1;x2", ["1;2"])]);
        Assert.Contains("separated by ';'", Assert.Throws<DataException>(() => ModelOf(Loss.Squared, [1, 0], [0], []).Predict(separated)).Message);
    }

    private static Table TableOf(double[] x) => new("t.csv", [new NumberColumn("x1", [.. x[..Rows]]), new NumberColumn("x2", [.. x[Rows..]])]);

    private static Model ModelOf(Loss loss, double[] w, double[] b, string[] classes) => new()
    {
        Target = "t",
        Classes = [.. classes],
        Columns = ["x1", "x2"],
        Setting = Strength.Lambda(0.1).Setting,
        Fitted = new LinearModel(loss, [.. w], [.. b], 1),
        Linear = new LinearFit { Means = [0, 0], Scales = [1, 1], Penalty = "l1", Lambda = 0.1, C = 1, Certificate = default },
        Rows = 7,
    };
}
