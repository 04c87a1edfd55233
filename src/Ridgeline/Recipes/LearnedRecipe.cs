using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>A recipe that has learned: it makes a design of any table with the columns that it learned on. It never changes.</summary>
/// <remarks>
/// In JSON, as <see cref="Write"/> puts it and <see cref="Read"/> takes it:
/// <code>
/// { "inputs": [{ "name", "kind": "number" | "text" | "date", "rows", "missing", "lowest", "highest" and "mean" | "earliest" and "latest" | "levels", where there are any }],
///   "steps": [{ "step": its name, "columns": the columns it works on, and what it learned }],
///   "kept": the positions of the output columns, where some were left out }
/// </code>
/// Numbers are written so that they read back with the same bits.
/// </remarks>
public sealed class LearnedRecipe
{
    private const int WideColumns = 50;
    private const double SparseShare = 0.1;

    private readonly ImmutableArray<InputColumn> _inputs;
    private readonly ImmutableArray<LearnedStep> _steps;
    private readonly ImmutableArray<Output> _outputs;
    private readonly ImmutableArray<int> _kept; // default: all
    private readonly bool[] _isNeeded;

    private LearnedRecipe(ImmutableArray<LearnedStep> steps, ImmutableArray<InputColumn> inputs, ImmutableArray<Output> outputs, ImmutableArray<int> kept)
    {
        (_steps, _inputs, _outputs, _kept) = (steps, inputs, outputs, kept);
        _isNeeded = new bool[inputs.Length];
        foreach (int at in Kept)
            foreach (int source in outputs[at].Sources)
                _isNeeded[source] = true;
        Inputs = [.. inputs.Where((_, at) => _isNeeded[at])];
        Columns = [.. Kept.Select(at => outputs[at].Name)];
        IsSparse = Columns.Length >= WideColumns && Kept.Sum(at => outputs[at].Share) <= SparseShare * Columns.Length;
    }

    private readonly record struct Output(string Name, ImmutableArray<int> Sources, double Share);

    private IEnumerable<int> Kept => _kept.IsDefault ? Enumerable.Range(0, _outputs.Length) : _kept;

    /// <summary>The columns that a table needs, as they were when the recipe was learned.</summary>
    public ImmutableArray<InputColumn> Inputs { get; }

    /// <summary>The names of the columns that come out, in order.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>For each column that comes out the names of the inputs that it comes from.</summary>
    public ImmutableArray<ImmutableArray<string>> Sources => [.. Kept.Select(at => _outputs[at].Sources.Select(source => _inputs[source].Name).ToImmutableArray())];

    /// <summary>
    /// Whether the design is sparse: of at least 50 columns, in which at most a tenth of the numbers can be other than zero. A column of numbers counts as 1 a row, those
    /// that OneHot made of one column as 1 a row together, an indicator as 1, a B-spline by the share of its functions that overlap, a product by the product of its
    /// factors: the recipe and the levels decide, the same for all weights.
    /// </summary>
    public bool IsSparse { get; }

    /// <summary>Whether any weights would have taught the recipe the same, as far as the design goes: resamples of the table share it then without asking.</summary>
    public bool IsSameForAllWeights => _steps.All(step => step.IsSameForAllWeights);

    internal static LearnedRecipe Of(ImmutableArray<LearnedStep> steps, ImmutableArray<InputColumn> inputs, Frame frame) => new(steps, inputs, OutputsOf(frame), default);

    private static ImmutableArray<Output> OutputsOf(Frame frame) => [.. frame.Numbers().Select(feature => new Output(feature.Name, feature.Sources, feature.Share))];

    /// <summary>The design that the recipe makes of a table.</summary>
    /// <param name="table">At least the columns of <see cref="Inputs"/>; others of it are left out.</param>
    /// <exception cref="DataException">A column is missing or of another kind, a step can't do what it does with a value, or a value is missing at the end.</exception>
    public Applied Apply(Table table)
    {
        var columns = ColumnsIn(table);
        return new Applied(AppliedDesign.Of(Made(table, columns), table, IsSparse), Unlike.In(_inputs, columns, table.FirstRow));
    }

    /// <summary>The design alone, without looking for values unlike those that were learned on.</summary>
    /// <param name="table">As for <see cref="Apply"/>.</param>
    /// <exception cref="DataException">As for <see cref="Apply"/>.</exception>
    public Design DesignOf(Table table) => AppliedDesign.Of(Made(table), table, IsSparse);

    /// <summary>The columns that come out, of which nothing is computed yet.</summary>
    internal Frame Made(Table table) => Made(table, ColumnsIn(table));

