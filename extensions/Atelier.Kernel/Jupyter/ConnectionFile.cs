using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Where a Jupyter front end expects its kernel: the file that it writes before it starts the kernel.</summary>
public sealed record ConnectionFile
{
    private const string Scheme = "hmac-sha256";

    /// <summary>The address of the machine's own network interface to listen on.</summary>
    /// <value>Default: <c>127.0.0.1</c>, which other machines cannot reach.</value>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The port for requests that may wait for each other.</summary>
    public required int ShellPort { get; init; }

    /// <summary>The port for outputs and states, which all front ends receive.</summary>
    public required int IoPubPort { get; init; }

    /// <summary>The port for the questions that a cell asks its user.</summary>
    public required int StdinPort { get; init; }

    /// <summary>The port for requests that are answered whatever the cells do.</summary>
    public required int ControlPort { get; init; }

    /// <summary>The port that answers at once with what it was sent.</summary>
    public required int HeartbeatPort { get; init; }

    /// <summary>The key of the messages' signatures; empty when they are not signed.</summary>
    /// <value>Default: empty.</value>
    public string Key { get; init; } = "";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file, as the front end names it in place of <c>{connection_file}</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no connection file, or asks for a transport or signature that the kernel does not have.</exception>
    public static ConnectionFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no connection file at {path}. A Jupyter front end writes it and starts the kernel with its path; "
                + "to get one that does: atelier kernel install", path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(json.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path} is no connection file: {exception.Message} Expected the JSON object that a Jupyter front end writes.", exception);
        }
    }

    private static ConnectionFile Read(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path} is no connection file: it holds no JSON object. Expected what a Jupyter front end writes.");
        if (json.Text("transport") is { } transport && transport != "tcp")
            throw new InvalidDataException(
                $"{path} asks for the transport '{transport}'; expected 'tcp'. Start the front end without its option for the transport.");
        var key = json.Text("key") ?? "";
        if (key.Length > 0 && json.Text("signature_scheme") is { } scheme && scheme != Scheme)
            throw new InvalidDataException(
                $"{path} asks for signatures of the scheme '{scheme}'; expected '{Scheme}'. Set the front end's Session.signature_scheme to it.");
        int Port(string name) => json.Number(name) is { } port and > 0 and <= 65535
            ? port
            : throw new InvalidDataException(
                $"{path} has no port number in `{name}`; expected a whole number from 1 to 65535. Let the front end write the file again.");
        return new ConnectionFile
        {
            Ip = json.Text("ip") is { Length: > 0 } ip ? ip : "127.0.0.1",
            ShellPort = Port("shell_port"),
            IoPubPort = Port("iopub_port"),
            StdinPort = Port("stdin_port"),
            ControlPort = Port("control_port"),
            HeartbeatPort = Port("hb_port"),
            Key = key,
        };
    }
}
