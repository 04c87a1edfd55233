using CsCheck;
using Ridgeline.Files;

namespace Ridgeline.Tests.Files;

public sealed class FileSetFacts : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Whichever_file_fails_all_are_as_they_were_and_nothing_is_left() =>
        Gen.Select(Gen.Int[0, 5], Gen.Bool.Array[5], Gen.Guid).Sample((failing, there, name) =>
        {
            string folder = Path.Combine(_folder, name.ToString(), "inner");
            string[] names = ["a", Path.Combine("sub", "b"), "c.json", Path.Combine("sub", "d"), "e"];
            for (int k = 0; k < names.Length; k++)
                if (there[k])
                    FileSet.Write(folder, [(names[k], stream => stream.WriteByte(0))], []);
            var before = Tree();
            Action<Stream> Of(int k) => stream =>
            {
                stream.Write(new byte[k + 2]);
                if (k == failing)
                    throw new IOException("full");
            };
            var files = names.Select((file, k) => (file, Of(k))).ToArray();
            if (failing < names.Length)
            {
                Assert.StartsWith(Path.Combine(folder, names[failing]), Assert.Throws<WriteException>(() => FileSet.Write(folder, files, [])).Message, StringComparison.Ordinal);
                Assert.Equal(before, Tree());
            }
            else
            {
                Assert.Equal(names.Select(file => Path.Combine(folder, file)), FileSet.Write(folder, files, []));
                Assert.Equal(names.Select((file, k) => (file, (long)k + 2)).Order(), Tree().Where(file => file.Item2 >= 0));
            }

            // Every file with its length, every folder with −1.
            (string, long)[] Tree() => !Directory.Exists(Path.GetDirectoryName(folder)) ? [] : !Directory.Exists(folder) ? [("", -1)]
                : [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(folder, path), File.Exists(path) ? new FileInfo(path).Length : -1)).Order()];
        }, iter: 100);

    [Fact]
    public void What_is_stale_goes_once_all_is_complete_and_before_anything_is_replaced()
    {
        string inner = Path.Combine("plots", "old.png");
        void Write(byte content, params string[] stale) => FileSet.Write(_folder, [("a", stream => stream.WriteByte(content))], stale);
        byte[] A() => File.ReadAllBytes(Path.Combine(_folder, "a"));
        FileSet.Write(_folder, [("a", stream => stream.WriteByte(1)), (inner, _ => { })], []);
        Assert.Throws<WriteException>(() => FileSet.Write(_folder, [("a", _ => throw new IOException("full"))], [inner]));
        Assert.True(File.Exists(Path.Combine(_folder, inner)));
        Assert.Contains("plots: belongs to what is replaced and can't be removed", Assert.Throws<WriteException>(() => Write(2, "plots")).Message, StringComparison.Ordinal);
        Assert.Equal([1], A());
        Write(2, inner, "absent", Path.Combine("absent", "too"));
        Assert.Equal([2], A());
        Assert.Equal(["a"], Directory.GetFileSystemEntries(_folder).Select(path => Path.GetFileName(path)));
    }
}
