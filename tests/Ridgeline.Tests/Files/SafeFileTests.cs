using Ridgeline.Files;

namespace Ridgeline.Tests.Files;

public sealed class SafeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_failure_while_writing_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(_folder, "f");
        SafeFile.Write(path, stream => stream.WriteByte(1));
        Assert.Throws<InvalidOperationException>(() => SafeFile.Write(path, stream =>
        {
            stream.WriteByte(2);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_path_that_can_t_be_written_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        string path = Path.Combine(_folder, "file", "below");
        Assert.StartsWith(path, Assert.Throws<WriteException>(() => SafeFile.Write(path, _ => { })).Message);
        Assert.Throws<WriteException>(() => SafeFile.Write(_folder, stream => stream.WriteByte(1)));
    }
}
