namespace Atelier.Kernel.Tests;

public sealed class DocumentationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-documentation-").FullName;

    [Fact]
    public void Find_OfAMember_ReturnsItsElement()
    {
        var file = Write("<doc><members><member name=\"T:A\"><summary>Ä thing.</summary></member>\n<member name=\"M:A.B\"><summary>Does.</summary></member></members></doc>");

        Assert.Equal("<member name=\"T:A\"><summary>Ä thing.</summary></member>", file.Find("T:A"));
        Assert.Equal("<member name=\"M:A.B\"><summary>Does.</summary></member>", file.Find("M:A.B"));
        Assert.Null(file.Find("M:A.C"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not documentation")]
    [InlineData("<doc><members><member name=\"T:A\"><summary>no end")]
    [InlineData("<member name=\"")]
    public void Open_OfABrokenFile_HasNoMembers(string text) => Assert.Null(Write(text).Find("T:A"));

    [Fact]
    public void Open_OfAnAbsentFile_HasNoMembers() => Assert.Null(DocumentationFile.Open(Path.Combine(_folder, "absent.xml")).Find("T:A"));

    [Fact]
    public void Find_AfterTheFileWasWrittenAnew_ReturnsNoOtherElement()
    {
        var file = Write("<member name=\"T:A\"></member><member name=\"T:B\"></member>");
        Write("<member name=\"T:B\"></member><member name=\"T:A\"></member>");

        Assert.Null(file.Find("T:A"));
    }

    [Theory]
    [InlineData("T:System.Int32", "Int32")]
    [InlineData("M:System.Collections.Generic.List`1.Add(`0)", "List.Add")]
    [InlineData("P:System.String.Length", "String.Length")]
    [InlineData("M:System.Text.StringBuilder.#ctor(System.Int32)", "StringBuilder.new")]
    [InlineData("N:System.Text", "System.Text")]
    [InlineData("List{T}", "List")]
    public void NameOf_AReference_IsShort(string reference, string expected) => Assert.Equal(expected, DocumentationText.NameOf(reference));

    [Fact]
    public void Read_OfAComment_KeepsParagraphsAndMarksCode()
    {
        var comment = DocumentationComment.Read(
            "<member name=\"T:A\"><summary>One\n   line, <see langword=\"null\"/> or <c>x + 1</c>.<para>Two.</para></summary><remarks><list><item>First</item></list></remarks></member>");

        Assert.Equal("One line, `null` or `x + 1`.\n\nTwo.", comment.Summary);
        Assert.Equal("- First", comment.Remarks);
        Assert.Equal(DocumentationComment.Empty, DocumentationComment.Read("<member><summary>"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DocumentationFile Write(string text)
    {
        var path = Path.Combine(_folder, "a.xml");
        File.WriteAllText(path, text);
        return DocumentationFile.Open(path);
    }
}
