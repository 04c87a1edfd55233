namespace Ridgeline.Cli.Tests;

/// <summary>What ridgeline cv and fit refuse beyond what path does: with which exit code, and in which words.</summary>
public sealed class FoldErrorTests : IDisposable
{
    private const string Numbers = "a,b,y\n1,2,0.5\n2,1,1.5\n3,5,2.5\n4,4,3.5\n5,1,1\n";
    private const string Folded = "a,g,f,y\n1,u,1,0.5\n2,v,1,1.5\n3,w,2,2.5\n4,u,2,3.5\n5,v,3,1\n6,w,3,2\n";
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--score beauty: one of roc-auc, ", "cv", "--score", "beauty")]
    [InlineData("pinball-A with A between 0 and 1, deviance or deviance-explained is needed", "fit", "--score", "pinball-2")]
    [InlineData("--folds and --fold-column exclude each other", "cv", "--folds", "5", "--fold-column", "b")]
    [InlineData("--repeats and --fold-column exclude each other", "cv", "--repeats", "5", "--fold-column", "b")]
    [InlineData("--time-ordered and --fold-column exclude each other", "cv", "--time-ordered", "--fold-column", "b")]
    [InlineData("--time-ordered and --group-column exclude each other", "fit", "--time-ordered", "--group-column", "b")]
    [InlineData("--time-ordered and --repeats exclude each other", "cv", "--time-ordered", "--repeats", "2")]
    [InlineData("--gap goes with --time-ordered", "cv", "--gap", "3")]
    [InlineData("--role b=time and --group-column exclude each other", "study", "--role", "b=time", "--group-column", "a")]
    [InlineData("--role b=time and --repeats exclude each other", "study", "--role", "b=time", "--repeats", "2")]
    [InlineData("--repeats and --role b=fold exclude each other", "study", "--role", "b=fold", "--repeats", "2")]
    [InlineData("--folds and --role b=fold exclude each other", "cv", "--role", "b=fold", "--folds", "5")]
    [InlineData("--time-ordered and --role b=fold exclude each other", "diagnose", "--role", "b=fold", "--time-ordered")]
    [InlineData("--role b=time and --role a=group exclude each other", "fit", "--role", "b=time", "--role", "a=group")]
    [InlineData("--gap -1: a whole number of at least 0 is needed", "cv", "--time-ordered", "--gap", "-1")]
    [InlineData("--folds 1: a whole number of at least 2 is needed", "cv", "--folds", "1")]
    [InlineData("--repeats 0: a whole number of at least 1 is needed", "cv", "--repeats", "0")]
    [InlineData("--threads 0: a whole number of at least 1 is needed", "cv", "--threads", "0")]
    [InlineData("--target and --fold-column are both 'y'", "cv", "--fold-column", "y")]
    [InlineData("--group-column and --fold-column are both 'b'", "cv", "--fold-column", "b", "--group-column", "b")]
    [InlineData("--weights-column and --group-column are both 'b'", "cv", "--weights-column", "b", "--group-column", "b")]
    [InlineData("--lambda and --C exclude each other", "cv", "--lambda", "1", "--C", "1")]
    [InlineData("--lambda and --choose exclude each other", "fit", "--lambda", "1", "--choose", "best")]
    [InlineData("--C and --choose exclude each other", "fit", "--C", "1", "--choose", "best")]
    [InlineData("--lambda and --C exclude each other", "fit", "--lambda", "1", "--C", "1")]
    [InlineData("--lambda and --lambda-count exclude each other", "fit", "--lambda", "1", "--lambda-count", "9")]
    [InlineData("--folds goes with --choose: with --lambda there is nothing to choose", "fit", "--lambda", "1", "--folds", "3")]
    [InlineData("--score goes with --choose: with --C there is nothing to choose", "fit", "--C", "1", "--score", "mse")]
    [InlineData("--lambda 1,2: one finite number of at least 0 is needed", "fit", "--lambda", "1,2")]
    [InlineData("--C 0: one number of at least 1e-300 (or inf, for no penalty) is needed", "fit", "--C", "0")]
    [InlineData("--choose worst: one of best, 1se is needed", "fit", "--choose", "worst")]
    [InlineData("--output ./d.csv: that is DATA, which would be lost; another name is needed", "fit", "-o", "./d.csv")]
    [InlineData("there is no option --nested here", "fit", "--nested")]
    [InlineData("did you mean --fold-column?", "cv", "--fold-colum", "b")]
    public void What_contradicts_itself_is_usage_and_names_the_option_and_what_would_do(string said, string command, params string[] more)
    {
        _folder.Write("d.csv", Numbers);
        Refused(2, [said], [command, "d.csv", "--target", "y", .. more]);
        Assert.Equal(Numbers, _folder.Read("d.csv"));
    }

    [Fact]
    public void Where_nothing_is_divided_roles_of_folds_contradict_nothing()
    {
        _folder.Write("d.csv", Folded);
        var run = _folder.Run("fit", "d.csv", "--target", "y", "--lambda", "1", "--role", "f=time", "--role", "g=group");
        Assert.True(run.Code == 0, run.Error);
    }

