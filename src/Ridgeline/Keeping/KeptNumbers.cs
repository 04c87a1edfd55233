using System.Runtime.InteropServices;

namespace Ridgeline.Keeping;

/// <summary>Lists of numbers, with their lengths before them.</summary>
internal static class KeptNumbers
{
    public static void WriteNumbers<T>(this BinaryWriter writer, ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        writer.Write(numbers.Length);
        writer.Write(MemoryMarshal.AsBytes(numbers));
    }

    public static double[] ReadNumbers(this BinaryReader reader) => reader.ReadNumbers<double>();

    public static T[] ReadNumbers<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var numbers = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
