using System.Text.Json;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>What a family's path has in reports: the columns of its tables, the words for its settings and models, and its members in JSON.</summary>
internal abstract class FamilyColumns(TablePath path)
{
    private const int LongTable = 40;

    /// <summary>What was fitted.</summary>
    protected TablePath Path { get; } = path;

    /// <summary>The knob that the path turns.</summary>
    protected Knob Knob => Path.Path.Points[0].Setting.Knob;

    /// <summary>Those of a path's family.</summary>
    public static FamilyColumns Of(TablePath path) => path.Family switch
    {
        Family.Linear => new LinearColumns(path),
        Family.Tree => new TreeColumns(path),
        Family.Network => new NetworkColumns(path),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path.Family, "not a family"),
    };

    /// <summary>How a knob is called in tables and sentences.</summary>
    public static string SymbolOf(Knob knob) => knob switch
    {
        Knob.Lambda => "λ",
        Knob.Alpha => "α",
        Knob.WeightDecay => "weight decay",
        _ => knob.Name(),
    };

    /// <summary>A setting in a sentence: λ = 0.02.</summary>
    public static string Named(Setting setting) => $"{SymbolOf(setting.Knob)} = {PathConsole.Short(setting.Value)}";

    /// <summary>What one setting is called.</summary>
    public virtual string SettingNoun => "setting";

    /// <summary>What the setting is called that holds a model back the most.</summary>
    public virtual string Simplest => "simplest";

    /// <summary>What was fitted, in a line.</summary>
    public abstract string Fitted { get; }

    /// <summary>What two classes have to do with the numbers shown.</summary>
    public virtual string OfTwoClasses => $"probabilities are those of {Path.Classes[1]}";

    /// <summary>The heads of the columns that say where the knob stands.</summary>
    public virtual IReadOnlyList<string> SettingHeads => [SymbolOf(Knob)];

    /// <summary>Where the knob stands, a cell a column.</summary>
    public virtual IReadOnlyList<string> SettingCells(int at) => [PathConsole.Short(Path.Path.Points[at].Setting.Value)];

    /// <summary>The head of the column that says how complex a model is.</summary>
    public abstract string ComplexityHead { get; }

    /// <summary>How complex in a sentence: 3 non-zeros, 3 to 5 leaves.</summary>
    public abstract string ComplexityWords(int least, int most);

    /// <summary>The heads of what else a path's table has of a fit; the last is of words.</summary>
    public abstract IReadOnlyList<string> FitHeads { get; }

    /// <summary>What else it has, a cell a column.</summary>
    public abstract IReadOnlyList<string> FitCells(int at);

    /// <summary>How the path ended, in lines.</summary>
    public abstract IEnumerable<string> Ending();

    /// <summary>What the columns of a path's table mean.</summary>
    public abstract string Legend { get; }

    /// <summary>How the fits of a cross-validation ended, in lines.</summary>
    public virtual IEnumerable<string> Fits(TableCrossValidation run) => Ending(run);

    /// <summary>How they ended, and where and why the path did.</summary>
    public abstract IEnumerable<string> Ending(TableCrossValidation run);

    /// <summary>How the fits of one setting ended where that isn't as it should be; else empty.</summary>
    public virtual string Status(TableCrossValidation run, int at) => "";

    /// <summary>Whether a model learned anything before its fit was stopped.</summary>
    public virtual bool HasLearned(int at) => true;

    /// <summary>Why no setting is better than another, whatever their scores; null where they can be told apart.</summary>
    public virtual string? NoChoice => null;

    /// <summary>What is to be known of the score that models are judged by; null: nothing.</summary>
    public virtual string? Judged(Score score) => null;

    /// <summary>A setting in a sentence, with all that it is called.</summary>
    public virtual string Setting(int at) => Named(Path.Path.Points[at].Setting);

    /// <summary>What is said of one model, in lines.</summary>
    public abstract IEnumerable<string> Model(int at);

    /// <summary>One model written out, as far as it can be read, in lines.</summary>
    public virtual IEnumerable<string> Text(int at, bool asRules) => [];

    /// <summary>Which rows of a table are shown: of a long one the marked ones, the ends and as many between as fit.</summary>
    public virtual IReadOnlyList<int> Shown(params int[] marked)
    {
        int rows = Path.Path.Points.Length;
        if (rows <= LongTable)
            return [.. Enumerable.Range(0, rows)];
        var shown = new SortedSet<int>(marked);
        int between = LongTable - shown.Count;
        for (int k = 0; k < between; k++)
            shown.Add((int)((long)k * (rows - 1) / (between - 1)));
        return [.. shown];
    }

    /// <summary>What was fitted, in JSON.</summary>
    public abstract void Head(Utf8JsonWriter json);

    /// <summary>A setting and its model, in JSON.</summary>
    public abstract void Point(Utf8JsonWriter json, int at);

    /// <summary>The same without the coefficients of a linear model.</summary>
    public virtual void Fit(Utf8JsonWriter json, int at) => Point(json, at);

    /// <summary>How complex a model is, as a member's name has it: NonZeros.</summary>
    public abstract string ComplexityKey { get; }

    /// <summary>A model that is handed over, in JSON; beside what its point has.</summary>
    public virtual void Model(Utf8JsonWriter json, int at)
    {
    }

    /// <summary>The name of a knob's member in JSON.</summary>
    public static string KeyOf(Knob knob) => knob == Knob.WeightDecay ? "weightDecay" : knob.Name();
}
