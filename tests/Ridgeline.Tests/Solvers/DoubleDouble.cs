namespace Ridgeline.Tests.Solvers;

/// <summary>A number as the unevaluated sum of two doubles: 32 digits (Dekker 1971; Hida, Li, Bailey 2001).</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    private static readonly DoubleDouble Log2 = new(0.6931471805599453, 2.3190468138462996e-17);

    public static implicit operator DoubleDouble(double x) => new(x, 0);

    public static explicit operator double(DoubleDouble x) => double.IsFinite(x.High) ? x.High + x.Low : x.High;

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var (s, e) = TwoSum(a.High, b.High);
        var (t, f) = TwoSum(a.Low, b.Low);
        var first = Quick(s, e + t);
        return Quick(first.High, first.Low + f);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double p = a.High * b.High, e = Math.FusedMultiplyAdd(a.High, b.High, -p);
        return Quick(p, e + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double q = a.High / b.High;
        var rest = a - b * q;
        double r = rest.High / b.High;
        rest -= b * r;
        return Quick(q, r) + rest.High / b.High;
    }

    public static bool operator <(DoubleDouble a, DoubleDouble b) => a.CompareTo(b) < 0;

    public static bool operator >(DoubleDouble a, DoubleDouble b) => a.CompareTo(b) > 0;

    private int CompareTo(DoubleDouble other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public static DoubleDouble Abs(DoubleDouble x) => x.High < 0 ? -x : x;

    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (x.High <= 0)
            return 0;
        DoubleDouble root = Math.Sqrt(x.High);
        return (root + x / root) * 0.5;
    }

    /// <summary>e^x as 2^k·(e^r)^64 with |r| below 0.006, by its series.</summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (x.High < -700)
            return 0;
        double k = Math.Round(x.High / Log2.High);
        DoubleDouble r = (x - Log2 * k) * (1 / 64.0), term = r, sum = r; // e^r − 1, which keeps its digits
        for (int n = 2; n <= 13; n++)
        {
            term = term * r / n;
            sum += term;
        }

        for (int n = 0; n < 6; n++)
            sum = sum * 2 + sum * sum;
        double power = Math.ScaleB(1, (int)k);
        sum += 1;
        return new DoubleDouble(sum.High * power, sum.Low * power);
    }

    /// <summary>log x by Newton's method on e^y = x.</summary>
    public static DoubleDouble Log(DoubleDouble x)
    {
        DoubleDouble y = Math.Log(x.High);
        for (int n = 0; n < 2; n++)
            y += x * Exp(-y) - 1;
        return y;
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double s = a + b, part = s - a;
        return (s, a - (s - part) + (b - part));
    }

    private static DoubleDouble Quick(double a, double b)
    {
        double s = a + b;
        return new DoubleDouble(s, b - (s - a));
    }
}
