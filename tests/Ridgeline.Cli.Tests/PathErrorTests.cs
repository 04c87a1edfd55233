namespace Ridgeline.Cli.Tests;

/// <summary>What ridgeline path refuses: with which exit code, and in which words.</summary>
public sealed class PathErrorTests : IDisposable
{
    private const string Numbers = "a,b,y\n1,2,0.5\n2,1,1.5\n3,5,2.5\n4,4,3.5\n5,1,1\n";
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--lambda and --C exclude each other", "--lambda", "1", "--C", "1")]
    [InlineData("--lambda and --lambda-file exclude each other", "--lambda", "1", "--lambda-file", "f")]
    [InlineData("--lambda-file and --C exclude each other", "--lambda-file", "f", "--C", "1")]
    [InlineData("--lambda and --lambda-count exclude each other", "--lambda", "1", "--lambda-count", "5")]
    [InlineData("--C and --lambda-min-ratio exclude each other", "--C", "1", "--lambda-min-ratio", "0.1")]
    [InlineData("--lambda-file and --lambda-count exclude each other", "--lambda-file", "f", "--lambda-count", "9")]
    [InlineData("--delta goes with --loss huber", "--delta", "1")]
    [InlineData("--delta goes with --loss huber", "--delta", "1", "--loss", "squared")]
    [InlineData("--frequency-weights goes with --weights-column", "--frequency-weights")]
    [InlineData("--positive and --loss multinomial exclude each other", "--positive", "x", "--loss", "multinomial")]
    [InlineData("--positive and --loss poisson exclude each other", "--positive", "x", "--loss", "poisson")]
    [InlineData("--offset-column and --loss multinomial exclude each other", "--offset-column", "a", "--loss", "multinomial")]
    [InlineData("--target and --weights-column are both 'y'", "--weights-column", "y")]
    [InlineData("--target and --offset-column are both 'y'", "--offset-column", "y")]
    [InlineData("--weights-column and --offset-column are both 'a'", "--offset-column", "a", "--weights-column", "a")]
    [InlineData("--loss beauty: one of squared, logistic, multinomial, poisson, huber, squared-hinge is needed", "--loss", "beauty")]
    [InlineData("--l1-ratio 1.5: a number from 0 (ridge) to 1 (lasso) is needed", "--l1-ratio", "1.5")]
    [InlineData("--l1-ratio 0,5: a number from 0", "--l1-ratio", "0,5")]
    [InlineData("--l1-ratio NaN: a number from 0", "--l1-ratio", "NaN")]
    [InlineData("--delta 0: a finite number above 0 is needed", "--delta", "0", "--loss", "huber")]
    [InlineData("--lambda -1: '-1' isn't allowed; finite numbers of at least 0 are needed", "--lambda", "-1")]
    [InlineData("--lambda 1,x,3: 'x' isn't allowed", "--lambda", "1,x,3")]
    [InlineData("--lambda 1,,3: a number is missing beside a comma", "--lambda", "1,,3")]
    [InlineData("--lambda 1,: a number is missing beside a comma", "--lambda", "1,", "2")]
    [InlineData("--lambda inf: 'inf' isn't allowed", "--lambda", "inf")]
    [InlineData("--lambda 1e999: '1e999' isn't allowed", "--lambda", "1e999")]
    [InlineData("--C 0: '0' isn't allowed; numbers of at least 1e-300 (or inf, for no penalty) are needed", "--C", "0")]
    [InlineData("--lambda-count 1: a whole number from 2 to 10000 is needed", "--lambda-count", "1")]
    [InlineData("--lambda-count 2.5: a whole number from 2 to 10000 is needed", "--lambda-count", "2.5")]
    [InlineData("--lambda-min-ratio 1: a number between 0 and 1 is needed", "--lambda-min-ratio", "1")]
    [InlineData("--tolerance 0: a number in [1E-14, 1) is needed", "--tolerance", "0")]
    [InlineData("--tolerance 1e-30: a number in [1E-14, 1) is needed", "--tolerance", "1e-30")]
    [InlineData("--max-iterations 0: a whole number of at least 1 is needed", "--max-iterations", "0")]
    [InlineData("--penalty-factor a: NAME=V is needed, the name of a column and a number of at least 0 or inf", "--penalty-factor", "a")]
    [InlineData("--penalty-factor a=-1: NAME=V is needed", "--penalty-factor", "a=-1")]
    [InlineData("--penalty-factor a=2: column 'a' has its value already (1)", "--penalty-factor", "a=1", "--penalty-factor", "a=2")]
    [InlineData("--lower a=1: NAME=V is needed, the name of a column and a number of at most 0 or -inf (limits contain 0)", "--lower", "a=1")]
    [InlineData("--upper a=-1: NAME=V is needed, the name of a column and a number of at least 0 or inf (limits contain 0)", "--upper", "a=-1")]
    [InlineData("--upper", "--upper")]
    [InlineData("--nonsense", "--nonsense")]
    public void What_contradicts_itself_is_usage_and_names_the_option_and_what_would_do(string said, params string[] more)
    {
        _folder.Write("d.csv", Numbers);
        Refused(2, [said], ["d.csv", "--target", "y", .. more]);
    }

