using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>Turned once, when the server begins to stop: it is no longer ready, and asks each client to close its connection.</summary>
internal sealed class DrainSwitch
{
    private volatile bool _isDraining;

    /// <summary>Whether the server stops.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Turns the switch.</summary>
    public void Turn() => _isDraining = true;

    /// <summary>Runs the rest of a request.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // HTTP/2 tells its clients by itself, with GOAWAY.
        if (_isDraining && context.Request.Protocol == HttpProtocol.Http11)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }
}
