using System.Collections.Immutable;
using Ridgeline.Files;
using Ridgeline.Losses;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>
/// The whole question on one table: does it overfit, how much regularization, which model, how sure are we, and how good is it on rows nothing has seen?
/// <c>await Study.Of(table, target: "y").RunAsync()</c>.
/// </summary>
public sealed class Study
{
    private readonly Table _table;
    private readonly string _target;
    private readonly StudyOptions _options;

    private Study(Table table, string target, StudyOptions options) => (_table, _target, _options) = (table, target, options);

    /// <summary>A study of a table, made as <see cref="StudyOptions"/> are by themselves.</summary>
    /// <param name="table">The data; each column plays the part that its cells speak for or that the options give it.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
    public static Study Of(Table table, string target)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(target);
        return new Study(table, target, new StudyOptions());
    }

    /// <summary>The same study, made as these options say.</summary>
    /// <param name="options">How.</param>
    public Study With(StudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Study(_table, _target, options);
    }

    /// <summary>The scores that every study with <paramref name="loss"/> shows: the default first.</summary>
    /// <param name="loss">The loss.</param>
    public static ImmutableArray<Score> ScoresFor(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss == Loss.Logistic)
            return [Score.LogLoss, Score.RocAuc, Score.Accuracy];
        return loss.Outputs > 1 ? [Score.LogLoss, Score.Accuracy] : [Score.Default(loss), Score.R2, Score.Mae];
    }

    /// <summary>Makes the study.</summary>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops it at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="StudyStoppedException">It was stopped; what was found so far is in it.</exception>
    /// <exception cref="WriteException">The folder of <see cref="StudyOptions.Kept"/> can't be written.</exception>
    public StudyResult Run(IProgress<StudyProgress>? progress = null, CancellationToken stop = default)
    {
        using var plain = PlainNumbers.Begin();
        return new StudyRun(_table, _target, _options, progress, stop).Finished();
    }

    /// <summary>Makes the study on threads of the pool.</summary>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="StudyStoppedException">It was stopped; what was found so far is in it.</exception>
    /// <exception cref="WriteException">The folder of <see cref="StudyOptions.Kept"/> can't be written.</exception>
    public Task<StudyResult> RunAsync(IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default) => Task.Run(() => Run(progress, cancellationToken), CancellationToken.None);
}
