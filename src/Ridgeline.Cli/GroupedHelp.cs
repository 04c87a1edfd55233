using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;

namespace Ridgeline.Cli;

/// <summary>--help: how a command is called, and its options in groups, within 80 columns.</summary>
/// <param name="groups">The groups, in order, by their titles; options in none of them come last.</param>
internal sealed class GroupedHelp(params (string Title, IEnumerable<Symbol> Members)[] groups) : SynchronousCommandLineAction
{
    private const int Width = 80, Names = 24;
    private const string Unbroken = "\u00a0"; // a space that no line breaks at

    /// <summary>Help is given whatever else is wrong with the command line.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var command = parseResult.CommandResult.Command;
        var text = new StringBuilder();
        Lines(text, command.Description ?? "", 0);
        text.AppendLine().AppendLine($"  {Usage(command)}");
        Group(text, "Commands", [.. command.Subcommands]);
        Symbol[] members = [.. command.Arguments, .. command.Options];
        var left = members.ToList();
        foreach (var (title, own) in groups)
        {
            Symbol[] these = [.. own.Where(members.Contains).Distinct()];
            Group(text, title, these);
            left.RemoveAll(these.Contains);
        }

        Group(text, groups.Length > 0 && left.Count < members.Length ? "Other options" : "Options", left);
        parseResult.InvocationConfiguration.Output.Write(text);
        return ExitCode.Done;
    }

    private static string Usage(Command command)
    {
        string name = command.Parents.OfType<Command>().Any() ? $"{command.Parents.OfType<Command>().First().Name} {command.Name}" : command.Name;
        string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        return $"{name}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{arguments} [options]";
    }

    private static void Group(StringBuilder text, string title, IReadOnlyCollection<Symbol> members)
    {
        if (members.Count == 0)
            return;
        text.AppendLine().AppendLine($"{title}:");
        foreach (var member in members)
        {
            string name = $"  {Named(member)}";
            string description = $"{member.Description}{Default(member)}";
            bool hasRoom = name.Length < Names;
            text.Append(hasRoom ? name.PadRight(Names) : name);
            if (!hasRoom)
                text.AppendLine().Append(' ', Names);
            Lines(text, description, Names);
        }
    }

    private static string Named(Symbol member) => member is not Option option ? member.Name
        : $"{string.Join(", ", option.Aliases.Where(alias => alias.Length == 2 && alias[0] == '-' && alias[1] != '?').Prepend(option.Name))}{(option is Option<bool> or { Action: not null } ? "" : $" {option.HelpName ?? "VALUE"}")}{(option.Required ? " (needed)" : "")}";

    private static string Default(Symbol member)
    {
        if (member is not Option { HasDefaultValue: true } option || option is Option<bool> || member.Description?.Contains("[default: ", StringComparison.Ordinal) == true)
            return "";
        return option.GetDefaultValue() switch
        {
            null or System.Collections.ICollection or TimeSpan => "", // its description has it
            IFormattable number => $" [default:{Unbroken}{number.ToString(null, CultureInfo.InvariantCulture)}]",
            var value => $" [default:{Unbroken}{value}]",
        };
    }

    /// <summary>A paragraph, of which the first line has begun already and the others are set in.</summary>
    private static void Lines(StringBuilder text, string paragraph, int indent)
    {
        int at = indent;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at > indent && at + 1 + word.Length > Width)
            {
                text.AppendLine().Append(' ', indent);
                at = indent;
            }

            if (at > indent)
                text.Append(' ');
            text.Append(word.Replace(Unbroken, " ", StringComparison.Ordinal));
            at += word.Length + (at > indent ? 1 : 0);
        }

        text.AppendLine();
    }
}
