namespace Microsoft.DotNet.Interactive.Jupyter;

/// <summary>What cells call without naming it, besides the members of <see cref="Kernel"/>.</summary>
public static class TopLevelMethods
{
#pragma warning disable IDE1006 // The names that notebooks call.
    /// <summary>Asks the notebook's user for a line, and waits for it.</summary>
    /// <param name="prompt">The question.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static string input(string prompt = "") => Kernel.GetInputAsync(prompt).GetAwaiter().GetResult();

    /// <summary>Asks the notebook's user for a secret, which is not shown, and waits for it.</summary>
    /// <param name="prompt">The question.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="InvalidOperationException">There is nobody to ask.</exception>
    public static PasswordString password(string prompt = "") => Kernel.GetPasswordAsync(prompt).GetAwaiter().GetResult();
#pragma warning restore IDE1006
}
