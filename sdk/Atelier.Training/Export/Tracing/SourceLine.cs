using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Atelier.Training;

/// <summary>A line of a user's code.</summary>
/// <param name="Method">The method, such as <c>Model.forward</c>.</param>
/// <param name="File">The path of the file; null where the program has no debugging information.</param>
/// <param name="Number">The number of the line, from 1.</param>
internal sealed record SourceLine(string Method, string? File, int Number)
{
    // More lines than these are not quoted.
    private const int MostLines = 6;

    /// <summary>The innermost line that runs outside of TorchSharp and this library; null when there is none.</summary>
    public static SourceLine? Here()
    {
        foreach (var frame in new StackTrace(1, true).GetFrames())
        {
            if (frame.GetMethod() is { } method && !IsLibrary(method))
            {
                return new SourceLine($"{method.DeclaringType?.Name}.{method.Name}", frame.GetFileName(), frame.GetFileLineNumber());
            }
        }

        return null;
    }

    /// <summary>The lines from one to another in a file, with their text where the file is there.</summary>
    public static string Quote(SourceLine first, SourceLine last)
    {
        if (first.File is null || first.File != last.File || last.Number < first.Number || last.Number - first.Number >= MostLines)
        {
            return last.ToString();
        }

        var lines = Text(first.File, first.Number, last.Number);
        var numbers = first.Number == last.Number ? Invariant($"line {first.Number}") : Invariant($"lines {first.Number} to {last.Number}");
        return lines.Length == 0 ? $"{Path.GetFileName(first.File)}, {numbers}, in {last.Method}" : $"{Path.GetFileName(first.File)}, {numbers}: {string.Join(" ", lines)}";
    }

    /// <summary>File, number and text, such as <c>Model.cs, line 12: x = x.sort();</c>, as far as they are known.</summary>
    public override string ToString() => File is null ? Method : Quote(this, this);

    private static bool IsLibrary(MethodBase method) =>
        method.DeclaringType?.Assembly is not { } assembly
        || (assembly == typeof(TorchSharp.torch).Assembly || assembly == typeof(object).Assembly || assembly.GetName().Name is "System.Linq"
            || (assembly == typeof(SourceLine).Assembly && !typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(method.DeclaringType)));

    private static string[] Text(string file, int first, int last)
    {
        try
        {
            return System.IO.File.Exists(file) ? [.. System.IO.File.ReadLines(file).Skip(first - 1).Take(last - first + 1).Select(line => line.Trim()).Where(line => line.Length > 0)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The code cannot be read; where it stands is told without it.
            return [];
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