    /// <summary>A table whose gaps in columns of numbers that had none when they were learned on, and that no step fills, hold the mean of the rows learned on; and what to say of them.</summary>
    internal (Table Table, ImmutableArray<DataWarning> Warnings) Filled(Table table)
    {
        var warnings = ImmutableArray.CreateBuilder<DataWarning>();
        var columns = table.Columns.ToBuilder();
        foreach (var input in Inputs)
        {
            int at = table.IndexOf(input.Name);
            if (at < 0 || input is not { Kind: ColumnKind.Number, IsCategory: false, Missing: 0, Mean: { } mean } || columns[at] is not NumberColumn { MissingCount: > 0 } gappy
                || _steps.Any(step => step is LearnedImputation or LearnedGaps && step.Columns.Contains(input.Name)))
                continue;
            double[] filled = [.. gappy.Values];
            int first = Array.FindIndex(filled, double.IsNaN);
            for (int row = first; row < filled.Length; row++)
                filled[row] = double.IsNaN(filled[row]) ? mean : filled[row];
            columns[at] = NumberColumn.Adopt(gappy.Name, filled);
            warnings.Add(new DataWarning(input.Name, DataWarningKind.Missing, gappy.MissingCount, table.FirstRow + first, "", $"{input}; their mean {Words.Number(mean)} is taken"));
        }

        return warnings.Count == 0 ? (table, []) : (new Table(table.Source, columns.ToImmutable()) { FirstRow = table.FirstRow }, warnings.ToImmutable());
    }

    private Frame Made(Table table, ImmutableArray<Column?> columns)
    {
        var frame = Frame.ToApply(table, _inputs, columns);
        foreach (var step in _steps)
            step.Apply(frame);
        if (!_kept.IsDefault)
        {
            var all = frame.Features.ToArray();
            frame.Set(_kept.Select(at => all[at]));
        }

        return frame;
    }

    /// <summary>The table's column for each input; null for one that no output needs.</summary>
    private ImmutableArray<Column?> ColumnsIn(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = ImmutableArray.CreateBuilder<Column?>(_inputs.Length);
        for (int at = 0; at < _inputs.Length; at++)
            columns.Add(_isNeeded[at] ? Unlike.ColumnFor(_inputs[at], table) : null);
        return columns.MoveToImmutable();
    }

    /// <summary>Whether this recipe and <paramref name="other"/> make the same of any table, bit for bit: resamples of which that is so share a design.</summary>
    /// <param name="other">A recipe, learned under other weights for example.</param>
    public bool GivesTheSameAs(LearnedRecipe other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other)
            || (_inputs.Length == other._inputs.Length && _steps.Length == other._steps.Length
                && _inputs.Zip(other._inputs, (a, b) => a.Name == b.Name && a.Kind == b.Kind).All(isSame => isSame)
                && _steps.Zip(other._steps, (a, b) => a.GivesTheSameAs(b)).All(isSame => isSame)
                && Kept.SequenceEqual(other.Kept));
    }

    /// <summary>The same recipe without the other columns: those that have no use for a model needn't be made, nor their inputs be there.</summary>
    /// <param name="outputs">The positions of the columns to keep among <see cref="Columns"/>, rising.</param>
    /// <exception cref="ArgumentException">A position is none of a column, they don't rise, or there is none.</exception>
    public LearnedRecipe Keeping(IEnumerable<int> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        int[] known = [.. Kept];
        int before = -1;
        var kept = ImmutableArray.CreateBuilder<int>();
        foreach (int at in outputs)
        {
            if (at <= before || at >= known.Length)
                throw new ArgumentException($"{at} after {before}: the positions rise from 0 to {known.Length - 1}", nameof(outputs));
            kept.Add(known[at]);
            before = at;
        }

        if (kept.Count == 0)
            throw new ArgumentException("no column is kept; at least one is needed", nameof(outputs));
        return new LearnedRecipe(_steps, _inputs, _outputs, kept.ToImmutable());
    }

    /// <summary>What each step learned, in a line or more: "Impute age: median 28; 12 of 189 rows were missing".</summary>
    public ImmutableArray<string> Describe() => [.. _steps.SelectMany(step => step.Describe())];

    /// <summary>Writes the recipe as a JSON object.</summary>
    /// <param name="json">Where a value may stand.</param>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteStartArray("inputs");
        foreach (var input in _inputs)
            input.Write(json);
        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in _steps)
            step.Write(json);
        json.WriteEndArray();
        if (!_kept.IsDefault)
            json.WriteNumbers("kept", [.. _kept.Select(at => (double)at)]);
        json.WriteEndObject();
    }

    /// <summary>The recipe that <see cref="Write"/> wrote.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="FormatException">It isn't one; the member or step is named.</exception>
    public static LearnedRecipe Read(JsonElement json)
    {
        ImmutableArray<InputColumn> inputs = [.. json.List("inputs").Select(InputColumn.Read)];
        ImmutableArray<LearnedStep> steps = [.. json.List("steps").Select(StepFile.Read)];
        ImmutableArray<Output> outputs;
        try
        {
            var frame = Frame.WithoutRows(inputs);
            foreach (var step in steps)
                step.Apply(frame);
            outputs = OutputsOf(frame);
        }
        catch (Exception error) when (error is DataException or InvalidCastException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new FormatException($"the steps don't fit the inputs ({error.Message})", error);
        }

        if (!json.Has("kept"))
            return new LearnedRecipe(steps, inputs, outputs, default);
        var kept = json.Places("kept", outputs.Length);
        return kept.IsEmpty ? throw new FormatException("\"kept\" is empty") : new LearnedRecipe(steps, inputs, outputs, kept);
    }
}
