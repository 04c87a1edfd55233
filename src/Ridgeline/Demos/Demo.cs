using System.Collections.Immutable;

namespace Ridgeline.Demos;

/// <summary>One situation in which regularization helps: data simulated from a truth that is known, fits with and without a penalty beside each other, and what that shows.</summary>
/// <param name="Name">wide, correlated, sparse, network or bias-variance.</param>
/// <param name="Title">The situation in a few words.</param>
/// <param name="Seed">What the data were simulated with.</param>
/// <param name="Formula">The truth, noise included.</param>
/// <param name="Simulated">What was simulated and fitted, in sentences.</param>
/// <param name="Table">The numbers.</param>
/// <param name="Claim">What is said of the situation, and whether the numbers bear it out.</param>
/// <param name="Why">Why it is so, in plain words.</param>
public sealed record Demo(string Name, string Title, ulong Seed, string Formula, ImmutableArray<string> Simulated, DemoTable Table, Claim Claim, string Why)
{
    internal const string MeanSquares = "errors are mean squares", ChosenLambda = "λ, by cross-validation", TrainError = "error, rows learned from", NewError = "error, new rows", ErrorToTruth = "  of it error to the truth";
}

/// <summary>Numbers side by side.</summary>
/// <param name="Corner">What stands over the rows' titles.</param>
/// <param name="Columns">The columns' titles.</param>
/// <param name="Rows">The rows.</param>
public sealed record DemoTable(string Corner, ImmutableArray<string> Columns, ImmutableArray<DemoRow> Rows);

/// <summary>A row of a demonstration's table.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Values">A number a column; NaN where there is none.</param>
/// <param name="Mark">What there is to be said of the row; mostly nothing.</param>
public sealed record DemoRow(string Title, ImmutableArray<double> Values, string Mark = "");
