namespace Atelier.Kernel.Tests;

public sealed class PackageRequestTests
{
    [Theory]
    [InlineData("#r \"nuget: Some.Package\"", "Some.Package", null)]
    [InlineData("#r \"nuget:Some-Package,1.2.3\"", "Some-Package", "1.2.3")]
    [InlineData("  #r  \"nuget: A , 1.0.*-beta \" // why", "A", "1.0.*-beta")]
    [InlineData("var a = 1;\r\n#r \"nuget: A, [1.0, 2.0)\"\r\na", "A", "[1.0, 2.0)")]
    [InlineData("#r \"NuGet: A\"", "A", null)]
    [InlineData("#r \"nuget: A, 0.1.0\";", "A", "0.1.0")]
    [InlineData("#r\"nuget: A\"", "A", null)]
    [InlineData("#r \" nuget : A ,1.0 \" // why", "A", "1.0")]
    [InlineData("#r\t\"NUGET:A,*-*\"", "A", "*-*")]
    [InlineData("# r \"nuget: A\" ; // why", "A", null)]
    [InlineData("#!csharp\n#r \"nuget: A\"", "A", null)]
    [InlineData("#r \"nuget: A\"\n#!time", "A", null)]
    [InlineData("#!fsharp\n#r \"nuget: A\"", "A", null)]
    [InlineData("#!html\n<b>\n#!csharp\n#r \"nuget: A\"", "A", null)]
    public void In_Directive_IsFound(string source, string id, string? version)
    {
        var request = Assert.Single(PackageRequest.In(Notebook("code", source)));

        Assert.Equal(new PackageRequest(id, version), request);
    }

    [Theory]
    [InlineData("code", "#r \"a.dll\"")]
    [InlineData("code", "// #r \"nuget: A\"")]
    [InlineData("code", "#i \"nuget: https://example.org\"")]
    [InlineData("code", "#r \"nuget: \"")]
    [InlineData("code", "#R \"nuget: A\"")]
    [InlineData("code", "#!html\n#r \"nuget: A\"")]
    [InlineData("code", "var s = \"\"\"\n#r \"nuget: A\"\n\"\"\";")]
    [InlineData("code", "/*\n#r \"nuget: A\"\n*/")]
    [InlineData("markdown", "#r \"nuget: A\"")]
    public void In_AnythingElse_IsNot(string kind, string source) => Assert.Empty(PackageRequest.In(Notebook(kind, source)));

    [Fact]
    public void In_SameRequestTwice_IsOne() => Assert.Equal(2, PackageRequest.In(Notebook("code", "#r \"nuget: A\"\n#r \"nuget: B\"\n#r \"nuget: A\"")).Count);

    [Theory]
    [InlineData("a", null, true)]
    [InlineData("B", null, false)]
    [InlineData("A", "0.1.0", true)]
    [InlineData("A", "0.1", true)]
    [InlineData("A", "0.01.0.0+build", true)]
    [InlineData("A", "0.2.0", false)]
    [InlineData("A", "0.1.0-beta", false)]
    [InlineData("A", "0.*", true)]
    [InlineData("A", "*-*", true)]
    [InlineData("A", "1.*", false)]
    [InlineData("A", "[0.1, 2)", true)]
    public void IsMetBy_Version_ComparesAsNuGetDoes(string id, string? version, bool expected) =>
        Assert.Equal(expected, new PackageRequest(id, version).IsMetBy("A", "0.1.0"));

    private static NotebookDocument Notebook(string kind, string source) => NotebookDocument.Parse(
        $$"""{"nbformat":4,"cells":[{"cell_type":"{{kind}}","source":{{System.Text.Json.JsonSerializer.Serialize(source)}}}]}""");
}
