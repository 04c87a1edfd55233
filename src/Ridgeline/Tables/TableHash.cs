using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ridgeline.Tables;

/// <summary>What tells tables apart.</summary>
internal static class TableHash
{
    /// <summary>SHA-256 of the columns' names, kinds and cells.</summary>
    /// <param name="table">The table.</param>
    public static string Of(Table table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Number(hash, table.Rows);
        foreach (var column in table.Columns)
        {
            Text(hash, column.Name);
            Number(hash, (int)column.Kind);
            switch (column)
            {
                case NumberColumn numbers:
                    hash.AppendData(MemoryMarshal.AsBytes(numbers.Values));
                    break;
                case DateColumn dates:
                    hash.AppendData(MemoryMarshal.AsBytes(dates.Ticks));
                    break;
                default:
                    for (int row = 0; row < column.Rows; row++)
                    {
                        Number(hash, column.IsMissing(row) ? 0 : 1);
                        Text(hash, column.Text(row));
                    }

                    break;
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Number(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Text(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Number(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}
