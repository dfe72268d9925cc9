using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Runs files in the course of a cell, each piece in its own language.</summary>
internal sealed class Importer(NotebookSession session)
{
    public const string ErrorName = "ImportError";

    /// <summary>Runs a file on the cell thread.</summary>
    /// <exception cref="CellException">There is no such file, it cannot be run, it imports itself, or a piece of it failed.</exception>
    public void Run(string file, KernelInvocationContext context)
    {
        var importer = ImportedFile.Current;
        var path = Find(file, importer);
        var imported = new ImportedFile(path, importer);
        if (importer?.Chain.Any(earlier => earlier.Path == path) == true)
            throw new CellException(ErrorName,
                $"{file} imports itself: {string.Join(" imports ", imported.Chain.Select(link => Path.GetFileName(link.Path)))}. Take one of these imports out.");
        var parts = Read(path, file);
        ImportedFile.Current = imported;
        try
        {
            foreach (var (language, source) in parts)
                Run(ImportedParts.FindKernel(language, source.Label, session.Root), source, context);
        }
        finally
        {
            ImportedFile.Current = importer;
        }
    }

    private void Run(LanguageKernel kernel, CellSource source, KernelInvocationContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        var command = new SubmitCode(source.Text, kernel.Name) { Source = source };
        using var inner = new KernelInvocationContext(session, command, kernel, context, isRecorded: false, context.CancellationToken);
        try
        {
            session.Handle(kernel, command, inner);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The code that failed may be a library's: only here is it known which piece of which file called it.
            var error = session.DescribeError(exception);
            throw new CellException(error with { Traceback = [.. error.Traceback, $"  in {source.Label}, which was imported"] });
        }
    }

    private static IReadOnlyList<(string Language, CellSource Source)> Read(string path, string file)
    {
        try
        {
            return ImportedParts.Read(path, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CellException(ErrorName, $"{file} cannot be imported: {exception.Message}");
        }
    }

    private string Find(string file, ImportedFile? importer)
    {
        var folder = session.Folder.Path;
        string[] folders = importer is null ? [folder] : [Path.GetDirectoryName(importer.Path)!, folder];
        var paths = folders.Select(start => Path.GetFullPath(file, Path.GetFullPath(start))).Distinct().ToList();
        return paths.Find(File.Exists) ?? throw new CellException(ErrorName, paths.Exists(Directory.Exists)
            ? $"{file} is a folder; #!import runs one file."
            : $"There is no file {file} to import. Looked for: {string.Join(", ", paths)}. "
                + "A relative path starts at the file that it stands in, then at the working directory.");
    }
}
