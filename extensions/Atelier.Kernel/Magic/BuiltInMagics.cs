using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>The magic commands that every session has.</summary>
internal static class BuiltInMagics
{
    /// <summary>Adds them to the session's root, where cells of every language find them.</summary>
    public static void AddTo(NotebookSession session)
    {
        var root = session.Root;
        var importer = new Importer(session);
        root.AddDirective(AboutMagic.Directive, AboutMagic.HandleAsync);
        root.AddDirective(ListMagic.Directive, ListMagic.HandleAsync);
        root.AddDirective(TimeMagic.Directive, TimeMagic.HandleAsync);
        root.AddDirective(WhoMagic.Names, WhoMagic.ShowNamesAsync);
        root.AddDirective(WhoMagic.Table, WhoMagic.ShowTableAsync);
        root.AddDirective<SetCommand>(SetCommand.Directive, SetCommand.HandleAsync);
        root.AddDirective<ShareCommand>(ShareCommand.Directive, ShareCommand.HandleAsync);
        root.AddDirective<ImportCommand>(ImportCommand.Directive, (command, context) => Import(importer, command.File, context));
        root.RegisterCommandHandler<ImportDocument>((command, context) => Import(importer, command.FilePath, context));
    }

    private static Task Import(Importer importer, string file, KernelInvocationContext context)
    {
        importer.Run(file, context);
        return Task.CompletedTask;
    }
}
