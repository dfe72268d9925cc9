using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Atelier.Training;

/// <summary>Finds the line of a user's code that is running.</summary>
internal static class SourceLine
{
    /// <summary>The innermost line outside of TorchSharp and this library, with its text where the file is there; null when unknown.</summary>
    public static string? OfUser()
    {
        foreach (var frame in new StackTrace(1, true).GetFrames())
        {
            if (frame.GetMethod() is { } method && !IsLibrary(method))
            {
                return Show(frame, method);
            }
        }

        return null;
    }

    /// <summary>True when a user's code called a conversion of TorchSharp's tensors; false when libtorch converts for its own use.</summary>
    public static bool IsReadByUser()
    {
        var inner = new StackTrace(1, false).GetFrames().Select(frame => frame.GetMethod()).FirstOrDefault(method => method is not null && !IsOurs(method));
        return inner is not null && inner.Name is var name
            && (name.Contains("item", StringComparison.OrdinalIgnoreCase) || name.Contains("nonzero", StringComparison.OrdinalIgnoreCase)
                || name.Contains("equal", StringComparison.OrdinalIgnoreCase) || name.Contains("allclose", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("To", StringComparison.Ordinal) || name == "op_Explicit");
    }

    private static bool IsOurs(MethodBase method) => method.DeclaringType?.Assembly == typeof(SourceLine).Assembly;

    private static bool IsLibrary(MethodBase method) =>
        method.DeclaringType?.Assembly is not { } assembly
            ? false
            : assembly == typeof(TorchSharp.torch).Assembly || assembly == typeof(object).Assembly || assembly.GetName().Name is "System.Linq"
                || (assembly == typeof(SourceLine).Assembly && !typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(method.DeclaringType));

    private static string Show(StackFrame frame, MethodBase method)
    {
        var place = $"{method.DeclaringType?.Name}.{method.Name}";
        if (frame.GetFileName() is not { } file)
        {
            return place;
        }

        var line = frame.GetFileLineNumber();
        var shown = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {line}");
        return Text(file, line) is { } text ? $"{shown}: {text}" : $"{shown}, in {place}";
    }

    private static string? Text(string file, int line)
    {
        try
        {
            return File.Exists(file) ? File.ReadLines(file).Skip(line - 1).FirstOrDefault()?.Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The code cannot be read; where it stands is told without it.
            return null;
        }
    }
}
