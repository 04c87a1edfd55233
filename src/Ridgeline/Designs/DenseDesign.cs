using System.Buffers;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Numerics;

namespace Ridgeline.Designs;

/// <summary>Dense columns, one after the other in one array.</summary>
internal sealed class DenseDesign : Design
{
    /// <summary>Columns whose |mean| is above this many standard deviations are stored shifted by their mean.</summary>
    private const double FarFromZero = 8;

    private const int PickedColumns = 128, PickedRows = 480; // picked rows of so many columns stay in the second cache level
    private const int PickedStride = PickedRows + 8;         // no power of two: columns would fall into the same sets of the first

    private const long WorthThreads = 1 << 24; // numbers: a pass over as many takes longer than it takes to begin threads

    private readonly double[] _values;
    private readonly double[] _shifts;
    private ImmutableArray<ImmutableArray<string>> _levels; // of cells alone
    private bool[]? _gaps;

    private DenseDesign(double[] values, double[] shifts, int rows, ImmutableArray<string> names) : base(rows, names) =>
        (_values, _shifts) = (values, shifts);

    /// <summary>A design that keeps <paramref name="columnMajor"/>: nobody else may write to them any more.</summary>
    /// <exception cref="ArgumentException">A number is not finite; nothing was written then.</exception>
    public static DenseDesign TakingOver(double[] columnMajor, int rows, ImmutableArray<string> names) => Of(columnMajor, rows, names, mayWrite: true);

    /// <summary>A design of numbers that others read too: it keeps them where no column is shifted, else a copy.</summary>
    public static DenseDesign Over(double[] columnMajor, int rows, ImmutableArray<string> names) => Of(columnMajor, rows, names, mayWrite: false);

    private static DenseDesign Of(double[] columnMajor, int rows, ImmutableArray<string> names, bool mayWrite)
    {
        var shifts = new double[names.Length];
        var design = new DenseDesign(columnMajor, shifts, rows, names);
        var unweighted = new (double Mean, double Scale)[names.Length];
        if (columnMajor.LongLength >= WorthThreads)
            Parallel.For(0, shifts.Length, j => unweighted[j] = design.Moments(j, []));
        else
            for (int j = 0; j < shifts.Length; j++)
                unweighted[j] = design.Moments(j, []);
        for (int j = 0; j < shifts.Length; j++)
        {
            if (double.IsFinite(unweighted[j].Mean) && double.IsFinite(unweighted[j].Scale)) // a number that isn't would leave neither so
                continue;
            int at = Array.FindIndex(columnMajor, j * rows, rows, x => !double.IsFinite(x));
            if (at >= 0)
                throw new ArgumentException($"row {at - j * rows + 1}, column '{names[j]}': {columnMajor[at]} is not a finite number", nameof(columnMajor));
        }

        int[] far = [.. Enumerable.Range(0, shifts.Length).Where(j => double.IsFinite(unweighted[j].Mean) && Math.Abs(unweighted[j].Mean) > FarFromZero * unweighted[j].Scale)];
        if (far.Length > 0 && !mayWrite)
        {
            columnMajor = [.. columnMajor];
            design = new DenseDesign(columnMajor, shifts, rows, names);
        }

        foreach (int j in far)
        {
            shifts[j] = unweighted[j].Mean;
            var column = columnMajor.AsSpan(j * rows, rows);
            TensorPrimitives.Subtract(column, shifts[j], column);
            unweighted[j] = design.Moments(j, []);
        }

        design.Unweighted = unweighted;
        return design;
    }

