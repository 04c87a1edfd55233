using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ridgeline.Numerics;

/// <summary>Eight blocks of Philox4x32-10 side by side: lane j of word w is word w of the block whose counter begins with first + j, as <see cref="RandomStream.Block"/> has it.</summary>
internal static class RandomLanes
{
    /// <summary>Blocks in a vector.</summary>
    public const int Width = 8;

    /// <summary>Words of eight blocks.</summary>
    public const int Words = 4 * Width;

    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The four words of the blocks (<paramref name="first"/> + j, second, third, fourth); above a word's 32 bits each lane holds anything.</summary>
    /// <param name="first">The counter's word 0 in lane 0.</param>
    /// <param name="second">Its word 1.</param>
    /// <param name="third">Its word 2.</param>
    /// <param name="fourth">Its word 3.</param>
    /// <param name="key">The key's two words.</param>
    /// <param name="word0">The first words.</param>
    /// <param name="word1">The second.</param>
    /// <param name="word2">The third.</param>
    /// <param name="word3">The fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blocks(
        uint first, uint second, uint third, uint fourth, ulong key, out Vector512<ulong> word0, out Vector512<ulong> word1, out Vector512<ulong> word2, out Vector512<ulong> word3)
    {
        Vector512<ulong> c0 = Vector512.Create((ulong)first) + Vector512<ulong>.Indices, c1 = Vector512.Create((ulong)second), c2 = Vector512.Create((ulong)third), c3 = Vector512.Create((ulong)fourth);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> product0 = Product(c0, Multiplier0), product1 = Product(c2, Multiplier1);
            c0 = (product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = (product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            (c1, c3) = (product1, product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        (word0, word1, word2, word3) = (c0, c1, c2, c3);
    }

    /// <summary>The 64 bits of x·factor for the low 32 bits x of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Product(Vector512<ulong> x, uint factor)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Multiply(x.AsUInt32(), Vector512.Create(factor));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.Multiply(x.GetLower().AsUInt32(), Vector256.Create(factor)), Avx2.Multiply(x.GetUpper().AsUInt32(), Vector256.Create(factor)));
        return (x & Vector512.Create(0xFFFFFFFFUL)) * Vector512.Create((ulong)factor);
    }
}
