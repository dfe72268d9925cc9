using System.Diagnostics;
using System.IO.Compression;

namespace Atelier.Interactive.Tests;

public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Pack_Extension_HoldsItsScriptWhereKernelsLook()
    {
        await PackAsync();

        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_folder, "Atelier.Interactive.*.nupkg")));
        var script = package.GetEntry("interactive-extensions/dotnet/extension.dib");
        Assert.NotNull(script);
        using var reader = new StreamReader(await script.OpenAsync(TestContext.Current.CancellationToken));
        var text = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        Assert.Equal(
            $"#!csharp\n\n{typeof(DisplayExtension).FullName}.{nameof(DisplayExtension.Load)}(value => Microsoft.DotNet.Interactive.Kernel.display(value).Update);\n",
            text);
        Assert.NotNull(package.GetEntry("lib/net10.0/Atelier.Interactive.dll"));
    }

    private async Task PackAsync()
    {
        // The tests were built in this configuration, and the extension with them.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "pack", "extensions/Atelier.Interactive", "--no-build", "-c", configuration, "-o", _folder, "--nologo", "-v", "q" },
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }
}
