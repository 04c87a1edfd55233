using System.Text.Json;

namespace Ridgeline.Cli.Tests;

/// <summary>path, cv, fit and study of every family.</summary>
public sealed class FamilyCommandTests : IDisposable
{
    private static readonly string[] FewEpochs = ["--family", "network", "--layers", "8", "--epochs", "5"];

    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--dropout 0.2", "--dropout goes with --family network; the family is linear where none is named")]
    [InlineData("--family tree --lambda 1", "--lambda goes with --family linear, not tree")]
    [InlineData("--family network --criterion gini", "--criterion goes with --family tree, not network")]
    [InlineData("--family tree --layers 8", "--layers goes with --family network, not tree")]
    [InlineData("--family tree --tolerance 1e-9", "--tolerance goes with --family linear, not tree")]
    [InlineData("--knob depth", "--knob goes with --family tree or network")]
    [InlineData("--family tree --knob dropout", "--knob dropout goes with --family network; tree has depth, alpha")]
    [InlineData("--family tree --knob lambda", "one of depth, alpha, dropout, weight-decay, epochs is needed")]
    [InlineData("--family tree --alpha 0.1 --depth 2", "--alpha and --depth exclude each other")]
    [InlineData("--family tree --knob alpha --depth 2", "--depth goes with --knob depth")]
    [InlineData("--family tree --loss squared", "what a tree minimises is its --criterion")]
    [InlineData("--family network --loss huber", "--loss huber goes with --family linear; a network has squared, logistic, multinomial and poisson")]
    [InlineData("--family tree --offset-column a", "a tree has no linear predictor")]
    [InlineData("--family network --knob epochs --early-stopping 5", "a path over epochs is an early-stopping curve itself")]
    [InlineData("--family network --knob epochs --dropout 0.1,0.2,0.3", "3 rates for 2 hidden layers")]
    [InlineData("--family network --weight-decay 1,2", "--weight-decay takes one number; several go with --knob weight-decay")]
    [InlineData("--family network --epochs 5,10", "--epochs takes one number; several go with --knob epochs")]
    [InlineData("--family network --dropout 0.1,0.2 --settings 5", "--dropout and --settings exclude each other")]
    [InlineData("--settings 5", "--settings goes with --family tree or network: --lambda-count")]
    [InlineData("--family tree --alpha 0.1 --settings 5", "--alpha and --settings exclude each other")]
    [InlineData("--family network --dropout 1", "numbers of at least 0 and below 1 are needed")]
    [InlineData("--family network --layers 8,0", "whole numbers from 1 to 1000000 are needed")]
    [InlineData("--family network --learning-rate 0", "a finite number above 0 is needed")]
    [InlineData("--family network --batch-size 0", "a whole number of at least 1 is needed")]
    [InlineData("--family network --optimizer rmsprop", "one of adam, sgd is needed")]
    [InlineData("--family tree --min-samples-split 1", "a whole number of at least 2 is needed")]
    [InlineData("--family tree --depth 1.5", "whole numbers of at least 0 (or inf, for the whole tree) are needed")]
    [InlineData("--family forest", "one of linear, tree, network is needed")]
    public void What_belongs_to_another_family_or_knob_is_refused(string options, string told)
    {
        var run = _folder.Run(["cv", Classes(), "--target", "y", .. options.Split(' ')]);
        Assert.Equal(2, run.Code);
        Assert.Contains(told, run.Error);
    }

    [Theory]
    [InlineData("--family tree --alpha 0.1,0.2", "fit takes one")]
    [InlineData("--family tree --alpha 0.1 --choose best", "--alpha and --choose exclude each other")]
    [InlineData("--family tree --alpha 0.1 --folds 5", "--folds goes with --choose: with --alpha there is nothing to choose")]
    [InlineData("--rules", "--rules goes with --family tree")]
    [InlineData("--family network --knob epochs --epochs 5 --settings 3", "--settings goes with --choose: with --epochs there is nothing to choose")]
    public void What_contradicts_itself_in_fit_is_refused(string options, string told)
    {
        var run = _folder.Run(["fit", Classes(), "--target", "y", .. options.Split(' ')]);
        Assert.Equal(2, run.Code);
        Assert.Contains(told, run.Error);
    }

