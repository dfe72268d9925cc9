namespace Atelier.Kernel;

/// <summary>Values that are shown as the array that they stand for.</summary>
internal static class Slices
{
    /// <summary>The elements of a <see cref="Memory{T}"/>; null for other values and for text.</summary>
    public static object? ToArray(object value)
    {
        var type = value.GetType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Memory<>) && value is not Memory<char>
            ? type.GetMethod(nameof(Memory<>.ToArray))!.Invoke(value, null)
            : null;
    }
}
