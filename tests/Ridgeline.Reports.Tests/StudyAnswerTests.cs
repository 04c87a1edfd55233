using Ridgeline.Diagnoses;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports.Tests;

public sealed class StudyAnswerTests
{
    [Theory]
    [InlineData("can't tell (lasso)", 1.0)]
    [InlineData("can't tell (both paths)", 1.0, 0.0)]
    [InlineData("can't tell (all 3 paths)", 1.0, 0.5, 0.0)]
    public void Paths_of_one_verdict_are_told_together(string said, params double[] ratios)
    {
        var study = SampleStudies.Of("numbers", new StudyOptions { Families = [Family.Linear], L1Ratios = [.. ratios], Parts = [], Folds = new TableFolds { Count = 3 } });
        study = study with { Paths = [.. study.Paths.Select(path => path with { Unregularized = path.Unregularized with { Verdict = Verdict.CantTell } })] };
        Assert.StartsWith($"At the weakest regularization: {said}. The model handed over: ", StudyAnswer.Of(study).First().Answer, StringComparison.Ordinal);
    }
}
