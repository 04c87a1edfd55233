using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ridgeline.Tables;

/// <summary>The double nearest to w·10^q, by products of whole numbers (Lemire 2021, Number parsing at a gigabyte per second, algorithm 1).</summary>
internal static class DecimalToDouble
{
    private const int Smallest = -342, Largest = 308; // beyond these powers the nearest double is 0 or infinite, or at least not found here

    private static readonly double[] ExactPowers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>The nearest double; false: it isn't found this way, being very small or large, or too close to the middle between two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNearest(ulong w, int q, out double value)
    {
        if (w <= 1UL << 53 && q is >= -22 and <= 22)
        {
            value = q < 0 ? w / ExactPowers[-q] : w * ExactPowers[q]; // both exact, and one operation rounds once (Clinger 1990)
            return true;
        }

        value = 0;
        if (w == 0)
            return true;
        return q is >= Smallest and <= Largest && TryRounded(w, q, out value);
    }

    private static bool TryRounded(ulong w, int q, out double value)
    {
        value = 0;
        int zeros = BitOperations.LeadingZeroCount(w);
        w <<= zeros;
        ulong high = Math.BigMul(w, Fives.Of[2 * (q - Smallest)], out ulong low);
        if ((high & 0x1FF) == 0x1FF) // the lower half of the power may carry into the bits that are kept
        {
            ulong carry = Math.BigMul(w, Fives.Of[2 * (q - Smallest) + 1], out _);
            low += carry;
            high += low < carry ? 1UL : 0;
            if (low == ulong.MaxValue)
                return false;
        }

        int top = (int)(high >> 63), shift = top + 9;
        ulong mantissa = high >> shift; // 53 bits and one to round by
        int exponent = (((152170 + 65536) * q) >> 16) + 63 + top - zeros + 1023;
        if (low <= 1 && (mantissa & 3) == 1 && mantissa << shift == high)
            mantissa--; // the middle itself: to the even one
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa == 1UL << 53)
        {
            mantissa >>= 1;
            exponent++;
        }

        if (exponent is <= 0 or >= 2047)
            return false;
        value = BitConverter.UInt64BitsToDouble((mantissa & ((1UL << 52) - 1)) | (ulong)exponent << 52);
        return true;
    }

    /// <summary>5^q as 128 bits of which the first is set, two numbers each: cut off for q ≥ 0, rounded up for q &lt; 0.</summary>
    private static class Fives
    {
        public static readonly ulong[] Of = Compute();

        private static ulong[] Compute()
        {
            var all = new ulong[2 * (Largest - Smallest + 1)];
            for (int q = Smallest; q <= Largest; q++)
            {
                var power = BigInteger.Pow(5, Math.Abs(q));
                int bits = (int)power.GetBitLength();
                var leading = q >= 0 ? (bits > 128 ? power >> (bits - 128) : power << (128 - bits)) : Reciprocal(power, bits, isShort: q >= -27);
                all[2 * (q - Smallest)] = (ulong)(leading >> 64);
                all[2 * (q - Smallest) + 1] = (ulong)(leading & ulong.MaxValue);
            }

            return all;
        }

        private static BigInteger Reciprocal(BigInteger power, int bits, bool isShort)
        {
            var quotient = (BigInteger.One << (isShort ? bits + 127 : 2 * bits + 128)) / power + 1;
            return quotient >> (int)Math.Max(0, quotient.GetBitLength() - 128);
        }
    }
}
