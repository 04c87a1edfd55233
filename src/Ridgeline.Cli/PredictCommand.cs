using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Files;
using Ridgeline.Models;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>ridgeline predict MODEL DATA [-o OUT].</summary>
internal static class PredictCommand
{
    private static readonly Argument<string> ModelFile = new("MODEL") { Description = "a model file, as study and fit write it" };
    private static readonly Argument<string> Data = new("DATA") { Description = "a CSV file with the model's columns, in any order and not scaled; other columns are left alone" };
    private static readonly Option<string?> Out = new("--output", "-o") { Description = "the CSV file to write; standard output if left out", HelpName = "OUT" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("predict", "Applies a model to new rows: the column prediction and, for classes, probability_CLASS of each (of the squared hinge loss: decision), a row a row.") { ModelFile, Data, Out };
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(RefuseInputs);
        command.SetAction(parsed => Program.Run(stop => Predict(parsed, stop)));
        return command;
    }

    private static void RefuseInputs(CommandResult given)
    {
        if (!given.Errors.Any())
            given.RefuseToReplace(Out, ModelFile, Data);
    }

    private static void Predict(ParseResult parsed, CancellationToken stop)
    {
        var model = Model.Load(parsed.GetValue(ModelFile)!);
        var predictions = model.Predict(CsvFile.Read(parsed.GetValue(Data)!, stop: stop)).ToTable();
        stop.ThrowIfCancellationRequested();
        if (parsed.GetValue(Out) is { } path)
        {
            SafeFile.Write(path, stream => CsvFile.Write(stream, predictions));
            return;
        }

        using var output = Console.OpenStandardOutput();
        CsvFile.Write(output, predictions);
    }
}