    /// <summary>A design of cells: numbers that may be missing, codes of levels.</summary>
    /// <exception cref="ArgumentException">A number is infinite, or a code is none of its column's.</exception>
    public static DenseDesign TakingOverCells(double[] columnMajor, int rows, ImmutableArray<string> names, ImmutableArray<ImmutableArray<string>> levels)
    {
        var gaps = new bool[names.Length];
        for (int j = 0; j < names.Length; j++)
            for (int i = 0; i < rows; i++)
            {
                double x = columnMajor[j * rows + i];
                if (double.IsNaN(x))
                    gaps[j] = true;
                else if (double.IsInfinity(x))
                    throw new ArgumentException($"row {i + 1}, column '{names[j]}': {x} is not a finite number, nor missing (NaN)", nameof(columnMajor));
                else if (!levels[j].IsEmpty && !(x >= 0 && x < levels[j].Length && x == Math.Floor(x)))
                    throw new ArgumentException($"row {i + 1}, column '{names[j]}': {x} is no code of its {Wording.Count(levels[j].Length, "level")}; 0 to {levels[j].Length - 1} are, and NaN for a missing one", nameof(columnMajor));
            }

        return new DenseDesign(columnMajor, new double[names.Length], rows, names) { _levels = levels, _gaps = gaps };
    }

    public override ImmutableArray<string> Levels(int j) => _levels.IsDefault ? [] : _levels[j];

    public override bool HasGaps(int j) => _gaps is not null && _gaps[j];

    /// <summary>The stored numbers, column after column.</summary>
    internal double[] Values => _values;

    public override double Shift(int j) => _shifts[j];

    public override double this[int i, int j] => _values[j * Rows + i];

    public override double Dot(int j, ReadOnlySpan<double> r) => TensorPrimitives.Dot(Stored(j), r);

    public override void AddColumn(int j, double a, Span<double> target) =>
        TensorPrimitives.MultiplyAdd(Stored(j), a, target, target);

