using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>Networks: dropout, weight decay or epochs, and how each training ended. A network has no certificate and is never called converged.</summary>
internal sealed class NetworkColumns(TablePath path) : FamilyColumns(path)
{
    private Network Network => Path.Network!;

    public override string Fitted => $"Network {Shape}, loss {Path.Loss.Name}, over {Words(Knob)}; {Training}";

    public override string ComplexityHead => "parameters";

    public override string ComplexityKey => "Parameters";

    public override string ComplexityWords(int least, int most) => $"{(least == most ? "" : $"{least} to ")}{Wording.Count(most, "parameter")}";

    public override IReadOnlyList<string> FitHeads => ["epochs", "gradient norm", ""];

    public override IReadOnlyList<string> FitCells(int at) => [Epochs(at), PathConsole.Short(TrainingAt(at).GradientNorm), Words(TrainingAt(at).End)];

    public override string Legend => "gradient norm is that of the mean loss and its penalties where training ended: how far it was from standing still. No network is called converged.";

    public override IEnumerable<string> Ending()
    {
        if (Path.Sample.RowsWithWeight < Network.BatchSize)
            yield return $"{Wording.Count(Path.Sample.RowsWithWeight, "row")} {(Path.Sample.RowsWithWeight == 1 ? "is" : "are")} fewer than a batch of {Network.BatchSize}, so an epoch is one step; a smaller --batch-size makes more of them.";
        foreach (string advice in Enumerable.Range(0, Path.Path.Points.Length).Select(at => TrainingAt(at).Advice).OfType<string>().Distinct().Take(1))
            yield return $"{Enumerable.Range(0, Path.Path.Points.Length).Count(at => TrainingAt(at).End == TrainingEnd.Exploded)} of {Wording.Count(Path.Path.Points.Length, "training")} exploded: {advice}";
        if (Path.Automatic && Knob == Knob.Epochs)
            yield return $"An early-stopping curve: one training of {Network.Epochs} epochs, whose weights were kept along the way.";
    }

    public override IEnumerable<string> Ending(TableCrossValidation run)
    {
        foreach (string line in Ending())
            yield return line;
        if (Path.Automatic && Knob == Knob.Epochs && run.Curve.Best == run.Curve.Points.Length - 1)
            yield return $"The best number of epochs is the last: more of them (--epochs) might do better still.";
    }

    public override bool HasLearned(int at) => TrainingAt(at) is not { End: TrainingEnd.Exploded, BestEpoch: 0 };

    public override string? NoChoice => Enumerable.Range(0, Path.Path.Points.Length).All(at => TrainingAt(at).End == TrainingEnd.Exploded)
        ? "Every training exploded, so there is nothing to choose between: the scores are of weights from before that, and tell nothing of the settings."
        : null;

    public override string Status(TableCrossValidation run, int at) => TrainingAt(at).End == TrainingEnd.Exploded ? "exploded" : "";

    public override IEnumerable<string> Model(int at)
    {
        var (network, training) = (NetworkAt(at), TrainingAt(at));
        yield return $"Layers: {string.Join(", ", network.Layers.Select((layer, l) => $"{layer.Inputs} → {layer.Units}{(layer.Activation is { } activation ? $" {activation.Name()}{Dropout(at, l)}" : "")}"))}; {Wording.Count(network.Parameters, "parameter")}";
        string ended = training.End switch
        {
            TrainingEnd.StoppedEarly => $"Stopped early after {Wording.Count(training.Epochs, "epoch")}; the weights are those of epoch {training.BestEpoch}, the best of the rows kept for it",
            TrainingEnd.Exploded => $"{Sentence(training.Advice ?? "the loss exploded")}. The weights are {(HasLearned(at) ? $"those of epoch {training.BestEpoch}" : "the first ones, untrained")}",
            _ => $"Trained for {Wording.Count(training.Epochs, "epoch")}",
        };
        yield return $"{ended}; the gradient's norm is {PathConsole.Short(training.GradientNorm)} there. A network has no certificate, and is never called converged";
        if (Path.Sample.RowsWithWeight < Network.BatchSize)
            yield return Ending().First();
    }

