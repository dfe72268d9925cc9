using System.Diagnostics;
using System.Globalization;
using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>Cells that end their process, and what is told of it.</summary>
public sealed class KernelDeathTests
{
    private const string Abort = "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern void abort();\n";

    [Theory]
    [InlineData("Environment.Exit(7);", "ended with exit code 7, as Environment.Exit does,")]
    [InlineData("unsafe { *(int*)0x123456789000 = 1; }", "SIGABRT", "Fatal error")]
    [InlineData(Abort + "abort();", "SIGABRT")]
    [InlineData("Environment.FailFast(\"enough of this\");", "SIGABRT", "enough of this")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", "SIGKILL, as the system does when memory runs out,")]
    [InlineData("int Deep(int x) => Deep(x + 1) + Deep(x + 2);\nDeep(1)", "SIGABRT", "Stack overflow.")]
    [InlineData("var t = new System.Threading.Thread(() => throw new Exception(\"in the back\")); t.Start(); t.Join();", "SIGABRT", "System.Exception: in the back")]
    public async Task RunAsync_CellThatEndsItsProcess_SaysHowAndKeepsItsOutputs(string code, string expected, string? lastWords = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && expected.StartsWith("SIG", StringComparison.Ordinal), "Windows has no signals.");
        await using var child = new Child();

        var error = await child.Die($"Console.WriteLine(\"before\"); display(\"shown\");\n{code}");

        Assert.Contains(expected, error.Message);
        Assert.Contains("while the cell ran", error.Message);
        Assert.Equal("before\n", child.Out);
        Assert.Equal("shown", Assert.IsType<DisplayOutput>(child.Outputs[1]).Data["text/plain"].GetValue<string>());
        Assert.Contains(lastWords ?? "", string.Join("\n", error.Traceback));
        Assert.InRange(error.Traceback.Count, 1, 23);
    }

    [Fact]
    public async Task RunAsync_AfterTheDeath_FailsAgain()
    {
        await using var child = new Child();
        await child.Run("1");
        await child.Die("Environment.Exit(0);");

        var result = await child.TryRun(new CellRequest("2"));

        Assert.True(result.IsSessionLost);
        Assert.Equal(3, result.ExecutionCount);
        Assert.Same(result.Error, Assert.Single(child.Outputs));
    }

    [Fact]
    public async Task RunAsync_ProcessKilledBetweenCells_FailsTheNext()
    {
        await using var child = new Child();
        var id = int.Parse((await child.Run("Environment.ProcessId"))!, CultureInfo.InvariantCulture);
        using (var process = Process.GetProcessById(id))
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var error = await child.Die("1");

        Assert.Contains("before the cell could run", error.Message);
    }

    [Fact]
    public async Task RunAsync_TextWithoutItsEnd_IsKeptWhenTheCellExits()
    {
        await using var child = new Child();

        await child.Die("for (var i = 0; i < 10_000; i++) Console.WriteLine(i);\nConsole.Write(\"half a line\");\nEnvironment.Exit(1);");

        Assert.Equal(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i}\n")) + "half a line", child.Out);
    }

    [Fact]
    public void Describe_LongReport_KeepsItsBeginningAndItsEnd()
    {
        var stderr = "noise\nStack overflow.\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"   at {i}\n"));

        var lines = KernelDeath.Describe(134, hasSaidSo: false, hasRun: true, stderr).Traceback;

        Assert.Equal("Last lines of its stderr:", lines[1]);
        Assert.Equal("Stack overflow.", lines[2]);
        Assert.Equal("   ... 81 more ...", lines[12]);
        Assert.Equal("   at 99", lines[^1]);
        Assert.Equal(23, lines.Count);
    }

    [Fact]
    public void Describe_OtherText_IsItsLastLines()
    {
        var lines = KernelDeath.Describe(1, hasSaidSo: false, hasRun: true, string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\r\n"))).Traceback;

        Assert.Contains("exit code 1, as exit() in native code does", lines[0]);
        Assert.Equal(Enumerable.Range(80, 20).Select(i => $"{i}"), lines.Skip(2));
    }
}
