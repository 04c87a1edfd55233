using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;

namespace Ridgeline.Cli;

/// <summary>What only networks have: their layers, how they are trained, and the settings of their knobs.</summary>
internal static class NetworkFlags
{
    private static readonly int[] DefaultLayers = [64, 32];
    private const string Adam = "adam", Sgd = "sgd", Constant = "constant", Cosine = "cosine";

    private static readonly Option<ImmutableArray<double>> Layers = new("--layers") { Description = "the units of each hidden layer [default: 64,32]", HelpName = "A,B,…", CustomParser = Values.List(units => units is >= 1 and <= 1_000_000 && double.IsInteger(units), "whole numbers from 1 to 1000000") };
    private static readonly Option<string?> Activation = new("--activation") { Description = "what a unit makes of its sum: relu, tanh or gelu [default: relu]", HelpName = "NAME", CustomParser = Values.Word([.. Enum.GetValues<Activation>().Select(ActivationNames.Name)]) };
    private static readonly Option<ImmutableArray<double>> Dropout = new("--dropout") { Description = "with --knob dropout: the rates to train at, in any order; else one rate, or one a layer [default: 9 from 0.8 to 0; else 0]", HelpName = "A,B,…", CustomParser = Values.List(rate => rate is >= 0 and < 1, "numbers of at least 0 and below 1") };
    private static readonly Option<ImmutableArray<double>> WeightDecay = new("--weight-decay") { Description = "with --knob weight-decay: the decays to train at, in any order; else one [default: 9 from 10 to 0; else 0]", HelpName = "A,B,…", CustomParser = Values.List(decay => decay is >= 0 and < double.PositiveInfinity, "finite numbers of at least 0") };
    private static readonly Option<ImmutableArray<double>> Epochs = new("--epochs") { Description = "how often the rows are gone through; with --knob epochs the most, or several after which a model is kept; in fit without --choose the setting [default: 100]", HelpName = "N", CustomParser = Values.List(epochs => epochs is >= 1 and <= int.MaxValue && double.IsInteger(epochs), "whole numbers of at least 1") };
    private static readonly Option<double?> L1 = new("--l1") { Description = "the strength of Σ|w| beside the loss [default: 0]", HelpName = "S", CustomParser = Values.Optional(strength => strength is >= 0 and < double.PositiveInfinity, "a finite number of at least 0") };
    private static readonly Option<double?> MaxNorm = new("--max-norm") { Description = "the largest norm of what comes into a hidden unit [default: any]", HelpName = "M", CustomParser = Values.Optional(norm => norm is > 0 and < double.PositiveInfinity, "a finite number above 0") };
    private static readonly Option<string?> Optimizer = new("--optimizer") { Description = "adam, or sgd with momentum 0.9 [default: adam]", HelpName = $"{Adam}|{Sgd}", CustomParser = Values.Word([Adam, Sgd]) };
    private static readonly Option<double?> LearningRate = new("--learning-rate") { Description = "the length of a step [default: 0.001 of adam, 0.01 of sgd]", HelpName = "R", CustomParser = Values.Optional(rate => rate is > 0 and < double.PositiveInfinity, "a finite number above 0") };
    private static readonly Option<string?> Rates = new("--schedule") { Description = "how the learning rate changes from epoch to epoch: constant, or down to 0 as a cosine [default: constant]", HelpName = $"{Constant}|{Cosine}", CustomParser = Values.Word([Constant, Cosine]) };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = "the rows of a batch [default: 64]", HelpName = "N", CustomParser = Values.OptionalWhole(1) };
    private static readonly Option<int?> Patience = new("--early-stopping") { Description = "keep a tenth of the rows from training, stop after N epochs in which their loss didn't fall, and take the best epoch's weights", HelpName = "N", CustomParser = Values.OptionalWhole(1) };

    /// <summary>The options.</summary>
    public static readonly Option[] All = [Layers, Activation, Dropout, WeightDecay, Epochs, L1, MaxNorm, Optimizer, LearningRate, Rates, BatchSize, Patience];

    /// <summary>The option of a knob's settings.</summary>
    public static Option<ImmutableArray<double>> SettingsOf(Knob knob) => knob switch
    {
        Knob.WeightDecay => WeightDecay,
        Knob.Epochs => Epochs,
        _ => Dropout,
    };

    /// <summary>Whether what was given for a knob are settings of a path: of epochs several, as one is the most.</summary>
    /// <param name="knob">The knob.</param>
    /// <param name="count">How many numbers were given.</param>
    /// <param name="fitsOne">Whether one model is fitted at a setting that is given: one number of epochs is it then.</param>
    public static bool AreSettings(Knob knob, int count, bool fitsOne = false) => count > (knob == Knob.Epochs && !fitsOne ? 1 : 0);

    /// <summary>Refuses what contradicts itself.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="knob">The knob that is turned.</param>
    public static void Check(CommandResult given, Knob knob)
    {
        int layers = given.CountOf(Layers) is > 0 and var units ? units : DefaultLayers.Length, rates = given.CountOf(Dropout);
        if (knob != Knob.Dropout && rates > 1 && rates != layers)
            given.AddError($"{Dropout.Name} has {rates} rates for {Wording.Count(layers, "hidden layer")}; one is needed, or one a layer (or --knob dropout, which turns it)");
        if (knob != Knob.WeightDecay && given.CountOf(WeightDecay) > 1)
            given.AddError($"{WeightDecay.Name} takes one number; several go with --knob weight-decay");
        if (knob != Knob.Epochs && given.CountOf(Epochs) > 1)
            given.AddError($"{Epochs.Name} takes one number; several go with --knob epochs");
        if (knob == Knob.Epochs && given.Given(Patience))
            given.AddError($"{Patience.Name} and --knob epochs exclude each other: a path over epochs is an early-stopping curve itself");
    }

    /// <summary>The network, and how it is trained.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="knob">The knob that is turned.</param>
    /// <param name="seed">Of first weights, shuffles, masks and validation rows.</param>
    public static Network Read(ParseResult parsed, Knob knob, ulong seed)
    {
        var network = (parsed.GetValue(Layers) is { IsDefaultOrEmpty: false } units ? Network.Layers([.. units.Select(count => (int)count)]) : Network.Layers(DefaultLayers)) with
        {
            Optimiser = OptimiserOf(parsed),
            Schedule = parsed.GetValue(Rates) == Cosine ? Schedule.Cosine() : Schedule.Constant,
            BatchSize = parsed.GetValue(BatchSize) ?? Network.Layers(1).BatchSize,
            Epochs = parsed.GetValue(Epochs) is { IsDefaultOrEmpty: false } epochs ? (int)epochs.Max() : Network.Layers(1).Epochs,
            EarlyStopping = parsed.GetValue(Patience) is { } patience ? new EarlyStopping { Patience = patience } : null,
            Seed = seed,
        };
        if (parsed.GetValue(Activation) is { } activation)
            network = network.Activation(ActivationNames.Parse(activation));
        if (knob != Knob.Dropout && parsed.GetValue(Dropout) is { IsDefaultOrEmpty: false } rates)
            network = rates.Length == 1 ? network.Dropout(rates[0]) : network.Dropout(rates);
        if (knob != Knob.WeightDecay && parsed.GetValue(WeightDecay) is { IsDefaultOrEmpty: false, Length: 1 } decay)
            network = network.WeightDecay(decay[0]);
        if (parsed.GetValue(L1) is { } strength)
            network = network.L1(strength);
        return parsed.GetValue(MaxNorm) is { } norm ? network.MaxNorm(norm) : network;
    }

    private static Optimiser OptimiserOf(ParseResult parsed)
    {
        Optimiser optimiser = parsed.GetValue(Optimizer) == Sgd ? new Sgd() : new Adam();
        return parsed.GetValue(LearningRate) is { } rate ? optimiser with { LearningRate = rate } : optimiser;
    }
}
