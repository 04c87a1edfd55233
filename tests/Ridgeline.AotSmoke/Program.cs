// Walks the library from a table to a saved and reloaded model and prints what came out, a number a line:
// .ci/run compares the lines of the native program with those of the JIT.
using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Studies;
using Ridgeline.Tables;

const int Rows = 240;
var random = new RandomStream(seed: 7);
var columns = new double[4][];
for (int j = 0; j < columns.Length; j++)
    columns[j] = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() * Math.Pow(10, j))];
double[] y = [.. Enumerable.Range(0, Rows).Select(i => columns[0][i] + columns[1][i] / 10 + 0.8 * random.NextUniform() > 1.4 ? 1.0 : 0.0)];
var table = new Table("simulated", [.. columns.Select((values, j) => (Column)new NumberColumn($"x{j}", [.. values])), new NumberColumn("y", [.. y])]);

var study = Study.Run(table, "y");
string file = Path.Combine(Path.GetTempPath(), $"ridgeline-smoke-{Environment.ProcessId}.json");
study.Chosen.Save(file);
var reloaded = Model.Load(file);
File.Delete(file);

ImmutableArray<double> numbers =
[
    study.Overfit.Gap.Train, study.Overfit.Gap.HeldOut, study.Overfit.Gap.Gap,
    .. study.CSweep.Rows.SelectMany(row => new[] { row.Lambda, row.Auc.Train, row.Auc.Mean, row.Norm }),
    .. study.LambdaPath.Rows.SelectMany(row => new[] { row.Lambda, row.Auc.Mean, row.Norm }),
    study.LambdaPath.Best, study.LambdaPath.OneStandardError,
    .. reloaded.Linear.Coefficients, .. reloaded.Linear.Intercepts, .. reloaded.Predict(table).Probabilities,
];
foreach (double number in numbers)
    Console.WriteLine(number.ToString("R", CultureInfo.InvariantCulture));
return study.CSweep.Rows.All(row => row.Converged) ? 0 : 1;
