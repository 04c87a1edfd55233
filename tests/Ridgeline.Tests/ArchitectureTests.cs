using System.Text.RegularExpressions;

namespace Ridgeline.Tests;

/// <summary>Imports point one way: ARCHITECTURE.md's table says which rooms a room may import, and the code may do no more.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = RepositoryRoot();
    private static readonly Dictionary<string, string[]> Allowed = ReadTable();

    [Fact]
    public void Every_room_stands_in_the_table_and_every_row_of_the_table_is_a_room()
    {
        var folders = Directory.GetDirectories(Path.Combine(Root, "src", "Ridgeline")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Equal(folders.Order(), Allowed.Keys.Order());
    }

    [Fact]
    public void The_arrows_make_no_circle()
    {
        var placed = new HashSet<string>();
        while (placed.Count < Allowed.Count)
        {
            string? next = Allowed.Keys.FirstOrDefault(room => !placed.Contains(room) && Allowed[room].All(placed.Contains));
            Assert.True(next is not null, $"a circle among {string.Join(", ", Allowed.Keys.Except(placed))}");
            placed.Add(next);
        }
    }

    [Fact]
    public void A_room_imports_only_what_the_table_allows()
    {
        foreach (string room in Allowed.Keys)
            foreach (string file in Sources(Path.Combine(Root, "src", "Ridgeline", room)))
            {
                string code = WithoutComments(File.ReadAllText(file));
                Assert.Contains($"namespace Ridgeline.{room};", code);
                var imported = Allowed.Keys.Where(other => other != room && Mentions(code, other)).ToArray();
                Assert.True(!imported.Except(Allowed[room]).Any(), $"{Path.GetRelativePath(Root, file)} imports {string.Join(", ", imported.Except(Allowed[room]))}");
            }
    }

    [Theory]
    [InlineData("Ridgeline", new string[0])]
    [InlineData("Ridgeline.Tables", new[] { "Ridgeline" })]
    [InlineData("Ridgeline.Reports", new[] { "Ridgeline" })]
    [InlineData("Ridgeline.Cli", new[] { "Ridgeline", "Ridgeline.Tables", "Ridgeline.Reports" })]
    public void A_project_refers_only_to_the_projects_below_it(string project, string[] allowed)
    {
        string text = File.ReadAllText(Path.Combine(Root, "src", project, $"{project}.csproj"));
        Assert.Equal(allowed, ProjectReference().Matches(text).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void The_library_depends_on_tensors_alone()
    {
        string text = File.ReadAllText(Path.Combine(Root, "src", "Ridgeline", "Ridgeline.csproj"));
        var packages = PackageReference().Matches(text).Where(match => !match.Value.Contains("PrivateAssets=\"all\"")).Select(match => match.Groups[1].Value);
        Assert.Equal(["System.Numerics.Tensors"], packages);
    }

    [Fact]
    public void The_check_sees_an_import_that_is_not_allowed()
    {
        Assert.True(Mentions("using Ridgeline.Paths;", "Paths"));
        Assert.True(Mentions("var x = Paths.LambdaGrid.Largest(p);", "Paths"));
        Assert.True(Mentions("new Ridgeline.Paths.FitOptions()", "Paths"));
        Assert.False(Mentions("model.Paths.Length", "Paths"));
        Assert.False(Mentions(WithoutComments("/// <see cref=\"Paths.LambdaGrid\"/>\n// using Ridgeline.Paths;"), "Paths"));
    }

    /// <summary>A using directive, a full name, or a name relative to Ridgeline; a member called like a room doesn't count.</summary>
    private static bool Mentions(string code, string room) =>
        Regex.IsMatch(code, $@"\bRidgeline\.{room}\b|(?<![\w.>)\]""])\b{room}\.(?=[A-Z])");

    private static IEnumerable<string> Sources(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static string WithoutComments(string code) => Comment().Replace(code, "");

    private static Dictionary<string, string[]> ReadTable() => File.ReadAllLines(Path.Combine(Root, "ARCHITECTURE.md"))
        .Select(line => TableRow().Match(line)).Where(match => match.Success)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ridgeline.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests don't run inside the repository");
        return folder;
    }

    [GeneratedRegex(@"^\| `(\w+)` \|[^|]*\|([^|]*)\|$")]
    private static partial Regex TableRow();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*/([\w.]+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"<PackageReference Include=""([\w.]+)""[^>]*>")]
    private static partial Regex PackageReference();
}
