using System.Runtime.Intrinsics;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>Rows of (xⱼ − mⱼ)·fⱼ over some columns, packed in strips of eight rows: entry (row, j) of strip b at b·8·length + 8j + row mod 8.</summary>
internal sealed class RowStrips
{
    /// <summary>Rows packed at a time.</summary>
    public const int Rows = 16 * StripKernels.Width;

    /// <summary>The most there may be.</summary>
    public const int MostRows = 4 * Rows;

    private const int Cached = 1 << 16; // numbers that stay in the second cache level while they are worked on

    private readonly double[] _column = new double[MostRows];
    private double[] _room = [];

    /// <summary>How many rows of so many numbers had better be packed at a time: the longer a column's run, the sooner it is fetched ahead.</summary>
    public static int RowsOf(int length) => Math.Clamp(Cached / Math.Max(length, 1) / Rows * Rows, Rows, MostRows);

    /// <summary>Packs rows; what is missing of the last strip is 0.</summary>
    /// <param name="coordinates">X.</param>
    /// <param name="columns">Which columns.</param>
    /// <param name="means">mⱼ, on the stored scale.</param>
    /// <param name="factors">fⱼ.</param>
    /// <param name="row">The first row.</param>
    /// <param name="length">Numbers of a row, at least as many as columns; those beyond are 0.</param>
    /// <param name="most">How many rows, if the design has so many from there on.</param>
    public Span<double> Pack(Coordinates coordinates, ReadOnlySpan<int> columns, ReadOnlySpan<double> means, ReadOnlySpan<double> factors, int row, int length, int most = Rows)
    {
        const int Width = StripKernels.Width;
        var design = coordinates.Problem.Sample.Design;
        int count = Math.Min(most, design.Rows - row), strips = (count + Width - 1) / Width;
        var room = StripKernels.Room(ref _room, most, length)[..(strips * Width * length)];
        for (int a = 0; a < length; a++)
        {
            double mean = 0, factor = 0;
            if (a < columns.Length)
            {
                design.CopyRows(columns[a], row, _column.AsSpan(0, count));
                (mean, factor) = (means[a], factors[a]);
                _column.AsSpan(count).Fill(mean);
            }

            ref double from = ref _column[0], to = ref room[a * Width];
            Vector512<double> less = Vector512.Create(mean), times = Vector512.Create(factor);
            for (int b = 0; b < strips; b++)
                ((Vector512.LoadUnsafe(ref from, (nuint)(b * Width)) - less) * times).StoreUnsafe(ref to, (nuint)(b * Width * length));
        }

        return room;
    }
}
