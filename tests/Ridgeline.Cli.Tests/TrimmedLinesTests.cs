using CsCheck;

namespace Ridgeline.Cli.Tests;

public sealed class TrimmedLinesTests
{
    private static readonly string[] Pieces = ["a", "b ", " ", "  ", "\n", "\r\n", " x\n", "y \n  z"];

    [Fact]
    public void Lines_end_where_their_last_letter_does_however_they_are_written() => Gen.Int[0, Pieces.Length - 1].Select(k => Pieces[k]).Array[0, 30].Sample(pieces =>
    {
        using var all = new StringWriter();
        using (var trimmed = new TrimmedLines(all))
            foreach (string piece in pieces)
            {
                if (piece.Length == 1)
                    trimmed.Write(piece[0]);
                else
                    trimmed.Write(piece);
                trimmed.Flush();
            }

        Assert.Equal(string.Join('\n', string.Concat(pieces).Split('\n').Select(line => line.EndsWith('\r') ? line[..^1].TrimEnd(' ') + '\r' : line.TrimEnd(' '))), all.ToString());
    });

    [Theory]
    [InlineData("study", "--quick", "--families", "linear,tree")]
    [InlineData("demo", "wide")]
    public void What_goes_to_a_file_has_no_blanks_at_the_ends_of_lines(params string[] command)
    {
        using var folder = new WorkingFolder();
        var run = folder.Run(command);
        Assert.True(run.Code == 0, run.Error);
        Assert.All(run.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }
}
