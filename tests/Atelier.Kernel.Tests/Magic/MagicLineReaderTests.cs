namespace Atelier.Kernel.Tests;

public sealed class MagicLineReaderTests
{
    private static readonly MagicPlace Place = new("Cell 1", 3);

    [Theory]
    [InlineData("#!x", "")]
    [InlineData("#!x a b", "Word:a|Word:b")]
    [InlineData("#!x --name value", "Name:--name|Word:value")]
    [InlineData("#!x --name=value", "Name:--name|Word:value")]
    [InlineData("#!x --name=\"a b\" c", "Name:--name|Quoted:a b|Word:c")]
    [InlineData("#!x \"a \\\"b\\\" \\\\ \\n \\u0041\"", "Quoted:a \"b\" \\ \n A")]
    [InlineData("#!x \"C:\\qu\\data.csv\"", "Quoted:C:\\qu\\data.csv")]
    [InlineData("#!x -1 - -- --1", "Word:-1|Word:-|Word:--|Word:--1")]
    [InlineData("#!x {\"a\": [1, \"} \"]} b", "Json:{\"a\": [1, \"} \"]}|Word:b")]
    [InlineData("#!x [1, 2] [1.0,2.0)", "Json:[1, 2]|Word:[1.0,2.0)")]
    [InlineData("#!x @input @password:key @csharp:x", "Reference:@input|Reference:@password:key|Reference:@csharp:x")]
    [InlineData("#!x @input:\"Your name: \" b", "Reference:@input:\"Your name: \"|Word:b")]
    [InlineData("#!x @input:{\"prompt\": \"a b\"} b", "Reference:@input:{\"prompt\": \"a b\"}|Word:b")]
    [InlineData("#!x @nobody a@b.org", "Word:@nobody|Word:a@b.org")]
    public void Read_Line_GivesItsPieces(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', MagicLineReader.Read(line, Place).Select(token => $"{token.Kind}:{token.Text}")));

    [Fact]
    public void Read_Reference_KnowsWhatItRefersTo()
    {
        var tokens = MagicLineReader.Read("#!x @csharp:total @input:\"Who?\" @input:{\"prompt\":\"Who?\"} @input", Place);

        Assert.Equal([("csharp", "total"), ("input", "Who?")], tokens.Take(2).Select(token => (token.Source, token.Detail!)));
        Assert.Equal("Who?", tokens[2].Json!.Value.GetProperty("prompt").GetString());
        Assert.Equal([false, true, true, true], tokens.Select(token => token.IsQuestion));
        Assert.Null(tokens[3].Detail);
    }

    [Fact]
    public void Read_QuotedPath_IsKeptAsItIsForFiles()
    {
        var token = Assert.Single(MagicLineReader.Read("""#!x "C:\new\table.csv" """, Place));

        Assert.Equal("""C:\new\table.csv""", token.Verbatim);
    }

    [Theory]
    [InlineData("#!x \"open", "is not closed")]
    [InlineData("#!x {\"a\":", "begins like a JSON object and is none")]
    [InlineData("#!x @input:{prompt}", "holds no JSON object that can be read")]
    public void Read_BrokenText_SaysWhereAndWhat(string line, string problem)
    {
        var error = Assert.Throws<CellException>(() => MagicLineReader.Read(line, Place)).Error;

        Assert.Equal("DirectiveError", error.Name);
        Assert.StartsWith("Cell 1, line 3: ", error.Message);
        Assert.Contains(problem, error.Message);
    }
}
