using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Tables;
using Ridgeline.Trees;

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
        var (own, other) = ((LinearModel)model.Fitted, (LinearModel)read.Fitted);
        Assert.Equal(own.Coefficients, other.Coefficients);
        Assert.Equal(own.Intercepts, other.Intercepts);
        Assert.Equal((own.Norm, own.Loss), (other.Norm, other.Loss));
        var (fit, readFit) = (model.Linear!, read.Linear!);
        Assert.Equal((fit.C, fit.Lambda, model.Rows, model.Target, fit.Penalty), (readFit.C, readFit.Lambda, read.Rows, read.Target, readFit.Penalty));
        Assert.Equal((model.Setting, Family.Linear), (read.Setting, read.Family));
        Assert.Equal(fit.Certificate, readFit.Certificate);
        Assert.Equal(model.Columns, read.Columns);
        Assert.Equal(model.Classes, read.Classes);
        Assert.Equal(fit.Means, readFit.Means);
        Assert.Equal(fit.Scales, readFit.Scales);
        File.Delete(path);
    });

    [Theory]
    [InlineData("squared", 1)]
    [InlineData("logistic", 1)]
    [InlineData("poisson", 1)]
    [InlineData("huber", 1)]
    [InlineData("squared-hinge", 1)]
    [InlineData("multinomial", 2)]
    [InlineData("multinomial", 3)]
    public void A_model_of_any_loss_comes_back_with_its_loss_and_predicts_the_same(string name, int outputs) =>
        Gen.Select(Gen.Double[-3, 3].Array[3 * outputs], Gen.Double[-2, 2].Array[outputs], Gen.Double[1e-3, 10], Gen.Int[0, 3], Gen.OneOf(Gen.Const(double.NaN), Gen.Double[0, 1]))
            .Sample((w, b, delta, dependent, ratio) =>
            {
                string path = Path.Combine(_folder, Guid.NewGuid().ToString());
                var loss = Loss.Named(name, outputs, delta);
                bool hasClasses = name is "logistic" or "squared-hinge" or "multinomial";
                var model = Of([0, 0, 0], new Certificate(1, null, 2, 0, 1, 1, FitStatus.Converged) { Dependent = dependent }, 1) with
                {
                    Fitted = new LinearModel(loss, [.. w], [.. b], 1.5) { DevianceRatio = ratio },
                    Classes = hasClasses ? [.. Enumerable.Range(0, Math.Max(2, outputs)).Select(k => $"class {k}")] : [],
                };
                model.Save(path);
                var read = Model.Load(path);
                File.Delete(path);
                var (own, other) = ((LinearModel)model.Fitted, (LinearModel)read.Fitted);
                Assert.Equal((own.Loss.Name, own.Loss.Outputs, own.Loss.Delta), (other.Loss.Name, other.Loss.Outputs, other.Loss.Delta));
                Assert.Equal(own.Coefficients, other.Coefficients);
                Assert.Equal(own.Intercepts, other.Intercepts);
                Assert.Equal((own.Norm, own.DevianceRatio), (other.Norm, other.DevianceRatio));
                Assert.Equal(model.Classes, read.Classes);
                Assert.Equal(model.Linear!.Certificate, read.Linear!.Certificate);
                Assert.Equal(Means(own), Means(other));
            });

    private static double[] Means(LinearModel model)
    {
        var design = Design.Dense([1, -2, 0.5, 0, 3, -1], rows: 2);
        double[] link = new double[2 * model.Outputs], means = new double[link.Length];
        model.Link(design, link);
        model.Mean(link, means);
        return means;
    }

    /// <summary>As the first version of the program wrote it, without what only other losses need.</summary>
    [Fact]
    public void A_first_file_of_this_version_is_read()
    {
        string path = Path.Combine(_folder, "first.json");
        File.WriteAllText(path, """
            {"format":"ridgeline-model","version":1,"target":"t","classes":["no","yes"],"loss":"logistic","penalty":"l2","lambda":0.1,"C":null,"rows":7,"columns":["a","b"],
             "intercept":0.25,"coefficients":[1,-2],"norm":1.5,"means":[0,1],"scales":[1,3],
             "certificate":{"primal":0.5,"dual":0.4,"nullObjective":0.6,"relativeGap":0.1,"kktViolation":1e-17,"iterations":3,"passes":12,"status":"converged"}}
            """);
        var model = Model.Load(path);
        var linear = (LinearModel)model.Fitted;
        Assert.Equal((Loss.Logistic, 0.25, 1.5, double.NaN), (linear.Loss, linear.Intercepts.Single(), linear.Norm, linear.DevianceRatio));
        Assert.Equal([1, -2], linear.Coefficients);
        Assert.Equal((0, FitStatus.Converged), (model.Linear!.Certificate.Dependent, model.Linear.Certificate.Status));
        Assert.Equal((Family.Linear, new Setting(Knob.Lambda, 0.1)), (model.Family, model.Setting));
    }

    [Theory]
    [InlineData(Knob.Alpha, double.PositiveInfinity, 3)]
    [InlineData(Knob.Depth, 2, 0)]
    public void A_tree_comes_back_with_its_setting_and_predicts_the_same(Knob knob, double value, int classes) => Gen.Select(Gen.Int[0, 9].Array[60], Gen.Int[0, 99].Array[30]).Sample((x, y) =>
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString());
        var design = Design.Dense([.. x.Select(cell => (double)cell)], rows: 30, ["a", "b"]);
        double[] target = [.. y.Select((cell, i) => classes > 0 ? (i < classes ? i : cell % classes) : (double)cell)];
        var fitted = TreePathFitter.Grow(Sample.Of(design, target), new TreeOptions { Criterion = classes > 0 ? SplitCriterion.Gini : SplitCriterion.SquaredError, MaxDepth = 3 });
        var model = new Model { Target = "t", Classes = [.. Enumerable.Range(0, classes).Select(k => $"c{k}")], Columns = ["a", "b"], Setting = new Setting(knob, value), Fitted = fitted, Rows = 30 };
        Same(model, path, new Table("t", [new NumberColumn("a", [.. x[..30].Select(cell => (double)cell)]), new NumberColumn("b", [.. x[30..].Select(cell => (double)cell)])]));
    }, iter: 30);

    [Theory]
    [InlineData("squared", Knob.Dropout)]
    [InlineData("poisson", Knob.WeightDecay)]
    [InlineData("logistic", Knob.Epochs)]
    [InlineData("multinomial", Knob.Dropout)]
    public void A_network_comes_back_with_its_setting_and_predicts_the_same(string name, Knob knob) => Gen.Double[-2, 2].Array[24].Sample(x =>
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString());
        var loss = Loss.Named(name, 3);
        var design = Design.Dense(x, rows: 12, ["a", "b"]);
        double[] target = [.. Enumerable.Range(0, 12).Select(i => name == "logistic" ? i % 2 : (double)(i % 3))];
        var fitter = new NetworkPathFitter(Network.Layers(3) with { Epochs = 3 }, loss, knob);
        var setting = new Setting(knob, knob == Knob.Epochs ? 2 : 0.25);
        var point = fitter.Fit([Sample.Of(design, target)], [setting], new FitOptions())[0].Points[0];
        ImmutableArray<string> classes = name switch { "logistic" => ["no", "yes"], "multinomial" => ["a", "b", "c"], _ => [] };
        var model = new Model { Target = "t", Classes = classes, Columns = ["a", "b"], Setting = setting, Fitted = point.Model, Rows = 12 };
        Same(model, path, new Table("t", [new NumberColumn("a", [.. x[..12]]), new NumberColumn("b", [.. x[12..]])]));
        Assert.Equal(point.Model.Training, ((NetworkModel)Model.Load(path).Fitted).Training);
    }, iter: 10);

    private static void Same(Model model, string path, Table table)
    {
        model.Save(path);
        var read = Model.Load(path);
        Assert.Equal((model.Setting, model.Family, model.Target, model.Rows), (read.Setting, read.Family, read.Target, read.Rows));
        Assert.Null(read.Linear);
        Assert.Equal(model.Fitted.Complexity, read.Fitted.Complexity);
        var (own, other) = (model.Predict(table), read.Predict(table));
        Assert.Equal(own.Links, other.Links);
        Assert.Equal(own.Means, other.Means);
        Assert.Equal(own.Probabilities, other.Probabilities);
        Assert.Equal(own.ToTable().Columns.Select(column => column.Name), other.ToTable().Columns.Select(column => column.Name));
        WhatIsMissingIsNamed(path);
    }

    /// <summary>Without one of its keys a file is read, where it needn't have it, or refused by the key's name.</summary>
    private static void WhatIsMissingIsNamed(string path)
    {
        string text = File.ReadAllText(path);
        foreach (string of in new[] { "", "tree", "tree nodes", "network", "network layers", "network training" })
            foreach (string key in KeysOf(JsonNode.Parse(text)!, of))
            {
                var root = JsonNode.Parse(text)!;
                Part(root, of)!.Remove(key);
                File.WriteAllText(path + "-", root.ToJsonString());
                if (Record.Exception(() => Model.Load(path + "-")) is { } error)
                    Assert.Contains($"\"{key}\"", Assert.IsType<DataException>(error).Message);
            }
    }

    /// <summary>But those without which a node is a leaf, or a layer the last: what is refused then is what doesn't fit them.</summary>
    private static string[] KeysOf(JsonNode root, string of) => [.. Part(root, of)?.Select(member => member.Key).Where(key => key is not ("column" or "activation")) ?? []];

    /// <summary>What a chain of keys leads to, of a list to the first.</summary>
    private static JsonObject? Part(JsonNode root, string of)
    {
        JsonNode? part = root;
        foreach (string key in of.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            part = part?[key] is JsonArray list ? list[0] : part?[key];
        return part as JsonObject;
    }

    [Theory]
    [InlineData("\"knob\": \"C\"", "\"knob\": \"alpha\"", "alpha")]
    [InlineData("\"knob\": \"C\"", "\"knob\": \"beauty\"", "beauty")]
    [InlineData("\"family\": \"linear\"", "\"family\": \"tree\"", "tree")]
    [InlineData("\"value\": 1", "\"value\": -1", "C")]
    public void A_setting_that_is_none_of_the_familys_is_refused(string written, string instead, string named) => IsRefusedWith(written, instead, named);

    /// <summary>A file in which <paramref name="written"/> is replaced is refused by its name and what is named.</summary>
    private void IsRefusedWith(string written, string instead, string named)
    {
        string path = Path.Combine(_folder, "damaged.json");
        Of([1, 2, 3], default, 1).Save(path);
        string text = File.ReadAllText(path);
        Assert.Contains(written, text);
        File.WriteAllText(path, text.Replace(written, instead));
        string message = Assert.Throws<DataException>(() => Model.Load(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(named, message);
    }

    /// <summary>As the second version of the program wrote it: a recipe and roles, and no family.</summary>
    [Fact]
    public void A_file_of_version_2_is_read_as_a_linear_model()
    {
        string path = Path.Combine(_folder, "second.json");
        var table = new Table("t", [new NumberColumn("a", [1, 2, 4])]);
        var learned = new Recipe().Learn(table);
        (Of([1, 2, 3], default, 1) with { Columns = ["a"], Recipe = learned, Fitted = new LinearModel(Loss.Logistic, [2], [0.25], 1.5), Linear = Of([1, 2, 3], default, 1).Linear! with { Means = [2], Scales = [1] } }).Save(path);
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        root["version"] = 2;
        root.Remove("family");
        root.Remove("setting");
        File.WriteAllText(path, root.ToJsonString());
        var model = Model.Load(path);
        Assert.Equal((Family.Linear, new Setting(Knob.Lambda, 0.1)), (model.Family, model.Setting));
        Assert.Equal(1 / (1 + Math.Exp(-8.25)), model.Predict(table).Probabilities[5], 1e-15);
    }

    [Theory]
    [InlineData("\"loss\": \"logistic\"", "\"loss\": \"huber\"", "δ")]
    [InlineData("\"loss\": \"logistic\"", "\"loss\": \"multinomial\"", "classes")]
    [InlineData("\"loss\": \"logistic\"", "\"loss\": \"squared\"", "2 classes")]
    [InlineData("\"yes\"", "\"yes\", \"perhaps\"", "3 classes")]
    public void A_file_that_lacks_what_its_loss_needs_is_refused(string written, string instead, string named) => IsRefusedWith(written, instead, named);

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
        Assert.Equal(1 / (1 + Math.Exp(-(1 - 4 + 2 + 0.25))), probabilities[2], 1e-15);
        Assert.Equal(1 / (1 + Math.Exp(-(3 - 2 + 0.25))), probabilities[3], 1e-15);
        var lacking = new Table("t.csv", [Numbers("c", 4), Numbers("b", 2)]);
        Assert.Contains("'a'", Assert.Throws<DataException>(() => model.Predict(lacking)).Message);
    }

    private static Model Of(double[] w, Certificate certificate, double c) => new()
    {
        Target = "t",
        Classes = ["no", "yes"],
        Columns = ["a", "b", "c"],
        Setting = Strength.C(c).Setting,
        Fitted = new LinearModel(Loss.Logistic, [.. w], [0.25], 1.5),
        Linear = new LinearFit { Means = [0, 1, 2], Scales = [1, 0, 3], Penalty = "l2", Lambda = 0.1, C = c, Certificate = certificate },
        Rows = 7,
    };
}