    public override void Head(Utf8JsonWriter json)
    {
        json.WriteString("knob", Knob.Name());
        json.WriteString("loss", Path.Loss.Name);
        json.Whole("layers", Network.Hidden.Select(layer => layer.Units));
        json.WriteString("activation", Network.Hidden.IsEmpty ? null : Network.Hidden[0].Activation.Name());
        if (Knob != Knob.Dropout) // what is turned stands at each setting
            json.Numbers("dropout", Network.Hidden.Select(layer => layer.DropoutRate));
        if (Knob != Knob.WeightDecay)
            json.Number("weightDecay", Network.Decay);
        json.Number("l1", Network.L1Strength);
        json.Number("maxNorm", Network.NormLimit);
        json.WriteString("optimizer", Network.Optimiser is Adam ? "adam" : "sgd");
        json.Number("learningRate", Network.Optimiser.LearningRate);
        json.WriteString("schedule", ScheduleName);
        json.WriteNumber("batchSize", Network.BatchSize);
        if (Knob != Knob.Epochs)
            json.WriteNumber("epochs", Network.Epochs);
        json.Number("earlyStopping", Network.EarlyStopping?.Patience);
        json.WriteNumber("networkSeed", Network.Seed);
    }

    public override void Point(Utf8JsonWriter json, int at)
    {
        var (network, training) = (NetworkAt(at), TrainingAt(at));
        json.Number(Knob == Knob.Epochs ? "maxEpochs" : KeyOf(Knob), Path.Path.Points[at].Setting.Value);
        json.WriteNumber("parameters", network.Parameters);
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("bestEpoch", training.BestEpoch);
        json.Number("gradientNorm", training.GradientNorm);
        json.Number("validationLoss", training.ValidationLoss);
        json.WriteString("end", training.End.Name());
        if (training.Advice is not null)
            json.WriteString("advice", training.Advice);
    }

    private string Shape
    {
        get
        {
            string hidden = string.Join('-', Network.Hidden.Select(layer => layer.Units));
            string activation = Network.Hidden.IsEmpty ? "" : $" ({Network.Hidden[0].Activation.Name()})";
            double[] rates = [.. Network.Hidden.Select(layer => layer.DropoutRate)];
            string dropout = Knob == Knob.Dropout || rates.All(rate => rate == 0) ? "" : $", dropout {string.Join(", ", rates.Distinct().Count() == 1 ? rates.Take(1) : rates)}";
            return $"{Path.Columns.Length}-{(hidden.Length > 0 ? $"{hidden}-" : "")}{Path.Loss.Outputs}{activation}{dropout}";
        }
    }

    private string Training
    {
        get
        {
            List<string> held = [];
            if (Network.Decay > 0 && Knob != Knob.WeightDecay)
                held.Add($"weight decay {Network.Decay}");
            if (Network.L1Strength > 0)
                held.Add($"L1 {Network.L1Strength}");
            if (double.IsFinite(Network.NormLimit))
                held.Add($"norms at most {Network.NormLimit}");
            if (Network.EarlyStopping is { } stopping)
                held.Add($"stopped early after {Wording.Count(stopping.Patience, "epoch")} without a gain");
            string rate = $"{(Network.Optimiser is Adam ? "Adam" : "SGD")} at {Network.Optimiser.LearningRate}{(ScheduleName == "constant" ? "" : $" ({ScheduleName})")}";
            return $"{rate}, batches of {Network.BatchSize}, {(Knob == Knob.Epochs ? "up to " : "")}{Wording.Count(Network.Epochs, "epoch")}{string.Concat(held.Select(one => $", {one}"))}";
        }
    }

    private string ScheduleName => Network.Schedule == Schedule.Constant ? "constant" : Network.Schedule == Schedule.Cosine() ? "cosine" : "steps";

    private string Dropout(int at, int layer)
    {
        double rate = Knob == Knob.Dropout ? Path.Path.Points[at].Setting.Value : Network.Hidden[layer].DropoutRate;
        return rate > 0 ? $", dropout {rate}" : "";
    }

    private string Epochs(int at) => TrainingAt(at) is { End: TrainingEnd.AllEpochs } whole ? $"{whole.Epochs}" : $"{TrainingAt(at).BestEpoch} of {TrainingAt(at).Epochs}";

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    private static string Words(Knob knob) => knob switch
    {
        Knob.Dropout => "the rate of dropout",
        Knob.WeightDecay => "weight decay",
        _ => "epochs",
    };

    private static string Words(TrainingEnd end) => end switch
    {
        TrainingEnd.StoppedEarly => "stopped early",
        TrainingEnd.Exploded => "exploded",
        _ => "",
    };

    private NetworkModel NetworkAt(int at) => (NetworkModel)Path.Path.Points[at].Model;

    private NetworkTraining TrainingAt(int at) => NetworkAt(at).Training!.Value;
}
