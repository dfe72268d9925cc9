using Microsoft.DotNet.Interactive;

namespace Atelier.Kernel;

/// <summary>The compiled part of a package that sets notebooks up for it.</summary>
internal static class CompiledExtension
{
    /// <summary>Loads an assembly and runs the extensions in it.</summary>
    public static void Load(string path, NotebookReferences references, NotebookSession session, KernelInvocationContext context)
    {
        var assembly = references.LoadExtension(path);
        foreach (var type in assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IKernelExtension)) && !type.IsAbstract))
        {
            var extension = (IKernelExtension)Activator.CreateInstance(type)!;
            session.Await(() => extension.OnLoadAsync(session.Root), context.CancellationToken);
        }
    }
}
