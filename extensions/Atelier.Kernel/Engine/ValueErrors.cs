namespace Atelier.Kernel;

/// <summary>What goes wrong when variables are shared.</summary>
internal static class ValueErrors
{
    /// <summary>A kernel has no variable of that name.</summary>
    public static CellException Missing(string name, LanguageKernel kernel, IEnumerable<string> known)
    {
        var names = string.Join(", ", known.Take(20));
        return new CellException("ValueError",
            $"The kernel {kernel.Name} has no variable '{name}'. " + (names.Length > 0 ? $"It has: {names}." : "It has none yet: run the cell that declares it first."));
    }
}
