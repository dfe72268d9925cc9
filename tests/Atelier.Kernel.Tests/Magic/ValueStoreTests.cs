using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class ValueStoreTests
{
    [Fact]
    public async Task Value_CellText_IsKeptAndNotShown()
    {
        await using var notebook = new Notebook();
        await notebook.Run("#!value --name data\n\nid,name\n1,a\n");
        Assert.Empty(notebook.Outputs);

        await notebook.Run("#!share data --from value\ndata");

        Assert.Equal("id,name\n1,a", notebook.Plain);
    }

    [Fact]
    public async Task Value_MimeType_ShowsTheTextAndTellsWhatItIs()
    {
        await using var notebook = new Notebook();
        await notebook.Run("#!value --name data --mime-type application/json\n{\"a\": 1}");
        var shown = Assert.IsType<DisplayOutput>(Assert.Single(notebook.Outputs));
        Assert.Equal(1, shown.Data["application/json"]["a"]!.GetValue<int>());

        await notebook.Run("#!set --name data --value @value:data\ndata.RootElement.GetProperty(\"a\").GetInt32()");

        Assert.Equal("1", notebook.Plain);
    }

    [Fact]
    public async Task Value_File_IsRead()
    {
        await using var notebook = new Notebook();
        notebook.Write("some data.txt", "from the file");

        await notebook.Run("#!value --name data --from-file \"some data.txt\" --mime-type text/plain");

        Assert.Equal(["from the file"], notebook.Displayed());
    }

    [Fact]
    public async Task Value_FromValue_TakesAnswersAndVariables()
    {
        await using var notebook = new Notebook { Input = _ => "given" };
        await notebook.Run("var numbers = new[] { 1, 2 };");
        await notebook.Run("#!value --name a --from-value @input:\"?\"\n#!value --name b --from-value @csharp:numbers\n#!value --name c --from-value word");

        await notebook.Run("#!share a --from value\n#!share b --from value\n#!share c --from value\n$\"{a} {b} {c}\"");

        Assert.Equal("given [1,2] word", notebook.Plain);
    }

    [Fact]
    public async Task Value_Url_IsFetchedWithItsType()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answer = AnswerOnce(server, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":3}");
        await using var notebook = new Notebook();

        await notebook.Run($"#!value --name data --from-url http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/x");
        await answer;
        await notebook.Run("#!share data --from value\ndata.RootElement.GetProperty(\"a\").GetInt32()");

        Assert.Equal("3", notebook.Plain);
    }

    [Theory]
    [InlineData("#!value --name a --from-file x --from-url http://y", "--from-file and --from-url of #!value exclude each other")]
    [InlineData("#!value --name a --from-value x\nbody", "--from-value of #!value and the text below the line exclude each other")]
    [InlineData("#!value --name a", "#!value has nothing to keep")]
    [InlineData("#!value\ntext", "Cell 1, line 1: #!value needs --name.")]
    [InlineData("#!value --from-value x", "#!value needs --name. Usage: #!value --name <name>")]
    [InlineData("#!value --name a --from-file absent.txt", "The file absent.txt cannot be read")]
    [InlineData("#!value --name a --from-url ftp://x", "'ftp://x' is no address for --from-url")]
    [InlineData("#!value --name a --from-url http://127.0.0.1:1/x", "http://127.0.0.1:1/x cannot be fetched")]
    [InlineData("#!value --nam a\ntext", "#!value has no parameter --nam; did you mean --name?")]
    [InlineData("#!csharp --name a\n1", "#!csharp has no parameter --name")]
    public async Task Value_WrongLine_FailsInWords(string cell, string problem)
    {
        await using var notebook = new Notebook();

        Assert.Contains(problem, (await notebook.Fail(cell)).Message);
    }

    private static async Task AnswerOnce(TcpListener server, string answer)
    {
        using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var request = new byte[4096];
        await stream.ReadAtLeastAsync(request, 1, cancellationToken: TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
