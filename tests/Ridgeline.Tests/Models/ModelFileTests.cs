using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly Gen<Certificate> Certificates = Gen.Select(
        Gen.Double[0, 1], Gen.OneOf(Gen.Const((double?)null), Gen.Double[0, 1].Select(v => (double?)v)), Gen.OneOf(Gen.Const(double.NaN), Gen.Double[0, 1]), Gen.Enum<FitStatus>())
        .Select((primal, dual, nullObjective, status) => new Certificate(primal, dual, nullObjective, 1e-17, 3, 12, status));

    [Fact]
    public void A_model_comes_back_from_its_file_to_the_last_bit() => Gen.Select(Gen.Double.Where(double.IsFinite).Array[3], Certificates, Gen.Bool).Sample((w, certificate, free) =>
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString());
        var model = Of(w, certificate, free ? double.PositiveInfinity : 0.3);
        model.Save(path);
        var read = Model.Load(path);
        Assert.Equal(model.Linear.Coefficients, read.Linear.Coefficients);
        Assert.Equal(model.Linear.Intercepts, read.Linear.Intercepts);
        Assert.Equal((model.Linear.Norm, model.Linear.Loss), (read.Linear.Norm, read.Linear.Loss));
        Assert.Equal((model.C, model.Lambda, model.Rows, model.Target, model.Penalty), (read.C, read.Lambda, read.Rows, read.Target, read.Penalty));
        Assert.Equal(model.Certificate, read.Certificate);
        Assert.Equal(model.Columns, read.Columns);
        Assert.Equal(model.Classes, read.Classes);
        Assert.Equal(model.Means, read.Means);
        Assert.Equal(model.Scales, read.Scales);
        File.Delete(path);
    });

    [Fact]
    public void What_is_no_model_file_is_refused_by_name()
    {
        string path = Path.Combine(_folder, "m.json");
        Assert.StartsWith(path, Assert.Throws<DataException>(() => Model.Load(path)).Message);
        foreach (string text in new[] { "", "[]", "3", "null", "{}", "{\"format\":\"other\"}", "{\"format\":\"ridgeline-model\",\"version\":1}", "{\"format\":\"ridgeline-model\",\"version\":2}" })
        {
            File.WriteAllText(path, text);
            Assert.StartsWith(path, Assert.Throws<DataException>(() => Model.Load(path)).Message);
        }
    }

    [Fact]
    public void A_table_may_have_its_columns_in_any_order_but_has_to_have_them()
    {
        var model = Of([1, -2, 0.5], default, 1);
        Column Numbers(string name, params double[] values) => new NumberColumn(name, [.. values]);
        var table = new Table("t.csv", [Numbers("c", 4, 0), new TextColumn("more", ["x", "y"]), Numbers("a", 1, 3), Numbers("b", 2, 1)]);
        ImmutableArray<double> probabilities = model.Predict(table).Probabilities;
        Assert.Equal(1 / (1 + Math.Exp(-(1 - 4 + 2 + 0.25))), probabilities[0], 1e-15);
        Assert.Equal(1 / (1 + Math.Exp(-(3 - 2 + 0.25))), probabilities[1], 1e-15);
        var lacking = new Table("t.csv", [Numbers("c", 4), Numbers("b", 2)]);
        Assert.Contains("'a'", Assert.Throws<DataException>(() => model.Predict(lacking)).Message);
    }

    private static Model Of(double[] w, Certificate certificate, double c) => new()
    {
        Target = "t",
        Classes = ["no", "yes"],
        Columns = ["a", "b", "c"],
        Means = [0, 1, 2],
        Scales = [1, 0, 3],
        Linear = new LinearModel(Loss.Logistic, [.. w], [0.25], 1.5),
        Penalty = "l2",
        Lambda = 0.1,
        C = c,
        Rows = 7,
        Certificate = certificate,
    };
}
