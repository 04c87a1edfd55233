using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>What the models of one draw say of the rows that it left out. Models are asked several at a time, in which rows are gathered once, and not kept.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="fitter">The family.</param>
/// <param name="sample">What is drawn.</param>
/// <param name="rows">The rows left out.</param>
/// <param name="error">Whether means or classes are asked for.</param>
internal sealed class OutOfBagRows<TModel>(IPathFitter<TModel> fitter, Sample sample, int[] rows, DecomposedError error)
    where TModel : IModel
{
    private const int Together = 32;

    private readonly List<TModel> _waiting = [];

    /// <summary>The rows left out.</summary>
    public int[] Rows => rows;

    /// <summary>Of each setting so far the rows' means, output after output; or their classes.</summary>
    public List<double[]> Said { get; } = [];

    /// <summary>How many models there were.</summary>
    public int Taken => Said.Count + _waiting.Count;

    /// <summary>Takes the next model.</summary>
    public void Take(TModel model)
    {
        _waiting.Add(model);
        if (_waiting.Count == Together)
            Ask();
    }

    /// <summary>Asks the models that wait, and forgets a design of the draw's own.</summary>
    public void End(Sample all)
    {
        Ask();
        if (!sample.SharesDesignWith(all))
            sample.ForgetDesign();
    }

    private void Ask()
    {
        if (rows.Length > 0 && _waiting.Count > 0)
        {
            int outputs = _waiting[0].Outputs, each = rows.Length * outputs;
            double[] links = new double[each * _waiting.Count], offsets = sample.Offset.IsEmpty ? [] : [.. rows.Select(row => sample.Offset[row])];
            fitter.Link(sample.Design, rows, _waiting, links);
            for (int b = 0; b < _waiting.Count; b++)
            {
                var link = links.AsSpan(b * each, each);
                for (int k = 0; k < each && offsets.Length > 0; k += rows.Length)
                    TensorPrimitives.Add(link.Slice(k, rows.Length), offsets, link.Slice(k, rows.Length));
                var mean = new double[each];
                _waiting[b].Mean(link, mean);
                Said.Add(error == DecomposedError.Squared ? mean : Classes(mean, outputs));
            }
        }
        else
        {
            Said.AddRange(_waiting.Select(_ => Array.Empty<double>()));
        }

        _waiting.Clear();
    }

    /// <summary>The class of each row; −1 of what is no number.</summary>
    private double[] Classes(double[] mean, int outputs)
    {
        var classes = new double[rows.Length];
        for (int i = 0; i < classes.Length; i++)
            classes[i] = outputs > 1 ? LabelScore.Largest(mean, i, rows.Length) : LabelScore.Label(mean[i]);
        return classes;
    }
}
