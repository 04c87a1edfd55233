using Ridgeline.Models;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Charts;

/// <summary>How a linear path's coefficients come and go. They are in standard deviations of their columns, w·sd, so that they can be compared; of several classes each column has ‖w·sd‖ over the classes.</summary>
internal sealed class CoefficientPaths
{
    /// <summary>At most so many columns are drawn.</summary>
    public const int MostDrawn = 200;

    private const int MostNamed = 6;
    private const int LongestName = 24; // in a legend

    private readonly StudyResult _study;
    private readonly int _at;
    private readonly StudyPath _path;
    private readonly LinearModel[] _models;
    private readonly int _outputs, _columns;

    /// <param name="study">The study.</param>
    /// <param name="path">The position of a linear path.</param>
    public CoefficientPaths(StudyResult study, int path)
    {
        (_study, _at, _path) = (study, path, study.Paths[path]);
        _models = [.. _path.Search.Path.Path.Points.Select(point => (LinearModel)point.Model)];
        _outputs = _models[0].Outputs;
        _columns = _models[0].Coefficients.Length / _outputs;
    }

    /// <summary>The chart.</summary>
    public Chart Chart()
    {
        int marked = _study.Choice?.Simplest is { } chosen && chosen.Path == _at ? chosen.At : _path.OneStandardError;
        double[] largest = new double[_columns], there = new double[_columns];
        for (int j = 0; j < _columns; j++)
        {
            for (int at = 0; at < _models.Length; at++)
                if (Math.Abs(At(at, j)) is var size && size > largest[j])
                    largest[j] = size;
            there[j] = Math.Abs(At(marked, j));
        }

        int[] used = [.. Enumerable.Range(0, _columns).Where(j => largest[j] > 0).OrderByDescending(j => largest[j])];
        int[] named = [.. used.OrderByDescending(j => there[j]).Take(MostNamed)]; // stable: of columns without a coefficient there the largest ones
        int[] quiet = [.. used.Except(named).Take(MostDrawn - named.Length)];
        var places = PathCharts.AxisOf(_path);
        ChartLine Line(int j, string name, ChartHue hue) => new(name, hue, places.Places, ChartWords.Drawn(Enumerable.Range(0, _models.Length).Select(at => At(at, j))));
        int drawn = named.Length + quiet.Length;
        string part = drawn < used.Length ? $", the {drawn} largest of {used.Length}" : "";
        return new Chart
        {
            Name = $"coefficients-{ChartWords.Joined(_path.Name)}",
            Title = $"Coefficients of the {_path.Name}{part}",
            Alt = Alt(marked, used, named, drawn),
            X = places.Axis,
            Y = new ChartAxis(_outputs == 1 ? "coefficient × sd of its column" : "‖coefficients × sd of their column‖ over the classes"),
            Series = [.. quiet.Reverse().Select(j => Line(j, "", ChartHue.Quiet)), .. named.Select((j, k) => Line(j, ChartWords.Name(NameOf(j), LongestName), StudyCharts.HueOf(k))).Reverse()],
            Marks = PathCharts.MarksOf(_study, _at),
            Path = _at,
            Settings = places.Places,
        };
    }

    private string NameOf(int column) => _path.Search.Path.Columns[column];

    private double At(int at, int column)
    {
        double scale = _path.Search.Path.Sample.View.Scales[column];
        var coefficients = _models[at].Coefficients;
        if (_outputs == 1)
            return scale == 0 ? 0 : coefficients[column] * scale;
        double squares = 0;
        for (int k = 0; k < _outputs; k++)
            squares += coefficients[k * _columns + column] * coefficients[k * _columns + column];
        return Math.Sqrt(squares) * scale;
    }

    private string Alt(int marked, int[] used, int[] named, int drawn)
    {
        string setting = ChartWords.Of(_path.Curve.Points[marked].Setting);
        string scale = _outputs == 1 ? "in standard deviations of their columns" : "as the norm over the classes, in standard deviations of their columns";
        string head = $"Coefficients of the {_path.Name}, {scale}. {used.Length} of {Wording.Count(PathConsole.Columns(_path.Search.Path), "column")} {(used.Length == 1 ? "has" : "have")} one somewhere on the path{(drawn < used.Length ? $"; the {drawn} with the largest are drawn" : "")}.";
        int[] there = [.. named.Where(j => At(marked, j) != 0)];
        string tail = there.Length == 0 ? $" At {setting} none has one."
            : $" At {setting} {_models[marked].NonZeros} {(_models[marked].NonZeros == 1 ? "has" : "have")} one, the largest {(there.Length == 1 ? "being" : "are")} {string.Join(", ", there.Select(j => $"'{ChartWords.Name(NameOf(j))}' ({ChartWords.Short(At(marked, j))})"))}.";
        return head + tail;
    }
}
