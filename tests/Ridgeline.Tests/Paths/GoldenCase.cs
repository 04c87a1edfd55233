using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Paths;

/// <summary>What the readers of the peers' goldens share: numbers, columns and cases by id.</summary>
internal static class GoldenReader
{
    private static readonly ConcurrentDictionary<string, JsonElement> Files = new();
    private static readonly ConcurrentDictionary<string, Table> Tables = new();

    public static IEnumerable<JsonElement> Cases(string golden) =>
        Files.GetOrAdd(golden, name => ReferenceData.Golden(name).RootElement).GetProperty("cases").EnumerateArray();

    /// <summary>The ids of <paramref name="golden"/>'s cases, as a theory's data.</summary>
    public static TheoryData<string> Ids(string golden, Func<JsonElement, bool>? which = null) =>
        [.. Cases(golden).Where(which ?? (_ => true)).Select(Id)];

    public static JsonElement Case(string golden, string id) => Cases(golden).Single(c => Id(c) == id);

    public static string Id(JsonElement c) => c.GetProperty("id").GetString()!;

    /// <summary>A number; infinities and NaN are strings.</summary>
    public static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    /// <summary>The numbers of an array, of arrays of numbers one after the other, or of one number; null for what is null or absent.</summary>
    public static double[]? Numbers(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? [.. Flat(value)] : null;

    public static double Number(JsonElement owner, string name, double otherwise) => owner.TryGetProperty(name, out var value) ? Number(value) : otherwise;

    public static bool Flag(JsonElement owner, string name, bool otherwise) => owner.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

    public static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string[] Texts(JsonElement owner, string name) => [.. owner.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    /// <summary>The columns that a case names, column after column.</summary>
    public static double[] Columns(JsonElement c, string data) => [.. Texts(c, "x_columns").SelectMany(name => Data(data).Numbers(name).Values.ToArray())];

    /// <summary>A column of numbers, or of the classes' codes.</summary>
    public static double[] Target(string data, string column, string[]? classes = null) => Data(data)[column] switch
    {
        NumberColumn numbers when classes is null => [.. numbers.Values],
        NumberColumn numbers => [.. numbers.Values.ToArray().Select(y => (double)Array.FindIndex(classes, c => double.Parse(c, CultureInfo.InvariantCulture) == y))],
        TextColumn texts => [.. texts.Values.Select(y => (double)Array.IndexOf(classes!, y))],
        _ => throw new NotSupportedException(column),
    };

    /// <summary>1 + (i mod 5)/2: the goldens' weights where they are given as a rule.</summary>
    public static double[] RuledWeights(int rows) => [.. Enumerable.Range(0, rows).Select(i => 1 + i % 5 / 2.0)];

    /// <summary>The columns centred to mean 0 and scaled to a 1/n standard deviation of 1; constant ones stay at 0.</summary>
    public static double[] Scaled(double[] x, int rows)
    {
        var z = new double[x.Length];
        for (int from = 0; from < x.Length; from += rows)
        {
            var column = x.AsSpan(from, rows);
            double mean = 0, squares = 0;
            foreach (double value in column)
                mean += value / rows;
            foreach (double value in column)
                squares += (value - mean) * (value - mean) / rows;
            for (int i = 0; i < rows; i++)
                z[from + i] = squares > 0 ? (column[i] - mean) / Math.Sqrt(squares) : 0;
        }

        return z;
    }

    private static Table Data(string name) => Tables.GetOrAdd(name, ReferenceData.Table);

    private static IEnumerable<double> Flat(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [Number(value)];
}

/// <summary>One position of a golden's path where the exact solution is known.</summary>
internal sealed record GoldenPoint(int Index, GoldenFit Fit, double Objective);

/// <summary>
/// A case of a glmnet golden. glmnet's ridge part of a Gaussian elastic net is λ(1−α)/(2·sd(y − offset)) and its penalty factors are scaled to the sum p:
/// (λ, α) there is λ′ = λ(α + (1−α)/c) with r = α/(α + (1−α)/c) here, c that standard deviation, and κ = p/Σpf times the factor.
/// </summary>
internal sealed class GlmnetCase
{
    public static string[] Goldens => ["glmnet_gaussian", "glmnet_binomial", "glmnet_poisson", "glmnet_multinomial"];

    /// <summary>Grouped multinomial penalties are another penalty.</summary>
    public static bool IsOurs(JsonElement c) => GoldenReader.Text(c.GetProperty("options"), "type.multinomial") != "grouped";

    public GlmnetCase(string golden, string id)
    {
        var c = GoldenReader.Case(golden, id);
        var options = c.GetProperty("options");
        string family = GoldenReader.Text(options, "family")!, data = GoldenReader.Text(options, "data")!;
        string[]? classes = options.TryGetProperty("classes", out _) ? GoldenReader.Texts(options, "classes") : null;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(options, "y")!, classes);
        double[]? weights = GoldenReader.Numbers(options, "weights"), offset = GoldenReader.Numbers(options, "offset");
        if (GoldenReader.Numbers(options, "ymat") is { } counts)
            (y, weights) = ([.. y.Select((_, i) => counts[2 * i + 1] / (counts[2 * i] + counts[2 * i + 1]))], [.. y.Select((_, i) => counts[2 * i] + counts[2 * i + 1])]);

        Alpha = GoldenReader.Number(options.GetProperty("alpha"));
        bool intercept = GoldenReader.Flag(options, "intercept", true);
        double spread = family == "gaussian" ? Spread(y, weights, offset, intercept) : 1;
        Unit = Alpha + (1 - Alpha) / spread;
        Problem = new GoldenProblem(
            family, classes?.Length ?? 1, x, y, weights, offset, options.GetProperty("standardize").GetBoolean(), intercept, Alpha / Unit,
            Factors(options, x.Length / y.Length), GoldenReader.Numbers(options, "lower.limits"), GoldenReader.Numbers(options, "upper.limits"));

        Lambdas = GoldenReader.Numbers(c, "lambda")!;
        IsAutomatic = !options.TryGetProperty("lambda", out _);
        Count = (int)GoldenReader.Number(options, "nlambda", 100);
        Ratio = options.TryGetProperty("lambda.min.ratio", out var ratio) ? GoldenReader.Number(ratio) : null;
        StopsEarly = IsAutomatic && !options.TryGetProperty("control", out _);
        NonZeros = GoldenReader.Numbers(c, "df")!;
        NullDeviance = GoldenReader.Number(c.GetProperty("nulldev")) / (weights?.Sum() ?? y.Length) / 2;
        DevianceRatios = GoldenReader.Numbers(c, "dev_ratio")!;
        Points = [.. c.GetProperty("solutions").EnumerateArray().Select(s => PointOf(s, Problem.Outputs))];
    }

    public GoldenProblem Problem { get; }
    public double Alpha { get; }

    /// <summary>λ here / λ there.</summary>
    public double Unit { get; }

    /// <summary>glmnet's own λ, as far as its path went.</summary>
    public double[] Lambdas { get; }

    public bool IsAutomatic { get; }
    public bool StopsEarly { get; }

    /// <summary>How many λ glmnet was to walk.</summary>
    public int Count { get; }

    public double? Ratio { get; }
    private double LastShare => Ratio ?? (Problem.Rows < Problem.Columns ? 1e-2 : 1e-4);

    public double[] NonZeros { get; }
    public double[] DevianceRatios { get; }

    /// <summary>The mean loss of intercept and offset alone above the saturated one.</summary>
    public double NullDeviance { get; }
    public GoldenPoint[] Points { get; }

    /// <summary>Our λ at glmnet's position.</summary>
    public double Lambda(int index) => Lambdas[index] * Unit;

    /// <summary>Our λ of the whole grid that glmnet was to walk.</summary>
    public double[] WholeGrid() => [.. Enumerable.Range(0, Count).Select(k => Lambda(0) * Math.Pow(LastShare, k / (Count - 1.0)))];

    /// <summary>glmnet gives its first automatic model for an infinite λ; only with α = 0 is that another model than the one at λ[0].</summary>
    public bool IsPeersModel(int index) => !(IsAutomatic && index == 0 && Alpha == 0);

    private static double Spread(double[] y, double[]? weights, double[]? offset, bool centre)
    {
        double total = weights?.Sum() ?? y.Length;
        double[] z = [.. y.Select((value, i) => value - (offset?[i] ?? 0))], v = [.. y.Select((_, i) => (weights?[i] ?? 1) / total)];
        double mean = centre ? z.Zip(v, (a, b) => a * b).Sum() : 0;
        return Math.Sqrt(z.Zip(v, (a, b) => b * (a - mean) * (a - mean)).Sum());
    }

    private static double[] Factors(JsonElement options, int columns)
    {
        double[] given = GoldenReader.Numbers(options, "penalty.factor") ?? [.. Enumerable.Repeat(1.0, columns)];
        double scale = columns / given.Sum();
        double[] excluded = GoldenReader.Numbers(options, "exclude") ?? []; // 1-based
        return [.. given.Select((factor, j) => excluded.Contains(j + 1) ? double.PositiveInfinity : factor * scale)];
    }

    private static GoldenPoint PointOf(JsonElement solution, int outputs)
    {
        var exact = solution.GetProperty("exact");
        return new GoldenPoint(
            solution.GetProperty("index").GetInt32(),
            new GoldenFit(GoldenReader.Numbers(exact, "beta")!, GoldenReader.Numbers(exact, "a0") ?? new double[outputs]),
            GoldenReader.Number(exact.GetProperty("objective")));
    }
}
