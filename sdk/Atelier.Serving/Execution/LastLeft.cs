namespace Atelier.Serving;

/// <summary>A token that is cancelled when nobody waits for any answer of a batch any more.</summary>
internal sealed class LastLeft : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private int _left;

    public LastLeft(IReadOnlyList<WaitingRequest> batch)
    {
        _left = batch.Count;
        foreach (var request in batch)
        {
            _registrations.Add(request.Cancellation.UnsafeRegister(static self => ((LastLeft)self!).Leave(), this));
        }
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // Waits for a callback that runs, so that none finds the source disposed.
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _source.Cancel();
        }
    }
}
