using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.FSharp;

namespace Atelier.Kernel;

/// <summary>Puts a session together: its kernels and what they share.</summary>
internal static class NotebookSetup
{
    public static NotebookSession Create(EngineOptions options, OutputQueue outputs)
    {
        var root = new CompositeKernel();
        var session = new NotebookSession(root, outputs) { Folder = new CellFolder(options.WorkingDirectory) };
        var assemblies = new NotebookLoadContext();
        var warmUp = Task.Run(WarmUp);
        SubmissionCompiler Compiler() => warmUp.GetAwaiter().GetResult();
        var notebookReferences = new Lazy<NotebookReferences>(() => new NotebookReferences(Compiler(), assemblies));
        var references = new Lazy<ClrReferences>(() => new ClrReferences(options, session, notebookReferences.Value));

        root.Add(new CSharpKernel(new CSharpCells(session, assemblies, Compiler)));
        root.Add(new FSharpKernel(new FSharpCells(session, assemblies, () => notebookReferences.Value)));
        root.Add(new HtmlKernel());
        root.Add(new JavaScriptKernel());
        root.Add(new MermaidKernel());
        root.Add(new MarkdownKernel());
        root.Add(new KeyValueStoreKernel());
        BuiltInMagics.AddTo(session);
        FrontEndCommands.AddTo(session);
        session.Languages.Add(KernelNames.CSharp, new CSharpLanguageServices(() => Compiler().Last));
        session.Submit = new SubmissionRunner(session, () => references.Value, new MagicCommands(session)).Run;
        return session;
    }

    /// <summary>Makes the first cell fast: by its arrival the compiler's code has been loaded and compiled.</summary>
    private static SubmissionCompiler WarmUp()
    {
        var compiler = new SubmissionCompiler(FrameworkAssemblies.References);
        compiler.Compile(new CellSource("warm-up.cs", "Warm-up", "var a = 1; Console.WriteLine(a); a.ToString()"), CancellationToken.None);
        return compiler;
    }
}
