// Ridgeline.Reading FOLDER [MILLIONS] [parquet|query]: a Parquet file, made in the folder once by DuckDB, into a design; beside it DuckDB's own scan and sum of the same columns.
// bench/README.md says more.
using System.Diagnostics;
using Ridgeline.Designs;
using Ridgeline.Reading;
using Ridgeline.Tables;

const int Runs = 5;
string folder = args is [var given, ..] ? given : throw new ArgumentException("a folder for the data is needed, in which 10 million rows take 1.7 GB");
int millions = args is [_, var count, ..] ? int.Parse(count) : 10;
bool isQuery = args is [_, _, "query"];
string file = Data.Made(folder, millions);
var sums = Enumerable.Range(0, Runs).Select(_ => Timed(() => Data.Run($"SELECT {string.Join(", ", Data.Columns.Select(name => $"sum({name})"))} FROM '{file}'"))).ToArray();
Console.WriteLine($"DuckDB scans and sums {millions} million rows of {Data.Columns.Length} columns: {string.Join(", ", sums.Select(s => s.ToString("F3")))} s; {Memory.Peak() / 1e6:F0} MB at most");

string[] features = [.. Data.Columns.Where(name => name != Data.Target)];
double bytes = millions * 1e6 * features.Length * sizeof(double);
for (int run = 0; run < Runs; run++)
{
    var (table, all) = Read();
    // Only the first run says what it takes: later ones may begin before the collector has let go of what an earlier one held.
    Console.WriteLine($"{(isQuery ? "query" : "file")} to table {table:F3} s, to design {all:F3} s, {all / sums.Min():F2} x{(run > 0 ? "" : $"; {Memory.Peak() / bytes:F2} x the design's bytes at most")}");
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}

(double Table, double All) Read()
{
    var options = new ReadOptions { Apart = [Data.Target] };
    var watch = Stopwatch.StartNew();
    var table = isQuery ? Table.Query(database: null, $"from '{file}'", options) : Table.Read(file, options);
    double read = watch.Elapsed.TotalSeconds;
    var design = Design.Of(table, features);
    double all = watch.Elapsed.TotalSeconds;
    GC.KeepAlive((table, design));
    return (read, all);
}

static double Timed(Action work)
{
    var watch = Stopwatch.StartNew();
    work();
    return watch.Elapsed.TotalSeconds;
}
