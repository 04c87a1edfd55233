using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Ridgeline.Docs.Tests;

/// <summary>
/// The csharp blocks of a page, one program in their order: using directives first, types last, as a file of C# wants it. Before each block it says so and waits for leave, so that the commands that
/// stand between two blocks run between them.
/// </summary>
internal static class PageProgram
{
    /// <summary>What the program prints before it waits, followed by the block's number.</summary>
    public const char Mark = '\u0001';

    // What a project has by ImplicitUsings.
    private const string Usual = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Compiling =
        new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    /// <summary>Compiles the program.</summary>
    /// <param name="page">The page.</param>
    /// <param name="file">The file that the assembly is written to.</param>
    /// <exception cref="InvalidOperationException">It has errors or warnings; the message has each with its line on the page.</exception>
    public static void Compile(DocsPage page, string file)
    {
        var source = SourceText.From(Joined(page), Encoding.UTF8);
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(file), [CSharpSyntaxTree.ParseText(Usual, Parsing), CSharpSyntaxTree.ParseText(source, Parsing)], References, Compiling);
        using var assembly = File.Create(file);
        var result = compilation.Emit(assembly);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(error => error.Severity == DiagnosticSeverity.Error).Select(error =>
                $"{page.Name}:{error.Location.GetMappedLineSpan().StartLinePosition.Line + 1}: {error.Id} {error.GetMessage()}")));
    }

    /// <summary>The program of a page's blocks.</summary>
    private static string Joined(DocsPage page)
    {
        var usings = new StringBuilder();
        var statements = new StringBuilder("System.Console.OutputEncoding = new System.Text.UTF8Encoding(false);\n");
        var types = new StringBuilder();
        var known = new HashSet<string>();
        int number = 0;
        foreach (var block in page.Blocks.Where(block => block.IsProgram))
        {
            var tree = CSharpSyntaxTree.ParseText(block.Text, Parsing);
            var root = (CompilationUnitSyntax)tree.GetRoot();
            statements.Append($"System.Console.WriteLine(\"{Mark}{number++}\"); System.Console.ReadLine();\n");
            foreach (var directive in root.Usings.Where(directive => known.Add(directive.ToString())))
                Add(usings, directive);
            foreach (var member in root.Members)
                Add(member is GlobalStatementSyntax ? statements : types, member);

            void Add(StringBuilder target, SyntaxNode node) =>
                target.Append($"#line {block.Line + tree.GetLineSpan(node.Span).StartLinePosition.Line} \"{page.Name}\"\n{node}\n");
        }

        return $"{usings}{statements}{types}";
    }
}
