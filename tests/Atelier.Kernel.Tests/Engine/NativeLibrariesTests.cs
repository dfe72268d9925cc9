using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel.Tests;

[Collection(EngineCollection.Name)]
public sealed class NativeLibrariesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_LibraryNeedsOthersElsewhere_LoadsThemFirst()
    {
        var name = $"atelier{Guid.NewGuid():N}"[..16];
        var third = Build("third", $"{name}_c", "int c(void) { return 7; }");
        var second = Build("second", $"{name}_b", "int c(void); int b(void) { return c() + 1; }", third);
        var first = Build("first", $"{name}_a", "int b(void); int a(void) { return b() + 1; }", second);
        var libraries = new NativeLibraries();
        libraries.Add([first, second, third]);

        var handle = libraries.Load($"{name}_a");

        var function = Marshal.GetDelegateForFunctionPointer<Function>(NativeLibrary.GetExport(handle, "a"));
        Assert.Equal(9, function());
    }

    [Fact]
    public void Load_UnknownName_IsLeftToTheSystem() => Assert.Equal(0, new NativeLibraries().Load("libc"));

    [Fact]
    public void Load_BrokenFile_SaysWhich()
    {
        var path = Path.Combine(_folder, "libbroken.so");
        File.WriteAllText(path, "no library");
        var libraries = new NativeLibraries();
        libraries.Add([path]);

        var exception = Assert.Throws<DllNotFoundException>(() => libraries.Load("libbroken.so"));

        Assert.Contains("libbroken.so", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("runtimes/linux-x64/native")]
    public async Task Reference_AssemblyFileWithNativeLibrary_FindsItWhereABuildPutsIt(string place)
    {
        var name = $"atelier{Guid.NewGuid():N}"[..16];
        Build(place, name, "int answer(void) { return 42; }");
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The folder is that of x64.");
        var compilation = CSharpCompilation.Create(
            "Caller",
            [CSharpSyntaxTree.ParseText(
                $$"""public static class Caller { [System.Runtime.InteropServices.DllImport("{{name}}")] public static extern int answer(); }""",
                cancellationToken: TestContext.Current.CancellationToken)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(Path.Combine(_folder, "Caller.dll"), cancellationToken: TestContext.Current.CancellationToken).Success);
        await using var notebook = new Notebook();

        await notebook.Run($"#r \"{Path.Combine(_folder, "Caller.dll")}\"\nCaller.answer()");

        Assert.Equal("42", notebook.Plain);
    }

    private string Build(string folder, string name, string code, string? needed = null)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/cc"))
            Assert.Skip("Builds small libraries with /usr/bin/cc on Linux.");
        Directory.CreateDirectory(Path.Combine(_folder, folder));
        var source = Path.Combine(_folder, $"{name}.c");
        File.WriteAllText(source, code);
        var library = Path.Combine(_folder, folder, $"lib{name}.so");
        string[] arguments = ["-shared", "-fPIC", "-o", library, source, $"-Wl,-soname,lib{name}.so"];
        using var process = Process.Start("/usr/bin/cc", needed is null ? arguments : [.. arguments, "-Wl,--no-as-needed", needed]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return library;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Function();
}
