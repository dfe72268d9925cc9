using System.Collections.Concurrent;

namespace Atelier.Kernel.Tests;

/// <summary>A kernel on a thread of this process, and a front end of it.</summary>
internal sealed class ServedKernel : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public ServedKernel(Func<ICellEngine>? createEngine = null, ILanguageServices? services = null, string key = "a key", string language = "csharp")
    {
        Connection = ProtocolClient.FreeConnection(key);
        var options = new JupyterKernelOptions
        {
            CreateEngine = createEngine ?? (() => Script),
            FindServices = _ => services,
            Language = language,
            Log = Log.Enqueue,
        };
        _thread = new Thread(() => JupyterKernel.Run(Connection, options, _stop.Token)) { IsBackground = true };
        _thread.Start();
        Client = new ProtocolClient(Connection);
        Client.WaitUntilReady();
    }

    public ConnectionFile Connection { get; }

    /// <summary>The engine, unless the test has its own.</summary>
    public ScriptedEngine Script { get; } = new();

    public ProtocolClient Client { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Whether the kernel ends by itself.</summary>
    public bool HasEnded() => _thread.Join(HangGuard);

    public void Dispose()
    {
        Client.Dispose();
        _stop.Cancel();
        Assert.True(HasEnded(), "The kernel does not end.");
        _stop.Dispose();
    }
}
