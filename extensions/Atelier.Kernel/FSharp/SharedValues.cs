using System.Collections.Concurrent;
using System.ComponentModel;

namespace Atelier.Kernel;

/// <summary>Values on their way from another language to F# code, which takes each once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SharedValues
{
    private static readonly ConcurrentDictionary<int, object?> Values = new();
    private static int _last;

    /// <summary>Takes a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">It has been taken already.</exception>
    public static object? Take(int key) => Values.TryRemove(key, out var value)
        ? value
        : throw new InvalidOperationException($"There is no shared value {key}, or it has been taken already. Share it again.");

    /// <summary>Holds a value until it is taken.</summary>
    internal static int Put(object? value)
    {
        var key = Interlocked.Increment(ref _last);
        Values[key] = value;
        return key;
    }
}
