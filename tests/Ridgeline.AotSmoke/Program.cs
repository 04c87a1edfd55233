// Walks the library from a table to a saved and reloaded model, down paths of every loss and over trees of every criterion, and prints what came out, a name and a number a line:
// .ci/run compares the lines of the native program, and of the JIT without its wide vectors, with those of the JIT.
using System.Globalization;
using System.Runtime.Intrinsics;
using Ridgeline.AotSmoke;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;

const int Rows = 240;
var random = new RandomStream(seed: 7);
var columns = new double[4][];
for (int j = 0; j < columns.Length; j++)
    columns[j] = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() * Math.Pow(10, j))];
double[] y = [.. Enumerable.Range(0, Rows).Select(i => columns[0][i] + columns[1][i] / 10 + 0.8 * random.NextUniform())];
Table With(double[] target) => new("simulated", [.. columns.Select((values, j) => (Column)new NumberColumn($"x{j}", [.. values])), new NumberColumn("y", [.. target])]);

var classes = Study.Of(With([.. y.Select(value => value > 1.4 ? 1.0 : 0.0)]), "y").With(new StudyOptions { Quick = true }).Run();
var table = With(y);
var study = Study.Of(table, "y").With(new StudyOptions { Quick = true }).Run();
string file = Path.Combine(Path.GetTempPath(), $"ridgeline-smoke-{Environment.ProcessId}.json");
var linear = study.Paths[1].Search.Path.ModelAt(study.Paths[1].OneStandardError);
linear.Save(file);
var reloaded = Model.Load(file);
File.Delete(file);

// Of squared errors the fits are exact, and so is all that comes of them; logistic ones are within their tolerance, so what they score isn't the same to the last digits.
double[] numbers =
[
    .. Compared(classes).SelectMany(row => new[] { row.Point.Setting.Value, row.Complexity }),
    study.Honest!.Honest, study.Honest.Lower, study.Honest.Upper,
    .. Compared(study).SelectMany(row => new[] { row.Point.Setting.Value, row.Complexity, row.Point.Train, row.Point.Mean }),
    .. ((LinearModel)reloaded.Fitted).Coefficients, .. ((LinearModel)reloaded.Fitted).Intercepts, .. reloaded.Predict(table).Links,
];
foreach (var (name, number) in numbers.Select((number, at) => ($"study, number {at}", number)).Concat(SimulatedPaths.Numbers()).Concat(SimulatedRecipe.Numbers()).Concat(SimulatedTrees.Numbers()).Concat(SimulatedNetworks.Numbers()))
    Console.WriteLine($"{name}\t{number.ToString("R", CultureInfo.InvariantCulture)}");
Console.Error.WriteLine($"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64)} bits");
return classes.Paths.Concat(study.Paths).All(path => path.Search.MissedCount == 0) ? 0 : 1;

static IEnumerable<(ScorePoint Point, int Complexity)> Compared(StudyResult study) =>
    study.Paths.Where(path => path.Family != Family.Network).SelectMany(path => path.Curve.Points.Select((point, at) => (point, path.Search.Path.Path.Points[at].Model.Complexity)));
