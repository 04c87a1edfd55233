using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Roles;

namespace Ridgeline.Cli;

/// <summary>The parts that columns are given: --role NAME=ROLE, and the options that are other names for a role.</summary>
internal static class RoleOptions
{
    private static readonly ImmutableArray<ImmutableArray<ColumnRole>> OnlyOne =
        [[ColumnRole.Weight, ColumnRole.Frequency], [ColumnRole.Group], [ColumnRole.Time], [ColumnRole.Offset], [ColumnRole.Fold]];

    private const string Name = "--role";

    /// <summary>The parts of columns.</summary>
    public static readonly Option<ImmutableSortedDictionary<string, ColumnRole>> Role = Of(ColumnRoleNames.Given);

    private static Option<ImmutableSortedDictionary<string, ColumnRole>> Of(IEnumerable<string> roles) => new(Name)
    {
        Description = $"the part that a column plays, where its cells don't speak for it as they should (describe shows what they speak for): {string.Join(", ", roles)}; may be repeated",
        HelpName = "NAME=ROLE",
        DefaultValueFactory = _ => ImmutableSortedDictionary<string, ColumnRole>.Empty,
        CustomParser = result => Read(result.Tokens, result.AddError, roles),
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Adds --role to a command, and refuses what contradicts itself.</summary>
    /// <param name="command">The command.</param>
    /// <param name="target">Its option of the column to predict.</param>
    /// <param name="aliases">Its options that are other names for a role.</param>
    public static void AddTo(Command command, Option<string?> target, params RoleAlias[] aliases)
    {
        AddTo(command, Role, target, aliases);
    }

    private static void AddTo(Command command, Option role, Option<string?> target, RoleAlias[] aliases)
    {
        command.Add(role);
        command.Validators.Add(given => Check(given, target, aliases));
    }

    /// <summary>What is given: by --role and by its other names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="aliases">The options that are other names for a role.</param>
    public static ImmutableSortedDictionary<string, ColumnRole> Of(ParseResult parsed, params RoleAlias[] aliases)
    {
        var roles = parsed.GetValue<ImmutableSortedDictionary<string, ColumnRole>>(Name)!;
        foreach (var alias in aliases)
            if (parsed.GetValue(alias.Option) is { } column)
                roles = roles.SetItem(column, alias.RoleOf(parsed.GetValue));
        return roles;
    }

    private static ImmutableSortedDictionary<string, ColumnRole> Read(IEnumerable<Token> tokens, Action<string> refuse, IEnumerable<string> possible)
    {
        var roles = ImmutableSortedDictionary.CreateBuilder<string, ColumnRole>(StringComparer.Ordinal);
        foreach (string text in tokens.Select(token => token.Value))
        {
            int end = text.LastIndexOf('='); // a name may have one of its own
            var role = end < 1 ? null : ColumnRoleNames.Parse(text[(end + 1)..]);
            if (role is null)
                refuse($"{Name} {text}: NAME=ROLE is needed, the name of a column and one of {string.Join(", ", possible)}");
            else if (role == ColumnRole.Target)
                refuse($"{Name} {text}: the column to predict is named by --target {text[..end]}");
            else if (!roles.TryAdd(text[..end], role.Value))
                refuse($"{Name} {text}: column '{text[..end]}' has its role already ({roles[text[..end]].Name()}); one a column is needed");
        }

        return roles.ToImmutable();
    }

    /// <summary>What is given by --role, before defaults are filled in.</summary>
    public static ImmutableSortedDictionary<string, ColumnRole> Given(CommandResult given) => Read(TokensOf(given), _ => { }, ColumnRoleNames.Given);

    private static IReadOnlyList<Token> TokensOf(CommandResult given) => given.GetResult(Name) is OptionResult result ? result.Tokens : [];

    private static void Check(CommandResult given, Option<string?> target, RoleAlias[] aliases)
    {
        if (given.AlreadyTold())
            return;
        bool isRefused = false; // the parser tells of it, and its value can't be asked for then
        var named = Read(TokensOf(given), _ => isRefused = true, ColumnRoleNames.Given);
        if (isRefused)
            return;
        List<(string By, string Column, ColumnRole Role)> all = [.. named.Select(pair => ($"--role {pair.Key}={pair.Value.Name()}", pair.Key, pair.Value))];
        if (given.Written(target) is { } predicted && named.TryGetValue(predicted, out var other))
            given.AddError($"{target.Name} {predicted} and --role {predicted}={other.Name()} exclude each other: the column to predict has no other part");
        foreach (var alias in aliases)
        {
            if (given.Written(alias.Option) is not { } column)
                continue;
            var role = alias.RoleOf(given.GetValue);
            if (named.TryGetValue(column, out var otherwise) && otherwise != role)
                given.AddError($"{alias.Option.Name} {column} and --role {column}={otherwise.Name()} exclude each other: the first says that the column is {role.Name()}");
            all.Add(($"{alias.Option.Name} {column}", column, role));
        }

        foreach (var roles in OnlyOne)
        {
            var playing = all.Where(one => roles.Contains(one.Role)).DistinctBy(one => one.Column).ToArray();
            if (playing.Length > 1)
                given.AddError($"{string.Join(" and ", playing.Select(one => one.By))} exclude each other: one column at most is {string.Join(" or ", roles.Select(ColumnRoleNames.Name))}");
        }
    }
}

/// <summary>An option that is another name for a role of the column that it names.</summary>
/// <param name="Option">The option.</param>
/// <param name="Role">The role.</param>
/// <param name="Switch">An option that makes it another role.</param>
/// <param name="Switched">That other role.</param>
internal sealed record RoleAlias(Option<string?> Option, ColumnRole Role, Option<bool>? Switch = null, ColumnRole Switched = default)
{
    /// <summary>The role, as the command line has it.</summary>
    /// <param name="isOn">Whether a switch is on.</param>
    public ColumnRole RoleOf(Func<Option<bool>, bool> isOn) => Switch is not null && isOn(Switch) ? Switched : Role;
}
