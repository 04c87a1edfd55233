using System.Globalization;

namespace Ridgeline;

/// <summary>
/// While it lasts numbers are written and read with a decimal point, whatever culture the caller's thread has, so that a study is the same bytes everywhere; threads and tasks that begin meanwhile do so
/// too. Public entrances that put numbers into words begin with it: inside, nothing says a word on culture.
/// </summary>
internal readonly struct PlainNumbers : IDisposable
{
    private readonly CultureInfo _callers;

    private PlainNumbers(CultureInfo callers) => _callers = callers;

    /// <summary>Begins it; it ends when it is disposed.</summary>
    public static PlainNumbers Begin()
    {
        var begun = new PlainNumbers(CultureInfo.CurrentCulture);
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return begun;
    }

    /// <summary>Gives the thread its culture back.</summary>
    public void Dispose() => CultureInfo.CurrentCulture = _callers;
}
