using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Files;
using Ridgeline.Models;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>ridgeline predict MODEL DATA [-o OUT]: the model's columns in any order and not scaled; other columns are left alone.</summary>
internal static class PredictCommand
{
    private static readonly Argument<string> ModelFile = new("MODEL") { Description = "a model file, as study and fit write it" };
    private static readonly Option<string?> Out = new("--output", "-o") { Description = "the CSV file to write; standard output if left out", HelpName = "OUT" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("predict", "Applies a model to new rows: the column prediction and, for classes, probability_CLASS of each (of the squared hinge loss: decision), a row a row. The model's columns may stand in any order, and others beside them. Texts that a spreadsheet would run as formulas get an apostrophe before them.") { ModelFile };
        DataOptions.AddTo(command);
        command.Add(Out);
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(RefuseInputs);
        command.SetAction(parsed => Program.Run(stop => Predict(parsed, stop)));
        return command;
    }

    private static void RefuseInputs(CommandResult given)
    {
        if (given.AlreadyTold() || given.Errors.Any())
            return;
        given.RefuseToReplace(Out, ModelFile, given.GetValue(ModelFile));
        DataOptions.RefuseToReplace(given, Out);
    }

    private static void Predict(ParseResult parsed, CancellationToken stop)
    {
        var model = Model.Load(parsed.GetValue(ModelFile)!);
        ImmutableArray<DataWarning> warnings = [];
        var kinds = model.Needs.ToImmutableDictionary(column => column.Name, column => column.Kind);
        IEnumerable<Table> Predicted()
        {
            foreach (var table in DataOptions.Chunks(parsed, kinds, stop)) // a part at a time: the data may be larger than memory
            {
                var predictions = model.Predict(table);
                warnings = DataWarning.Joined(warnings, predictions.Warnings);
                yield return predictions.ToTable().Defused();
                stop.ThrowIfCancellationRequested();
            }
        }

        if (parsed.GetValue(Out) is { } path)
            SafeFile.Write(path, stream => CsvFile.WriteAll(stream, Predicted()));
        else
        {
            using var output = Console.OpenStandardOutput();
            CsvFile.WriteAll(output, Predicted());
        }

        foreach (var warning in warnings)
            Program.Tell($"ridgeline: {warning.Source}: {warning}");
    }
}
