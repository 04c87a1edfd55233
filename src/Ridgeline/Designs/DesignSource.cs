namespace Ridgeline.Designs;

/// <summary>Where samples have their design from: it is there, or made of learned columns when first asked for.</summary>
internal sealed class DesignSource
{
    private readonly Lock _turn = new();
    private volatile Design? _design;

    public DesignSource(Design design) => _design = design;

    public DesignSource(ILearnedColumns columns) => Columns = columns;

    /// <summary>What it is made of; null: it was given.</summary>
    public ILearnedColumns? Columns { get; }

    public Design Design => _design ?? Made();

    /// <summary>That of other weights: this one where they give the same design.</summary>
    public DesignSource LearnedOn(ReadOnlySpan<double> weights, WeightKind kind)
    {
        if (Columns is null)
            return this;
        var other = Columns.LearnedOn(weights, kind);
        return ReferenceEquals(other, Columns) ? this : new DesignSource(other);
    }

    private Design Made()
    {
        lock (_turn)
            return _design ??= Columns!.Make();
    }

    /// <summary>Forgets a design that can be made again.</summary>
    public void Forget()
    {
        lock (_turn)
            _design = Columns is null ? _design : null;
    }
}
