using System.Reflection;
using System.Runtime.Loader;
using FSharp.Compiler.IO;

namespace Atelier.Kernel;

/// <summary>Loads what F# code refers to from the session that the code runs in, so that C# cells and F# cells see the same types.</summary>
internal sealed class SessionAssemblyLoader : IAssemblyLoader
{
    private static readonly Lock Gate = new();

    /// <summary>Makes the F# compiler, which has one file system for the process, load assemblies in this way.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (FileSystemAutoOpens.FileSystem is not SessionFileSystem)
                FileSystemAutoOpens.FileSystem = new SessionFileSystem();
        }
    }

    /// <summary>Finds an assembly that a session has or can load; null when it cannot.</summary>
    public static Assembly? Find(NotebookLoadContext context, AssemblyName name)
    {
        if (context.FindLibrary(name.FullName) is { } library)
            return library;
        try
        {
            // Without the version: the compiler may have been given a newer build than the code asks for.
            return context.LoadFromAssemblyName(new AssemblyName(name.Name!) { CultureName = name.CultureName });
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public Assembly AssemblyLoad(AssemblyName assemblyName) =>
        AssemblyLoadContext.CurrentContextualReflectionContext is NotebookLoadContext context && Find(context, assemblyName) is { } found
            ? found
            : Assembly.Load(assemblyName);

    public Assembly AssemblyLoadFrom(string fileName) =>
        AssemblyLoadContext.CurrentContextualReflectionContext is NotebookLoadContext context
        && Find(context, new AssemblyName(Path.GetFileNameWithoutExtension(fileName))) is { } found
            ? found
            : Assembly.LoadFrom(fileName);

    private sealed class SessionFileSystem : DefaultFileSystem
    {
        public override IAssemblyLoader AssemblyLoader { get; } = new SessionAssemblyLoader();
    }
}
