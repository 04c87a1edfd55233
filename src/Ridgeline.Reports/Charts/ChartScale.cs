using System.Globalization;
using ScottPlot.TickGenerators;

namespace Ridgeline.Reports.Charts;

/// <summary>Where the values of an axis are drawn, from left to right or from the bottom up: logarithms and reversed order are taken out, so that what is drawn is plain numbers.</summary>
internal sealed class ChartScale
{
    private const double Margin = 0.03;       // of the range, on either side
    private const double TickDistance = 0.04; // of the range, at least between a number and a name
    private const int MostDecades = 8;
    private const double FewDecades = 2.5;

    private readonly ChartAxis _axis;

    /// <param name="axis">The axis.</param>
    /// <param name="values">All values on it; NaN doesn't count.</param>
    public ChartScale(ChartAxis axis, IEnumerable<double> values)
    {
        _axis = axis;
        double[] places = [.. values.Concat(axis.Ticks.Select(tick => tick.At)).Select(Of).Where(double.IsFinite)];
        if (!axis.Categories.IsEmpty)
            places = [-0.5, axis.Categories.Length - 0.5];
        var (least, largest) = places.Length == 0 ? (0.0, 1.0) : (places.Min(), places.Max());
        if (least == largest)
            (least, largest) = (least - Slack(least), largest + Slack(largest));
        double margin = axis.Categories.IsEmpty ? Margin * (largest - least) : 0;
        (Least, Largest) = (least - margin, largest + margin);
    }

    /// <summary>The left or lower end.</summary>
    public double Least { get; }

    /// <summary>The right or upper end.</summary>
    public double Largest { get; private set; }

    /// <summary>Leaves room above what is drawn.</summary>
    /// <param name="share">How much of the whole it will be.</param>
    public void Raise(double share) => Largest = Least + (Largest - Least) / (1 - share);

    /// <summary>Where a value is drawn; NaN where it can't be.</summary>
    /// <param name="value">The value.</param>
    public double Of(double value)
    {
        double place = !_axis.IsLogarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;
        return _axis.IsReversed ? -place : place;
    }

    /// <summary>Where a category is drawn.</summary>
    /// <param name="at">Its position, from the top down.</param>
    public double OfCategory(int at) => _axis.Categories.Length - 1 - at;

    /// <summary>The ticks up to a place.</summary>
    /// <param name="last">The place beyond which nothing is drawn.</param>
    /// <param name="most">How many numbers there is room for.</param>
    public NumericManual Ticks(double last, int most)
    {
        var ticks = new NumericManual();
        if (!_axis.Categories.IsEmpty)
        {
            for (int at = 0; at < _axis.Categories.Length; at++)
                ticks.AddMajor(OfCategory(at), ChartWords.Name(_axis.Categories[at]));
            return ticks;
        }

        var named = _axis.Ticks.Select(tick => (At: Of(tick.At), tick.Label)).ToList();
        foreach (var (at, label) in named)
            ticks.AddMajor(at, label);
        var (from, to) = _axis.IsReversed ? (-last, -Least) : (Least, last);
        foreach (double value in _axis.IsLogarithmic ? Decades(from, to, most) : Steps(from, to, most))
            if (Of(value) is var place && named.All(tick => Math.Abs(tick.At - place) > TickDistance * (Largest - Least)) && !IsBeyondNamed(value))
                ticks.AddMajor(place, Label(value));
        return ticks;
    }

    private bool IsBeyondNamed(double value) => _axis.IsLogarithmic && _axis.Ticks.Any(tick => tick.Label == "0" ? value <= tick.At : value >= tick.At);

    private static IEnumerable<double> Steps(double from, double to, int most)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10((to - from) / most)));
        step *= new[] { 1.0, 2, 5, 10 }.First(times => (to - from) / (step * times) <= most);
        for (double k = Math.Ceiling(from / step - 1e-9); k * step <= to + 1e-9 * step; k++)
            yield return Math.Round(k * step / step) * step;
    }

    private static IEnumerable<double> Decades(double from, double to, int most)
    {
        if (to - from < FewDecades)
        {
            for (int decade = (int)Math.Floor(from); decade <= to; decade++)
                foreach (double digit in new[] { 1.0, 2, 5 })
                    if (Math.Log10(digit) + decade is var at && at >= from && at <= to)
                        yield return digit * Math.Pow(10, decade);
            yield break;
        }

        int every = (int)Math.Ceiling((to - from) / Math.Min(most, MostDecades));
        for (int decade = (int)Math.Ceiling(from); decade <= to; decade++)
            if (decade % every == 0)
                yield return Math.Pow(10, decade);
    }

    private string Label(double value)
    {
        if (value == 0 || Math.Abs(value) < 1e-12 * (Math.Abs(Largest) + Math.Abs(Least)) && !_axis.IsLogarithmic)
            return "0";
        double size = Math.Abs(value);
        if (size is >= 1e-4 and < 1e6)
            return Math.Round(value, 10).ToString("0.##########", CultureInfo.InvariantCulture).Replace('-', '−');
        int power = (int)Math.Floor(Math.Log10(size) + 1e-9);
        double factor = Math.Round(value / Math.Pow(10, power), 6);
        string raised = string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(letter => letter == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter - '0']));
        return factor == 1 ? $"10{raised}" : $"{factor.ToString(CultureInfo.InvariantCulture).Replace('-', '−')}·10{raised}";
    }

    private double Slack(double place) => _axis.IsLogarithmic ? 0.5 : place == 0 ? 1 : 0.1 * Math.Abs(place);
}
