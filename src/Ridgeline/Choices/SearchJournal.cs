using System.Buffers;
using System.Text;
using System.Text.Json;
using Ridgeline.Files;
using Ridgeline.Objectives;
using Ridgeline.Tables;

namespace Ridgeline.Choices;

/// <summary>What one fit was worth.</summary>
/// <param name="Test">A value a score, of the rows held out.</param>
/// <param name="Train">The same of the rows learned from; empty if they weren't scored.</param>
/// <param name="Converged">What its certificate says; null without one.</param>
/// <param name="FitTime">Seconds, or NaN.</param>
/// <param name="ScoreTime">Seconds, or NaN.</param>
internal sealed record FitWorth(double[] Test, double[] Train, bool? Converged, double FitTime, double ScoreTime);

/// <summary>
/// The journal of a search: a line that says which search it is (<see cref="SearchIdentity"/>), then a line a fit. JSON objects all; numbers read back as they
/// were, an undefined one is null, an infinite one "Infinity" or "-Infinity".
/// </summary>
internal sealed class SearchJournal : IDisposable
{
    private const string Format = "ridgeline-search";
    private const int Version = 1;

    private readonly Lock _one = new();
    private readonly LineFile _file;

    private SearchJournal(LineFile file) => _file = file;

    /// <summary>Opens the journal of the search that <paramref name="identity"/> says, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">Which search it is.</param>
    /// <param name="scores">How many scores there are.</param>
    /// <param name="found">Told every fit that is in it: path, resample, position of the setting, and its worth; false if there is no such fit.</param>
    /// <exception cref="DataException">The file is no journal, or one of another search.</exception>
    /// <exception cref="WriteException">It can't be read and written.</exception>
    public static SearchJournal Open(string path, IReadOnlyList<(string Name, string Value)> identity, int scores, Func<int, int, int, FitWorth, bool> found)
    {
        var file = LineFile.Open(path);
        try
        {
            byte[] header = Header(identity);
            if (file.Lines.Count == 0)
            {
                if (!header.AsSpan().StartsWith(file.Unfinished.Span))
                    throw NoJournal(path, "its first line isn't one");
                file.Append(header);
            }
            else
                CheckHeader(path, file.Lines[0], identity);
            for (int line = 1; line < file.Lines.Count; line++)
                Read(path, line + 1, file.Lines[line], scores, found);
            return new SearchJournal(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds fits of one resample and path, in one piece.</summary>
    public void Add(int path, int resample, Parameters told, IEnumerable<(int At, Setting Setting, FitWorth Worth)> fits)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var (at, setting, worth) in fits)
        {
            Line(lines, json =>
            {
                json.WriteNumber("candidate", path);
                json.WriteNumber("resample", resample);
                json.WriteNumber("setting", at);
                json.WriteStartObject("parameters");
                foreach (var (name, value) in told.Pairs)
                    json.WriteString(name, value.ToString());
                json.WriteString(KnobNames.Name(setting.Knob), ((ParameterValue)setting.Value).ToString());
                json.WriteEndObject();
                Numbers(json, "test", worth.Test);
                Numbers(json, "train", worth.Train);
                if (worth.Converged is { } converged)
                    json.WriteBoolean("converged", converged);
                Numbers(json, "seconds", [worth.FitTime, worth.ScoreTime]);
            });
        }

        lock (_one)
            _file.Append(lines.WrittenMemory);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static byte[] Header(IReadOnlyList<(string Name, string Value)> identity)
    {
        var line = new ArrayBufferWriter<byte>();
        Line(line, json =>
        {
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            foreach (var (name, value) in identity)
                json.WriteString(name, value);
        });
        return line.WrittenSpan.ToArray();
    }

    private static void Line(ArrayBufferWriter<byte> target, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(target))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    private static void CheckHeader(string path, ReadOnlyMemory<byte> line, IReadOnlyList<(string Name, string Value)> identity)
    {
        Dictionary<string, string> there;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format)
                throw NoJournal(path, $"\"format\" isn't \"{Format}\"");
            if (root.GetProperty("version").GetInt32() is var version && version != Version)
                throw new DataException($"{path}: is a search's journal of version {version}; this program goes on with version {Version}");
            there = identity.ToDictionary(own => own.Name, own => root.GetProperty(own.Name).GetString()!);
        }
        catch (Exception error) when (IsOfJson(error))
        {
            throw NoJournal(path, error.Message, error);
        }

        string[] differ = [.. identity.Where(own => there[own.Name] != own.Value).Select(own => $"{own.Name} (there {there[own.Name]}; here {own.Value})")];
        if (differ.Length > 0)
            throw new DataException($"{path}: is the journal of another search; what differs: {string.Join(", ", differ)}. Name another file, or delete this one to begin anew");
    }

    private static void Read(string path, int number, ReadOnlyMemory<byte> line, int scores, Func<int, int, int, FitWorth, bool> found)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            double[] test = Numbers(root, "test"), train = Numbers(root, "train"), seconds = Numbers(root, "seconds");
            bool? converged = root.TryGetProperty("converged", out var said) ? said.GetBoolean() : null;
            if (test.Length != scores || (train.Length != 0 && train.Length != scores) || seconds.Length != 2)
                throw new FormatException($"{Wording.Count(scores, "score")} and two times are needed");
            if (!found(
                root.GetProperty("candidate").GetInt32(), root.GetProperty("resample").GetInt32(), root.GetProperty("setting").GetInt32(),
                new FitWorth(test, train, converged, seconds[0], seconds[1])))
                throw new FormatException("there is no such fit");
        }
        catch (Exception error) when (IsOfJson(error))
        {
            throw new DataException($"{path}: line {number} is no fit of this search ({error.Message}): {Wording.Shortened(Encoding.UTF8.GetString(line.Span))}", error);
        }
    }

    private static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                json.WriteNumberValue(value);
            else if (double.IsNaN(value))
                json.WriteNullValue();
            else
                json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }

        json.WriteEndArray();
    }

    private static double[] Numbers(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(value => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var other => throw new FormatException($"'{other}' is no number"),
        },
        _ => value.GetDouble(),
    })];

    private static bool IsOfJson(Exception error) => error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;

    private static DataException NoJournal(string path, string why, Exception? cause = null) =>
        new($"{path}: is no search's journal ({why}); name a file that isn't there yet, or one that a search wrote", cause);
}
