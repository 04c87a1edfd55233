using Ridgeline.Roles;

namespace Ridgeline.Tables.Tests;

/// <summary>A messy file once its gaps, thousands and dates are read as what they are: what repeats or says nothing is named and left out.</summary>
public sealed class MessyRolesTests
{
    private static readonly string Messy = Path.Combine(AppContext.BaseDirectory, "Reference", "data", "messy", "messy_birthwt.csv");

    [Fact]
    public void What_repeats_or_says_nothing_is_left_out_with_its_reason()
    {
        var table = Table.Read(Messy, new ReadOptions { Missing = ["?", "N/A", "NA"], Thousands = ',' });
        var roles = TableRoles.Infer(table, "outcome");
        Assert.Empty(roles.Questions);
        Assert.Equal(
            [
                ("Größe_lwt", ColumnRole.Number, "whole numbers"), ("年齢", ColumnRole.Number, "whole numbers"), ("race", ColumnRole.Category, "text with 3 levels"),
                ("raucht", ColumnRole.Category, "text with 2 levels"), ("birth weight, g", ColumnRole.Number, "whole numbers"), ("Visite", ColumnRole.Date, "dates"),
                ("constant", ColumnRole.Ignore, "constant: 7 in every row"), ("lwt (copy)", ColumnRole.Ignore, "the same as 'Größe_lwt'"),
                ("comment \"free\"", ColumnRole.Category, "text with 8 levels"), ("outcome", ColumnRole.Target, "the column to predict"),
            ],
            roles.Columns.Select(assigned => (assigned.Column, assigned.Role, assigned.Reason)));
        var leak = Assert.Single(LikelyLeak.Find(table, roles, TestContext.Current.CancellationToken));
        Assert.Equal(("birth weight, g", "alone it ranks the two classes with an AUC of 1 where it isn't missing"), (leak.Column, leak.Reason));
    }

    [Fact]
    public void As_it_stands_every_column_that_could_mislead_is_a_question()
    {
        var roles = TableRoles.Infer(Table.Read(Messy), "outcome");
        Assert.Equal(["race", "raucht", "Visite", "comment \"free\""], roles.Learned);
        Assert.Equal(["'Größe_lwt'", "'年齢'", "'birth weight, g'", "'lwt (copy)'"], roles.Questions.Select(question => $"'{question.Split('\'')[1]}'"));
        Assert.Contains("row 1, column 'birth weight, g': '2,523' looks like a number", roles.Questions[2]);
        Assert.Contains("row 2, column '年齢': '?' is not a number", roles.Questions[1]);
    }
}
