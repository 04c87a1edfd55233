using Ridgeline.Designs;
using Ridgeline.Objectives;

namespace Ridgeline.Tests.Objectives;

public sealed class SettingTests
{
    [Fact]
    public void A_c_is_the_same_c_in_every_resample_and_a_lambda_the_same_lambda()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4], 4), [0, 1, 0, 1]);
        var fold = sample.Reweighted([1, 1, 0, 0]);
        Assert.Equal((0.05, 0.1), (Strength.C(5).LambdaOn(sample), Strength.C(5).LambdaOn(fold)));
        Assert.Equal((5, 5), (Strength.C(5).COn(sample), Strength.C(5).COn(fold)));
        Assert.Equal((0.05, 0.05), (Strength.Lambda(0.05).LambdaOn(sample), Strength.Lambda(0.05).LambdaOn(fold)));
        Assert.Equal((5, 10), (Strength.Lambda(0.05).COn(sample), Strength.Lambda(0.05).COn(fold)));
        Assert.Equal(0, Strength.C(double.PositiveInfinity).LambdaOn(sample));
        Assert.Equal(double.PositiveInfinity, Strength.Lambda(0).COn(sample));
    }

    [Fact]
    public void A_path_starts_with_the_simplest_and_answers_repeats_once()
    {
        Assert.Equal([3.0, 2, 1], Setting.SimplestFirst(new[] { 1.0, 3, 2, 3 }.Select(v => new Setting(Knob.Lambda, v))).Select(s => s.Value));
        Assert.Equal([1.0, 2, 3], Setting.SimplestFirst(new[] { 2.0, 3, 1 }.Select(v => new Setting(Knob.C, v))).Select(s => s.Value));
        Assert.Equal([0.0, double.PositiveInfinity], Setting.SimplestFirst(new[] { double.PositiveInfinity, 0 }.Select(v => new Setting(Knob.Depth, v))).Select(s => s.Value));
        Assert.Throws<ArgumentException>(() => Setting.SimplestFirst([]));
        Assert.Throws<ArgumentException>(() => Setting.SimplestFirst([new Setting(Knob.C, 1), new Setting(Knob.Depth, 1)]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_lambda_is_refused(double lambda) => Assert.Throws<ArgumentOutOfRangeException>(() => Strength.Lambda(lambda));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void What_is_no_c_is_refused(double c) => Assert.Throws<ArgumentOutOfRangeException>(() => Strength.C(c));
}
