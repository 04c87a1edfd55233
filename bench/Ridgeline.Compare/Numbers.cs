using System.Runtime.InteropServices;

namespace Ridgeline.Compare;

/// <summary>Raw little-endian files of numbers.</summary>
internal static class Numbers
{
    public static T[] Read<T>(string file, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        using var stream = File.OpenRead(file);
        if (stream.Length != MemoryMarshal.AsBytes(numbers.AsSpan()).Length)
            throw new InvalidDataException($"{file} has {stream.Length} bytes, {count} numbers were expected");
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
