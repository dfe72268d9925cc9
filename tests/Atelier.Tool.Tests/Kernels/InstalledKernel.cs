using System.Diagnostics;
using Atelier.Kernel;
using Spectre.Console.Testing;

namespace Atelier.Tool.Tests;

/// <summary>The kernels of this build, installed in a folder where only the tests' own front ends look.</summary>
internal static class InstalledKernel
{
    /// <summary>Installs them below a folder.</summary>
    public static async Task InstallAsync(TemporaryFolder folder)
    {
        using var console = new TestConsole();
        var code = await CommandLine.InvokeAsync(
            ["kernel", "install", "--prefix", folder.Path], new ToolHost(console, console, options => new NotebookEngine(options)), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Success, code);
    }

    /// <summary>Has a front end find them, and keep what it writes to itself in the folder.</summary>
    public static void ShowTo(ProcessStartInfo frontEnd, TemporaryFolder folder)
    {
        frontEnd.Environment["JUPYTER_PATH"] = folder["share", "jupyter"];
        frontEnd.Environment["JUPYTER_RUNTIME_DIR"] = folder["runtime"];
        frontEnd.Environment["JUPYTER_CONFIG_DIR"] = folder["config"];
        frontEnd.Environment["JUPYTER_DATA_DIR"] = folder["data"];
        frontEnd.Environment["IPYTHONDIR"] = folder["ipython"];
    }
}
