using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Where the text for the value store comes from: the cell, a file, an address, or the line itself.</summary>
internal sealed class StoredValueSource(Lazy<HttpClient> http)
{
    private const string PlainText = "text/plain";
    private static readonly string[] Sources = ["from-file", "from-url", "from-value"];

    /// <summary>What may follow <c>#!value</c>.</summary>
    public static ICollection<KernelDirectiveParameter> Parameters =>
    [
        new("--name", "The name to keep it under.") { Required = true },
        new("--from-file", "A file that holds the text.") { TypeHint = "file" },
        new("--from-url", "An address that holds the text."),
        new("--from-value", "The text itself, @kernel:variable, @input or @password."),
        new("--mime-type", "What the text is, such as application/json; it is then shown."),
    ];

    /// <summary>Gets the text that a cell wants to keep.</summary>
    /// <param name="command">The cell.</param>
    /// <param name="folder">What a relative path of a file starts from.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="CellException">It names no source or several, or the source cannot be read.</exception>
    public async Task<FormattedValue> ReadAsync(SubmitCode command, string folder, CancellationToken cancellationToken)
    {
        if (!command.Parameters.ContainsKey("name"))
            throw Failure("#!value needs a name to keep the text under. Usage: #!value --name data");
        var text = command.Code.Trim('\r', '\n');
        var given = Sources.Where(command.Parameters.ContainsKey).ToList();
        if (given.Count > 1)
            throw Failure($"--{given[0]} and --{given[1]} of #!value exclude each other. Keep one of them.");
        if (given.Count == 1 && !string.IsNullOrWhiteSpace(text))
            throw Failure($"--{given[0]} of #!value and the text below the line exclude each other. Keep one of them.");
        if (given.Count == 0 && string.IsNullOrWhiteSpace(text))
            throw Failure("#!value has nothing to keep. Write the text below the line, or give --from-file, --from-url or --from-value.");
        var (content, type) = given.FirstOrDefault() switch
        {
            "from-file" => (await ReadFileAsync(command.Parameters["from-file"], folder, cancellationToken).ConfigureAwait(false), null),
            "from-url" => await FetchAsync(command.Parameters["from-url"], cancellationToken).ConfigureAwait(false),
            "from-value" => (command.Parameters["from-value"], null),
            _ => (text, null),
        };
        return new FormattedValue(command.Parameters.TryGetValue("mime-type", out var mimeType) ? mimeType : type ?? PlainText, content);
    }

    private static async Task<string> ReadFileAsync(string path, string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(path, folder), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Failure($"The file {path} cannot be read: {exception.Message}");
        }
    }

    private async Task<(string Content, string? MimeType)> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Failure($"'{address}' is no address for --from-url; expected one that begins with https:// or http://.");
        try
        {
            using var response = await http.Value.GetAsync(uri, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false), response.Content.Headers.ContentType?.MediaType);
        }
        catch (HttpRequestException exception)
        {
            throw Failure($"{address} cannot be fetched: {exception.Message}");
        }
    }

    private static CellException Failure(string problem) => new("ValueError", problem);
}