    public override void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target) =>
        TensorPrimitives.Multiply(Stored(j), d, target);

    public override int NonZeros(int j, Span<int> rows, Span<double> values)
    {
        int count = 0;
        for (int i = 0; i < Rows; i++)
            if (this[i, j] + _shifts[j] is not 0 and var value)
                (rows[count], values[count++]) = (i, value);
        return count;
    }

    internal override void CopyRows(int j, int row, Span<double> target) => Part(j, row, target.Length).CopyTo(target);

    internal override long Entries => _values.Length;

    internal override int EntriesOf(int j) => Rows;

    internal override void Products(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int count, Span<double> target, ref double[] scratch)
    {
        const int Group = 256;
        target[..(columns.Length * count)].Clear();
        Span<nint> left = stackalloc nint[Group];
        for (int row = 0; row < Rows; row += ColumnKernels.RowBlock)
        {
            int length = Math.Min(ColumnKernels.RowBlock, Rows - row);
            for (int from = 0; from < columns.Length; from += Group)
            {
                int size = Math.Min(Group, columns.Length - from);
                for (int a = 0; a < size; a++)
                    left[a] = (nint)columns[from + a] * Rows + row;
                ColumnKernels.AddProducts(left[..size], _values, r[row..], Rows, count, length, target[(from * count)..]);
            }
        }
    }

    internal override void AddColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        const int Block = 1024;
        for (int row = 0; row < Rows; row += Block)
        {
            int length = Math.Min(Block, Rows - row), a = 0;
            var part = target.Slice(row, length);
            for (; a + 4 <= columns.Length; a += 4)
                ColumnKernels.AddFourColumns(
                    Part(columns[a], row, length), Part(columns[a + 1], row, length), Part(columns[a + 2], row, length), Part(columns[a + 3], row, length),
                    coefficients[a], coefficients[a + 1], coefficients[a + 2], coefficients[a + 3], part);
            for (; a < columns.Length; a++)
                TensorPrimitives.MultiplyAdd(Part(columns[a], row, length), coefficients[a], part, part);
        }
    }

    internal override void AddCombinations(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, int count, ReadOnlySpan<int> rows, Span<double> target)
    {
        double[] turned = ArrayPool<double>.Shared.Rent(columns.Length * count); // combination after combination
        for (int a = 0; a < columns.Length; a++)
            for (int b = 0; b < count; b++)
                turned[b * columns.Length + a] = coefficients[a * count + b];
        if (rows.IsEmpty)
            BatchKernels.AddCombinations(_values, Rows, columns, turned, columns.Length, Rows, target, Rows, count);
        else
        {
            double[] picked = ArrayPool<double>.Shared.Rent(PickedColumns * PickedStride);
            for (int from = 0; from < columns.Length; from += PickedColumns)
                for (int row = 0; row < rows.Length; row += PickedRows)
                {
                    var group = columns.Slice(from, Math.Min(PickedColumns, columns.Length - from));
                    int length = Math.Min(PickedRows, rows.Length - row);
                    Pick(group, rows.Slice(row, length), PickedStride, picked);
                    AddPicked(picked, group.Length, length, turned.AsSpan(from), columns.Length, target[row..], rows.Length, count);
                }

            ArrayPool<double>.Shared.Return(picked);
        }

        ArrayPool<double>.Shared.Return(turned);
    }

    /// <summary>Adds combinations of picked numbers, five at a time, of the columns that one of the five has.</summary>
    private static void AddPicked(double[] picked, int columns, int rows, ReadOnlySpan<double> coefficients, int stride, Span<double> target, int targetStride, int count)
    {
        Span<int> places = stackalloc int[PickedColumns];
        Span<double> own = stackalloc double[BatchKernels.Together * PickedColumns];
        for (int b = 0; b < count; b += BatchKernels.Together)
        {
            int together = Math.Min(BatchKernels.Together, count - b), found = 0;
            for (int a = 0; a < columns; a++)
            {
                bool any = false;
                for (int c = 0; c < together; c++)
                {
                    own[c * PickedColumns + found] = coefficients[(b + c) * stride + a];
                    any |= own[c * PickedColumns + found] != 0;
                }

                places[found] = a;
                found += any ? 1 : 0;
            }

            BatchKernels.AddCombinations(picked, PickedStride, places[..found], own, PickedColumns, rows, target[(b * targetStride)..], targetStride, together);
        }
    }

    /// <summary>The numbers of some rows, column after column, one every <paramref name="stride"/> numbers.</summary>
    private void Pick(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int stride, Span<double> target)
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(_values);
        int a = 0;
        for (; a + 4 <= columns.Length; a += 4) // four columns at once: their numbers are under way together
        {
            ref double x0 = ref Unsafe.Add(ref x, (nint)columns[a] * Rows), x1 = ref Unsafe.Add(ref x, (nint)columns[a + 1] * Rows);
            ref double x2 = ref Unsafe.Add(ref x, (nint)columns[a + 2] * Rows), x3 = ref Unsafe.Add(ref x, (nint)columns[a + 3] * Rows);
            ref double to = ref target[a * stride];
            for (int i = 0; i < rows.Length; i++)
            {
                nint row = rows[i];
                Unsafe.Add(ref to, i) = Unsafe.Add(ref x0, row);
                Unsafe.Add(ref to, i + stride) = Unsafe.Add(ref x1, row);
                Unsafe.Add(ref to, i + 2 * stride) = Unsafe.Add(ref x2, row);
                Unsafe.Add(ref to, i + 3 * stride) = Unsafe.Add(ref x3, row);
            }
        }

        for (; a < columns.Length; a++)
        {
            ReadOnlySpan<double> column = Stored(columns[a]);
            var own = target.Slice(a * stride, rows.Length);
            for (int i = 0; i < own.Length; i++)
                own[i] = column[rows[i]];
        }
    }

    internal override void Gram(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> target, int targetStride, ref double[] scratch)
    {
        var panel = StripKernels.Room(ref scratch, columns.Length, StripKernels.Depth);
        Span<nint> starts = stackalloc nint[StripKernels.Width];
        for (int a = 0; a < columns.Length; a++)
            target.Slice(a * targetStride, columns.Length).Clear();
        for (int row = 0; row < Rows; row += StripKernels.Depth)
        {
            int depth = Math.Min(StripKernels.Depth, Rows - row);
            for (int a = 0; a < columns.Length; a += StripKernels.Width)
            {
                int width = Math.Min(StripKernels.Width, columns.Length - a);
                for (int k = 0; k < width; k++)
                    starts[k] = (nint)columns[a + k] * Rows + row;
                StripKernels.Pack(_values, starts[..width], means.Slice(a, width), roots.Slice(row, depth), panel[(a * depth)..]);
            }

            StripKernels.AddLower(panel, panel, columns.Length, depth, target, targetStride);
        }

        for (int a = 0; a < columns.Length; a++)
            for (int b = 0; b <= a; b++)
                target[b * targetStride + a] = target[a * targetStride + b] /= scales[a] * scales[b];
    }

    /// <summary>
    /// For <paramref name="count"/> parts of a division: target[a − first, b] += Σᵢ rootsᵢ²·(xᵢₐ − mₐ)(xᵢᵦ − mᵦ) over its rows, for columns a from <paramref name="first"/> on and b up to a.
    /// </summary>
    /// <param name="division">Whose rows are this design's.</param>
    /// <param name="firstPart">The first of the parts.</param>
    /// <param name="count">How many.</param>
    /// <param name="columns">The columns; p is the column of ones, p + 1 the one given.</param>
    /// <param name="first">See there; where a strip begins.</param>
    /// <param name="means">m, a number a column, p + 2 of them.</param>
    /// <param name="given">A column more.</param>
    /// <param name="roots">A number a row.</param>
    /// <param name="targets">A matrix a part; rows and columns are filled up to whole strips.</param>
    /// <param name="stride">The distance between their rows.</param>
    /// <param name="scratch">As for the products.</param>
    internal void AddProducts(
        Division division, int firstPart, int count, ReadOnlySpan<int> columns, int first, ReadOnlySpan<double> means, ReadOnlySpan<double> given, ReadOnlySpan<double> roots, double[][] targets, int stride,
        ref double[] scratch)
    {
        const int Width = StripKernels.Width, Depth = StripKernels.Depth, Chunk = 4096; // rows of X that stay in a cache while each part picks its own
        int strips = (columns.Length + Width - 1) / Width, length = Width * Depth;
        var panel = StripKernels.Room(ref scratch, strips * Width, Depth);
        Span<int> next = stackalloc int[targets.Length];
        next.Clear();
        for (int row = 0; row < Rows; row += Chunk)
            for (int part = firstPart; part < firstPart + count; part++)
            {
                var rows = division.RowsOf(part);
                while (next[part] < rows.Length && rows[next[part]] < row + Chunk)
                {
                    int depth = 0;
                    while (depth < Depth && next[part] + depth < rows.Length && rows[next[part] + depth] < row + Chunk)
                        depth++;
                    PackRows(columns, rows.Slice(next[part], depth), means, given, roots, panel, length);
                    next[part] += depth;
                    for (int strip = first / Width; strip < strips; strip++)
                        StripKernels.AddRows(panel[(strip * length)..], panel, strip + 1, length, depth, targets[part].AsSpan((strip * Width - first) * stride), stride);
                }
            }
    }

    /// <summary>Strips of rows picked from X: roots·(x − m), one strip every <paramref name="length"/> numbers.</summary>
    private void PackRows(
        ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, ReadOnlySpan<double> means, ReadOnlySpan<double> given, ReadOnlySpan<double> roots, Span<double> strips, int length)
    {
        const int Width = StripKernels.Width;
        Span<double> own = stackalloc double[StripKernels.Depth];
        for (int i = 0; i < rows.Length; i++)
            own[i] = roots[rows[i]];
        for (int a = 0; a < columns.Length; a += Width)
        {
            int width = Math.Min(Width, columns.Length - a);
            var group = columns.Slice(a, width);
            var strip = strips.Slice(a / Width * length, rows.Length * Width);
            if (width == Width && group.IndexOfAnyInRange(Columns, Columns + 1) < 0)
            {
                PackStrip(group, rows, means, own, strip);
                continue;
            }

            strip.Clear();
            for (int lane = 0; lane < width; lane++)
            {
                int j = group[lane];
                ReadOnlySpan<double> column = j < Columns ? Stored(j) : given;
                for (int i = 0; i < rows.Length; i++)
                    strip[i * Width + lane] = j == Columns ? own[i] : own[i] * (column[rows[i]] - means[j]);
            }
        }
    }

    private void PackStrip(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, ReadOnlySpan<double> means, ReadOnlySpan<double> roots, Span<double> strip)
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(_values);
        ref double x0 = ref Unsafe.Add(ref x, (nint)columns[0] * Rows), x1 = ref Unsafe.Add(ref x, (nint)columns[1] * Rows), x2 = ref Unsafe.Add(ref x, (nint)columns[2] * Rows);
        ref double x3 = ref Unsafe.Add(ref x, (nint)columns[3] * Rows), x4 = ref Unsafe.Add(ref x, (nint)columns[4] * Rows), x5 = ref Unsafe.Add(ref x, (nint)columns[5] * Rows);
        ref double x6 = ref Unsafe.Add(ref x, (nint)columns[6] * Rows), x7 = ref Unsafe.Add(ref x, (nint)columns[7] * Rows);
        var m = Vector512.Create(means[columns[0]], means[columns[1]], means[columns[2]], means[columns[3]], means[columns[4]], means[columns[5]], means[columns[6]], means[columns[7]]);
        ref double to = ref MemoryMarshal.GetReference(strip);
        for (int i = 0; i < rows.Length; i++)
        {
            nint r = rows[i];
            var numbers = Vector512.Create(
                Unsafe.Add(ref x0, r), Unsafe.Add(ref x1, r), Unsafe.Add(ref x2, r), Unsafe.Add(ref x3, r), Unsafe.Add(ref x4, r), Unsafe.Add(ref x5, r), Unsafe.Add(ref x6, r), Unsafe.Add(ref x7, r));
            ((numbers - m) * roots[i]).StoreUnsafe(ref to, (nuint)(i * StripKernels.Width));
        }
    }

    internal override void Kernel(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> divisors, Span<double> target, int targetStride)
    {
        double[] scratch = [];
        var panel = StripKernels.Room(ref scratch, rows.Length, StripKernels.Depth);
        for (int a = 0; a < rows.Length; a++)
            target.Slice(a * targetStride, rows.Length).Clear();
        for (int from = 0; from < columns.Length; from += StripKernels.Depth)
        {
            int depth = Math.Min(StripKernels.Depth, columns.Length - from);
            for (int k = 0; k < depth; k++)
            {
                var column = Stored(columns[from + k]);
                double mean = means[from + k], scale = 1 / Math.Sqrt(divisors[from + k]);
                for (int a = 0; a < rows.Length; a++)
                    panel[StripKernels.At(a, k, depth)] = (column[rows[a]] - mean) * (roots[a] * scale);
            }

            StripKernels.AddLower(panel, panel, rows.Length, depth, target, targetStride);
        }
    }

    internal override (double Mean, double Scale) Moments(int j, ReadOnlySpan<double> weights)
    {
        var column = Stored(j);
        int first = 0;
        while (!weights.IsEmpty && weights[first] == 0)
            first++;
        double origin = column[first];
        var (total, sum, squares, widest) = ColumnKernels.Moments(column, weights, origin);
        if (widest == 0 && sum == 0)
            return (origin, 0);
        double mean = sum / total, variance = squares / total - mean * mean;
        bool exact = widest is > 1e-140 and < 1e140 && variance > 1e-3 * mean * mean; // else squares vanish, overflow or cancel
        return exact ? (origin + mean, Math.Sqrt(variance)) : CarefulMoments(j, weights);
    }

    private ReadOnlySpan<double> Stored(int j) => _values.AsSpan(j * Rows, Rows);

    private ReadOnlySpan<double> Part(int j, int row, int length) => _values.AsSpan(j * Rows + row, length);
}
