using System.Runtime.CompilerServices;
using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Keeping;

/// <summary>Everything of a sample that the bits of its models depend on, as 32 bytes. What several samples share is read once.</summary>
internal sealed class SampleIdentity
{
    private readonly ConditionalWeakTable<Table, byte[]> _tables = [];
    private readonly ConditionalWeakTable<object, byte[]> _columns = []; // of learned columns, or of a design that was given
    private readonly ConditionalWeakTable<Division, byte[]> _divisions = [];

    /// <summary>The rows, their columns, and the division that the sample is fitted in.</summary>
    public byte[] Of(Sample sample)
    {
        var digest = new Digest().Add(sample.Standardize).Add(sample.Intercept).Add((int)sample.WeightKind).Add(sample.Origin).Add(sample.Target).Add(sample.Weights).Add(sample.Offset);
        digest.Bytes(ColumnsOf(sample)).Add(sample.HasOwnView);
        if (!sample.HasOwnView)
            digest.Add(sample.View.StoredMeans).Add(sample.View.Scales).Add(sample.View.PenaltyScales);
        digest.Add(sample.Division is null ? -1 : sample.LeftOut);
        if (sample.Division is { } division)
            digest.Bytes(_divisions.GetValue(division, DivisionOf));
        return digest.Bytes();
    }

    private byte[] DivisionOf(Division division)
    {
        var digest = new Digest().Bytes(Of(division.Whole)).Add(division.Parts).Add(division.IsComplete);
        for (int part = 0; part < division.Parts; part++)
            digest.Add(division.RowsOf(part));
        return digest.Bytes();
    }

    /// <summary>Columns that a recipe made are what it learned, of a table; all others are what their numbers are.</summary>
    private byte[] ColumnsOf(Sample sample) => sample.Columns is RecipeColumns { Learned: not null } columns
        ? _columns.GetValue(columns, _ => new Digest().Bytes(_tables.GetValue(columns.Table, table => new Digest().Add(table.Hash()).Bytes())).Bytes(Written(columns.Learned)).Bytes())
        : _columns.GetValue(sample.Design, _ => new Digest().Add(sample.Design).Bytes());

    private static byte[] Written(LearnedRecipe recipe)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
            recipe.Write(json);

        return text.ToArray();
    }
}
