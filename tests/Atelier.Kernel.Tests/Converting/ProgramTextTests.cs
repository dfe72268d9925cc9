using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

public sealed class ProgramTextTests
{
    [Fact]
    public async Task Convert_NotebookWithoutPackages_IsAProgramThatDotnetRuns()
    {
        using var folder = new TemporaryFolder();
        var program = Convert(
            Documents.Markdown("# Title\n\n*/ text"),
            Documents.Code("// About the imports.\nusing System.Globalization;\nusing System.Linq;\n\nint unset;\npublic static int Twice(int x) => 2 * x;\n\nstatic string Shout(this string text) => text.ToUpperInvariant();"),
            Documents.Code("#!csharp\nclass Point { public int X; }\nrecord Pair(int A, int B);\nunset += 20;\nTwice(unset + 1) // the answer"),
            Documents.Code("display(\"shown\");\nConsole.WriteLine(\"last\".Shout())"),
            Documents.Code("namespace Deep\n{\n    enum Kind { One }\n}"),
            Documents.Code("await Task.Yield();\nDeep.Kind.One.Display();\nnew Pair(1, new Point { X = 2 }.X)"));

        var path = folder.Write("program.cs", program.Text);

        Assert.Empty(program.Warnings);
        Assert.Equal("42\nshown\nLAST\nOne\nPair { A = 1, B = 2 }\n", await RunAsync(path));
    }

    [Fact]
    public void Convert_Packages_BecomeDirectivesAtTheTop()
    {
        var program = Convert(Documents.Code("#r \"nuget: One, 1.2.3\"\n#r \"nuget:Two\" // any\n#r \"nuget: one, 1.2.3\"\n#i \"nuget: https://example.org/feed\"\nusing Two;\nvar x = 1;"));

        Assert.StartsWith("#:package One@1.2.3\n#:package Two@*\n#:property ManagePackageVersionsCentrally=false\n#:property RestoreAdditionalProjectSources=https://example.org/feed\n", program.Text);
        Assert.Contains("using Two;\n\nvar x = 1;\n", program.Text);
        Assert.DoesNotContain("#r", program.Text);
        Assert.Empty(program.Warnings);
    }

    [Fact]
    public void Convert_WhatAProgramCannotHold_BecomesACommentAndAWarning()
    {
        var fsharp = Documents.Code("let x = 1\nx");
        fsharp["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } };

        var program = Convert(
            Documents.Code("#!time\nvar a = 1;\n#load \"b.csx\"\n#r \"own.dll\""),
            fsharp,
            Documents.Code("var b = 1;\n#!html\n<b>\n#!csharp\nvar c = 2;"),
            Documents.Code("int Both => 3;"),
            Documents.Code("this is no C#"),
            Documents.Code("throw null;", "raises-exception"),
            Documents.Code("using Microsoft.DotNet.Interactive.Formatting;"));

        Assert.Contains("// Not converted: #!time\nvar a = 1;\n", program.Text);
        Assert.Contains("// Not converted: #load \"b.csx\"\n// Not converted: #r \"own.dll\"\n", program.Text);
        Assert.Contains("// Not converted. The text is in F#:\n// let x = 1\n// x\n", program.Text);
        Assert.Contains("var b = 1;\n\n// Not converted. The text is in HTML:\n// <b>\n\nvar c = 2;\n", program.Text);
        Assert.Contains("// int Both => 3;\n", program.Text);
        Assert.Contains("// this is no C#\n", program.Text);
        Assert.Contains("// throw null;\n", program.Text);
        Assert.Contains("// using Microsoft.DotNet.Interactive.Formatting;\n", program.Text);
        Assert.Equal(["Cell 1:", "Cell 1:", "Cell 1:", "Cell 2:", "Cell 3:", "Cell 4:", "Cell 5:", "Cell 6:", "Cell 7:"], program.Warnings.Select(warning => warning[..7]));
    }

    [Fact]
    public void Convert_NameDeclaredTwice_IsAWarningWithItsLine()
    {
        var program = Convert(Documents.Code("#r \"nuget: Unknown, 1.0\"\nvar x = new Unknown.Thing();"), Documents.Code("var x = 2;"));

        var warning = Assert.Single(program.Warnings);
        var line = Array.IndexOf(program.Text.Split('\n'), "var x = 2;") + 1;
        Assert.StartsWith($"Line {line} of the program does not compile:", warning);
        Assert.Contains("'x'", warning);
        Assert.Contains("rename one of the two", warning);
    }

    [Fact]
    public void Convert_ErrorInANotebookThatNeedsNoPackage_IsAWarning() =>
        Assert.Contains("(CS0103)", Assert.Single(Convert(Documents.Code("var y = unknown;")).Warnings));

    [Fact]
    public void Convert_AnyCode_NeverFails()
    {
        const string Code = "#r \"nuget: A, 1\"\nusing System;\nint x = 1;\nclass C { }\nvoid F(this int a) { }\n#!time\n[x] switch { _ => $\"{x:N2}\" }";
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var changed = Code.ToCharArray();
            for (var changes = random.Next(8); changes > 0; changes--)
                changed[random.Next(changed.Length)] = "{}[]()\"#!;=:\n /*"[random.Next(16)];

            Assert.NotEmpty(Convert(Documents.Code(new string(changed))).Text);
        }
    }

    private static ConvertedNotebook Convert(params JsonObject[] cells) => NotebookConverter.Convert(Documents.Of(cells), NotebookFormat.CSharp);

    private static async Task<string> RunAsync(string path)
    {
        var dotnet = DotnetCommand.Find();
        Assert.SkipWhen(dotnet is null, "There is no .NET SDK to build the program with.");
        var (code, output) = await DotnetCommand.RunAsync(dotnet, Path.GetDirectoryName(path)!, ["run", path], TestContext.Current.CancellationToken);
        Assert.True(code == 0, output);
        return output.ReplaceLineEndings("\n");
    }
}
