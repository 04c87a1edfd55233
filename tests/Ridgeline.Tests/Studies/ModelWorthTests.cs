using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

/// <summary>How many parameters a table's model is worth.</summary>
public sealed class ModelWorthTests
{
    [Fact]
    public void A_linear_model_without_a_penalty_is_worth_its_parameters()
    {
        var worth = Worth("diabetes_raw", "target", new TablePathOptions { Settings = [new Setting(Knob.Lambda, 0)] }, 200);
        Assert.Equal(200, worth.Draws);
        Assert.InRange(worth.Value, 11 - 4 * worth.StandardError, 11 + 4 * worth.StandardError); // ten columns and the intercept
        Assert.InRange(worth.StandardError, 0.1, 1);
    }

    [Fact]
    public void A_tree_that_chose_its_questions_is_worth_more_than_its_leaves()
    {
        var tree = TablePath.Fit(ReferenceData.Table("diabetes_raw"), "target", new TablePathOptions { Family = Family.Tree, Settings = [new Setting(Knob.Depth, 2)] });
        int leaves = ((DecisionTree)tree.Path.Points[0].Model).Leaves;
        var worth = tree.DegreesOfFreedom(0, 50, 1);
        Assert.Equal(4, leaves);
        Assert.True(worth.Value - 4 * worth.StandardError > leaves, $"{worth}");
    }

    [Fact]
    public void Dropout_leaves_a_network_worth_less_and_it_is_written_with_the_model()
    {
        var network = Network.Layers(32, 32) with { Epochs = 60 };
        var free = Worth("breast_cancer", "target", new TablePathOptions { Family = Family.Network, Network = network, Settings = [new Setting(Knob.Dropout, 0)] }, 10);
        var held = Worth("breast_cancer", "target", new TablePathOptions { Family = Family.Network, Network = network, Settings = [new Setting(Knob.Dropout, 0.7)] }, 10);
        Assert.True(held.Value + 3 * held.StandardError < free.Value - 3 * free.StandardError, $"{held} {free}");
    }

    [Fact]
    public void The_file_has_what_was_estimated_and_the_squared_hinge_loss_has_none()
    {
        var table = ReferenceData.Table("breast_cancer");
        var path = TablePath.Fit(table, "target", new TablePathOptions { Family = Family.Tree, Settings = [new Setting(Knob.Alpha, 0.01)] });
        string file = Path.GetTempFileName();
        try
        {
            var model = path.ModelAt(0) with { DegreesOfFreedom = path.DegreesOfFreedom(0, 5, 1) };
            model.Save(file);
            Assert.Equal(model.DegreesOfFreedom, Model.Load(file).DegreesOfFreedom);
            path.ModelAt(0).Save(file);
            Assert.Null(Model.Load(file).DegreesOfFreedom);
        }
        finally
        {
            File.Delete(file);
        }

        var hinge = TablePath.Fit(table, "target", new TablePathOptions { Loss = "squared-hinge", Settings = [new Setting(Knob.Lambda, 1)] });
        Assert.Contains("'target': the squared hinge loss", Assert.Throws<DataException>(() => hinge.DegreesOfFreedom(0, 5, 1)).Message);
    }

    private static EffectiveDegreesOfFreedom Worth(string data, string target, TablePathOptions options, int draws) => TablePath.Fit(ReferenceData.Table(data), target, options).DegreesOfFreedom(0, draws, 1);
}
