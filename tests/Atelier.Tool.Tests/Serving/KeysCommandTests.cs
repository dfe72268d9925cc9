using System.Net;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

/// <summary>Keys are made, listed and removed, and a server that follows their file lets in accordingly.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_AddedAndRemoved_OpenAndCloseARunningServer()
    {
        PackageSamples.Classifier().Save(_folder["packages", "classifier"]);
        var admin = Secret(await RunAsync("add", _folder["admins.json"], "ada"));
        var first = Secret(await RunAsync("add", _folder["keys.json"], "ana, March", "--days", "30", "--rate", "50", "--model", "classifier"));
        using var server = await ToolServer.StartAsync(
            "--drain", "0", "--keys", _folder["keys.json"], "--admin-keys", _folder["admins.json"], "--package-folder", _folder["packages"], _folder["packages", "classifier"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync("v2/models/classifier", null));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync("v2/models/classifier", first));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync("v2/repository/models/classifier/load", admin, HttpMethod.Post));

        var second = Secret(await RunAsync("add", _folder["keys.json"], "ana, April"));
        await UntilAsync(HttpStatusCode.OK, server, second);
        await RunAsync("remove", _folder["keys.json"], "ana, March");
        await UntilAsync(HttpStatusCode.Unauthorized, server, first);
        await File.WriteAllTextAsync(_folder["keys.json"], "[{", Token);
        await RunAsync("add", _folder["admins.json"], "bea");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync("v2/models/classifier", second));
        await File.WriteAllTextAsync(_folder["keys.json"], "[]", Token);
        await UntilAsync(HttpStatusCode.Unauthorized, server, second);
    }

    [Fact]
    public async Task Keys_List_TellsLimitsAndNoSecret()
    {
        var secret = Secret(await RunAsync("add", _folder["keys.json"], "ana", "--rate", "0.5", "--burst", "3", "--model", "a", "--model", "b"));
        await RunAsync("add", _folder["keys.json"], "ben", "--days", "1");

        var (code, text) = await RunAsync("list", _folder["keys.json"]);

        Assert.Equal(ExitCodes.Success, code);
        Assert.Matches(@"^ana: 0\.5 requests a second, 3 at once; a, b\nben: until \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\n$", text);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(_folder["keys.json"], Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has a key `ana` already", "add", "KEYS", "ana")]
    [InlineData("--days is -1; expected a number above 0", "add", "KEYS", "ben", "--days", "-1")]
    [InlineData("`RequestsPerSecond` is out of range", "add", "KEYS", "ben", "--rate", "0")]
    [InlineData("has no key `ben`; it has `ana`.", "remove", "KEYS", "ben")]
    [InlineData("does not exist", "list", "NOTHING")]
    [InlineData("is no file of keys: ", "list", "BROKEN")]
    public async Task Keys_WrongUsage_SaysWhatIsExpectedAndKeepsTheFile(string expected, params string[] arguments)
    {
        await RunAsync("add", _folder["keys.json"], "ana");
        await File.WriteAllTextAsync(_folder["broken.json"], """[{"name":"x","hash":"12"}]""", Token);
        var before = await File.ReadAllTextAsync(_folder["keys.json"], Token);
        string Place(string argument) => argument switch
        {
            "KEYS" => _folder["keys.json"],
            "BROKEN" => _folder["broken.json"],
            "NOTHING" => _folder["nothing.json"],
            _ => argument,
        };

        var (code, text) = await RunAsync([.. arguments.Select(Place)]);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder["keys.json"], Token));
    }

    private static string Secret((int Code, string Text) result)
    {
        Assert.Equal(ExitCodes.Success, result.Code);
        return result.Text.Split('\n')[0];
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var console = new TestConsole();
        console.Profile.Width = 1000;
        var code = await CommandLine.InvokeAsync(["keys", .. arguments], new ToolHost(console, console, _ => throw new InvalidOperationException()), Token);
        return (code, console.Output);
    }

    private static async Task UntilAsync(HttpStatusCode expected, ToolServer server, string secret)
    {
        while (await server.StatusAsync("v2/models/classifier", secret) != expected)
            await Task.Delay(50, Token);
    }
}
