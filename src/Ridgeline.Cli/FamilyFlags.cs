using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Objectives;

namespace Ridgeline.Cli;

/// <summary>Which family of models is fitted, and which of its knobs is turned.</summary>
internal static class FamilyFlags
{
    private const int LongestPath = 1000;

    private static readonly Option<string?> Name = new("--family") { Description = "the models: linear ones under a penalty, decision trees or networks [default: linear]", HelpName = "linear|tree|network", CustomParser = Values.Word([.. Enum.GetValues<Family>().Select(FamilyNames.Name)]) };
    private static readonly Option<string?> KnobName = new("--knob") { Description = "what the path turns: alpha (pruning) or depth of trees; dropout, weight-decay or epochs of networks [default: alpha; dropout]", HelpName = "NAME", CustomParser = Values.Word([.. Knobs.Select(KnobNames.Name)]) };

    /// <summary>How many settings an automatic path has.</summary>
    public static readonly Option<int?> Settings = new("--settings") { Description = "how many settings an automatic path has, of trees at most [default: 9 of networks, of epochs 12; of trees all, and fewer where many rows are cross-validated]", HelpName = "N", CustomParser = Values.OptionalWhole(2, LongestPath) };

    /// <summary>The options.</summary>
    public static readonly Option[] All = [Name, KnobName, Settings];

    private static IEnumerable<Knob> Knobs => Enum.GetValues<Knob>().Where(knob => knob.Family() != Family.Linear);

    /// <summary>The family.</summary>
    public static Family FamilyOf(ParseResult parsed) => Of(parsed.GetValue(Name));

    /// <summary>The family, before it is known whether the command line can be understood.</summary>
    public static Family FamilyOf(CommandResult given) => Of(given.Written(Name));

    /// <summary>The knob that is turned; of linear models null, as their strength says.</summary>
    public static Knob? KnobOf(ParseResult parsed) => KnobOf(FamilyOf(parsed), parsed.GetValue(KnobName), parsed.CommandResult);

    /// <summary>The same, before it is known whether the command line can be understood.</summary>
    public static Knob? KnobOf(CommandResult given) => KnobOf(FamilyOf(given), given.Written(KnobName), given);

    /// <summary>The option of the settings of the knob that is turned; null of linear models.</summary>
    public static Option<ImmutableArray<double>>? SettingsOption(Knob? knob) => knob switch
    {
        null => null,
        { } tree when tree.Family() == Family.Tree => TreeFlags.SettingsOf(tree),
        { } network => NetworkFlags.SettingsOf(network),
    };

    /// <summary>How many settings an automatic path has; null: as many as suit it.</summary>
    public static int? SettingCount(ParseResult parsed) => parsed.GetValue(Settings);

    /// <summary>The settings asked for of a tree's or network's knob; default where they weren't.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fitsOne">Whether one model is fitted, and isn't to be chosen.</param>
    public static ImmutableArray<Setting> SettingsOf(ParseResult parsed, bool fitsOne = false)
    {
        if (KnobOf(parsed) is not { } knob || parsed.GetValue(SettingsOption(knob)!) is not { IsDefaultOrEmpty: false } values)
            return default;
        return knob.Family() == Family.Network && !NetworkFlags.AreSettings(knob, values.Length, fitsOne) ? default : [.. values.Select(value => new Setting(knob, value))];
    }

    /// <summary>Refuses what belongs to another family, or to another knob.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="linear">The command's options that only linear models have.</param>
    public static void Check(CommandResult given, IEnumerable<Option> linear)
    {
        var family = FamilyOf(given);
        foreach (var (other, options) in new[] { (Family.Linear, linear), (Family.Tree, TreeFlags.All), (Family.Network, NetworkFlags.All) })
            foreach (var option in other == family ? [] : options.Where(given.Given))
                given.AddError($"{option.Name} goes with --family {other.Name()}{(given.Given(Name) ? $", not {family.Name()}" : "; the family is linear where none is named")}");
        if (family == Family.Linear && given.Given(Settings))
            given.AddError("--settings goes with --family tree or network: --lambda-count says how many λ a grid has");
        if (family == Family.Linear && given.Given(KnobName))
            given.AddError("--knob goes with --family tree or network: the knob of a linear model is the strength of its penalty");
        if (given.Errors.Any() || KnobOf(given) is not { } knob || !Knobs.Contains(knob)) // the parser tells of one that is none
            return;
        if (knob.Family() != family)
            given.AddError($"--knob {knob.Name()} goes with --family {knob.Family().Name()}; {family.Name()} has {string.Join(", ", Knobs.Where(own => own.Family() == family).Select(KnobNames.Name))}");
        else if (family == Family.Tree && Knobs.Where(other => other.Family() == family && other != knob).Select(TreeFlags.SettingsOf).FirstOrDefault(given.Given) is { } option)
            given.AddError(given.Given(KnobName) ? $"{option.Name} goes with --knob {option.Name[2..]}" : $"{option.Name} and {TreeFlags.SettingsOf(knob).Name} exclude each other: a path turns one knob");
        else if (family == Family.Network)
            NetworkFlags.Check(given, knob);
        int count = given.CountOf(SettingsOption(knob)!);
        if (family == Family.Tree ? count > 0 : NetworkFlags.AreSettings(knob, count))
            given.Exclude(SettingsOption(knob)!, Settings);
    }

    private static Knob? KnobOf(Family family, string? name, CommandResult given) => name is not null ? KnobNames.Parse(name) : family switch
    {
        Family.Tree => given.Given(TreeFlags.SettingsOf(Knob.Depth)) ? Knob.Depth : Knob.Alpha,
        Family.Network => Knob.Dropout,
        _ => null,
    };

    private static Family Of(string? name) => name is null ? Family.Linear : FamilyNames.Parse(name) ?? Family.Linear;
}
