using System.CommandLine;
using Ridgeline.Roles;

namespace Ridgeline.Cli.Tests;

/// <summary>--role beside the options that are other names for a role: both are read, and what contradicts itself is refused in words.</summary>
public sealed class RoleOptionsTests
{
    private static readonly RoleAlias[] Aliases = [.. PathOptions.Aliases, .. FoldOptions.Aliases];

    [Fact]
    public void Other_names_are_roles()
    {
        var parsed = Parse("--role", "a=number", "--weights-column", "w", "--offset-column", "o", "--group-column", "g", "--fold-column", "f");
        Assert.Empty(parsed.Errors);
        Assert.Equal(
            [("a", ColumnRole.Number), ("f", ColumnRole.Fold), ("g", ColumnRole.Group), ("o", ColumnRole.Offset), ("w", ColumnRole.Weight)],
            RoleOptions.Of(parsed, Aliases).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(ColumnRole.Frequency, RoleOptions.Of(Parse("--weights-column", "w", "--frequency-weights"), Aliases)["w"]);
        Assert.Empty(RoleOptions.Of(Parse(), Aliases));
    }

    [Fact]
    public void The_same_said_twice_is_no_contradiction()
    {
        var parsed = Parse("--role", "w=frequency", "--weights-column", "w", "--frequency-weights");
        Assert.Empty(parsed.Errors);
        Assert.Equal(ColumnRole.Frequency, Assert.Single(RoleOptions.Of(parsed, Aliases)).Value);
    }

    [Theory]
    [InlineData("--weights-column w and --role w=number exclude each other: the first says that the column is weight", "--role", "w=number", "--weights-column", "w")]
    [InlineData("--weights-column w and --role w=weight exclude each other: the first says that the column is frequency", "--role", "w=weight", "--weights-column", "w", "--frequency-weights")]
    [InlineData("--role v=weight and --weights-column w exclude each other: one column at most is weight or frequency", "--role", "v=weight", "--weights-column", "w")]
    [InlineData("--role v=group and --group-column w exclude each other: one column at most is group", "--role", "v=group", "--group-column", "w")]
    [InlineData("--role v=offset and --offset-column w exclude each other: one column at most is offset", "--role", "v=offset", "--offset-column", "w")]
    [InlineData("--role v=fold and --fold-column w exclude each other: one column at most is fold", "--role", "v=fold", "--fold-column", "w")]
    [InlineData("--role t=time and --role v=time exclude each other: one column at most is time", "--role", "v=time", "--role", "t=time")]
    public void What_contradicts_itself_is_refused(string said, params string[] arguments) => Assert.Contains(said, Parse(arguments).Errors.Select(error => error.Message));

    private static ParseResult Parse(params string[] arguments)
    {
        var command = new Command("test");
        PathOptions.AddTo(command, null, FoldOptions.Aliases);
        FoldOptions.AddTo(command);
        return command.Parse(["d.csv", "--target", "y", .. arguments]);
    }
}
