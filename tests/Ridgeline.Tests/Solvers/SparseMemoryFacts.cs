using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Solvers;

/// <summary>Alone in its process's time: it looks at the whole heap.</summary>
[CollectionDefinition(nameof(WholeHeap), DisableParallelization = true)]
public sealed class WholeHeap;

/// <summary>What a sparse path holds beside X: at most 1.5 times the bytes of X, or 100 MB where that is more.</summary>
[Collection(nameof(WholeHeap))]
public sealed class SparseMemoryFacts
{
    private const int Rows = 20_000, Columns = 20_000, PerColumn = 200;

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void A_sparse_path_holds_little_beside_X(string loss)
    {
        var (design, y) = Drawn();
        if (loss == "logistic")
            y = [.. y.Select(value => value > 0 ? 1.0 : 0)];
        long bytesOfX = design.Entries * (sizeof(double) + sizeof(int)), before = GC.GetTotalMemory(forceFullCollection: true);
        var heap = new Heap();
        var sample = Sample.Of(design, y);
        var fitter = new LinearPathFitter(Loss.Named(loss), Penalty.L1, new LambdaGrid { Count = 20, Ratio = 0.1 });
        var path = fitter.Fit([sample], fitter.Settings(sample), new FitOptions { Threads = 1 }, heap, CancellationToken.None)[0];
        Assert.All(path.Points, point => Assert.True(point.Certificate!.Value.Converged));
        Assert.InRange(path.Points[^1].Model.NonZeros, 100, Rows);
        long most = Math.Max(bytesOfX + bytesOfX / 2, 100_000_000), held = heap.Most - before;
        Assert.True(held <= most, $"{held / 1e6:f1} MB beside an X of {bytesOfX / 1e6:f1} MB");
        GC.KeepAlive(design);
    }

    private static (Design Design, double[] Y) Drawn()
    {
        var random = new RandomStream(11);
        double[] values = new double[Columns * PerColumn], y = new double[Rows];
        int[] indices = new int[values.Length], starts = [.. Enumerable.Range(0, Columns + 1).Select(j => j * PerColumn)];
        for (int at = 0; at < values.Length; at++) // one in each hundredth of the rows, so that they rise
            (values[at], indices[at]) = (2 * random.NextUniform() - 1, at % PerColumn * (Rows / PerColumn) + random.NextBelow(Rows / PerColumn));
        var design = Design.Sparse(values, indices, starts, Rows);
        for (int j = 0; j < 200; j++)
            design.AddColumn(j, (j % 2 == 0 ? 3.0 : -3) / (1 + j / 50), y);
        for (int i = 0; i < Rows; i++)
            y[i] += 2 * random.NextUniform() - 1;
        return (design, y);
    }

    /// <summary>Looks at the heap after every fit, when all that a path keeps is alive.</summary>
    private sealed class Heap : IProgress<FitProgress>
    {
        public long Most { get; private set; }

        public void Report(FitProgress value) => Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true));
    }
}
