using System.CommandLine;
using Atelier.Kernel;
using Spectre.Console;

namespace Atelier.Tool;

/// <summary><c>atelier convert NOTEBOOK --to FORMAT [-o OUT]</c>.</summary>
internal sealed class ConvertCommand : Command
{
    private const string Text = """
        Converts a notebook, with the outputs that it holds, into another form. Nothing is run.
        What cannot be carried over is reported, and the conversion goes on.
        Exit codes: 0 converted; 2 wrong usage, or a file that is missing or no notebook; 130 stopped by Ctrl+C.
        """;

    private const string FormatText = """
        html: one page that needs no other file and no network. md: Markdown with outputs as text and pictures.
        cs: a program that 'dotnet run FILE' runs. dib, ipynb: the other notebook format; .dib holds no outputs.
        """;

    private const string OutputText = """
        The file to write, or, with a / at the end, its folder. Default: beside the notebook. An existing .cs, .dib or .ipynb file is replaced
        only when it is named here, the notebook itself never.
        """;

    private static readonly Dictionary<string, NotebookFormat> Formats = new()
    {
        ["html"] = NotebookFormat.Html,
        ["cs"] = NotebookFormat.CSharp,
        ["dib"] = NotebookFormat.Dib,
        ["ipynb"] = NotebookFormat.Ipynb,
        ["md"] = NotebookFormat.Markdown,
    };

    private readonly ToolHost _host;

    public ConvertCommand(ToolHost host)
        : base("convert", Text)
    {
        _host = host;
        var notebook = new Argument<string>("NOTEBOOK") { Description = "The .ipynb or .dib file to convert; it stays as it is." };
        var format = new Option<string>("--to") { Description = FormatText, Required = true, HelpName = string.Join('|', Formats.Keys) };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var output = new Option<string?>("--output", "-o") { Description = OutputText, HelpName = "OUT" };
        Add(notebook);
        Add(format);
        Add(output);
        SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(notebook), parsed.GetRequiredValue(format), parsed.GetValue(output), cancellationToken));
    }

    private async Task<int> RunAsync(string path, string format, string? output, CancellationToken cancellationToken)
    {
        try
        {
            var notebook = await NotebookDocument.LoadAsync(path, cancellationToken);
            var target = Target(path, format, output);
            var converted = NotebookConverter.Convert(
                notebook, Formats[format], Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(Path.GetFullPath(path)));
            await converted.SaveAsync(target, cancellationToken);
            foreach (var warning in converted.Warnings)
                _host.Error.WriteLine(warning, new Style(Color.Yellow));
            _host.Out.WriteLine($"Converted: {target}", new Style(Color.Green));
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is UsageException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _host.Error.WriteLine(exception.Message, new Style(Color.Red));
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _host.Error.WriteLine("Stopped before the file was written.");
            return ExitCodes.Cancelled;
        }
    }

    private static string Target(string notebook, string format, string? output)
    {
        var name = Path.GetFileNameWithoutExtension(notebook) + "." + format;
        var isNamed = output is not null && !Directory.Exists(output) && !Path.EndsInDirectorySeparator(output);
        var target = isNamed ? output! : Path.Combine(output ?? Path.GetDirectoryName(notebook) ?? "", name);
        if (OutputPaths.AreSame(notebook, target))
            throw new UsageException($"The converted file would overwrite the notebook '{target}' itself; expected another file. Name one with -o.");
        if (!isNamed && format is ("cs" or "dib" or "ipynb") && File.Exists(target))
            throw new UsageException($"There is already a file '{target}', which may hold work; name it with -o to replace it, or name another.");
        return target;
    }
}