    [Theory]
    [InlineData("--families tree,forest", "'forest' is no family")]
    [InlineData("--families tree,tree", "a family is there twice")]
    [InlineData("--families tree --l1-ratios 1", "--l1-ratios goes with linear models")]
    [InlineData("--budget 0s", "a time above 0")]
    [InlineData("--seed 99999999999999999999", "this is too large; a whole number of at least 0 and at most 18446744073709551615 is needed")]
    public void What_a_study_can_t_compare_is_refused(string options, string told)
    {
        var run = _folder.Run(["study", Classes(), "--target", "y", .. options.Split(' ')]);
        Assert.Equal(2, run.Code);
        Assert.Contains(told, run.Error);
    }

    [Fact]
    public void A_pruning_path_grows_from_the_root_and_explains_ever_more()
    {
        var root = Json("path", Classes(), "--target", "y", "--family", "tree");
        Assert.Equal(("tree", "alpha", "gini"), (Text(root, "family"), Text(root, "knob"), Text(root, "criterion")));
        var points = root.GetProperty("path").EnumerateArray().ToArray();
        int[] leaves = [.. points.Select(point => point.GetProperty("leaves").GetInt32())];
        Assert.Equal(1, leaves[0]);
        Assert.Equal(leaves.Order(), leaves);
        Assert.Equal(JsonValueKind.Null, points[0].GetProperty("alpha").ValueKind); // ∞
        Assert.Equal(0, points[^1].GetProperty("alpha").GetDouble());
        double[] explained = [.. points.Select(point => point.GetProperty("explained").GetDouble())];
        Assert.Equal(0, explained[0]);
        Assert.Equal(explained.Order(), explained);
        Assert.Equal(1, explained[^1], 1e-12); // rows are distinct
    }

    [Fact]
    public void Depths_and_limits_are_those_asked_for()
    {
        var root = Json("path", Numbers(), "--target", "y", "--family", "tree", "--depth", "0,2,inf", "--max-leaves", "5", "--min-samples-leaf", "10");
        Assert.Equal(("depth", "squared-error", 5), (Text(root, "knob"), Text(root, "criterion"), root.GetProperty("maxLeaves").GetInt32()));
        Assert.Equal([1, 4, 5], root.GetProperty("path").EnumerateArray().Select(point => point.GetProperty("leaves").GetInt32()));
        Assert.Equal("absolute-error", Text(Json("path", Numbers(), "--target", "y", "--family", "tree", "--criterion", "absolute-error", "--depth", "1"), "criterion"));
        Assert.Equal("mae", Text(Json("cv", Numbers(), "--target", "y", "--family", "tree", "--criterion", "absolute-error", "--depth", "1,2"), "score"));
    }

    [Fact]
    public void A_long_pruning_path_may_be_thinned_from_its_complex_end()
    {
        double?[] Alphas(params string[] more) => [.. Json(["path", Numbers(), "--target", "y", "--family", "tree", .. more]).GetProperty("path").EnumerateArray().Select(point => point.GetProperty("alpha")).Select(alpha => alpha.ValueKind == JsonValueKind.Null ? (double?)null : alpha.GetDouble())];
        double?[] all = Alphas(), some = Alphas("--settings", "10");
        Assert.Equal(10, some.Length);
        Assert.Equal((all[0], all[1], all[^1]), (some[0], some[1], some[^1]));
        Assert.True(some.All(all.Contains));
        Assert.Contains($"The path has {all.Length} settings in all; 10 of them", Words(_folder.Run("cv", "n.csv", "--target", "y", "--family", "tree", "--settings", "10").Output));
    }

