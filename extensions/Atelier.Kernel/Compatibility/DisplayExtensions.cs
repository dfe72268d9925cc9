namespace Microsoft.DotNet.Interactive;

/// <summary>Shows values from cells.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value in the running cell's output.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; none means those that its type prefers.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void Display(this object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);
}
