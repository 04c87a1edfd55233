using System.Text;
using CsCheck;
using Ridgeline.Files;

namespace Ridgeline.Tests.Files;

public sealed class LineFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cut_anywhere_it_has_the_whole_lines_before_and_goes_on_behind_them() =>
        Gen.Select(Gen.String[Gen.Char['a', 'é'], 0, 5].Array[0, 6], Gen.Double.Unit, Gen.Guid).Sample((lines, share, name) =>
        {
            string path = Path.Combine(_folder, name.ToString());
            using (var file = LineFile.Open(path))
                foreach (string line in lines)
                    file.Append(Encoding.UTF8.GetBytes($"{line}\n"));
            byte[] whole = File.ReadAllBytes(path);
            Assert.Equal(string.Concat(lines.Select(line => $"{line}\n")), Encoding.UTF8.GetString(whole));

            byte[] cut = whole[..(int)(share * whole.Length)];
            File.WriteAllBytes(path, cut);
            int kept = cut.Count(letter => letter == '\n');
            using (var file = LineFile.Open(path))
            {
                Assert.Equal(lines.Take(kept), file.Lines.Select(line => Encoding.UTF8.GetString(line.Span)));
                Assert.Equal(cut.Length - file.Lines.Sum(line => line.Length + 1), file.Unfinished.Length);
            }

            Assert.Equal(cut, File.ReadAllBytes(path));
            using (var file = LineFile.Open(path))
                file.Append("on\n"u8.ToArray());
            Assert.Equal(string.Concat(lines.Take(kept).Select(line => $"{line}\n")) + "on\n", File.ReadAllText(path));
        });

    [Fact]
    public void Nobody_else_writes_to_it_meanwhile_and_what_can_t_be_written_is_named()
    {
        string path = Path.Combine(_folder, "new", "f");
        using var file = LineFile.Open(path);
        Assert.StartsWith(path, Assert.Throws<WriteException>(() => LineFile.Open(path)).Message);
        Assert.Throws<WriteException>(() => LineFile.Open(_folder));
    }
}