    [Fact]
    public void A_criterion_says_whether_whole_numbers_are_classes()
    {
        _folder.Write("w.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i / 10}\n")));
        Assert.False(Json("path", "w.csv", "--target", "y", "--family", "tree", "--criterion", "squared-error").TryGetProperty("classes", out _));
        Assert.Equal(4, Json("path", "w.csv", "--target", "y", "--family", "tree").GetProperty("classes").GetArrayLength());
    }

    [Theory]
    [InlineData("tree")]
    [InlineData("network")]
    public void A_model_that_cross_validation_chose_is_written_and_predicts(string family)
    {
        string[] options = family == "network" ? [.. FewEpochs, "--settings", "2"] : ["--family", family];
        var root = Json(["fit", Classes(), "--target", "y", .. options, "--folds", "4", "-o", "m.json"]);
        var model = root.GetProperty("model");
        Assert.Equal(family, Text(root, "family"));
        Assert.Equal("1se", Text(root, "rule"));
        Assert.Equal(JsonValueKind.Number, model.GetProperty("mean").ValueKind);
        Assert.False(model.TryGetProperty("status", out _)); // no certificate, so no word of one
        var file = JsonDocument.Parse(_folder.Read("m.json")).RootElement;
        Assert.Equal((3, family), (file.GetProperty("version").GetInt32(), Text(file, "family")));
        foreach (string linear in new[] { "lambda", "C", "certificate", "means", "penalty" })
            Assert.False(file.TryGetProperty(linear, out _));
        var predicted = _folder.Run("predict", "m.json", "c.csv");
        Assert.Equal(0, predicted.Code);
        Assert.StartsWith("prediction,probability_no,probability_yes", predicted.Output);
        Assert.Equal(81, predicted.Output.Trim().Split('\n').Length);
    }

    [Fact]
    public void Rows_unlike_those_learned_on_are_told_of_whatever_the_family()
    {
        foreach (string[] options in new string[][] { ["--family", "tree", "--alpha", "0.01"], [.. FewEpochs, "--dropout", "0"] })
        {
            Assert.Equal(0, _folder.Run(["fit", Classes(), "--target", "y", .. options, "-o", "m.json"]).Code);
            _folder.Write("new.csv", "a,town\n,Ulm\n1e6,Oslo\n");
            var predicted = _folder.Run("predict", "m.json", "new.csv");
            Assert.Equal(0, predicted.Code);
            Assert.Contains("Oslo", predicted.Error);
            Assert.Contains("column 'a'", predicted.Error);
            Assert.Equal(3, predicted.Output.Trim().Split('\n').Length);
        }
    }

    [Fact]
    public void A_tree_is_written_out_or_as_rules_and_its_columns_importances_add_up()
    {
        string text = _folder.Run("fit", Classes(), "--target", "y", "--family", "tree", "--alpha", "0.02").Output;
        Assert.Contains("town in {", text);
        Assert.Contains("Importances", text);
        string rules = _folder.Run("fit", Classes(), "--target", "y", "--family", "tree", "--alpha", "0.02", "--rules").Output;
        Assert.NotEqual(text, rules);
        var model = Json("fit", Classes(), "--target", "y", "--family", "tree", "--alpha", "0.02").GetProperty("model");
        Assert.Equal(1, model.GetProperty("importances").EnumerateObject().Sum(one => one.Value.GetDouble()), 1e-12);
        Assert.Equal(model.GetProperty("leaves").GetInt32(), model.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public void What_a_model_is_worth_in_parameters_is_told_where_it_is_asked()
    {
        string[] asked = [.. new[] { "fit", Classes(), "--target", "y", "--family", "tree", "--alpha", "0.02", "--degrees-of-freedom", "5" }];
        Assert.Matches(@"Worth \d+\.\d ± \d+\.\d parameters", Words(_folder.Run(asked).Output));
        var model = Json(asked).GetProperty("model");
        Assert.Equal(5, model.GetProperty("degreesOfFreedomDraws").GetInt32());
        Assert.True(model.GetProperty("degreesOfFreedom").GetDouble() > 1);
        Assert.Equal(2, _folder.Run("fit", Classes(), "--target", "y", "--degrees-of-freedom", "1").Code);
    }

    [Fact]
    public void A_network_says_its_layers_and_gradient_and_is_never_called_converged()
    {
        string text = Words(_folder.Run(["fit", Classes(), "--target", "y", .. FewEpochs, "--dropout", "0.3"]).Output);
        foreach (string said in new[] { "→ 8 relu, dropout 0.3", "8 → 1", "parameters", "Trained for 5 epochs", "the gradient's norm is", "never called converged" })
            Assert.Contains(said, text);
        Assert.DoesNotContain("The fit converged", text);
    }

    [Fact]
    public void The_same_seed_gives_the_same_network_at_any_number_of_threads()
    {
        string Model(string seed, string threads)
        {
            var run = _folder.Run(["fit", Classes(), "--target", "y", .. FewEpochs, "--dropout", "0.3", "--seed", seed, "--threads", threads, "-o", "m.json"]);
            Assert.True(run.Code == 0, run.Error);
            return _folder.Read("m.json");
        }

        Assert.Equal(Model("1", "1"), Model("1", "3"));
        Assert.NotEqual(Model("1", "1"), Model("2", "1"));
        Assert.Contains("--seed goes with --family network", _folder.Run("path", Classes(), "--target", "y", "--seed", "1").Error);
    }

    [Fact]
    public void An_exploding_loss_is_stopped_and_said_with_a_rate_to_try()
    {
        var run = _folder.Run(["path", Numbers(), "--target", "y", .. FewEpochs, "--dropout", "0", "--optimizer", "sgd", "--learning-rate", "1e6"]);
        Assert.Equal(0, run.Code);
        string text = Words(run.Output);
        string fitted = Words(_folder.Run(["fit", Numbers(), "--target", "y", .. FewEpochs, "--dropout", "0", "--optimizer", "sgd", "--learning-rate", "1e6"]).Output);
        Assert.Equal(2, fitted.Split("exploded").Length);
        Assert.Contains("The loss exploded in epoch", fitted);
        Assert.Contains("The weights are the first ones, untrained", fitted);
        Assert.DoesNotContain("Apply it", fitted);
        string compared = Words(_folder.Run(["cv", Numbers(), "--target", "y", .. FewEpochs, "--settings", "2", "--folds", "3", "--optimizer", "sgd", "--learning-rate", "1e6"]).Output);
        Assert.Contains("Every training exploded, so there is nothing to choose between", compared);
        Assert.DoesNotContain("Best", compared);
        Assert.Contains("1 of 1 training exploded: the loss exploded", text);
        Assert.Contains("; try ", text);
        Assert.Contains("exploded", Text(Json(["path", Numbers(), "--target", "y", .. FewEpochs, "--dropout", "0", "--optimizer", "sgd", "--learning-rate", "1e6"]).GetProperty("path")[0], "end"));
    }

    [Theory]
    [InlineData("path")]
    [InlineData("cv")]
    [InlineData("fit")]
    public void A_network_too_large_to_be_trained_is_refused_with_its_parameters(string command)
    {
        var run = _folder.Run(command, Numbers(), "--target", "y", "--family", "network", "--layers", "100000,100000");
        Assert.Equal(3, run.Code);
        Assert.Contains("has 10000500001 parameters; at most 134217728 are possible", run.Error);
    }

    [Fact]
    public void One_number_of_epochs_is_fit_s_setting_unless_it_is_to_choose()
    {
        string[] fit = ["fit", Classes(), "--target", "y", "--family", "network", "--layers", "8", "--knob", "epochs", "--epochs", "7"];
        Assert.Contains("epochs = 7, as asked for", Words(_folder.Run(fit).Output));
        Assert.Contains("Chosen: epochs = ", Words(_folder.Run([.. fit, "--choose", "best", "--folds", "3"]).Output));
    }

    [Fact]
    public void That_log_loss_is_hard_on_trees_is_told_where_it_judges_them()
    {
        const string Said = "log loss punishes a miss there almost without measure";
        Assert.Contains(Said, Words(_folder.Run("cv", Classes(), "--target", "y", "--family", "tree").Output));
        Assert.Contains(Said, Words(_folder.Run("fit", "c.csv", "--target", "y", "--family", "tree").Output));
        Assert.Contains(Said, Words(_folder.Run("study", "c.csv", "--target", "y", "--families", "tree", "--score", "log-loss").Output));
        Assert.DoesNotContain(Said, Words(_folder.Run("cv", "c.csv", "--target", "y", "--family", "tree", "--score", "brier").Output));
    }

    [Fact]
    public void Json_has_what_the_knob_turns_at_each_setting_alone()
    {
        foreach (string knob in new[] { "dropout", "weight-decay", "epochs" })
        {
            var root = Json(["path", Classes(), "--target", "y", .. FewEpochs, "--knob", knob, "--settings", "2"]);
            foreach (var (name, turned) in new[] { ("dropout", "dropout"), ("weightDecay", "weight-decay"), ("epochs", "epochs") })
                Assert.Equal(turned != knob, root.TryGetProperty(name, out _));
        }
    }

    [Fact]
    public void Fewer_rows_than_a_batch_are_one_step_an_epoch_and_said_so() =>
        Assert.Contains("80 rows are fewer than a batch of 500, so an epoch is one step; a smaller --batch-size", Words(_folder.Run(["path", Classes(), "--target", "y", .. FewEpochs, "--dropout", "0", "--batch-size", "500"]).Output));

    [Theory]
    [InlineData("tree")]
    [InlineData("network")]
    public void One_class_and_constant_columns_only_are_refused_as_data(string family)
    {
        _folder.Write("one.csv", "x,y\n1,a\n2,a\n3,a\n");
        var one = _folder.Run("cv", "one.csv", "--target", "y", "--family", family);
        Assert.Equal(3, one.Code);
        Assert.Contains("has one class only ('a' in every row); two are needed", one.Error);
        _folder.Write("constant.csv", "x,y\n1,a\n1,b\n1,a\n");
        var constant = _folder.Run("cv", "constant.csv", "--target", "y", "--family", family);
        Assert.Equal(3, constant.Code);
        Assert.Contains("there are no columns to learn from beside", constant.Error);
    }

    [Fact]
    public void Where_no_question_helps_that_is_said()
    {
        _folder.Write("n.csv", "x,y\n1,a\n1,b\n2,a\n2,b\n");
        Assert.Contains("No column helps: no question that the limits allow divides the rows", Words(_folder.Run("path", "n.csv", "--target", "y", "--family", "tree", "--min-samples-leaf", "3").Output));
    }

    [Fact]
    public void A_score_that_a_tree_can_t_have_is_refused_and_another_named()
    {
        var run = _folder.Run("cv", Classes(), "--target", "y", "--family", "tree", "--score", "deviance");
        Assert.Equal(3, run.Code);
        Assert.Contains("deviance needs a linear predictor, which a tree doesn't have; log-loss", run.Error);
    }

    [Fact]
    public void A_study_names_every_family_and_hands_over_the_one_it_says()
    {
        var root = Json("study", Classes(), "--target", "y", "--quick");
        var paths = root.GetProperty("paths").EnumerateArray().ToArray();
        Assert.Equal(["lasso", "ridge", "tree", "network"], paths.Select(path => Text(path, "name")));
        var chosen = paths[root.GetProperty("choice").GetProperty("simplest").GetProperty("path").GetInt32()];
        Assert.Equal(Text(chosen, "family"), Text(root.GetProperty("model"), "family"));
        Assert.Equal(Text(chosen, "family"), Text(JsonDocument.Parse(_folder.Read("ridgeline-study/model.json")).RootElement, "family"));
        foreach (var path in paths)
            Assert.InRange(path.GetProperty("oneStandardError").GetInt32(), 0, path.GetProperty("best").GetInt32());
        Assert.Equal("tree", Text(Json("study", Classes(), "--target", "y", "--families", "tree", "--quick").GetProperty("model"), "family"));
    }

    [Fact]
    public void Help_of_every_command_fits_80_columns_and_names_the_families_options()
    {
        foreach (string command in new[] { "path", "cv", "fit" })
        {
            string help = _folder.RunHelp(command);
            foreach (string option in new[] { "--family linear|tree|network", "--knob", "Trees (--family tree):", "--criterion", "--max-depth", "--alpha", "Networks (--family network):", "--layers", "--dropout", "--early-stopping" })
                Assert.Contains(option, help);
        }

        Assert.Contains("--families", _folder.RunHelp("study"));
    }

    private string Classes()
    {
        _folder.Write("c.csv", "a,town,y\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"{i * 37 % 101},{(i * 7 % 3 == 0 ? "Ulm" : i % 2 == 0 ? "Bonn" : "Kiel")},{(i * 7 % 3 == 0 != (i % 11 == 0) ? "yes" : "no")}\n")));
        return "c.csv";
    }

    private string Numbers()
    {
        _folder.Write("n.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i * 37 % 101},{i * 53 % 89},{(i * 37 % 101 > 50 ? 10 : 0) + i * 53 % 89 / 10.0 + i % 7 * 0.01}\n")));
        return "n.csv";
    }

    private JsonElement Json(params string[] arguments)
    {
        var run = _folder.Run([.. arguments, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Words(string output) => string.Join(' ', output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
