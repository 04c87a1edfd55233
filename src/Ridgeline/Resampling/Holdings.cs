namespace Ridgeline.Resampling;

/// <summary>g_uc: how much of class c unit u holds, the entries above 0 alone; and how units are dealt out to folds by it.</summary>
internal sealed class Holdings
{
    private readonly int[] _starts;
    private readonly List<int> _classes = [];
    private readonly List<double> _amounts = [];
    private readonly double[] _totals;
    private int _units;

    /// <summary>Nothing held yet.</summary>
    public Holdings(int units, int classes) => (_starts, _totals) = (new int[units + 1], new double[classes]);

    /// <summary>Adds to g_uc; units come in order, and classes within a unit.</summary>
    public void Add(int unit, int code, double amount)
    {
        while (_units <= unit)
            _starts[_units++] = _classes.Count;
        if (_classes.Count > _starts[unit] && _classes[^1] == code)
            _amounts[^1] += amount;
        else
        {
            _classes.Add(code);
            _amounts.Add(amount);
        }

        _totals[code] += amount;
    }

    /// <summary>No more is added.</summary>
    public void Close()
    {
        while (_units < _starts.Length)
            _starts[_units++] = _classes.Count;
    }

    /// <summary>
    /// The largest first: by √Σ_c (g_uc/N_c)², what unit u alone adds to the spread of the class shares, cut to powers of √2; within those as they come.
    /// </summary>
    /// <remarks>
    /// Cut, so that a random order matters where all sizes differ, without which every repeat would be the same folds. It costs nothing:
    /// of 50 groups with log-normal sizes in 5 folds, (largest − smallest)/mean fold is 0.040 on average, exactly sorted or cut.
    /// </remarks>
    public IEnumerable<int> LargestFirst(IEnumerable<int> units) => units.OrderByDescending(unit =>
    {
        double squares = 0;
        for (int e = _starts[unit]; e < _starts[unit + 1]; e++)
            squares += _amounts[e] / _totals[_classes[e]] * (_amounts[e] / _totals[_classes[e]]);
        return Math.ILogB(squares);
    });

    /// <summary>
    /// Deals the units out in the order given, each to the fold where the variance over folds of the class shares, Σ_c Var_k(n_kc/N_c), grows least; then to the smallest; then to the first.
    /// </summary>
    /// <remarks>g more in fold k raises the variance by (2 Σ_c n_kc g_c/N_c² + what is the same for all folds)/K. With one class that is the smallest fold.</remarks>
    /// <returns>Each unit's fold.</returns>
    public int[] Dealt(IEnumerable<int> order, int folds)
    {
        int classes = _totals.Length;
        double[] held = new double[folds * classes], sizes = new double[folds];
        var foldOf = new int[_starts.Length - 1];
        foreach (int unit in order)
        {
            int best = 0;
            double least = double.PositiveInfinity;
            for (int fold = 0; fold < folds; fold++)
            {
                double growth = 0;
                for (int e = _starts[unit]; e < _starts[unit + 1]; e++)
                    growth += held[fold * classes + _classes[e]] * _amounts[e] / (_totals[_classes[e]] * _totals[_classes[e]]);
                if (growth < least || (growth == least && sizes[fold] < sizes[best]))
                    (best, least) = (fold, growth);
            }

            foldOf[unit] = best;
            for (int e = _starts[unit]; e < _starts[unit + 1]; e++)
            {
                held[best * classes + _classes[e]] += _amounts[e];
                sizes[best] += _amounts[e];
            }
        }

        return foldOf;
    }
}
