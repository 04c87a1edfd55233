using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ridgeline.Models;
using Ridgeline.Paths;

namespace Ridgeline.Compare;

/// <summary>Coefficients as compressed sparse columns, one a λ, in raw little-endian files: what the evaluator reads from every program.</summary>
internal static class SavedPath
{
    public static void Write(ImmutableArray<PathPoint<LinearModel>> points, string prefix)
    {
        List<double> values = [];
        List<int> indices = [], starts = [0];
        foreach (var point in points)
        {
            var coefficients = point.Model.Coefficients.AsSpan();
            for (int j = 0; j < coefficients.Length; j++)
            {
                if (coefficients[j] == 0)
                    continue;
                values.Add(coefficients[j]);
                indices.Add(j);
            }

            starts.Add(values.Count);
        }

        Write(CollectionsMarshal.AsSpan(values), $"{prefix}.values.bin");
        Write(CollectionsMarshal.AsSpan(indices), $"{prefix}.indices.bin");
        Write(CollectionsMarshal.AsSpan(starts), $"{prefix}.indptr.bin");
        Write<double>([.. points.Select(point => point.Model.Intercepts[0])], $"{prefix}.intercepts.bin");
    }

    private static void Write<T>(Span<T> numbers, string file)
        where T : unmanaged => File.WriteAllBytes(file, MemoryMarshal.AsBytes(numbers));
}
