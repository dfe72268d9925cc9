using Microsoft.Extensions.Logging;

namespace Atelier.Serving;

/// <summary>Hands the server's log to a factory of the caller, which stays the caller's.</summary>
internal sealed class ForwardingLoggers(ILoggerFactory factory) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => factory.CreateLogger(categoryName);

    public void Dispose()
    {
    }
}
