using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;

namespace Atelier.Client;

/// <summary>Large language models that others host, as the <see cref="IChatClient"/> of Microsoft.Extensions.AI: any endpoint that speaks OpenAI's chat completions.</summary>
/// <remarks>
/// Among them are llama.cpp, Ollama, vLLM, text-generation-inference, LM Studio and OpenAI itself. The client streams, calls functions and returns structured answers as far
/// as the endpoint does; failed requests are tried again three times. An answer that is an error throws <see cref="ClientResultException"/> with the server's message.
/// </remarks>
/// <example>
/// <code>
/// using var chat = ChatClients.Connect("http://localhost:11434/v1", "llama3.2");
/// Console.WriteLine(await chat.GetResponseAsync("Is this review kind? 'It broke after a day.'"));
/// </code>
/// </example>
public static class ChatClients
{
    // Servers of one's own ask for no key, and OpenAI's client sends no request without one.
    private const string NoKey = "none";

    /// <summary>Makes a client; nothing is sent before the first question.</summary>
    /// <param name="url">The endpoint up to its version, such as <c>http://localhost:8080/v1</c>.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="apiKey">The key that the endpoint asks for; null where it asks for none.</param>
    /// <param name="http">What sends the requests; it stays the caller's. Null for one of the client's own.</param>
    /// <returns>The client, safe to use from several threads.</returns>
    /// <exception cref="ArgumentException">The address is none of HTTP, or the model has no name.</exception>
    public static IChatClient Connect(string url, string model, string? apiKey = null, HttpClient? http = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var endpoint) || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"`{url}` is no address of an endpoint; expected one such as http://localhost:8080/v1.", nameof(url));
        }

        var options = new OpenAIClientOptions { Endpoint = endpoint };
        if (http is not null)
        {
            options.Transport = new HttpClientPipelineTransport(http);
        }

        return new ChatClient(model, new ApiKeyCredential(string.IsNullOrEmpty(apiKey) ? NoKey : apiKey), options).AsIChatClient();
    }

    /// <summary>Adds the client of an endpoint as the <see cref="IChatClient"/> of a program.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="url">The endpoint up to its version.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="apiKey">The key that the endpoint asks for; null where it asks for none.</param>
    /// <returns>What more is built around it, such as <c>UseFunctionInvocation()</c>, <c>UseOpenTelemetry()</c> and <c>UseDistributedCache()</c>.</returns>
    /// <exception cref="ArgumentException">The address is none of HTTP, or the model has no name.</exception>
    public static ChatClientBuilder AddChatClient(this IServiceCollection services, string url, string model, string? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddChatClient(Connect(url, model, apiKey));
    }
}
