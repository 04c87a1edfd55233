using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;
using static Ridgeline.Tests.Studies.SimulatedTables;

namespace Ridgeline.Tests.Studies;

/// <summary>What a study does within its budget, and what it says of the rest.</summary>
public sealed class StudyPlanTests
{
    private static StudyPlan Planned(int rows, double seconds, StudyOptions? options = null)
    {
        options = (options ?? new StudyOptions()) with { Budget = TimeSpan.FromSeconds(seconds) };
        return StudyPlan.Of(TableProblem.Of(Classes(1, rows), "y", new TablePathOptions()), Score.LogLoss, resamples: 5, testRows: rows / 4, options);
    }

    [Fact]
    public void More_budget_never_compares_less_and_what_is_planned_fits_in_it()
    {
        int before = 0;
        foreach (double seconds in (double[])[1, 3, 10, 30, 100, 300, 1000])
        {
            var plan = Planned(20_000, seconds);
            int settings = plan.Paths.Length;
            Assert.True(settings >= before);
            before = settings;
            var chosen = plan.Paths[0];
            var diagnosis = plan.Diagnosing(chosen);
            if (!plan.LeftOut.Any(sentence => sentence.StartsWith("Even so", StringComparison.Ordinal)))
                Assert.True(plan.Seconds <= seconds, $"{plan.Seconds} of {seconds}");
            Assert.Equal(DiagnosisParts.All.Count, diagnosis.Parts.Length + diagnosis.LeftOut.Count(sentence => sentence.StartsWith("The diagnosis leaves ", StringComparison.Ordinal)));
        }

        Assert.Equal(6, before);
        Assert.Empty(Planned(500, 300).LeftOut);
    }

    [Fact]
    public void What_is_left_out_is_named()
    {
        var plan = Planned(20_000, 1);
        Assert.Contains(plan.LeftOut, sentence => sentence.StartsWith("The elastic net 0.5 is left out: a linear path takes about ", StringComparison.Ordinal));
        Assert.Contains(plan.LeftOut, sentence => sentence.StartsWith("No network was trained: even ", StringComparison.Ordinal) || sentence.StartsWith("Networks have ", StringComparison.Ordinal));
        Assert.Equal(8, plan.Diagnosing(plan.Paths[0]).LeftOut.Count(sentence => sentence.StartsWith("The diagnosis leaves ", StringComparison.Ordinal)) + plan.Diagnosing(plan.Paths[0]).Parts.Length);
        Assert.StartsWith("t: No network was trained", Assert.Throws<DataException>(() => Planned(100_000, 0.5, new StudyOptions { Families = [Family.Network] })).Message);
    }

    [Fact]
    public void Of_what_there_is_room_for_leaks_are_the_last_to_go()
    {
        var costs = new StudyCosts(rows: 20_000, columns: 10, outputs: 1, resamples: 5);
        var plans = Enumerable.Range(-30, 60).Select(k => Math.Pow(1.3, k)).Select(left => (Left: left, Plan: DiagnosisPlan.Of([.. DiagnosisParts.All], costs, Family.Linear, training: 0, left))).ToArray();
        Assert.All(plans, one => Assert.Equal(one.Plan.Seconds[DiagnosisPart.Leaks] <= one.Left, one.Plan.Parts.Contains(DiagnosisPart.Leaks)));
        Assert.All(plans, one => Assert.True(one.Plan.Parts.Sum(part => one.Plan.Seconds[part]) <= one.Left));
        Assert.True(plans.Select(one => one.Plan.Parts.Length).Distinct().Count() > 3);
    }

    [Fact]
    public void The_counts_ask_no_clock()
    {
        var (one, other) = (Planned(5000, 20), Planned(5000, 20));
        Assert.Equal(one.Paths.Select(path => (path.Name, path.Seconds)), other.Paths.Select(path => (path.Name, path.Seconds)));
        Assert.Equal(one.LeftOut, other.LeftOut);
    }

    [Fact]
    public void A_study_of_a_small_budget_has_what_was_planned()
    {
        var study = Study.Of(Classes(2, 300), "y").With(new StudyOptions { Budget = TimeSpan.FromSeconds(0.5) }).Run();
        Assert.NotEmpty(study.LeftOut);
        Assert.NotNull(study.Chosen);
        Assert.All(study.Paths.Where(path => path.Family == Family.Linear && study.LeftOut.Any(sentence => sentence.StartsWith("Linear paths have 25 λ", StringComparison.Ordinal))), path => Assert.True(path.Curve.Points.Length - path.Search.Path.Extended <= 25));
    }

    [Fact]
    public void Quick_compares_the_two_penalties_trees_and_small_networks_and_looks_for_leaks()
    {
        var study = Study.Of(Classes(2, 300), "y").With(new StudyOptions { Quick = true }).Run();
        Assert.Equal(["lasso", "ridge", "tree", "network"], study.Paths.Select(path => path.Name));
        Assert.False(study.Diagnosis!.Leaks.IsDefault);
        Assert.Null(study.Diagnosis.BiasVariance);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(300)]
    public void What_a_budget_leaves_out_is_no_work_that_lies_ahead(double seconds)
    {
        var plan = Planned(20_000, seconds);
        var (before, whole) = (plan.Seconds, plan.Whole);
        var diagnosis = plan.Diagnosing(plan.Paths[0]);
        Assert.Equal((before, whole), (plan.Seconds, plan.Whole));
        Assert.Equal(diagnosis.Parts.Sum(part => plan.SecondsOf(part.Name())) + plan.Paths.Sum(path => plan.SecondsOf(path.Name)) + plan.SecondsOf(StudyPlan.Honest) + plan.SecondsOf(StudyPlan.Testing), whole, 1e-9 * whole);
    }

    [Fact]
    public void Of_a_small_study_no_stage_hides_most_of_the_wait()
    {
        var plan = Planned(500, 1);
        Assert.InRange(plan.Whole, 2, 10); // rather seconds than the fraction of one that its fits take: code is run for the first time
        Assert.All(plan.Stages.Keys, stage => Assert.InRange(plan.SecondsOf(stage) / plan.Whole, 0, 0.6));
    }

    [Fact]
    public void Progress_rises_to_the_end()
    {
        var told = new List<StudyProgress>();
        var study = Study.Of(Classes(2, 120), "y").With(new StudyOptions { Families = [Family.Linear], Parts = [DiagnosisPart.Leaks, DiagnosisPart.Learning] }).Run(new Listener(told));
        Assert.NotNull(study.Chosen);
        double[] shares = [.. told.Select(one => one.Share)];
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(0, shares[0]);
        Assert.InRange(shares[^1], 0.5, 1);
        Assert.Equal(["lasso", "elastic net 0.5", "elastic net 0.1", "ridge", "honest score", "learning", "leaks", "test set"], told.Where(one => one.Total == 0).Select(one => one.Stage).Distinct());
    }

    private sealed class Listener(List<StudyProgress> told) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            lock (told)
                told.Add(value);
        }
    }
}
