using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>One cell of a notebook: a typed view of its JSON, which keeps every field that the view does not know.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
public sealed class NotebookCell
{
    private readonly string _defaultLanguage;
    private StreamText? _stream;
    private bool _clearsAtNext;

    internal NotebookCell(JsonObject json, int index, string defaultLanguage)
    {
        Json = json;
        Index = index;
        _defaultLanguage = defaultLanguage;
    }

    /// <summary>The cell as it stands in the document; changes to it are changes of the document.</summary>
    public JsonObject Json { get; }

    /// <summary>The cell's position in the document, from 0.</summary>
    public int Index { get; internal set; }

    /// <summary>The cell's identity, unique in the document: 1 to 64 letters, digits, hyphens and underscores.</summary>
    public string Id => Json["id"]!.GetValue<string>();

    /// <summary>What the cell is.</summary>
    public CellKind Kind => Json["cell_type"]!.GetValue<string>() switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    /// <summary>The cell's text in one piece; lines end as they do in the file, normally with <c>\n</c>.</summary>
    public string Source
    {
        get => MultilineText.Join(Json["source"]);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Json["source"] = MultilineText.Split(value);
        }
    }

    /// <summary>The cell's tags, such as <c>parameters</c> or <c>raises-exception</c>; empty when it has none.</summary>
    public IReadOnlyList<string> Tags => Json["metadata"]!["tags"] is JsonArray tags ? [.. tags.Select(tag => tag!.GetValue<string>())] : [];

    /// <summary>The name of the language of the cell in lower case, such as <c>csharp</c>; for prose <c>markdown</c>, for raw text empty.</summary>
    /// <remarks>
    /// The cell's own metadata (<c>polyglot_notebook.kernelName</c>, then <c>dotnet_interactive.language</c>) comes before the
    /// notebook's. A selector line such as <c>#!fsharp</c> in the source is not looked at.
    /// </remarks>
    public string Language => Kind switch
    {
        CellKind.Markdown => "markdown",
        CellKind.Raw => "",
        _ => OwnLanguage is { } own ? KernelNames.Normalize(own) : _defaultLanguage,
    };

    /// <summary>The number of the cell's last execution, from 1; null when it has not run, and for all but code cells.</summary>
    public int? ExecutionCount => Json["execution_count"]?.GetValue<int>();

    /// <summary>What the cell put out when it last ran, in order; empty for all but code cells.</summary>
    /// <exception cref="InvalidDataException">An output in the file is not of the notebook format.</exception>
    public IReadOnlyList<CellOutput> Outputs => OutputArray is not { } outputs
        ? []
        : [.. outputs.Select((output, i) => OutputJson.Read(output!.AsObject(), $"cells[{Index}].outputs[{i}]"))];

    /// <summary>The language that the cell's own metadata names, as it is written there; null when it names none.</summary>
    internal string? OwnLanguage =>
        JsonPaths.Text(Json, "metadata", "polyglot_notebook", "kernelName") ?? JsonPaths.Text(Json, "metadata", "dotnet_interactive", "language");

    private JsonArray? OutputArray => Kind == CellKind.Code ? Json["outputs"]!.AsArray() : null;

    /// <summary>Forgets what the cell put out, its execution count and the times of its last execution.</summary>
    public void ClearOutputs()
    {
        if (OutputArray is not { } outputs)
            return;
        outputs.Clear();
        _clearsAtNext = false;
        Json["execution_count"] = null;
        Json["metadata"]!.AsObject().Remove("execution");
    }

    /// <summary>Adds an output at the end; text of the same stream as the output before is joined to that.</summary>
    /// <param name="output">
    /// A stream, a display or an error; or a <see cref="ClearOutput"/>, which takes away what is there, at once or when the next output comes.
    /// </param>
    /// <exception cref="ArgumentException">The output is an update, which belongs where its displays are, maybe in other cells.</exception>
    /// <exception cref="InvalidOperationException">The cell is no code cell.</exception>
    public void AddOutput(CellOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var outputs = RequireCode();
        if (output is DisplayOutput { IsUpdate: true } update)
            throw new ArgumentException(
                $"The output updates the display '{update.DisplayId}'; expected one that is shown by itself. NotebookRunner finds the displays to update.",
                nameof(output));
        if (output is ClearOutput { Wait: true })
        {
            _clearsAtNext = true;
            return;
        }
        if (_clearsAtNext || output is ClearOutput)
            outputs.Clear();
        _clearsAtNext = false;
        if (output is ClearOutput)
            return;
        if (output is not StreamOutput stream)
        {
            outputs.Add(OutputJson.Write(output));
            return;
        }
        if (outputs.LastOrDefault() is not JsonObject last || !IsStream(last, stream.Name))
            outputs.Add(last = OutputJson.Write(stream with { Text = "" }));
        var lines = last["text"]!.AsArray();
        if (_stream?.Lines != lines)
            _stream = new StreamText(lines);
        _stream.Append(stream.Text);
    }

    /// <summary>Numbers the cell's execution, in the cell and in its result.</summary>
    /// <param name="count">The number of the execution, from 1.</param>
    /// <exception cref="InvalidOperationException">The cell is no code cell.</exception>
    public void SetExecutionCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        foreach (var output in RequireCode())
            if (JsonPaths.Text(output, "output_type") == "execute_result")
                output!["execution_count"] = count;
        Json["execution_count"] = count;
    }

    private static bool IsStream(JsonObject output, string name) =>
        JsonPaths.Text(output, "output_type") == "stream" && JsonPaths.Text(output, "name") == name && output["text"] is JsonArray;

    private JsonArray RequireCode() => OutputArray ?? throw new InvalidOperationException(
        $"Cell {Index + 1} ({Id}) is a {Json["cell_type"]} cell; only code cells have outputs.");
}
