namespace Ridgeline.Docs.Tests;

/// <summary>docs/data holds what <see cref="DataFiles"/> draws.</summary>
public sealed class DataFileTests
{
    /// <summary>The files are as they are drawn; RIDGELINE_WRITE=1 writes them.</summary>
    [Fact]
    public void The_files_are_what_is_drawn()
    {
        string folder = Path.Combine(DocsPage.Root, "docs", "data");
        if (Environment.GetEnvironmentVariable("RIDGELINE_WRITE") == "1")
            foreach (var (name, content) in DataFiles.All)
                File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, name), content);
        Assert.Equal(DataFiles.All.Keys.Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(DataFiles.All, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(folder, file.Key))));
    }
}
