using System.Text;

namespace Atelier.Kernel;

/// <summary>Keeps the answers to each requester in the order of its requests, while nobody waits for another's.</summary>
/// <remarks>For one channel: work is given by that channel's thread only.</remarks>
internal sealed class RequesterQueues
{
    private readonly Dictionary<string, Task> _last = [];

    /// <summary>Does the work after all earlier work for the same requester; at once if there is none and it is quick.</summary>
    public void Add(JupyterMessage message, bool isQuick, Func<Task> work)
    {
        var requester = Convert.ToHexString(message.Identities.Count > 0 ? message.Identities[0] : Encoding.UTF8.GetBytes(message.Id));
        Task? before;
        lock (_last)
            _last.TryGetValue(requester, out before);
        if (isQuick && (before is null || before.IsCompleted))
        {
            work().GetAwaiter().GetResult();
            return;
        }
        var task = Task.Run(async () =>
        {
            if (before is not null)
                await before.ConfigureAwait(false);
            await work().ConfigureAwait(false);
        });
        lock (_last)
            _last[requester] = task;
        _ = task.ContinueWith(_ => Forget(requester, task), TaskScheduler.Default);
    }

    private void Forget(string requester, Task task)
    {
        lock (_last)
            if (_last.GetValueOrDefault(requester) == task)
                _last.Remove(requester);
    }
}
