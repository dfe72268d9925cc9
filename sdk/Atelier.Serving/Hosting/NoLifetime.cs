using Microsoft.Extensions.Hosting;

namespace Atelier.Serving;

/// <summary>Leaves the process's signals to the program or notebook around the server, from which the usual lifetime would take Ctrl+C.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
