namespace Atelier.Kernel.Tests;

public sealed class FSharpTextTests
{
    [Theory]
    [InlineData("let x = 1", CompletenessStatus.Complete, "")]
    [InlineData("x |> List.map (fun x -> x + 1)", CompletenessStatus.Complete, "")]
    [InlineData("let f x =", CompletenessStatus.Incomplete, "    ")]
    [InlineData("let f x =\n    x + 1", CompletenessStatus.Incomplete, "    ")]
    [InlineData("let f x =\n    x + 1\n", CompletenessStatus.Complete, "")]
    [InlineData("let f x =\n    x + 1;;", CompletenessStatus.Complete, "")]
    [InlineData("let l = [1; 2", CompletenessStatus.Incomplete, "    ")]
    [InlineData("[1; 2]\n|>", CompletenessStatus.Incomplete, "")]
    [InlineData("let s = \"abc", CompletenessStatus.Incomplete, "")]
    [InlineData("let s = \"\"\"abc\n\"d\"", CompletenessStatus.Incomplete, "")]
    [InlineData("(* a (* b *)", CompletenessStatus.Incomplete, "")]
    [InlineData("let times = (*)", CompletenessStatus.Complete, "")]
    [InlineData("let c = '('", CompletenessStatus.Complete, "")]
    [InlineData("let f (x: 'a) = x'", CompletenessStatus.Complete, "")]
    [InlineData("let s = @\"c:\\\"", CompletenessStatus.Complete, "")]
    [InlineData("1 // (", CompletenessStatus.Complete, "")]
    [InlineData("if true then", CompletenessStatus.Incomplete, "    ")]
    [InlineData("match 1 with", CompletenessStatus.Incomplete, "")]
    [InlineData("let x = 1)", CompletenessStatus.Invalid, "")]
    [InlineData("", CompletenessStatus.Complete, "")]
    public void Check_Text_TellsWhetherItGoesOn(string code, CompletenessStatus expected, string indent) =>
        Assert.Equal(new CodeCompleteness(expected, indent), FSharpCompleteness.Check(code));

    [Fact]
    public void Interactions_DoubleSemicolons_CutTheText()
    {
        var pieces = FSharpText.Interactions("let a = \";;\";; let b = 1 // ;;\nb;;\n");

        Assert.Equal(["let a = \";;\";;", "               let b = 1 // ;;\nb;;"], pieces);
    }

    [Fact]
    public void Parse_Directives_AreTakenOutOfTheCode()
    {
        var code = "#r \"nuget: A, 1.0\"\nlet x = 1\n  #i \"nuget: /feed\"\n#r @\"lib/b.dll\";;\n#r \"\"\"c.dll\"\"\"\n#load \"d.fsx\"\n#I \"folder\"";

        var directives = FSharpDirectives.Parse(new CellSource("cell", "Cell", code));

        Assert.Equal([new PackageRequest("A", "1.0")], directives.Packages);
        Assert.Equal(["/feed"], directives.Sources);
        Assert.Equal(["lib/b.dll", "c.dll"], directives.Assemblies);
        Assert.Equal(code.Length, directives.Code.Length);
        Assert.Equal(["let x = 1", "#load \"d.fsx\"", "#I \"folder\""], directives.Code.Split('\n').Where(line => line.Trim().Length > 0));
    }

    [Theory]
    [InlineData("let s = \"\"\"\n#r \"nuget: A\"\n\"\"\"")]
    [InlineData("(*\n#r \"nuget: A\"\n*)")]
    [InlineData("// #r \"nuget: A\"")]
    public void Parse_WhatOnlyLooksLikeADirective_Stays(string code)
    {
        var directives = FSharpDirectives.Parse(new CellSource("cell", "Cell", code));

        Assert.False(directives.HasAny);
        Assert.Equal(code, directives.Code);
    }

    [Fact]
    public void Parse_Malformed_SaysWhatIsExpected()
    {
        var exception = Assert.Throws<CellException>(() => FSharpDirectives.Parse(new CellSource("cell", "Cell 1", "let x = 1\n#r \"nuget: \"")));

        Assert.StartsWith("Cell 1, line 2: \"#r \"nuget: \"\" names no package.", exception.Error.Message);
    }
}
