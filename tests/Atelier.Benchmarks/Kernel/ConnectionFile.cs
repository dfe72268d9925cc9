using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Atelier.Benchmarks.Kernel;

/// <summary>Where a kernel listens, as Jupyter tells it: free ports of this machine and a key.</summary>
public sealed class ConnectionFile : IDisposable
{
    private readonly int[] _ports = FreePorts(5);

    /// <summary>Writes the file.</summary>
    public ConnectionFile() => File.WriteAllText(Location, JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["transport"] = "tcp",
        ["ip"] = "127.0.0.1",
        ["shell_port"] = _ports[0],
        ["iopub_port"] = _ports[1],
        ["control_port"] = _ports[2],
        ["stdin_port"] = _ports[3],
        ["hb_port"] = _ports[4],
        ["signature_scheme"] = "hmac-sha256",
        ["key"] = Key,
    }));

    /// <summary>The file's path.</summary>
    public string Location { get; } = Path.Combine(Path.GetTempPath(), $"atelier-benchmark-{Guid.NewGuid():N}.json");

    /// <summary>The key of the messages' signatures.</summary>
    public string Key { get; } = $"{Guid.NewGuid():N}";

    /// <summary>The address of the shell channel.</summary>
    public string Shell => $"tcp://127.0.0.1:{_ports[0]}";

    /// <summary>The address of the channel on which outputs come.</summary>
    public string Outputs => $"tcp://127.0.0.1:{_ports[1]}";

    /// <summary>The address of the control channel.</summary>
    public string Control => $"tcp://127.0.0.1:{_ports[2]}";

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Location);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