    public static TheoryData<string, string, string[], string[]> BadData => new()
    {
        { "a score of classes for numbers", Numbers, ["--score", "roc-auc"], ["d.csv: column 'y': roc-auc scores classes, and the squared loss is of numbers; r2, mse, ", " would do"] },
        { "a score of numbers for classes", "a,y\n1,x\n2,z\n3,x\n4,z\n", ["--score", "mse", "--folds", "2"], ["column 'y': mse scores numbers, and the logistic loss is of classes", "log-loss"] },
        { "more folds than rows", Numbers, [], ["d.csv: 5 rows to learn from, fewer than the 10 folds; use at most 5 folds, or more rows"] },
        { "one row", "a,y\n1,0.5\n2,\n", ["--role", "a=number"], ["1 row to learn from, fewer than the 10 folds; more rows are needed"] },
        { "more folds than rows of a class", "a,y\n1,x\n2,z\n3,x\n4,z\n5,x\n", ["--folds", "3"], ["class 'z' of column 'y' has 2 rows to learn from, fewer than the 3 folds; use at most 2 folds, or more rows of it"] },
        { "one row of a class", "a,y\n1,x\n2,z\n3,x\n", ["--folds", "2"], ["class 'z' of column 'y' has 1 row", "more rows of it are needed"] },
        { "more folds than groups", Folded, ["--group-column", "g"], ["column 'g' has 3 groups, fewer than the 10 folds; use at most 3 folds, or more groups"] },
        { "one fold", "a,f,y\n1,7,0.5\n2,7,1.5\n", ["--fold-column", "f"], ["column 'f' has one fold only ('7' in every row); at least two are needed"] },
        { "a group in two folds", Folded, ["--fold-column", "f", "--group-column", "g"], ["group 'u' of column 'g' is in two folds of column 'f': row 1 is in '1', row 4 in '2'; all rows of a group belong in one fold"] },
        { "a row without a fold", "a,f,y\n1,7,0.5\n2,,1.5\n3,8,1\n", ["--fold-column", "f"], ["d.csv: row 2, column 'f': is empty; every row needs its fold", "weight 0"] },
        { "a row without a group", "a,g,y\n1,7,0.5\n2,,1.5\n3,8,1\n", ["--group-column", "g", "--folds", "2"], ["d.csv: row 2, column 'g': is empty; every row needs its group"] },
        { "half a fold", "a,f,y\n1,1,0.5\n2,1.5,1.5\n", ["--fold-column", "f"], ["row 2, column 'f': 1.5 is no fold; a whole number or a text is needed"] },
        { "no fold column", Numbers, ["--fold-column", "z"], ["there is no column 'z'; the columns are 'a', 'b', 'y'"] },
        { "no group column", Numbers, ["--group-column", "z"], ["there is no column 'z'"] },
        { "a factor of the folds", Folded, ["--group-column", "g", "--fold-column", "f", "--penalty-factor", "f=1"], ["column 'f' isn't learned from (fold: as given) and can't have a penalty factor; the columns learned from are 'a'"] },
        { "nothing but folds", "f,y\n1,0.5\n2,1.5\n", ["--fold-column", "f"], ["no columns to learn from beside 'f' (fold: as given), 'y' (target: the column to predict)"] },
        { "too short a time", Numbers, ["--time-ordered"], ["5 rows can't be 10 folds in time order, which need 11; use at most 4 folds, or more rows"] },
        { "too long a gap", Numbers, ["--time-ordered", "--folds", "2", "--gap", "3"], ["a gap of 3 rows leaves the first of 2 folds nothing to train on, as 3 rows come before it; use a gap of at most 2, or fewer folds"] },
    };

    [Theory]
    [MemberData(nameof(BadData))]
    public void Data_that_can_t_be_divided_are_refused_with_their_place(string why, string content, string[] more, string[] said)
    {
        Assert.NotEmpty(why);
        _folder.Write("d.csv", content);
        Refused(3, said, ["cv", "d.csv", "--target", "y", .. more]);
        Refused(3, said, ["fit", "d.csv", "--target", "y", .. more]);
        Assert.Equal(["d.csv"], _folder.Written());
    }

    [Fact]
    public void Nested_needs_a_third_fold_when_they_are_given()
    {
        _folder.Write("d.csv", "a,f,y\n1,p,0.5\n2,q,1.5\n3,p,1\n4,q,2\n");
        Refused(3, ["column 'f' has 2 folds: nested cross-validation holds one out and searches over the others; at least 3 are needed"], "cv", "d.csv", "--target", "y", "--fold-column", "f", "--nested");
    }

    [Fact]
    public void A_model_that_can_t_be_written_is_code_4()
    {
        _folder.Write("d.csv", Numbers);
        Refused(4, ["d.csv/m.json", "can't be written"], "fit", "d.csv", "--target", "y", "--lambda", "1", "-o", "d.csv/m.json");
        Refused(4, [".: is a folder; a file name is needed"], "fit", "d.csv", "--target", "y", "--lambda", "1", "-o", ".");
        Assert.Equal(["d.csv"], _folder.Written());
    }

    private void Refused(int code, string[] said, params string[] arguments)
    {
        var run = _folder.Run(arguments);
        Assert.True(run.Code == code, $"{run.Code}: {run.Error}");
        Assert.Empty(run.Output);
        Assert.StartsWith("ridgeline: ", run.Error);
        foreach (string words in said)
            Assert.Contains(words, run.Error);
    }
}
