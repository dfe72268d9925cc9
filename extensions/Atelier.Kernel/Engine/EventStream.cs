namespace Atelier.Kernel;

/// <summary>Passes what happens on to whoever has subscribed.</summary>
/// <typeparam name="T">What happens.</typeparam>
internal sealed class EventStream<T> : IObservable<T>
{
    private readonly Lock _gate = new();
    private IObserver<T>[] _observers = [];

    public bool HasObservers => _observers.Length > 0;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_gate)
            _observers = [.. _observers, observer];
        return new Subscription(this, observer);
    }

    public void Send(T item)
    {
        foreach (var observer in _observers)
            observer.OnNext(item);
    }

    public void End()
    {
        foreach (var observer in _observers)
            observer.OnCompleted();
    }

    private void Remove(IObserver<T> observer)
    {
        lock (_gate)
            _observers = [.. _observers.Where(known => known != observer)];
    }

    private sealed class Subscription(EventStream<T> stream, IObserver<T> observer) : IDisposable
    {
        public void Dispose() => stream.Remove(observer);
    }
}
