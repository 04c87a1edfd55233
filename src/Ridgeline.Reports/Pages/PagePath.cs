using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Pages;

/// <summary>What the page has of a path: the settings that its slider stops at, and of a linear path the columns whose coefficients are listed. Their numbers are the path's own.</summary>
internal sealed class PagePath
{
    /// <summary>At most so many columns are listed; fewer of very many classes.</summary>
    public const int MostColumns = 200;

    private const int MostSettings = 200, FewestSettings = 10;
    private const int MostNumbers = 120_000; // of all paths' coefficients, some 20 bytes each

    private readonly StudyResult _study;
    private readonly StudyPath _path;
    private readonly LinearModel[] _models;
    private readonly int[] _columns;
    private readonly int _width, _outputs;

    /// <param name="study">The study.</param>
    /// <param name="at">The position of the path.</param>
    public PagePath(StudyResult study, int at)
    {
        (_study, _path, Position) = (study, study.Paths[at], at);
        _models = IsLinear ? [.. _path.Search.Path.Path.Points.Select(point => (LinearModel)point.Model)] : [];
        _outputs = IsLinear ? _models[0].Outputs : 0;
        _width = IsLinear ? _models[0].Coefficients.Length / _outputs : 0;
        _columns = IsLinear ? Largest() : [];
        Kept = Stops();
    }

    /// <summary>The position of the path.</summary>
    public int Position { get; }

    /// <summary>The path.</summary>
    public StudyPath Path => _path;

    /// <summary>Whether it has coefficients.</summary>
    public bool IsLinear => _path.Family == Family.Linear;

    /// <summary>The settings that the slider stops at: all, or of many the marked ones, the ends and some between.</summary>
    public ImmutableArray<int> Kept { get; }

    /// <summary>The setting that the slider begins at: the one handed over, else the simplest within one standard error.</summary>
    public int Start => Handed ?? _path.OneStandardError;

    /// <summary>The setting of this path that is handed over; null: none.</summary>
    public int? Handed => _study.Choice?.Simplest is { } chosen && chosen.Path == Position ? chosen.At : null;

    /// <summary>Which stop of the slider a setting is.</summary>
    /// <param name="at">Its position on the path.</param>
    public int StopOf(int at) => Kept.IndexOf(at);

    /// <summary>What isn't there, a sentence each.</summary>
    public IEnumerable<string> LeftOut()
    {
        int settings = _path.Curve.Points.Length, used = IsLinear ? Enumerable.Range(0, _width).Count(j => SizeOf(j) > 0) : 0;
        if (Kept.Length < settings)
            yield return $"The slider stops at {Kept.Length} of the {settings} settings, the marked ones and both ends among them; results.json has all.";
        if (_columns.Length < used)
            yield return $"Of {used} columns that have a coefficient somewhere on the path the {_columns.Length} with the largest are drawn and listed; results.json has all.";
    }

    /// <summary>The path as the page's script reads it.</summary>
    /// <param name="json">Where to.</param>
    public void Write(Utf8JsonWriter json)
    {
        var columns = FamilyColumns.Of(_path.Search.Path);
        json.WriteStartObject();
        json.WriteString("name", _path.Name);
        json.WriteNumber("at", StopOf(Start));
        json.WriteNumber("decimals", ScoreDigits.Of(_path.Curve).Decimals);
        json.WriteStartArray("settings");
        foreach (int at in Kept)
        {
            var point = _path.Curve.Points[at];
            json.WriteStartObject();
            json.WriteString("label", columns.Setting(at));
            json.WriteNumber("complexity", _path.Search.Path.Path.Points[at].Model.Complexity);
            json.Number("train", _path.Curve.TrainOf(at));
            json.Number("heldOut", point.Mean);
            json.Number("error", point.StandardError);
            json.WriteString("note", SettingMarks.Of(_path.Curve, at, Handed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("allColumns", PathConsole.Columns(_path.Search.Path));
        json.Texts("columns", _columns.Select(j => Element.Plain(_path.Search.Path.Columns[j])));
        json.Texts("outputs", _outputs > 1 ? _path.Search.Path.Classes.Select(Element.Plain) : [""]);
        json.Numbers("scales", _columns.Select(j => _path.Search.Path.Sample.View.Scales[j]));
        json.WriteStartArray("coefficients");
        foreach (int at in IsLinear ? Kept : [])
        {
            double[] own = [.. Enumerable.Range(0, _outputs).SelectMany(k => _columns.Select(j => _models[at].Coefficients[k * _width + j]))];
            json.Line(own);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The columns with the largest coefficients, in standard deviations: those of the settings that are marked before all others, then those that are large anywhere on the path.</summary>
    private int[] Largest()
    {
        int[] marked = [_path.Best, _path.OneStandardError, Start];
        return [.. Enumerable.Range(0, _width).Where(j => SizeOf(j) > 0).OrderByDescending(j => marked.Max(at => SizeOf(at, j))).ThenByDescending(SizeOf).Take(Math.Clamp(MostEach / FewestSettings / _outputs, 1, MostColumns)).Order()];
    }

    /// <summary>How many coefficients this path may have on the page.</summary>
    private int MostEach => MostNumbers / _study.Paths.Count(path => path.Family == Family.Linear);

    private double SizeOf(int column) => Enumerable.Range(0, _models.Length).Max(at => SizeOf(at, column));

    private double SizeOf(int at, int column)
    {
        double largest = 0;
        for (int k = 0; k < _outputs; k++)
            largest = Math.Max(largest, Math.Abs(_models[at].Coefficients[k * _width + column]));
        return largest * _path.Search.Path.Sample.View.Scales[column];
    }

    private ImmutableArray<int> Stops()
    {
        int all = _path.Curve.Points.Length, each = _columns.Length * _outputs;
        int most = Math.Clamp(each == 0 ? MostSettings : MostEach / each, FewestSettings, MostSettings);
        if (all <= most)
            return [.. Enumerable.Range(0, all)];
        var kept = new SortedSet<int> { _path.Best, _path.OneStandardError, Start };
        int between = most - kept.Count;
        for (int k = 0; k < between; k++)
            kept.Add((int)((long)k * (all - 1) / (between - 1)));
        return [.. kept];
    }
}
