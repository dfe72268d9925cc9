using System.Runtime.ExceptionServices;

namespace Atelier.Serving.Tests;

/// <summary>A context whose one thread is busy: what is posted to it never runs, so code that returns to it hangs.</summary>
internal sealed class StuckContext : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <summary>Runs code on a thread of its own under such a context; fails when it does not come to its end.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            SetSynchronizationContext(new StuckContext());
            try
            {
                action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "The blocking call hangs: something returns to the caller's context.");
        failure?.Throw();
    }
}
