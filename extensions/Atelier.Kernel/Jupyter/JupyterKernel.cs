using NetMQ;

namespace Atelier.Kernel;

/// <summary>A kernel for Jupyter front ends: protocol 5.4 over ZeroMQ.</summary>
public static class JupyterKernel
{
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(2);

    /// <summary>Serves front ends until one of them shuts the kernel down.</summary>
    /// <remarks>
    /// Blocks, rather than being asynchronous: the end of a kernel must not depend on the thread pool, which its cells can use up. The caller
    /// should end the process afterwards with <see cref="Environment.Exit"/>, which does not wait for threads that cells left running.
    /// </remarks>
    /// <param name="connection">Where to listen.</param>
    /// <param name="options">What to serve.</param>
    /// <param name="cancellationToken">Ends the kernel, as a shutdown request does.</param>
    /// <exception cref="IOException">A port cannot be listened on.</exception>
    public static void Run(ConnectionFile connection, JupyterKernelOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        using (var server = new KernelServer(connection, options))
        using (cancellationToken.UnsafeRegister(_ => server.End(), null))
        using (options.OwnsProcess ? new ProcessEvents(server.Interrupt, server.End) : null)
            server.Run();
        if (options.OwnsProcess)
            CleanUp();
    }

    /// <summary>Waits until the last messages are with their receivers, but not for receivers that are gone.</summary>
    private static void CleanUp()
    {
        var cleanup = new Thread(() => NetMQConfig.Cleanup(block: true)) { Name = "Atelier cleanup", IsBackground = true };
        cleanup.Start();
        cleanup.Join(CleanupPatience);
    }
}
