using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>The time that a request has, which ends also when nobody waits for its answer any more.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _end;
    private TimeSpan? _time;
    private bool _hasArrived;

    /// <summary>Begins.</summary>
    /// <param name="time">The time; null for any.</param>
    /// <param name="caller">Cancelled when nobody waits any more.</param>
    public Deadline(TimeSpan? time, CancellationToken caller)
    {
        (_time, _caller, _end) = (time, caller, CancellationTokenSource.CreateLinkedTokenSource(caller));
        if (time is { } given)
        {
            _end.CancelAfter(given);
        }
    }

    /// <summary>Cancelled at the end.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsAbandoned => _caller.IsCancellationRequested;

    /// <summary>Whether the end has come by the time, and not by the caller.</summary>
    public bool HasPassed => _end.IsCancellationRequested && !IsAbandoned;

    /// <summary>The whole request is there, and may ask for less time than it has.</summary>
    /// <param name="wanted">The time from the beginning; null for what there is.</param>
    public void Arrived(TimeSpan? wanted)
    {
        _hasArrived = true;
        if (wanted is { } time && time < (_time ?? TimeSpan.MaxValue))
        {
            _time = time;
            var left = time - Stopwatch.GetElapsedTime(_start);
            if (left > TimeSpan.Zero)
            {
                _end.CancelAfter(left);
            }
            else
            {
                _end.Cancel();
            }
        }
    }

    /// <summary>What a request is told whose time has passed.</summary>
    public RequestException Error(Exception cause)
    {
        var time = (_time ?? TimeSpan.Zero).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
        return _hasArrived
            ? new RequestException(StatusCodes.Status504GatewayTimeout, $"The request was not answered within {time} s. Give it more time, send fewer rows, or try again when the server has less to do.", cause)
            : new RequestException(StatusCodes.Status408RequestTimeout, $"The request had not arrived after {time} s. Send it faster, or fewer rows at a time.", cause);
    }

    public void Dispose() => _end.Dispose();
}