    [Fact]
    public void Data_and_target_are_needed()
    {
        Refused(2, ["DATA"], "--target", "y");
        Refused(2, ["--target"], "d.csv");
    }

    public static TheoryData<string, string, string[], string[]> BadData => new()
    {
        { "missing target", Numbers, ["--target", "z"], ["no column 'z'", "'a', 'b', 'y'"] },
        { "another letter case", Numbers, ["--target", "Y"], ["no column 'Y'", "'y' differs in letter case only"] },
        { "one number", "a,y\n1,5\n2,5\n", [], ["one class only", "or a loss of numbers, such as squared"] },
        { "missing weights", Numbers, ["--weights-column", "w"], ["no column 'w'", "'a', 'b', 'y'"] },
        { "missing offset", Numbers, ["--offset-column", "o"], ["no column 'o'", "'a', 'b', 'y'"] },
        { "factor of no column", Numbers, ["--penalty-factor", "c=1"], ["no column 'c'", "penalty factor", "'a', 'b'"] },
        { "limit of no column", Numbers, ["--lower", "c=-1"], ["no column 'c'", "lower limit", "'a', 'b'"] },
        { "factor of the target", Numbers, ["--penalty-factor", "y=1"], ["column 'y' isn't learned from (target: the column to predict)", "'a', 'b'"] },
        { "limit of the weights", Numbers, ["--weights-column", "b", "--upper", "b=1"], ["column 'b' isn't learned from (weight: as given)", "'a'"] },
        { "negative weight", "a,w,y\n1,1,0.5\n2,-2,1\n", ["--weights-column", "w"], ["row 2", "'w'", "-2"] },
        { "weights all 0", "a,w,y\n1,0,0.5\n2,0,1\n", ["--weights-column", "w"], ["'w'", "all weights are 0"] },
        { "broken frequency", "a,w,y\n1,1,0.5\n2,1.5,1\n", ["--weights-column", "w", "--frequency-weights"], ["row 2", "'w'", "1.5", "whole number"] },
        { "weight of text", "a,w,y\n1,1,0.5\n2,much,1\n", ["--weights-column", "w"], ["row 2", "'w'", "'much'"] },
        { "infinite weight", "a,w,y\n1,1,0.5\n2,inf,1\n", ["--weights-column", "w"], ["row 2", "'w'", "'inf'"] },
        { "offset without a square", "a,o,y\n1,1,0.5\n2,1e160,1\n", ["--offset-column", "o"], ["row 2", "'o'", "1E+160", "1E+150"] },
        { "empty offset", "a,o,y\n1,1,0.5\n2,,1\n", ["--offset-column", "o"], ["row 2", "'o'", "missing"] },
        { "text in a column", "a,b,y\n1,2,0.5\n2,2.5,1\n2,3.5,1\n2,oops,1\n", [], ["row 4", "'b'", "'oops'", "missing", "category"] },
        { "names alone", "id,y\nx1,0.5\nx2,1\n", [], ["no columns to learn from", "'id' (id: every row different, like an identifier)"] },
        { "names as numbers", "id,a,y\nx1,1,0.5\nx2,2,1\n", ["--role", "id=number"], ["row 1, column 'id': 'x1'", "a number such as"] },
        { "semicolons", "a;b;y\n1;2;3\n", [], ["no column 'y'; the only one is 'a;b;y'", "separated by ';'", "commas are needed"] },
        { "semicolons and decimal commas", "a;y\n1,5;2\n", [], ["row 1 (line 2) has 2 cells where the header has 1", "separated by ';'"] },
        { "tabs", "a\ty\n1\t2\n", [], ["no column 'y'", "separated by tabs"] },
        { "no columns", "w,y\n1,0.5\n2,1\n", ["--weights-column", "w"], ["no columns", "'y'", "'w'"] },
        { "one class", "a,y\n1,x\n2,x\n", [], ["'y'", "one class only", "'x'"] },
        { "three classes for logistic", "a,y\n1,x\n2,y\n3,z\n", ["--loss", "logistic"], ["'y'", "3 classes", "'x', 'y', 'z'", "multinomial"] },
        { "three classes for squared hinge", "a,y\n1,x\n2,y\n3,z\n", ["--loss", "squared-hinge"], ["'y'", "3 classes"] },
        { "positive of three classes", "a,y\n1,x\n2,y\n3,z\n4,x\n", ["--positive", "x"], ["'y'", "3 classes", "positive"] },
        { "positive of numbers", Numbers, ["--positive", "1"], ["'y'", "numbers, not classes"] },
        { "offset for many classes", "a,o,y\n1,1,x\n2,1,y\n3,1,z\n4,2,x\n", ["--offset-column", "o"], ["multinomial", "'o'", "changes no probability"] },
        { "text for squared", "a,y\n1,2\n2,x\n", ["--loss", "squared"], ["row 2", "'y'", "'x'"] },
        { "text for poisson", "a,y\n1,2\n2,x\n", ["--loss", "poisson"], ["row 2", "'y'", "'x'"] },
        { "negative counts", "a,y\n1,2\n2,3\n3,-4\n", ["--loss", "poisson"], ["row 3", "'y'", "-4", "at least 0"] },
        { "no target at all", "a,y\n1,\n2,\n3,\n", [], ["column 'y'", "missing in every row"] },
        { "a stray text among few fractions", "a,y\n1,0.5\n2,n/a\n3,1.5\n", [], ["row 2, column 'y': 'n/a'", "missing"] },
        { "more classes than memory", "a,y\n" + string.Concat(Enumerable.Range(0, 1300).Select(i => $"{i},id{i}\n")), [], ["'y'", "1300 classes in 1300 rows", "too many for the multinomial loss"] },
        { "classes alike but for case", "a,y\n1,no\n2,Yes\n3,yes\n", ["--loss", "logistic"], ["3 classes", "('Yes', 'yes' differ in letter case only)"] },
        { "stray n/a among numbers", "a,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i}.5\n")) + "31,n/a\n", [], ["row 31", "'y'", "'n/a'"] },
        { "huber of the hugest numbers", "a,y\n1,1e308\n2,1.5e308\n3,-1.7e308\n4,-1.7e308\n", ["--loss", "huber"], ["'y'", "row 1", "1E+308", "1E+150"] },
        { "squares of the tiniest numbers", "a,y\n1,1e-200\n2,3e-200\n3,-2e-200\n4,1.5e-200\n", ["--loss", "squared"], ["'y'", "3E-200", "too small to be squared"] },
        { "no file of λ", Numbers, ["--lambda-file", "absent.txt"], ["absent.txt"] },
        { "a file without λ", Numbers, ["--lambda-file", "empty.txt"], ["empty.txt", "no λ"] },
        { "a file of something else", Numbers, ["--lambda-file", "words.txt"], ["words.txt", "line 2", "'many'"] },
        { "a target beside nothing", "y\n1\n2\n", [], ["no columns", "'y'"] },
    };

    [Theory]
    [MemberData(nameof(BadData))]
    public void Bad_data_are_refused_with_their_place(string why, string content, string[] more, string[] said)
    {
        Assert.NotEmpty(why);
        _folder.Write("d.csv", content);
        _folder.Write("empty.txt", "\n\n");
        _folder.Write("words.txt", "1\nmany\n");
        Refused(3, said, more.Contains("--target") ? ["d.csv", .. more] : ["d.csv", "--target", "y", .. more]);
    }

    private void Refused(int code, string[] said, params string[] arguments)
    {
        var run = _folder.Run(["path", .. arguments]);
        Assert.Equal(code, run.Code);
        Assert.Empty(run.Output);
        Assert.StartsWith("ridgeline: ", run.Error);
        foreach (string words in said)
            Assert.Contains(words, run.Error);
    }
}
