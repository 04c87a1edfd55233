// Ridgeline.Reading FOLDER [MILLIONS]: Parquet, made there once by DuckDB, into a design; beside it DuckDB's own scan and sum of the same columns. bench/README.md says more.
using System.Diagnostics;
using Ridgeline.Designs;
using Ridgeline.Reading;
using Ridgeline.Tables;

string folder = args is [var given, ..] ? given : throw new ArgumentException("a folder for the data is needed, which takes 1.7 GB for 10 million rows");
int millions = args is [_, var count] ? int.Parse(count) : 10;
string file = Data.Made(folder, millions);
var sums = Enumerable.Range(0, 5).Select(_ => Timed(() => Data.Run($"SELECT {string.Join(", ", Data.Columns.Select(name => $"sum({name})"))} FROM '{file}'"))).ToArray();
Console.WriteLine($"DuckDB scans and sums {millions} million rows of {Data.Columns.Length} columns: {Listed(sums)} s");
long beside = Memory.Peak();
var options = new ReadOptions { Apart = [Data.Target] };
string[] features = [.. Data.Columns.Where(name => name != Data.Target)];
double bytes = millions * 1e6 * features.Length * sizeof(double);
var reads = new List<double>();
for (int run = 0; run < 5; run++)
{
    double table = 0, all = Timed(() =>
    {
        var watch = Stopwatch.StartNew();
        var read = Table.Read(file, options);
        table = watch.Elapsed.TotalSeconds;
        GC.KeepAlive((Design.Of(read, features), read));
    });
    reads.Add(all);
    Console.WriteLine($"file to table {table:F3} s, to design {all:F3} s, {all / sums.Min():F2} x; peak {Memory.Peak() / bytes:F2} x the design's bytes (before it {beside / 1e6:F0} MB)");
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}

static double Timed(Action work)
{
    var watch = Stopwatch.StartNew();
    work();
    return watch.Elapsed.TotalSeconds;
}

static string Listed(double[] seconds) => string.Join(", ", seconds.Select(s => s.ToString("F3")));
