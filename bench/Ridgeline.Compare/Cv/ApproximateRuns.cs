using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Compare.Cv;

/// <summary>Approximate leave-one-out of a whole L1 path that is there already.</summary>
internal sealed class ApproximateRuns(CvCase data)
{
    private Sample? _sample;
    private ModelPath<LinearModel>? _path;

    /// <summary>Fits the path, once and untimed.</summary>
    public void Prepare(LassoRuns lasso)
    {
        _sample ??= data.Sample(standardize: true);
        _path ??= new LinearPathFitter(data.Loss, Penalty.L1).Fit([_sample], lasso.Every, new FitOptions { Tolerance = 1e-6, Threads = 1 })[0];
    }

    /// <summary>Says too over how many non-zero columns it went: Σ |support|² over the points computed.</summary>
    public Func<Found> Run(int refits)
    {
        var options = new LeaveOneOutOptions { Refits = refits, Fit = new FitOptions { Tolerance = 1e-6, Threads = 1 } };
        var curve = LeaveOneOut.Approximate(_sample!, data.Loss, Penalty.L1, _path!, options);
        return () => new Found
        {
            ["computed"] = curve.Points.Count(point => !double.IsNaN(point.MeanDeviance)),
            ["refitted"] = curve.Refitted.Length,
            ["lambda_min"] = curve.Best is { } best ? curve.Points[best].Setting.Value : null,
            ["cv_at_min"] = curve.Best is { } at ? curve.Points[at].MeanDeviance : null,
            ["support_squares"] = curve.Points.Zip(_path!.Points).Where(pair => !double.IsNaN(pair.First.MeanDeviance))
                .Sum(pair => Math.Pow(pair.Second.Model.NonZeros, 2)),
        };
    }
}
