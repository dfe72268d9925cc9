using System.ComponentModel;

namespace Atelier.Kernel;

/// <summary>Carries a value to F# code together with the type that it is to have there.</summary>
/// <typeparam name="T">That type, which F# code finds out by itself.</typeparam>
/// <param name="value">The value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SharedValue<T>(T value)
{
    /// <summary>The value.</summary>
    public T Value { get; } = value;
}
