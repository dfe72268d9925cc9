using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json;
using Atelier.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Atelier.Serving.Tests;

/// <summary>Chat clients send what OpenAI's chat completions are, and read what they answer.</summary>
public sealed class ChatClientsTests
{
    private const string Answer = """
        {"id":"1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,"message":{"role":"assistant","content":"kind"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":7,"completion_tokens":1,"total_tokens":8}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "Bearer none")]
    [InlineData("secret", "Bearer secret")]
    public async Task Ask_Question_IsSentAndItsAnswerRead(string? key, string authorization)
    {
        using var endpoint = new Endpoint(HttpStatusCode.OK, "application/json", Answer);
        using var http = new HttpClient(endpoint);
        using var chat = ChatClients.Connect("http://models.example/api/v1", "tiny", key, http);

        var response = await chat.GetResponseAsync([new(ChatRole.System, "One word."), new(ChatRole.User, "Is it kind?")], new() { Temperature = 0 }, Token);

        Assert.Equal(("kind", 7L), (response.Text, response.Usage!.InputTokenCount));
        var (url, sent, body) = Assert.Single(endpoint.Requests);
        Assert.Equal(("http://models.example/api/v1/chat/completions", authorization), (url, sent));
        Assert.Equal("tiny", body.GetProperty("model").GetString());
        Assert.Equal(["system", "user"], body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(0, body.GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task Ask_Streaming_GivesThePartsAsTheyCome()
    {
        static string Part(string text) =>
            $$"""data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"tiny","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";
        using var endpoint = new Endpoint(HttpStatusCode.OK, "text/event-stream", Part("very ") + Part("kind") + "data: [DONE]\n\n");
        using var http = new HttpClient(endpoint);
        using var chat = ChatClients.Connect("http://models.example/v1", "tiny", http: http);

        var parts = new List<string>();
        await foreach (var update in chat.GetStreamingResponseAsync("Is it kind?", cancellationToken: Token))
        {
            parts.Add(update.Text);
        }

        Assert.Equal(["very ", "kind"], parts.Where(part => part.Length > 0));
        Assert.True(endpoint.Requests[0].Body.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Ask_Refused_CarriesTheServersMessage()
    {
        using var endpoint = new Endpoint(HttpStatusCode.BadRequest, "application/json", """{"error":{"message":"There is no model tiny.","type":"invalid_request_error"}}""");
        using var http = new HttpClient(endpoint);
        using var chat = ChatClients.Connect("http://models.example/v1", "tiny", http: http);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => chat.GetResponseAsync("Hello", cancellationToken: Token));

        Assert.Equal(400, error.Status);
        Assert.Contains("There is no model tiny.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_OneLine_HaveTheClient()
    {
        var services = new ServiceCollection();
        services.AddChatClient("http://localhost:11434/v1", "llama3.2").UseFunctionInvocation();
        using var provider = services.BuildServiceProvider();

        var chat = provider.GetRequiredService<IChatClient>();

        var about = chat.GetService<ChatClientMetadata>()!;
        Assert.Equal(("http://localhost:11434/v1", "llama3.2"), (about.ProviderUri!.ToString(), about.DefaultModelId));
        Assert.NotNull(chat.GetService<FunctionInvokingChatClient>());
    }

    [Theory]
    [InlineData("localhost:8080", "m", "`localhost:8080` is no address of an endpoint")]
    [InlineData("v1", "m", "`v1` is no address of an endpoint")]
    [InlineData("http://localhost/v1", " ", "model")]
    public void Connect_WrongArguments_AreRefused(string url, string model, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => ChatClients.Connect(url, model)).Message, StringComparison.Ordinal);
    }

    private sealed class Endpoint(HttpStatusCode status, string mediaType, string answer) : HttpMessageHandler
    {
        public List<(string Url, string? Authorization, JsonElement Body)> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Requests.Add((request.RequestUri!.ToString(), request.Headers.Authorization?.ToString(), JsonDocument.Parse(body).RootElement));
            return new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, mediaType) };
        }
    }
}
