using System.Diagnostics;

namespace Atelier.Tool;

/// <summary>Where Jupyter looks for kernels on this machine, found without Jupyter.</summary>
/// <param name="variable">Reads a variable of the environment.</param>
internal sealed class JupyterFolders(Func<string, string?> variable)
{
    /// <summary>The kernels of the user.</summary>
    public string User => Kernels(UserData());

    /// <summary>The kernels under a prefix such as <c>/usr</c> or a Python environment.</summary>
    public static string Under(string prefix) => Kernels(Path.Combine(Path.GetFullPath(prefix), "share", "jupyter"));

    /// <summary>The kernels of the active Python environment.</summary>
    /// <exception cref="UsageException">There is no Python.</exception>
    public string Environment => Under(EnvironmentPrefix() ?? throw new UsageException(
        "--sys-prefix is given, but no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX is set) and there is no python3. "
        + "Activate the environment first, or name its folder with --prefix."));

    /// <summary>All folders of kernels that Jupyter knows, in the order in which it looks.</summary>
    public IReadOnlyList<string> All()
    {
        var folders = (variable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(Kernels).ToList();
        folders.Add(User);
        if (EnvironmentPrefix() is { } prefix)
            folders.Add(Under(prefix));
        if (OperatingSystem.IsWindows())
            folders.Add(Kernels(Path.Combine(variable("PROGRAMDATA") ?? @"C:\ProgramData", "jupyter")));
        else
            folders.AddRange([Under("/usr/local"), Under("/usr")]);
        return [.. folders.Distinct()];
    }

    private static string Kernels(string data) => Path.Combine(data, "kernels");

    private string UserData()
    {
        if (Variable("JUPYTER_DATA_DIR") is { } data)
            return data;
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Variable("APPDATA") ?? Path.Combine(home, "AppData", "Roaming"), "jupyter");
        return OperatingSystem.IsMacOS()
            ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
    }

    private string? EnvironmentPrefix() => Variable("VIRTUAL_ENV") ?? Variable("CONDA_PREFIX") ?? AskPython();

    private string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string? AskPython()
    {
        try
        {
            var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "python" : "python3", ["-c", "import sys; print(sys.prefix)"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var prefix = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && prefix.Length > 0 ? prefix : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return null;
        }
    }
}
