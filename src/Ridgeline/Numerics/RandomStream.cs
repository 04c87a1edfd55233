namespace Ridgeline.Numerics;

/// <summary>
/// A counter-based stream of random numbers: block i of the stream is Philox4x32-10(counter = (i, stream), key = seed).
/// </summary>
/// <remarks>
/// <para>The same (seed, stream) gives the same numbers on every machine, at any number of threads and in any order of work:
/// give each resample, tree or unit a stream of its own.</para>
/// <para>Salmon, Moraes, Dror, Shaw: <i>Parallel random numbers: as easy as 1, 2, 3</i> (SC 2011), §3.3 and table 2.</para>
/// </remarks>
public sealed class RandomStream
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10, WordsInBlock = 4;

    private readonly ulong _seed;
    private readonly ulong _stream;
    private readonly uint[] _block = new uint[WordsInBlock];
    private ulong _nextBlock;
    private double _spare = double.NaN;
    private int _used = WordsInBlock;

    /// <summary>Stream number <paramref name="stream"/> of <paramref name="seed"/>, at its start.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Any number; different streams of one seed are independent.</param>
    public RandomStream(ulong seed, ulong stream = 0) => (_seed, _stream) = (seed, stream);

    /// <summary>The next 32 random bits.</summary>
    public uint NextBits()
    {
        if (_used == WordsInBlock)
        {
            Block(_nextBlock++, _stream, _seed, _block);
            _used = 0;
        }

        return _block[_used++];
    }

    /// <summary>A number uniform on {0, 1, …, <paramref name="count"/> − 1}, without bias (by rejection).</summary>
    /// <param name="count">How many values; at least 1.</param>
    public int NextBelow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        uint n = (uint)count;
        uint biased = (uint)(-(int)n) % n; // 2³² mod n: the lowest products are drawn once too often
        while (true)
        {
            ulong product = (ulong)NextBits() * n;
            if ((uint)product >= biased)
                return (int)(product >> 32);
        }
    }

    /// <summary>A number uniform on [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextUniform()
    {
        ulong bits = ((ulong)NextBits() << 32) | NextBits();
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A normal number of mean 0 and variance 1, of the same bits on every machine, by the polar method (Marsaglia &amp; Bray, <i>A convenient method for generating normal variables</i>, SIAM Rev. 6, 1964).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spare))
        {
            double kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        double u, v, square;
        do
        {
            (u, v) = (2 * NextUniform() - 1, 2 * NextUniform() - 1);
            square = u * u + v * v;
        }
        while (square is >= 1 or 0);
        double length = Math.Sqrt(-2 * PortableLog.Of(square) / square);
        _spare = v * length;
        return u * length;
    }

    /// <summary>Puts <paramref name="items"/> into an order drawn uniformly from all orders (Fisher and Yates).</summary>
    /// <typeparam name="T">Anything.</typeparam>
    /// <param name="items">What is shuffled, in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Four words of Philox4x32-10 for the 128-bit counter (<paramref name="low"/>, <paramref name="high"/>) and the 64-bit <paramref name="key"/>.</summary>
    /// <param name="low">The counter's words 0 and 1.</param>
    /// <param name="high">The counter's words 2 and 3.</param>
    /// <param name="key">The key's two words.</param>
    /// <param name="target">Where the four words go.</param>
    internal static void Block(ulong low, ulong high, ulong key, Span<uint> target)
    {
        uint c0 = (uint)low, c1 = (uint)(low >> 32), c2 = (uint)high, c3 = (uint)(high >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0, product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        (target[0], target[1], target[2], target[3]) = (c0, c1, c2, c3);
    }
}
