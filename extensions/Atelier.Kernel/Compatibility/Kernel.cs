using Atelier.Kernel;

namespace Microsoft.DotNet.Interactive;

/// <summary>What cells call without naming it: the members of .NET Interactive's class of this name.</summary>
public static class Kernel
{
    /// <summary>Shows a value in the running cell's output.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; none means those that its type prefers.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
#pragma warning disable IDE1006 // The name that notebooks call.
    public static void display(object? value, params string[] mimeTypes)
#pragma warning restore IDE1006
    {
        var queue = ConsoleRouter.Current
            ?? throw new InvalidOperationException(
                "There is no notebook to display a value in. Call display from a cell, or from code that a cell calls.");
        queue.Add(ValueFormatter.Format(value, mimeTypes, isResult: false));
    }
}
